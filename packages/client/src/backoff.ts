import type { Millis } from '@drave/base';
import type { Random } from '@drave/env';

/** Exponential pauses with jitter: the n-th failure waits initial x 2^n, at most `maxMs`, give or take a fifth. */
export class Backoff {
  private readonly initialMs: Millis;
  private readonly maxMs: Millis;
  private readonly random: Random;

  constructor(initialMs: Millis, maxMs: Millis, random: Random) {
    this.initialMs = initialMs;
    this.maxMs = maxMs;
    this.random = random;
  }

  /** `failures`: how many there were before this one. */
  delayMs(failures: number): Millis {
    const full = Math.min(this.maxMs, this.initialMs * 2 ** Math.min(failures, 30));
    return full * (0.8 + 0.4 * this.random.next());
  }
}
