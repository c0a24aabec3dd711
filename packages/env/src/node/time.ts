import { setImmediate as nextTurn } from 'node:timers';
import type { Millis } from '@drave/base';
import type { Clock, TimerHandle, Timers } from '../time.js';

/** Longer delays overflow in Node and would fire at once. */
const DELAY_MS_MAX = 2 ** 31 - 1;

export const nodeClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
};

/** One armed timer; Node's own may fire up to a millisecond early and no later than 24 days from now. */
class ArmedTimer {
  private readonly dueMs: number;
  private readonly callback: () => void;
  private timeout: NodeJS.Timeout | undefined;

  constructor(delayMs: number, callback: () => void) {
    this.dueMs = performance.now() + delayMs;
    this.callback = callback;
    this.arm(delayMs);
  }

  clear(): void {
    clearTimeout(this.timeout);
  }

  private arm(delayMs: number): void {
    this.timeout = setTimeout(() => this.fire(), Math.min(Math.max(0, Math.ceil(delayMs)), DELAY_MS_MAX));
    this.timeout.unref();
  }

  private fire(): void {
    const leftMs = this.dueMs - performance.now();
    if (leftMs > 0) this.arm(leftMs);
    else this.callback();
  }
}

export const nodeTimers: Timers = {
  set: (delayMs: Millis, callback: () => void): TimerHandle => ({ timer: new ArmedTimer(delayMs, callback) }),
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
      const timer = new ArmedTimer(delayMs, () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      });
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  },
  yieldTurn: () => new Promise((resolve) => nextTurn(resolve)),
};
