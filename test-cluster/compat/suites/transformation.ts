import { join } from 'node:path';
import type { LocalCluster } from '@drave/cluster';
import { expect } from 'vitest';
import { boundMs } from '../../src/bounds.js';
import { addressesOf, makeTopics } from './broker.js';
import { runOrThrow, start } from './external.js';
import { builtGo } from './go.js';
import { Programs, sessionMs, tellFewer } from './programs.js';

export const INPUT = 'input';
export const OUTPUT = 'output';
export const GROUP = 'transformers';
/** Their transactional ids. */
export const TRANSFORMERS = ['transformer-0', 'transformer-1'] as const;
const PARTITIONS = 6;
const RECORDS_PER_SECOND = 100;
const NORMAL_READ_MS = 60_000;

interface Command {
  readonly command: readonly string[];
  readonly onLine?: (line: string) => void;
}

/**
 * One program writes records, numbered from 0 by their keys; members of a group write each once more to another topic,
 * in one transaction with its offset. kcat reads what is committed there: each number must be there once.
 */
export class Transformation {
  private readonly programs: Programs<Command>;
  /** What was built of `compat/go`. */
  private readonly program: string;
  /** Keys of records as they are committed. */
  private readonly found: string[] = [];
  private readonly members: string[] = [];
  private written = 0;

  /** @param normalMs - How long all of it may take on a normal machine. */
  static async on(cluster: LocalCluster, normalMs: number): Promise<Transformation> {
    const broker = addressesOf(cluster);
    await makeTopics(broker, [INPUT, OUTPUT], PARTITIONS);
    const folder = join(cluster.directory, 'go');
    const program = await builtGo(folder);
    const timeoutMs = boundMs(normalMs, 'programs in Go');
    const launch = (_: string, { command, onLine }: Command) =>
      start(command, { folder, timeoutMs, ...(onLine === undefined ? {} : { onLine }) });
    return new Transformation(new Programs(broker.kafka, folder, launch), program);
  }

  private constructor(programs: Programs<Command>, program: string) {
    this.programs = programs;
    this.program = program;
    for (const id of TRANSFORMERS) this.startMember(id, id);
    programs.start('reader', { command: readerOf(programs.bootstrap), onLine: (line) => this.found.push(line) });
    programs.start('writer', {
      command: [program, 'write', programs.bootstrap, INPUT, `${RECORDS_PER_SECOND}`],
      onLine: (line) => (this.written = Number(line.split(' ')[1])),
    });
  }

  /** Resolves when all is transformed that was written until now, and some that is written from now on. */
  async goesOn(when: string): Promise<void> {
    const wanted = this.written + RECORDS_PER_SECOND;
    await this.programs.until(`records are transformed ${when}`, () => tellFewer(this.found.length, wanted));
  }

  /** SIGKILL for the first member; another one takes its transactional id. */
  replaceMember(): void {
    const [id] = TRANSFORMERS;
    this.programs.kill(this.members.shift() ?? '');
    this.startMember(`successor of ${id}`, id);
  }

  /** Stops writing, and judges what was transformed. */
  async end(): Promise<void> {
    await this.programs.endOf('writer');
    const wanted = Array.from({ length: this.written }, (_, number) => `${number}`).toSorted();
    await this.programs.until('all is transformed', () => tellFewer(this.found.length, this.written));
    for (const member of this.members) await this.programs.endOf(member);
    expect((await committedKeys(this.programs.bootstrap)).toSorted()).toEqual(wanted);
  }

  close(): void {
    this.programs.close();
  }

  private startMember(name: string, transactionalId: string): void {
    this.members.push(name);
    const { bootstrap } = this.programs;
    const parameters = ['transform', bootstrap, INPUT, OUTPUT, GROUP, transactionalId, `${sessionMs()}`];
    this.programs.start(name, { command: [this.program, ...parameters] });
  }
}

/** kcat prints the key of each record that is committed, until it is killed. */
function readerOf(bootstrap: string): readonly string[] {
  const isolation = ['-X', 'isolation.level=read_committed'];
  return ['kcat', '-C', '-q', '-u', '-b', bootstrap, '-t', OUTPUT, '-o', 'beginning', '-f', '%k\\n', ...isolation];
}

async function committedKeys(bootstrap: string): Promise<readonly string[]> {
  const timeoutMs = boundMs(NORMAL_READ_MS, 'kcat reads what is committed');
  return (await runOrThrow([...readerOf(bootstrap), '-e'], { timeoutMs })).trim().split('\n');
}
