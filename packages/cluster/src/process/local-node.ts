import { assert, DraveError, type Endpoint, type Millis, isError } from '@drave/base';
import type { NodePaths } from '../node-file.js';
import type { NodePlan } from '../plan.js';
import type { NodeEventKind, NodeRole, NodeState } from '../options.js';
import type { CrashOptions, NodeExit, NodeRun } from './node-run.js';
import type { ReadyLine } from './ready-line.js';

/** What everyone may know of a node. */
export interface LocalNode {
  readonly id: number;
  readonly name: string;
  readonly roles: readonly NodeRole[];
  readonly state: NodeState;
  /** Undefined while the node is down, and where it has no process of its own. */
  readonly processId: number | undefined;
  readonly grpc: Endpoint;
  readonly http: Endpoint;
  /** Undefined on a node that is no broker. */
  readonly kafka: Endpoint | undefined;
  readonly rack: string | undefined;
  readonly directory: string;
  readonly dataDirectory: string;
  readonly configFile: string;
  readonly logFile: string;
}

/** One node of a local cluster over all its runs. Only its cluster controls it. */
export class ManagedNode implements LocalNode {
  readonly plan: NodePlan;
  readonly paths: NodePaths;
  private readonly launch: () => NodeRun;
  private readonly host: string;
  private readonly report: (kind: NodeEventKind, detail: string) => void;
  private run: NodeRun | undefined;
  private ordered = false;
  private runs = 0;

  constructor(
    plan: NodePlan,
    paths: NodePaths,
    host: string,
    launch: () => NodeRun,
    report: (kind: NodeEventKind, detail: string) => void,
  ) {
    this.plan = plan;
    this.paths = paths;
    this.host = host;
    this.launch = launch;
    this.report = report;
  }

  get id(): number {
    return this.plan.id;
  }
  get name(): string {
    return this.plan.name;
  }
  get roles(): readonly NodeRole[] {
    return this.plan.roles;
  }
  get rack(): string | undefined {
    return this.plan.rack;
  }
  get grpcPort(): number {
    return this.plan.grpcPort;
  }
  get httpPort(): number {
    return this.plan.httpPort;
  }
  get kafkaPort(): number | undefined {
    return this.plan.kafkaPort;
  }
  get kafka(): Endpoint | undefined {
    const { kafkaPort: port } = this.plan;
    return port === undefined ? undefined : { host: this.host, port };
  }
  get behind(): NodePlan['behind'] {
    return this.plan.behind;
  }
  get directoryId(): string | undefined {
    return this.plan.directoryId;
  }
  get grpc(): Endpoint {
    return { host: this.host, port: this.plan.grpcPort };
  }
  get http(): Endpoint {
    return { host: this.host, port: this.plan.httpPort };
  }
  get directory(): string {
    return this.paths.directory;
  }
  get dataDirectory(): string {
    return this.paths.dataDirectory;
  }
  get configFile(): string {
    return this.paths.configFile;
  }
  get logFile(): string {
    return this.paths.logFile;
  }
  get state(): NodeState {
    return this.run?.state ?? 'down';
  }
  get running(): boolean {
    return this.state === 'running';
  }
  get processId(): number | undefined {
    return this.state === 'down' ? undefined : this.run?.processId;
  }
  /** How often it was started: tells a run from the one before. */
  get runNumber(): number {
    return this.runs;
  }
  get lastLines(): readonly string[] {
    return this.run?.lastLines ?? [];
  }
  /** The error that says how its last run ended; undefined while it runs, and when its end was ordered. */
  get endedByItself(): DraveError | undefined {
    if (this.run === undefined || this.state !== 'down' || this.ordered) return undefined;
    return this.run.endedError();
  }

  /**
   * Resolves with the ready line; without `timeoutMs` it may take as long as it likes. A start that fails leaves
   * nothing running. @throws DraveError with the last lines.
   */
  async start(timeoutMs: Millis | undefined): Promise<ReadyLine> {
    assert(this.state === 'down', `${this.name} runs already`);
    this.report('starting', `port ${this.plan.grpcPort}`);
    const started = this.launch();
    this.run = started;
    this.runs += 1;
    this.ordered = false;
    void started.exited.then((exit) => this.onExit(started, exit));
    try {
      const ready = await started.ready(timeoutMs);
      this.report('ready', started.words.ready);
      return ready;
    } catch (reason) {
      this.report('failed', isError(reason) ? (reason.message.split('\n')[0] ?? '') : String(reason));
      await started.kill();
      throw reason;
    }
  }

  /** Harmless when the node is down. */
  async kill(options: CrashOptions = {}): Promise<void> {
    const { run } = this;
    if (run === undefined || this.state === 'down') return;
    const wasOrdered = this.ordered;
    this.ordered = true;
    try {
      await run.kill(options);
    } catch (reason) {
      this.ordered = wasOrdered;
      throw reason;
    }
    this.report(
      'killed',
      options.loseUnsynced === true ? `${run.words.kill}, losing what was not synced` : run.words.kill,
    );
  }

  /** Harmless when the node is down. @throws DraveError REQUEST_TIMED_OUT. */
  async stop(timeoutMs: Millis): Promise<void> {
    if (this.run === undefined || this.state === 'down') return;
    this.ordered = true;
    this.report('stopping', this.run.words.stop);
    await this.run.stop(timeoutMs);
  }

  pause(): void {
    assert(this.run !== undefined, `${this.name} runs`);
    this.run.pause();
    this.report('paused', this.run.words.pause);
  }

  resume(): void {
    assert(this.run !== undefined, `${this.name} runs`);
    this.run.resume();
    this.report('resumed', this.run.words.resume);
  }

  /**
   * Resolves when the faults that are ordered for the node are in force; of one that is down, when it starts again.
   * @throws DraveError INVALID_REQUEST.
   */
  async applyFaults(): Promise<void> {
    if (this.run === undefined || this.state === 'down') return;
    const applied = this.run.applyFaults();
    // A frozen node reads it when it goes on, and nothing of it can be wrong: faults are only taken from it.
    if (this.state === 'paused') applied.catch(() => {});
    else await applied;
  }

  private onExit(exited: NodeRun, exit: NodeExit): void {
    if (exited !== this.run) return;
    const how = exit.signal ?? `code ${exit.exitCode ?? 'none'}`;
    this.report('exited', this.ordered ? how : `${how}, and nobody asked it to`);
  }
}
