import { assert, type Millis } from '@drave/base';

/** Kafka's `quota.window.num` and `quota.window.size.seconds`. */
export interface Windows {
  readonly samples: number;
  readonly sampleMs: Millis;
}

/**
 * Use over the last samples, as Kafka measures rates. A sample begins with the first use after the one before it has
 * had its time, and is forgotten when all samples together would have had theirs since its beginning. Use that has only
 * just begun is taken as spread over all samples but one, so that a first request is not a rate.
 */
export class SampledRate {
  private readonly windows: Windows;
  private readonly totals: number[] = [];
  private readonly startsMs: Millis[] = [];
  /** The sample that is being filled; -1 before the first. */
  private current = -1;

  constructor(windows: Windows) {
    assert(windows.samples > 0 && windows.sampleMs > 0, 'a rate has samples');
    this.windows = windows;
  }

  record(value: number, nowMs: Millis): void {
    const { samples, sampleMs } = this.windows;
    const startMs = this.startsMs[this.current];
    if (startMs === undefined || nowMs - startMs >= sampleMs) {
      this.current = (this.current + 1) % samples;
      this.startsMs[this.current] = nowMs;
      this.totals[this.current] = 0;
    }
    this.totals[this.current] = (this.totals[this.current] as number) + value;
  }

  /** What is not forgotten. */
  total(nowMs: Millis): number {
    return this.retained(nowMs).total;
  }

  /** In a second. */
  rate(nowMs: Millis): number {
    const { total, overMs } = this.retained(nowMs);
    return (total * MS_PER_SECOND) / overMs;
  }

  /** After how long without use the rate would be the limit; 0 when it is not above. */
  throttleMs(limitPerSecond: number, nowMs: Millis): Millis {
    const { total, overMs } = this.retained(nowMs);
    return Math.max(0, Math.round((total * MS_PER_SECOND) / limitPerSecond - overMs));
  }

  private retained(nowMs: Millis): { readonly total: number; readonly overMs: Millis } {
    const { samples, sampleMs } = this.windows;
    let total = 0;
    let oldestMs = nowMs;
    for (let at = 0; at < this.startsMs.length; at++) {
      const startMs = this.startsMs[at] as number;
      if (nowMs - startMs >= samples * sampleMs) continue;
      total += this.totals[at] as number;
      oldestMs = Math.min(oldestMs, startMs);
    }
    const elapsedMs = nowMs - oldestMs;
    const missing = Math.max(0, samples - 1 - Math.floor(elapsedMs / sampleMs));
    return { total, overMs: Math.max(1, elapsedMs + missing * sampleMs) };
  }
}

const MS_PER_SECOND = 1_000;
