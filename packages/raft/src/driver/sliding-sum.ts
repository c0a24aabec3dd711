import type { Millis } from '@drave/base';

const WINDOW_MS: Millis = 30_000;
const SAMPLE_MS: Millis = 1_000;

interface Sample {
  readonly startMs: Millis;
  amount: number;
}

/** What was added within the last 30 seconds, as Kafka's rates and averages look back. Time comes with every call. */
export class SlidingSum {
  /** Oldest first. */
  private readonly samples: Sample[] = [];
  private total = 0;

  add(amount: number, nowMs: Millis): void {
    this.forgetOld(nowMs);
    this.total += amount;
    const last = this.samples.at(-1);
    if (last !== undefined && nowMs - last.startMs < SAMPLE_MS) last.amount += amount;
    else this.samples.push({ startMs: nowMs, amount });
  }

  sum(nowMs: Millis): number {
    this.forgetOld(nowMs);
    return this.total;
  }

  perSecond(nowMs: Millis): number {
    return (this.sum(nowMs) * 1_000) / WINDOW_MS;
  }

  private forgetOld(nowMs: Millis): void {
    while (this.samples[0] !== undefined && nowMs - this.samples[0].startMs >= WINDOW_MS)
      this.total -= (this.samples.shift() as Sample).amount;
    if (this.samples.length === 0) this.total = 0;
  }
}
