import { setMaxListeners } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers';
import type { Millis } from '@drave/base';
import type { Clock, TimerHandle, Timers } from '../time.js';

/** Longer delays overflow in Node and would fire at once. */
const DELAY_MS_MAX = 2 ** 31 - 1;

export const nodeClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
};

/** Node's timers count whole milliseconds, so that they may fire up to one early; a longer delay has it added. */
const EARLY_MS_MAX = 1;
/** From here on a millisecond more is nothing beside the delay, and costs less than to be woken twice. */
const LONG_DELAY_MS = 20;

interface ArmedTimer {
  readonly dueMs: number;
  readonly callback: () => void;
  readonly moment: Moment;
}

/**
 * The timers that are due within one millisecond, on one timer of Node: those that several parts of a process have set
 * for the same instant wake it once. Node's own may fire up to a millisecond early and no later than 24 days from now.
 */
class Moment {
  readonly armed: Set<ArmedTimer> = new Set();
  /** A whole number of milliseconds; nothing in it is due later. */
  readonly atMs: number;
  private readonly keepsAlive: boolean;
  private readonly onFire: (moment: Moment) => void;
  private timeout: NodeJS.Timeout | undefined;

  constructor(atMs: number, keepsAlive: boolean, onFire: (moment: Moment) => void) {
    this.atMs = atMs;
    this.keepsAlive = keepsAlive;
    this.onFire = onFire;
  }

  clear(): void {
    clearTimeout(this.timeout);
  }

  arm(): void {
    const delayMs = Math.max(0, this.atMs - performance.now());
    const wholeMs = Math.ceil(delayMs) + (delayMs >= LONG_DELAY_MS ? EARLY_MS_MAX : 0);
    this.timeout = setTimeout(() => this.fire(), Math.min(wholeMs, DELAY_MS_MAX));
    if (!this.keepsAlive) this.timeout.unref();
  }

  private fire(): void {
    if (performance.now() < this.atMs) this.arm();
    else this.onFire(this);
  }
}

/**
 * `keepAlive` is for a process that is nothing but a client, whose pauses between attempts must not end it. `onFire`
 * hears how late every timer is.
 */
export function createNodeTimers(keepAlive: boolean, onFire: (lateMs: Millis) => void = () => {}): Timers {
  const moments = new Map<number, Moment>();
  const fire = (moment: Moment): void => {
    const due = [...moment.armed].sort((left, right) => left.dueMs - right.dueMs);
    try {
      for (const timer of due) {
        // One that was due before it may have cleared it.
        if (!disarm(timer)) continue;
        onFire(performance.now() - timer.dueMs);
        timer.callback();
      }
    } finally {
      // One of them has thrown, or has set another for this very instant.
      if (moment.armed.size > 0) moment.arm();
    }
  };
  const arm = (delayMs: Millis, callback: () => void): ArmedTimer => {
    const dueMs = performance.now() + Math.max(0, delayMs);
    const atMs = Math.ceil(dueMs);
    const known = moments.get(atMs);
    const moment = known ?? new Moment(atMs, keepAlive, fire);
    if (known === undefined) {
      moments.set(atMs, moment);
      moment.arm();
    }
    const timer: ArmedTimer = { dueMs, callback, moment };
    moment.armed.add(timer);
    return timer;
  };
  const disarm = (timer: ArmedTimer): boolean => {
    const { moment } = timer;
    if (!moment.armed.delete(timer)) return false;
    if (moment.armed.size === 0) {
      moment.clear();
      moments.delete(moment.atMs);
    }
    return true;
  };
  return {
    set: (delayMs: Millis, callback: () => void): TimerHandle => ({ timer: arm(delayMs, callback) }),
    clear: (handle: TimerHandle): void => void disarm(handle.timer as ArmedTimer),
    sleep(delayMs: Millis, signal?: AbortSignal): Promise<void> {
      return new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(signal.reason);
          return;
        }
        const onAbort = (): void => {
          disarm(timer);
          reject(signal?.reason);
        };
        const wake = (): void => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        };
        const timer = arm(delayMs, wake);
        if (signal === undefined) return;
        // Any number of sleepers may share a signal: each takes its listener away, so they are no leak.
        setMaxListeners(0, signal);
        signal.addEventListener('abort', onAbort, { once: true });
      });
    },
    yieldTurn: () => new Promise((resolve) => nextTurn(resolve)),
  };
}
