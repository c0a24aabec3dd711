import { assert, type Millis } from '@drave/base';

/** Values below this, in microseconds, are counted each by itself; above, so many buckets share each power of two. */
const EXACT_BELOW_US = 256;
const BUCKETS_PER_POWER = 128;
const VALUE_US_MAX = 2 ** 31 - 1;
const BUCKETS = EXACT_BELOW_US + (31 - 8) * BUCKETS_PER_POWER;

/**
 * Latencies of any number in constant memory: a percentile is less than 1 % away from the true one, average and largest
 * are exact.
 */
export class LatencyHistogram {
  private readonly counts = new Float64Array(BUCKETS);
  private sumMs: Millis = 0;
  private largestMs: Millis = 0;
  private total = 0;

  add(latencyMs: Millis): void {
    const us = Math.min(VALUE_US_MAX, Math.max(0, Math.round(latencyMs * 1_000)));
    const index = bucketOf(us);
    this.counts[index] = (this.counts[index] ?? 0) + 1;
    this.sumMs += latencyMs;
    this.largestMs = Math.max(this.largestMs, latencyMs);
    this.total += 1;
  }

  get count(): number {
    return this.total;
  }

  /** NaN without values, as the others. */
  get averageMs(): Millis {
    return this.total === 0 ? Number.NaN : this.sumMs / this.total;
  }

  get maxMs(): Millis {
    return this.total === 0 ? Number.NaN : this.largestMs;
  }

  /** The smallest value that so large a share of all does not exceed (nearest rank). */
  percentileMs(share: number): Millis {
    assert(share > 0 && share <= 1, 'a percentile is a share of the values');
    if (this.total === 0) return Number.NaN;
    const rank = Math.ceil(this.total * share);
    let seen = 0;
    for (const [index, count] of this.counts.entries()) {
      seen += count;
      if (seen >= rank) return Math.min(this.largestMs, middleUsOf(index) / 1_000);
    }
    return this.largestMs;
  }
}

function bucketOf(us: number): number {
  if (us < EXACT_BELOW_US) return us;
  const power = 31 - Math.clz32(us);
  return EXACT_BELOW_US + (power - 8) * BUCKETS_PER_POWER + (us >> (power - 7)) - BUCKETS_PER_POWER;
}

function middleUsOf(index: number): number {
  if (index < EXACT_BELOW_US) return index;
  const above = index - EXACT_BELOW_US;
  const power = 8 + Math.floor(above / BUCKETS_PER_POWER);
  const widthUs = 2 ** (power - 7);
  return (BUCKETS_PER_POWER + (above % BUCKETS_PER_POWER) + 0.5) * widthUs;
}
