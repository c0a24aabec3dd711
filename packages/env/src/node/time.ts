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

/** One armed timer; Node's own may fire up to a millisecond early and no later than 24 days from now. */
class ArmedTimer {
  private readonly dueMs: number;
  private readonly callback: () => void;
  private readonly keepsAlive: boolean;
  private readonly onFire: (lateMs: Millis) => void;
  private timeout: NodeJS.Timeout | undefined;

  constructor(delayMs: number, callback: () => void, keepsAlive: boolean, onFire: (lateMs: Millis) => void) {
    this.dueMs = performance.now() + delayMs;
    this.callback = callback;
    this.keepsAlive = keepsAlive;
    this.onFire = onFire;
    this.arm(delayMs);
  }

  clear(): void {
    clearTimeout(this.timeout);
  }

  private arm(delayMs: number): void {
    const wholeMs = Math.ceil(delayMs) + (delayMs >= LONG_DELAY_MS ? EARLY_MS_MAX : 0);
    this.timeout = setTimeout(() => this.fire(), Math.min(Math.max(0, wholeMs), DELAY_MS_MAX));
    if (!this.keepsAlive) this.timeout.unref();
  }

  private fire(): void {
    const leftMs = this.dueMs - performance.now();
    if (leftMs > 0) return this.arm(leftMs);
    this.onFire(-leftMs);
    this.callback();
  }
}

/**
 * `keepAlive` is for a process that is nothing but a client, whose pauses between attempts must not end it. `onFire`
 * hears how late every timer is.
 */
export function createNodeTimers(keepAlive: boolean, onFire: (lateMs: Millis) => void = () => {}): Timers {
  return {
    set: (delayMs: Millis, callback: () => void): TimerHandle => ({
      timer: new ArmedTimer(delayMs, callback, keepAlive, onFire),
    }),
    clear: (handle: TimerHandle): void => (handle.timer as ArmedTimer).clear(),
    sleep(delayMs: Millis, signal?: AbortSignal): Promise<void> {
      return new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(signal.reason);
          return;
        }
        const onAbort = (): void => {
          timer.clear();
          reject(signal?.reason);
        };
        const wake = (): void => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        };
        const timer = new ArmedTimer(delayMs, wake, keepAlive, onFire);
        if (signal === undefined) return;
        // Any number of sleepers may share a signal: each takes its listener away, so they are no leak.
        setMaxListeners(0, signal);
        signal.addEventListener('abort', onAbort, { once: true });
      });
    },
    yieldTurn: () => new Promise((resolve) => nextTurn(resolve)),
  };
}
