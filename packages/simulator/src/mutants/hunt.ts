import { fork } from 'node:child_process';
import type { SeedMutant } from './mutant.js';
import type { SeedVerdict } from './score.js';

/** What a process that runs seeds tells its parent. */
export type SeedMessage =
  | { readonly kind: 'begins'; readonly seed: number }
  | { readonly kind: 'failed'; readonly seed: number; readonly report: string }
  | { readonly kind: 'ended'; readonly seeds: number };

export interface HuntOptions {
  /** The program that runs seeds: `PROGRAM quorum|cluster --from N --count N ...`. */
  readonly program: string;
  readonly from: number;
  readonly count: number;
  /** The seed that noticed the last time; it runs first. */
  readonly known: number | undefined;
  /** How long the hunt may take; undefined for as long as it does. */
  readonly minutes: number | undefined;
  /** How long a run may take whatever others took; for tests. */
  readonly spinMsMin?: number;
}

/** One seed takes seconds; a run that takes longer than so many of the longest before it, and than this, spins. */
const SPIN_FACTOR = 30;
const SPIN_MS_MIN = 300_000;
const LOOK_MS = 200;

/**
 * Loads the product with the bug in it, in a process of its own, and runs seeds until one fails. A bug that makes a run
 * spin is noticed too, by the seed whose run does not end. That seed then runs over the product as it is.
 * @throws Error when the seeds cannot run, or when the seed fails without the bug, too: then something else is wrong.
 */
export async function hunt(mutant: SeedMutant, options: HuntOptions): Promise<SeedVerdict> {
  const verdict = await huntWithSeeds(mutant, options);
  if (verdict.seed === undefined) return verdict;
  const parameters = [mutant.kind, '--from', `${verdict.seed}`, '--count', '1', ...focusOf(mutant)];
  const code = await new Promise((resolve) => {
    fork(options.program, parameters, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }).on('exit', resolve);
  });
  if (code !== 0) throw new Error(`${mutant.name}: ${parameters.join(' ')} fails without it, too`);
  return verdict;
}

function focusOf({ focus }: SeedMutant): string[] {
  return focus === undefined ? [] : ['--focus', focus];
}

function huntWithSeeds(mutant: SeedMutant, options: HuntOptions): Promise<SeedVerdict> {
  const { program, from, count, known, minutes } = options;
  const range = ['--from', `${from}`, '--count', `${count}`, ...(known === undefined ? [] : ['--known', `${known}`])];
  const time = minutes === undefined ? [] : ['--minutes', `${minutes}`];
  const parameters = [mutant.kind, ...range, ...time, ...focusOf(mutant), '--first', '--mutant', mutant.name];
  const child = fork(program, parameters, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const watch = new SeedWatch(options.spinMsMin ?? SPIN_MS_MIN);
  let errors = '';
  child.stderr?.on('data', (text) => (errors += String(text)));
  child.on('message', (message) => watch.told(message as SeedMessage));
  const timer = setInterval(() => {
    if (watch.spins()) child.kill('SIGKILL');
  }, LOOK_MS);
  return new Promise((resolve, reject) => {
    child.on('exit', (code, signal) => {
      clearInterval(timer);
      const verdict = { kind: 'seeds', mutant, from, count: watch.ran ?? count } as const;
      const { caught, seed } = watch;
      if (caught !== undefined) resolve({ ...verdict, seed: caught.seed, how: caught.report.split('\n')[0] ?? '' });
      else if (signal === 'SIGKILL' && watch.isSpinning) resolve({ ...verdict, seed, how: 'a run does not end' });
      else if (code === 0) resolve({ ...verdict, seed: undefined, how: '' });
      else reject(new Error(`${mutant.name} could not run: ${errors}`));
    });
  });
}

/** Which seed is under way, and for how long in comparison with those before. */
class SeedWatch {
  caught: { readonly seed: number; readonly report: string } | undefined;
  seed: number | undefined;
  ran: number | undefined;
  isSpinning = false;
  private beganMs = performance.now();
  private longestMs = 0;
  private readonly limitMsMin: number;

  constructor(limitMsMin: number) {
    this.limitMsMin = limitMsMin;
  }

  told(message: SeedMessage): void {
    switch (message.kind) {
      case 'begins': {
        const nowMs = performance.now();
        if (this.seed !== undefined) this.longestMs = Math.max(this.longestMs, nowMs - this.beganMs);
        this.seed = message.seed;
        this.beganMs = nowMs;
        return;
      }
      case 'failed':
        this.caught ??= message;
        return;
      case 'ended':
        this.ran = message.seeds;
    }
  }

  spins(): boolean {
    const limitMs = Math.max(this.limitMsMin, this.longestMs * SPIN_FACTOR);
    this.isSpinning = this.seed !== undefined && performance.now() - this.beganMs > limitMs;
    return this.isSpinning;
  }
}
