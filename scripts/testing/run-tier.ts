import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { minutes } from './plan.js';
import { root } from '../workspace.js';

/** How the process of a tier ended. */
export type Ending =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly how: string }
  /** Its share was over while it still made progress: nothing is known against it. */
  | { readonly kind: 'cutOff'; readonly how: string }
  /** It printed nothing for longer than anything in it may take: that is a failure. */
  | { readonly kind: 'hung'; readonly how: string };

export interface TierRun {
  readonly ending: Ending;
  /** Lines that began with `left out: `, without it. */
  readonly leftOut: readonly string[];
  /** Lines that began with `stretched: `, without it. */
  readonly stretched: readonly string[];
  /** What it printed last. */
  readonly lastLines: readonly string[];
}

export interface Bounds {
  /** From the start to the end from outside; undefined for as long as it takes. */
  readonly shareMs: number | undefined;
  /** The longest time without a line that something in the tier may take. */
  readonly silenceMs: number;
  /** From the request to end to the kill. */
  readonly graceMs: number;
}

const tellAfterMs = 20_000;
const lastLinesMax = 12;

/**
 * Runs a tier in a process group of its own, passes on what it prints, and ends the whole group when its share is over
 * or it hangs. A tier that is silent for a while is mentioned, so that nobody takes it for dead.
 */
export function runTier(
  name: string,
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
  bounds: Bounds,
  print: (text: string) => void = (text) => process.stdout.write(text),
): Promise<TierRun> {
  const [tool = '', ...parameters] = command;
  const program = tool === 'node' ? process.execPath : join(root, 'node_modules', '.bin', tool);
  const child = spawn(program, parameters, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: { ...process.env, ...environment, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
  });
  const watch = new Watch(name, child, bounds, print);
  const passOn = (text: string): void => {
    print(text);
    watch.heard(text);
  };
  child.stdout.setEncoding('utf8').on('data', passOn);
  child.stderr.setEncoding('utf8').on('data', passOn);
  return watch.ended(tool);
}

class Watch {
  private readonly name: string;
  private readonly child: ChildProcess;
  private readonly bounds: Bounds;
  private readonly print: (text: string) => void;
  private readonly startedMs = performance.now();
  private heardMs = this.startedMs;
  private toldMs = this.startedMs;
  private line = '';
  private verdict: Ending | undefined;
  private readonly leftOut: string[] = [];
  private readonly stretched: string[] = [];
  private readonly lastLines: string[] = [];
  private readonly onSignal = (signal: NodeJS.Signals): void => {
    this.signalGroup('SIGKILL');
    process.kill(process.pid, signal);
  };

  constructor(name: string, child: ChildProcess, bounds: Bounds, print: (text: string) => void) {
    this.name = name;
    this.child = child;
    this.bounds = bounds;
    this.print = print;
  }

  heard(text: string): void {
    this.heardMs = performance.now();
    const lines = `${this.line}${text}`.split('\n');
    this.line = lines.pop() ?? '';
    for (const line of lines) this.note(stripVTControlCharacters(line).trim());
  }

  ended(tool: string): Promise<TierRun> {
    const timer = setInterval(() => this.look(), 250);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, this.onSignal);
    return new Promise((resolve) => {
      const settle = (ending: Ending): void => {
        clearInterval(timer);
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, this.onSignal);
        const { leftOut, stretched, lastLines } = this;
        resolve({ ending: this.verdict ?? ending, leftOut, stretched, lastLines });
      };
      this.child.on('error', (reason) => settle({ kind: 'failed', how: `${tool} did not start: ${reason.message}` }));
      // Not 'close': what the tier has left behind may hold its output open.
      this.child.on('exit', (code, signal) => {
        if (code === 0) settle({ kind: 'passed' });
        else settle({ kind: 'failed', how: `ended with ${signal ?? code}` });
        if (this.verdict !== undefined) this.signalGroup('SIGKILL');
      });
    });
  }

  private note(line: string): void {
    if (line !== '') this.lastLines.push(line);
    if (this.lastLines.length > lastLinesMax) this.lastLines.shift();
    if (line.startsWith('left out: ')) this.leftOut.push(line.slice('left out: '.length));
    if (line.startsWith('stretched: ')) this.stretched.push(line.slice('stretched: '.length));
  }

  private look(): void {
    if (this.verdict !== undefined) return;
    const nowMs = performance.now();
    const [tookMs, silentMs] = [nowMs - this.startedMs, nowMs - this.heardMs];
    const { shareMs = Number.POSITIVE_INFINITY, silenceMs } = this.bounds;
    if (silentMs > silenceMs) this.end({ kind: 'hung', how: `hangs: it has printed nothing for ${minutes(silentMs)}` });
    else if (tookMs > shareMs) this.end({ kind: 'cutOff', how: `cut off: its share of ${minutes(shareMs)} is over` });
    else if (nowMs - Math.max(this.heardMs, this.toldMs) > tellAfterMs) {
      this.toldMs = nowMs;
      this.print(`... ${this.name}: at work for ${minutes(tookMs)}\n`);
    }
  }

  private end(verdict: Ending & { readonly how: string }): void {
    this.verdict = verdict;
    this.print(`${this.name} ${verdict.how}; ending it\n`);
    this.signalGroup('SIGTERM');
    setTimeout(() => this.signalGroup('SIGKILL'), this.bounds.graceMs).unref();
  }

  private signalGroup(signal: NodeJS.Signals): void {
    if (this.child.pid === undefined) return;
    try {
      process.kill(-this.child.pid, signal);
    } catch (reason) {
      if ((reason as NodeJS.ErrnoException).code !== 'ESRCH') throw reason;
    }
  }
}
