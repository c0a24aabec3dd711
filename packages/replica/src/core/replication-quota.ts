import { assert, type Bytes, type Millis } from '@drave/base';

interface Sample {
  readonly startMs: Millis;
  bytes: Bytes;
}

/**
 * A byte rate over a sliding window, as Kafka measures the replication of throttled replicas (KIP-73): it may go on
 * while what was counted within `windowCount` windows is no more than the rate allows for the time they span. Time
 * comes with every call.
 */
export class ReplicationQuota {
  private readonly windowCount: number;
  private readonly windowMs: Millis;
  private bytesPerSecond = Number.POSITIVE_INFINITY;
  /** Oldest first. */
  private samples: Sample[] = [];
  private total: Bytes = 0;

  /** `replication.quota.window.num`, `replication.quota.window.size.seconds`. */
  constructor(windowCount: number, windowMs: Millis) {
    assert(windowCount >= 1 && windowMs > 0, 'a quota has a window');
    this.windowCount = windowCount;
    this.windowMs = windowMs;
  }

  setRate(bytesPerSecond: number): void {
    this.bytesPerSecond = bytesPerSecond;
  }

  record(bytes: Bytes, nowMs: Millis): void {
    this.forgetOld(nowMs);
    const last = this.samples.at(-1);
    if (last !== undefined && nowMs < last.startMs + this.windowMs) last.bytes += bytes;
    else this.samples.push({ startMs: nowMs, bytes });
    this.total += bytes;
  }

  isExceeded(nowMs: Millis): boolean {
    return this.freeAtMs(nowMs) > nowMs;
  }

  /** When it may go on if nothing more is counted until then; now or earlier when it may go on now. */
  freeAtMs(nowMs: Millis): Millis {
    this.forgetOld(nowMs);
    let { total } = this;
    let fromMs = nowMs;
    for (const { startMs, bytes } of this.samples) {
      const spanMs = total === 0 ? 0 : Math.ceil((total * 1_000) / this.bytesPerSecond);
      // A short past counts as a whole window, or the first bytes after a pause would look like a flood.
      const freeMs = spanMs <= this.windowMs ? fromMs : Math.max(fromMs, startMs + spanMs);
      const forgottenMs = startMs + this.windowCount * this.windowMs;
      if (freeMs < forgottenMs) return freeMs;
      // Until then this sample goes; the next begins the span.
      total -= bytes;
      fromMs = forgottenMs;
    }
    return fromMs;
  }

  private forgetOld(nowMs: Millis): void {
    const fromMs = nowMs - this.windowCount * this.windowMs;
    while (this.samples[0] !== undefined && this.samples[0].startMs <= fromMs)
      this.total -= (this.samples.shift() as Sample).bytes;
  }
}
