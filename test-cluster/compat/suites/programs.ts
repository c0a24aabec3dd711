import { boundMs } from '../../src/bounds.js';
import { until } from '../../src/kafka/until.js';
import type { Running } from './external.js';

const NORMAL_SESSION_MS = 10_000;
/** Kafka's default. */
const SESSION_MAX_MS = 45_000;
/** Longer than a session and the timeout of a transaction (10 s each) together, and the looks at both. */
const NORMAL_WAIT_MS = 90_000;

/** The programs of one test, each a process that runs until its input ends. One that ends before ends the test. */
export class Programs<Command> {
  /** Addresses of the brokers. */
  readonly bootstrap: string;
  /** Theirs to write to. */
  readonly folder: string;
  private readonly launch: (name: string, command: Command) => Running;
  private readonly running = new Map<string, Running>();
  private readonly ended: string[] = [];

  constructor(bootstrap: string, folder: string, launch: (name: string, command: Command) => Running) {
    this.bootstrap = bootstrap;
    this.folder = folder;
    this.launch = launch;
  }

  start(name: string, command: Command): void {
    const running = this.launch(name, command);
    this.running.set(name, running);
    void running.ended.then(({ exitCode, stderr }) => {
      if (this.running.get(name) === running) this.ended.push(`the ${name} ended with ${exitCode ?? '-'}: ${stderr}`);
    });
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

export function tellFewer(have: number, want: number): string | undefined {
  return have < want ? `${have} of ${want} are` : undefined;
}
