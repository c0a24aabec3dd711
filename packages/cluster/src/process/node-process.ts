import { spawn, type ChildProcess } from 'node:child_process';
import { assert, deferred, DraveError, type Deferred, type Millis } from '@drave/base';
import type { FaultOrders } from '@drave/node/in-process';
import type { NodeState } from '../options.js';
import { readLines } from './line-reader.js';
import type { CrashOptions, NodeExit, NodeRun, RunWords } from './node-run.js';
import { durationText } from './progress-limit.js';
import { parseFaultLine, parseReadyLine, type FaultLine, type ReadyLine } from './ready-line.js';
import { RunLines } from './run-lines.js';

interface NodeCommand {
  readonly executable: string;
  readonly parameters: readonly string[];
  readonly workingDirectory: string;
  /** The node's own log, shown beside its output when it fails. */
  readonly logFile: string;
}

/**
 * One run of one node, as a process of its own. The child holds the other end of its stdin pipe and ends when it
 * closes, so a supervisor that dies in whatever way leaves no orphan. A stopped (SIGSTOP) child counts as running until
 * it is killed.
 */
export class NodeProcess implements NodeRun {
  readonly name: string;
  private readonly child: ChildProcess;
  private readonly lines: RunLines;
  private readonly exit: Deferred<NodeExit> = deferred<NodeExit>();
  private readonly readyLine: Deferred<ReadyLine> = deferred<ReadyLine>();
  private readonly orders: FaultOrders;
  /** Orders about faults that the node has not answered yet. */
  private readonly unanswered = new Map<number, Deferred<void>>();
  private serial = 0;
  private current: NodeState = 'starting';
  /** How it ended: the signal or the exit code. */
  private how = '';

  constructor(name: string, command: NodeCommand, orders: FaultOrders) {
    this.name = name;
    this.orders = orders;
    this.lines = new RunLines(name, command.logFile);
    this.child = spawn(command.executable, command.parameters, {
      cwd: command.workingDirectory,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { UV_THREADPOOL_SIZE: '8', ...process.env },
    });
    // The caller that awaits `ready` sees the failure; a start that no caller awaits any more is no unhandled
    // rejection.
    this.readyLine.promise.catch(() => {});
    this.listen();
    this.applyFaults().catch((reason: Error) => this.lines.add(reason.message));
  }

  get state(): NodeState {
    return this.current;
  }

  get processId(): number | undefined {
    return this.child.pid;
  }

  get words(): RunWords {
    return {
      ready: `process ${this.child.pid}`,
      kill: 'SIGKILL',
      stop: 'SIGTERM',
      pause: 'SIGSTOP',
      resume: 'SIGCONT',
    };
  }

  get exited(): Promise<NodeExit> {
    return this.exit.promise;
  }

  get lastLines(): readonly string[] {
    return this.lines.last;
  }

  async ready(timeoutMs: Millis | undefined): Promise<ReadyLine> {
    if (timeoutMs === undefined) return this.readyLine.promise;
    const timer = setTimeout(() => {
      this.readyLine.reject(
        this.lines.failure('REQUEST_TIMED_OUT', `printed no ready line within ${durationText(timeoutMs)}`),
      );
    }, timeoutMs);
    try {
      return await this.readyLine.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /** SIGKILL: nothing is said, nothing is written. Resolves when the process is gone. */
  async kill({ loseUnsynced = false }: CrashOptions = {}): Promise<NodeExit> {
    if (loseUnsynced)
      throw new DraveError(
        'INVALID_REQUEST',
        `${this.name} is a process of its own, and the system keeps what a process has not synced: start the ` +
          "cluster in this process with its data in memory (nodes: 'in-process', storage: 'memory') to lose it",
      );
    this.child.kill('SIGKILL');
    return this.exit.promise;
  }

  /** SIGTERM. */
  async stop(timeoutMs: Millis): Promise<NodeExit> {
    if (this.current === 'paused') this.resume();
    this.child.kill('SIGTERM');
    const timedOut = deferred<'late'>();
    const timer = setTimeout(() => timedOut.resolve('late'), timeoutMs);
    const outcome = await Promise.race([this.exit.promise, timedOut.promise]);
    clearTimeout(timer);
    if (outcome === 'late')
      throw this.lines.failure('REQUEST_TIMED_OUT', `did not shut down within ${durationText(timeoutMs)} of SIGTERM`);
    return outcome;
  }

  pause(): void {
    assert(this.current === 'running', `only a running node can be paused, ${this.name} is ${this.current}`);
    this.child.kill('SIGSTOP');
    this.current = 'paused';
  }

  resume(): void {
    assert(this.current === 'paused', `only a paused node can be resumed, ${this.name} is ${this.current}`);
    this.child.kill('SIGCONT');
    this.current = 'running';
  }

  applyFaults(): Promise<void> {
    if (this.exit.settled) return Promise.resolve();
    const serial = ++this.serial;
    const answered = deferred<void>();
    this.unanswered.set(serial, answered);
    this.child.stdin?.write(`${JSON.stringify({ serial, faults: this.orders.now() })}\n`);
    return answered.promise;
  }

  private listen(): void {
    const { stdin, stdout, stderr } = this.child;
    assert(stdin !== null && stdout !== null && stderr !== null, 'all three streams are pipes');
    // A child that is gone breaks the pipe; its exit is what we act on.
    stdin.on('error', () => {});
    readLines(stdout, (line) => this.onLine(line));
    readLines(stderr, (line) => this.lines.add(line));
    this.child.once('error', (reason) => {
      this.lines.add(reason.message);
      this.onExit({ exitCode: null, signal: null });
    });
    // 'close' comes after the last output has been read; 'exit' would lose the lines that say why.
    this.child.once('close', (exitCode, signal) => this.onExit({ exitCode, signal }));
  }

  private onLine(line: string): void {
    const told = parseFaultLine(line);
    if (told !== undefined) return this.onFaultLine(told);
    const ready = this.current === 'starting' ? parseReadyLine(line) : undefined;
    if (ready === undefined) {
      this.lines.add(line);
      return;
    }
    this.current = 'running';
    this.readyLine.resolve(ready);
  }

  private onFaultLine(told: FaultLine): void {
    if (told.event === 'fault-struck') return this.orders.onStruck(told.name, told.times);
    const answered = this.unanswered.get(told.serial);
    this.unanswered.delete(told.serial);
    if (told.error === undefined) answered?.resolve();
    else answered?.reject(new DraveError('INVALID_REQUEST', `${this.name}: ${told.error}`));
  }

  private onExit(exit: NodeExit): void {
    if (this.exit.settled) return;
    for (const answered of this.unanswered.values()) answered.resolve();
    this.current = 'down';
    this.how = exit.signal === null ? `code ${exit.exitCode ?? 'none'}` : exit.signal;
    if (!this.readyLine.settled)
      this.readyLine.reject(this.lines.failure('BROKER_NOT_AVAILABLE', `ended before it was ready (${this.how})`));
    this.exit.resolve(exit);
  }

  endedError(): DraveError {
    return this.lines.failure('BROKER_NOT_AVAILABLE', `has ended (${this.how}), and nobody asked it to`);
  }
}
