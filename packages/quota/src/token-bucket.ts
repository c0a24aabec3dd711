import type { Millis } from '@drave/base';
import type { Windows } from './sampled-rate.js';

const MS_PER_SECOND = 1_000;

/**
 * What may be done at once, and comes back over time (KIP-599): as much as the limit gives over all samples. What is
 * asked for while something is left is granted whole, whatever its size; the debt is paid back before anything else is.
 */
export class TokenBucket {
  private readonly windows: Windows;
  /** Undefined before the first use: the bucket is full. */
  private tokens: number | undefined;
  private atMs: Millis = 0;

  constructor(windows: Windows) {
    this.windows = windows;
  }

  /** How long until anything is granted again; 0 when it would be now. */
  throttleMs(limitPerSecond: number, nowMs: Millis): Millis {
    const tokens = this.refill(limitPerSecond, nowMs);
    if (tokens >= 0) return 0;
    // With the smallest limits that there are it would be no number that could be told.
    return Math.min(Math.ceil((-tokens * MS_PER_SECOND) / limitPerSecond), Number.MAX_SAFE_INTEGER);
  }

  take(amount: number, limitPerSecond: number, nowMs: Millis): void {
    this.tokens = this.refill(limitPerSecond, nowMs) - amount;
  }

  private refill(limitPerSecond: number, nowMs: Millis): number {
    const { samples, sampleMs } = this.windows;
    const fullAt = (samples * sampleMs * limitPerSecond) / MS_PER_SECOND;
    const gained = ((nowMs - this.atMs) * limitPerSecond) / MS_PER_SECOND;
    this.tokens = this.tokens === undefined ? fullAt : Math.min(fullAt, this.tokens + gained);
    this.atMs = nowMs;
    return this.tokens;
  }
}
