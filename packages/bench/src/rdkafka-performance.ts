import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { DraveError } from '@drave/base';

/** The result that librdkafka's benchmark program prints at its end. */
interface RdkafkaOutcome {
  readonly records: number;
  readonly seconds: number;
}

/**
 * Runs `examples/rdkafka_performance` of librdkafka, the C client that many other clients wrap. It
 * is built with `make` in a librdkafka source tree, such as the one inside the npm package node-rdkafka.
 */
export class RdkafkaPerformance {
  private readonly executable: string;
  private readonly bootstrap: string;

  /** @throws DraveError INVALID_CONFIG when there is no such program. */
  constructor(executable: string | undefined, bootstrap: string) {
    const found = executable ?? onPath('rdkafka_performance');
    if (found === undefined || !isExecutable(found)) {
      const where = found ?? 'rdkafka_performance on the PATH';
      const what = "build librdkafka's examples and name the program with --rdkafka-performance <path>";
      throw new DraveError('INVALID_CONFIG', `there is no program ${where}: ${what}`);
    }
    this.executable = found;
    this.bootstrap = bootstrap;
  }

  /** Writes records, which librdkafka spreads over the partitions, until all are acknowledged. */
  async produce(topic: string, load: RdkafkaLoad): Promise<RdkafkaOutcome> {
    const { records, recordBytes, acks, codec } = load;
    const output = await this.run(
      ...['-P', '-t', topic, '-c', String(records), '-s', String(recordBytes)],
      ...['-a', acks === 'all' ? '-1' : String(acks), '-z', codec],
    );
    const [, delivered, failed, ms] =
      /produced .*?, (\d+) delivered \(.*?(\d+) failed\) in (\d+)ms/.exec(lastLine(output, 'delivered')) ?? [];
    if (Number(delivered) !== records || Number(failed) !== 0) throw failure(output);
    return { records: Number(delivered), seconds: Number(ms) / 1000 };
  }

  /** Reads `records` records from the beginning of every partition, without a group. */
  async consume(topic: string, partitions: number, records: number): Promise<RdkafkaOutcome> {
    const named = Array.from({ length: partitions }, (_, partition) => ['-p', String(partition)]).flat();
    const output = await this.run('-C', '-t', topic, ...named, '-o', 'beginning', '-c', String(records), '-B', '1000');
    const [, seen, ms] = /(\d+) messages \(.*? in (\d+)ms/.exec(lastLine(output, 'messages (')) ?? [];
    if (Number(seen) < records) throw failure(output);
    return { records: Number(seen), seconds: Number(ms) / 1000 };
  }

  private run(...parameters: string[]): Promise<string> {
    const options = { timeout: 120_000, maxBuffer: 16 * 1024 * 1024 };
    const whole = ['-b', this.bootstrap, ...parameters];
    return new Promise((resolve, reject) => {
      execFile(this.executable, whole, options, (error, stdout, stderr) => {
        if (error === null) resolve(stdout + stderr);
        else reject(failure(`${stdout}\n${stderr}\n${error.message}`));
      });
    });
  }
}

export interface RdkafkaLoad {
  readonly records: number;
  readonly recordBytes: number;
  readonly acks: 1 | 'all';
  readonly codec: 'none' | 'lz4';
}

function lastLine(output: string, having: string): string {
  return output.split('\n').findLast((line) => line.includes(having)) ?? '';
}

function failure(output: string): DraveError {
  const end = output.trim().split('\n').slice(-5).join('\n');
  return new DraveError('UNKNOWN_SERVER_ERROR', `rdkafka_performance did not do what it was asked:\n${end}`);
}

function onPath(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    // The file does not exist, or is not executable.
    return false;
  }
}
