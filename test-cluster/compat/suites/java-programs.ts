import { join } from 'node:path';
import type { LocalCluster } from '@drave/cluster';
import { boundMs } from '../../src/bounds.js';
import { until } from '../../src/kafka/until.js';
import { addressesOf } from './broker.js';
import type { Running } from './external.js';
import { compiledJava, type JavaCommand, type JavaLauncher } from './java.js';

const NORMAL_SESSION_MS = 10_000;
/** Kafka's default. */
const SESSION_MAX_MS = 45_000;
/** Longer than a session and the timeout of a transaction (10 s each) together, and the looks at both. */
const NORMAL_WAIT_MS = 90_000;

/** A record as a program has read it. */
export interface ReadRecord {
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly value: string;
}

/** The programs of one test, each a process. One that ends by itself ends the test. */
export class JavaPrograms {
  /** Addresses of the brokers. */
  readonly bootstrap: string;
  /** Theirs to write to. */
  readonly folder: string;
  private readonly launch: JavaLauncher;
  private readonly running = new Map<string, Running>();
  private readonly ended: string[] = [];

  /** @param normalMs - How long each may run on a normal machine. */
  static async on(cluster: LocalCluster, normalMs: number): Promise<JavaPrograms> {
    const folder = join(cluster.directory, 'java');
    const launch = await compiledJava({ folder, timeoutMs: boundMs(normalMs, 'programs in Java') });
    return new JavaPrograms(addressesOf(cluster).kafka, folder, launch);
  }

  private constructor(bootstrap: string, folder: string, launch: JavaLauncher) {
    this.bootstrap = bootstrap;
    this.folder = folder;
    this.launch = launch;
  }

  start(name: string, command: JavaCommand): void {
    const running = this.launch(name, command);
    this.running.set(name, running);
    void running.ended.then(({ exitCode, stderr }) => {
      if (this.running.get(name) === running) this.ended.push(`the ${name} ended with ${exitCode ?? '-'}: ${stderr}`);
    });
  }

  /** Reads what is committed in a topic, and what comes. Returns its records, of which there are more all the time. */
  startReader(name: string, topic: string, values: 'long' | 'string'): { records: ReadRecord[]; isAtTheEnd: boolean } {
    const found = { records: [] as ReadRecord[], isAtTheEnd: false };
    const onLine = (line: string): void => {
      found.isAtTheEnd ||= line === 'at the end';
      const [, partition, offset, key = '', value = ''] = /^read (\d+) (\d+) (\S+) (.*)$/.exec(line) ?? [];
      if (offset !== undefined)
        found.records.push({ partition: Number(partition), offset: Number(offset), key, value });
    };
    this.start(name, { mainClass: 'ReadCommitted', parameters: [this.bootstrap, topic, values], onLine });
    return found;
  }

  /** Everything committed in a topic until now; of each partition in order. */
  async readToEnd(topic: string, values: 'long' | 'string'): Promise<readonly ReadRecord[]> {
    const name = `reader of ${topic}`;
    const found = this.startReader(name, topic, values);
    await this.until(`${topic} is read`, () => (found.isAtTheEnd ? undefined : `${found.records.length} records are`));
    await this.endOf(name);
    return found.records;
  }

  /** Ends the input of a program, and resolves when that has ended in order. */
  async endOf(name: string): Promise<void> {
    const running = this.running.get(name);
    this.running.delete(name);
    running?.endInput();
    const result = await running?.ended;
    if (result?.exitCode !== 0) throw new Error(`the ${name} ended with ${result?.exitCode ?? '-'}: ${result?.stderr}`);
  }

  /** SIGKILL. */
  kill(name: string): void {
    const running = this.running.get(name);
    this.running.delete(name);
    running?.signal('SIGKILL');
  }

  /** Nothing of it moves until `resume`; its connections stay open. */
  pause(name: string): void {
    this.running.get(name)?.signal('SIGSTOP');
  }

  resume(name: string): void {
    this.running.get(name)?.signal('SIGCONT');
  }

  names(): readonly string[] {
    return [...this.running.keys()];
  }

  /** Resolves when `missing` finds nothing missing. @throws When a program has ended by itself. */
  async until(when: string, missing: () => string | undefined): Promise<void> {
    const look = (): string | undefined => {
      if (this.ended.length > 0) throw new Error(this.ended.join('\n'));
      return missing();
    };
    await until(when, look, NORMAL_WAIT_MS);
  }

  close(): void {
    for (const name of this.names()) this.kill(name);
  }
}

/** What members of groups ask for: a member that is killed is missed so late. */
export function sessionMs(): number {
  return Math.min(boundMs(NORMAL_SESSION_MS, 'a session'), SESSION_MAX_MS);
}

/** Records of one partition come in order, those of several in any. */
export function inOrder(records: readonly ReadRecord[]): readonly ReadRecord[] {
  return records.toSorted((left, right) => left.partition - right.partition || left.offset - right.offset);
}

export function tellFewer(have: number, want: number): string | undefined {
  return have < want ? `${have} of ${want} are` : undefined;
}
