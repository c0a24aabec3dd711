import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalCluster } from '@drave/cluster';
import { expect } from 'vitest';
import { freePort } from '../../src/bad-input/node-run.js';
import { boundMs } from '../../src/bounds.js';
import { until } from '../../src/kafka/until.js';
import { addressesOf, makeTopics } from './broker.js';
import { installedFromMaven, runOrThrow, start, type Requirements } from './external.js';
import { VIRTUAL_MACHINE_OPTIONS } from './java.js';
import { Programs, sessionMs, tellFewer } from './programs.js';

/** Kafka Connect, as it is at Maven Central, with the source that reads lines of a file. */
export const KAFKA_CONNECT_VERSION = '4.1.0';
export const KAFKA_CONNECT: Requirements = { commands: ['java', 'mvn', 'kcat'] };
export const LINES = 'lines';
const GROUP = 'connect';
const CONNECTOR = 'file';
/** Of the task, as Connect names it; a worker that leads has one for the configurations, too. */
export const TRANSACTIONAL_ID = `${GROUP}-${CONNECTOR}-0`;
const LINES_AT_A_TIME = 100;
const NORMAL_START_MS = 60_000;
const NORMAL_REQUEST_MS = 10_000;

/**
 * A distributed worker of Kafka Connect with `exactly.once.source.support=enabled`: its task writes lines of a file,
 * and how far it has read that, in one transaction each time. kcat reads what is committed: each line must be there
 * once, and in order.
 */
export class ConnectRun {
  private readonly programs: Programs<readonly string[]>;
  private readonly libraries: string;
  /** Lines as they are committed. */
  private readonly found: string[] = [];
  private written = 0;
  private workers = 0;

  /** @param normalMs - How long all of it may take on a normal machine. */
  static async on(cluster: LocalCluster, normalMs: number): Promise<ConnectRun> {
    const libraries = await installedFromMaven({
      name: `kafka-connect-${KAFKA_CONNECT_VERSION}`,
      artifacts: [
        `org.apache.kafka:connect-runtime:${KAFKA_CONNECT_VERSION}`,
        `org.apache.kafka:connect-file:${KAFKA_CONNECT_VERSION}`,
        'org.slf4j:slf4j-simple:1.7.36',
      ],
    });
    const broker = addressesOf(cluster);
    await makeTopics(broker, [LINES]);
    const folder = join(cluster.directory, 'connect');
    mkdirSync(folder, { recursive: true });
    const timeoutMs = boundMs(normalMs, 'Kafka Connect');
    const run = new ConnectRun(broker.kafka, folder, libraries, timeoutMs);
    await run.replaceWorker();
    return run;
  }

  private constructor(bootstrap: string, folder: string, libraries: string, timeoutMs: number) {
    this.libraries = libraries;
    const onLine = (line: string): void => void this.found.push(line);
    this.programs = new Programs(bootstrap, folder, (name, command) =>
      start(command, {
        folder,
        timeoutMs,
        ...(name === 'reader' ? { onLine } : { logFile: join(folder, `${name}.log`) }),
      }),
    );
    this.programs.start('reader', readerOf(bootstrap));
  }

  private get file(): string {
    return join(this.programs.folder, 'lines.txt');
  }

  /** Adds lines, and resolves when all are committed. */
  async goesOn(when: string): Promise<void> {
    this.write();
    await this.programs.until(`lines are committed ${when}`, () => tellFewer(this.found.length, this.written));
  }

  /** More lines, without a wait. */
  write(): void {
    const more = Array.from({ length: LINES_AT_A_TIME }, (_, index) => `${lineOf(this.written + index)}\n`);
    appendFileSync(this.file, more.join(''));
    this.written += more.length;
  }

