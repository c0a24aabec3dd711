import type { Millis } from '@drave/base';
import type { Random } from '@drave/env';

/**
 * Exponential backoff with jitter: the pause after n earlier failures is `initialMs` x 2^n, at most `maxMs`, within a
 * fifth more or less.
 */
export class Backoff {
  private readonly initialMs: Millis;
  private readonly maxMs: Millis;
  private readonly random: Random;

  constructor(initialMs: Millis, maxMs: Millis, random: Random) {
    this.initialMs = initialMs;
    this.maxMs = maxMs;
    this.random = random;
  }

  /** The pause in ms after a failure; `failures` is the number of failures in a row before it. */
  delayMs(failures: number): Millis {
    const full = Math.min(this.maxMs, this.initialMs * 2 ** Math.min(failures, 30));
    return full * (0.8 + 0.4 * this.random.next());
  }
}
