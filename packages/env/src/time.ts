import type { Millis } from '@drave/base';

export interface Clock {
  /** Monotonic milliseconds from an arbitrary start. Drives every protocol timer. */
  monotonicMs(): Millis;
  /** Wall-clock milliseconds since 1970. Only for record timestamps, retention and logs; it may jump. */
  wallMs(): Millis;
}

/** An armed timer; opaque. */
export interface TimerHandle {
  readonly timer: unknown;
}

export interface Timers {
  /** Runs `callback` once after at least `delayMs` (0 allowed). A timer never keeps the process alive. */
  set(delayMs: Millis, callback: () => void): TimerHandle;
  /** Cancels; harmless when it has fired or was cancelled before. */
  clear(handle: TimerHandle): void;
  /** Resolves after at least `delayMs`; rejects with `signal.reason` when aborted. */
  sleep(delayMs: Millis, signal?: AbortSignal): Promise<void>;
  /** Lets pending I/O run: resolves on a later turn of the event loop. */
  yieldTurn(): Promise<void>;
}