  /** SIGKILL for the worker that there is, in the middle of its work; another one takes its place. */
  async replaceWorker(): Promise<void> {
    if (this.workers > 0) this.programs.kill(`worker-${this.workers}`);
    const name = `worker-${++this.workers}`;
    const { folder, bootstrap } = this.programs;
    const port = await freePort();
    const properties = join(folder, `${name}.properties`);
    const settings = Object.entries(settingsOf(bootstrap, port)).map(([key, value]) => `${key}=${value}`);
    writeFileSync(properties, settings.join('\n'));
    const logging = ['-Dorg.slf4j.simpleLogger.showDateTime=true', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'];
    const main = 'org.apache.kafka.connect.cli.ConnectDistributed';
    const classPath = join(this.libraries, '*');
    this.programs.start(name, ['java', ...VIRTUAL_MACHINE_OPTIONS, ...logging, '-cp', classPath, main, properties]);
    if (this.workers === 1) await this.configure(`http://127.0.0.1:${port}`);
  }

  /** Writes no more, and judges what was committed. */
  async end(): Promise<void> {
    await this.programs.until('all lines are committed', () => tellFewer(this.found.length, this.written));
    const timeoutMs = boundMs(NORMAL_START_MS, 'kcat reads what is committed');
    const committed = (await runOrThrow([...readerOf(this.programs.bootstrap), '-e'], { timeoutMs }))
      .trim()
      .split('\n');
    const wanted = Array.from({ length: this.written }, (_, index) => lineOf(index));
    expect(committed).toEqual(wanted);
    expect(this.found).toEqual(wanted);
  }

  close(): void {
    this.programs.close();
  }

  /** The connector, told to the worker as soon as it listens and leads its group. */
  private async configure(address: string): Promise<void> {
    const body = JSON.stringify({
      'connector.class': 'org.apache.kafka.connect.file.FileStreamSourceConnector',
      'tasks.max': '1',
      'exactly.once.support': 'required',
      'transaction.boundary': 'poll',
      file: this.file,
      topic: LINES,
    });
    const request = async (): Promise<string | undefined> => {
      const signal = AbortSignal.timeout(boundMs(NORMAL_REQUEST_MS, 'a request to Kafka Connect'));
      const init = { method: 'PUT', headers: { 'content-type': 'application/json' }, body, signal };
      try {
        const response = await fetch(`${address}/connectors/${CONNECTOR}/config`, init);
        return response.ok ? undefined : `it answers ${response.status}: ${await response.text()}`;
      } catch (reason) {
        return `it does not answer: ${String(reason)}`;
      }
    };
    writeFileSync(this.file, '');
    await until('Kafka Connect takes the connector', request, NORMAL_START_MS);
  }
}

function settingsOf(bootstrap: string, port: number): Readonly<Record<string, string | number>> {
  const converter = 'org.apache.kafka.connect.storage.StringConverter';
  return {
    'bootstrap.servers': bootstrap,
    'group.id': GROUP,
    'exactly.once.source.support': 'enabled',
    'key.converter': converter,
    'value.converter': converter,
    'config.storage.topic': 'connect-configs',
    'offset.storage.topic': 'connect-offsets',
    'offset.storage.partitions': 3,
    'status.storage.topic': 'connect-status',
    'status.storage.partitions': 2,
    'plugin.discovery': 'service_load',
    listeners: `HTTP://127.0.0.1:${port}`,
    'session.timeout.ms': sessionMs(),
    'heartbeat.interval.ms': 500,
    // Tasks of a worker that was killed wait for its return for five minutes by default.
    'scheduled.rebalance.max.delay.ms': 0,
  };
}

function lineOf(number: number): string {
  return `line ${number}`;
}

/** kcat prints each line that is committed, until it is killed. */
function readerOf(bootstrap: string): readonly string[] {
  const isolation = ['-X', 'isolation.level=read_committed'];
  return ['kcat', '-C', '-q', '-u', '-b', bootstrap, '-t', LINES, '-o', 'beginning', '-f', '%s\\n', ...isolation];
}
