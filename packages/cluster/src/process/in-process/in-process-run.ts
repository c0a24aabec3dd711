import { assert, deferred, DraveError, type Deferred, type Millis } from '@drave/base';
import type { InProcessNode } from '@drave/node/in-process';
import type { NodeState } from '../../options.js';
import type { CrashOptions, NodeExit, NodeRun, RunWords } from '../node-run.js';
import { durationText } from '../progress-limit.js';
import type { ReadyLine } from '../ready-line.js';
import { RunLines } from '../run-lines.js';

const words: RunWords = {
  ready: 'in this process',
  kill: 'crashed',
  stop: 'told to shut down',
  pause: 'stands still',
  resume: 'goes on',
};

/** One run of one node in the caller's process. */
export class InProcessRun implements NodeRun {
  readonly name: string;
  readonly processId = undefined;
  readonly words = words;
  private readonly lines: RunLines;
  private readonly canLoseUnsynced: boolean;
  private readonly node: Promise<InProcessNode>;
  private readonly readyFacts: Deferred<ReadyLine> = deferred<ReadyLine>();
  private readonly exit: Deferred<NodeExit> = deferred<NodeExit>();
  private current: NodeState = 'starting';
  private how = '';

  /** `canLoseUnsynced`: its disk knows what is not synced. */
  constructor(name: string, logFile: string, canLoseUnsynced: boolean, begin: () => Promise<InProcessNode>) {
    this.name = name;
    this.lines = new RunLines(name, logFile);
    this.canLoseUnsynced = canLoseUnsynced;
    // The caller that awaits `ready` sees the failure; a start that no caller awaits any more is no unhandled
    // rejection.
    this.readyFacts.promise.catch(() => {});
    this.node = begin();
    this.node.then(
      (node) => this.follow(node),
      (reason: unknown) => this.onEnded(DraveError.from(reason)),
    );
  }

  get state(): NodeState {
    return this.current;
  }

  get exited(): Promise<NodeExit> {
    return this.exit.promise;
  }

  get lastLines(): readonly string[] {
    return this.lines.last;
  }

  async ready(timeoutMs: Millis | undefined): Promise<ReadyLine> {
    if (timeoutMs === undefined) return this.readyFacts.promise;
    const late = this.lines.failure('REQUEST_TIMED_OUT', `was not ready within ${durationText(timeoutMs)}`);
    const timer = setTimeout(() => this.readyFacts.reject(late), timeoutMs);
    try {
      return await this.readyFacts.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  async kill(options: CrashOptions = {}): Promise<NodeExit> {
    if (options.loseUnsynced === true && !this.canLoseUnsynced)
      throw new DraveError(
        'INVALID_REQUEST',
        `the files of ${this.name} are the system's, which keeps what was not synced when a node ends: ` +
          "start the cluster with its data in memory (storage: 'memory') to lose it",
      );
    await (await this.node).crash(options);
    return this.exit.promise;
  }

  async stop(timeoutMs: Millis): Promise<NodeExit> {
    if (this.current === 'paused') this.resume();
    const node = await this.node;
    const timedOut = deferred<'late'>();
    const timer = setTimeout(() => timedOut.resolve('late'), timeoutMs);
    const outcome = await Promise.race([node.stop().then(() => this.exit.promise), timedOut.promise]);
    clearTimeout(timer);
    if (outcome === 'late')
      throw this.lines.failure('REQUEST_TIMED_OUT', `did not shut down within ${durationText(timeoutMs)}`);
    return outcome;
  }

  pause(): void {
    assert(this.current === 'running', `only a running node can be paused, ${this.name} is ${this.current}`);
    this.current = 'paused';
    void this.node.then((node) => node.pause());
  }

  resume(): void {
    assert(this.current === 'paused', `only a paused node can be resumed, ${this.name} is ${this.current}`);
    this.current = 'running';
    void this.node.then((node) => node.resume());
  }

  async applyFaults(): Promise<void> {
    const applied = this.node.then(
      (node) => node.applyFaults(),
      // Its end tells why.
      () => {},
    );
    await Promise.race([applied, this.exit.promise]);
  }

  endedError(): DraveError {
    return this.lines.failure('BROKER_NOT_AVAILABLE', `has ended (${this.how}), and nobody asked it to`);
  }

  private follow(node: InProcessNode): void {
    node.ready().then(
      (facts) => {
        this.current = 'running';
        this.readyFacts.resolve({ ...facts, roles: [...facts.roles] });
      },
      // Its end tells why.
      () => {},
    );
    void node.ended.then((error) => this.onEnded(error));
  }

  private onEnded(error: DraveError | undefined): void {
    if (this.exit.settled) return;
    this.current = 'down';
    this.how = error?.message ?? 'it was stopped';
    if (error !== undefined) this.lines.add(`drave: ${error.message}`);
    if (!this.readyFacts.settled)
      this.readyFacts.reject(this.lines.failure('BROKER_NOT_AVAILABLE', 'ended before it was ready'));
    this.exit.resolve({ exitCode: error === undefined ? 0 : 70, signal: null });
  }
}
