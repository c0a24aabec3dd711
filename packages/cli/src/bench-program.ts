import { Option } from 'commander';
import { addClusterCommand } from './cluster-command.js';
import type { BenchEndToEndOptions, BenchOptions, BenchProduceOptions } from './commands/bench.js';
import type { DraveCommand } from './drave-command.js';
import { actionFormats } from './output.js';
import { parseDurationMs, parseInteger } from './parse.js';
import type { Terminal } from './terminal.js';

const RECORDS_MAX = 1e12;
const RECORD_BYTES_MAX = 10 * 1024 * 1024;

/** Adds `drave bench`, in the words of Kafka's performance tools. */
export function addBench(program: DraveCommand, terminal: Terminal): void {
  const bench = program.command('bench').description('how fast a running cluster is, seen from here');
  const add = (usage: string, description: string, records: number): DraveCommand =>
    addClusterCommand(bench, usage, description, actionFormats).option(
      '--num-records <count>',
      'so many records',
      parseInteger('number of records', 1, RECORDS_MAX),
      records,
    );
  const recordSize = (bytes: number): Option =>
    new Option('--record-size <bytes>', 'of each value')
      .argParser(parseInteger('number of bytes', 1, RECORD_BYTES_MAX))
      .default(bytes);
  const acks = (choices: readonly string[]): Option =>
    new Option('--acks <acks>', 'who must have it').choices(choices).default('all');
  add('produce <topic>', 'write records, and tell throughput and latency until they are acknowledged', 100_000)
    .addOption(recordSize(1_024))
    .option('--throughput <number>', 'records a second (default: as many as go)', parseInteger('number', 1, 1e9))
    .addOption(acks(['0', '1', 'all']))
    .addOption(
      new Option('--compression <type>', 'of batches')
        .choices(['none', 'gzip', 'snappy', 'lz4', 'zstd'])
        .default('none'),
    )
    .option('--batch-size <bytes>', 'of a batch', parseInteger('number of bytes', 1, RECORD_BYTES_MAX))
    .option('--linger <duration>', 'how long a batch waits for more records, e.g. 5ms', parseDurationMs)
    .action(async (topic: string, options: BenchProduceOptions) => {
      const { benchProduce } = await import('./commands/bench.js');
      await benchProduce(terminal, topic, options);
    });
  add('consume <topic>', 'read a topic from its start, and tell the throughput', RECORDS_MAX).action(
    async (topic: string, options: BenchOptions) => {
      const { benchConsume } = await import('./commands/bench.js');
      await benchConsume(terminal, topic, options);
    },
  );
  add('e2e <topic>', 'write one record after the other, and tell how long each takes to a consumer', 1_000)
    .addOption(recordSize(100))
    .addOption(acks(['1', 'all']))
    .action(async (topic: string, options: BenchEndToEndOptions) => {
      const { benchEndToEnd } = await import('./commands/bench.js');
      await benchEndToEnd(terminal, topic, options);
    });
}
