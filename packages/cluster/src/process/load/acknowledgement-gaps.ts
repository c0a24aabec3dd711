import type { Millis } from '@drave/base';

/**
 * How long a partition acknowledged nothing while somebody waited for it: what an application notices of a failover.
 */
export interface AcknowledgementGap {
  /** `orders/0`. */
  readonly partition: string;
  readonly lengthMs: Millis;
  /** When the acknowledgement came that ended it; wall-clock ms. */
  readonly endedMs: Millis;
}

/** Keeps the longest gap of all partitions. All times are of one clock. */
export class AcknowledgementGaps {
  longest: AcknowledgementGap | undefined;
  private readonly last = new Map<string, { readonly sentMs: Millis; readonly atMs: Millis }>();

  /**
   * A record that was sent at `sentMs` was acknowledged. Acknowledgements of one partition come in order of sending.
   */
  noted(partition: string, sentMs: Millis, atMs: Millis): void {
    const lengthMs = atMs - Math.max(sentMs, this.last.get(partition)?.atMs ?? sentMs);
    if (lengthMs > (this.longest?.lengthMs ?? -1)) this.longest = { partition, lengthMs, endedMs: atMs };
    this.last.set(partition, { sentMs, atMs });
  }

  /** The first partition that has acknowledged something, and nothing that was sent after `sinceMs`. */
  silentSince(sinceMs: Millis): string | undefined {
    for (const [partition, { sentMs }] of this.last) if (sentMs <= sinceMs) return partition;
    return undefined;
  }

  get hasAny(): boolean {
    return this.last.size > 0;
  }
}
