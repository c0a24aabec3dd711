import type { Bytes, Millis, NodeId, Offset } from '@drave/base';
import type { Clock, TimerHandle, Timers } from '@drave/env';
import type { ReplicationQuota } from './core/replication-quota.js';
import type { Partition } from './partition.js';
import { isThrottled } from './throttled-replicas.js';

interface FetchThrottleOptions<Following> {
  readonly localId: NodeId;
  readonly quota: ReplicationQuota;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Called when the replica's position may be reported, which makes the leader send more. */
  readonly release: (following: Following) => void;
}

/**
 * What a follower does not fetch yet (KIP-73): the next of its throttled partitions that are out of sync, while this
 * broker has taken more of such than its rate allows. The leader sends the next message of such a partition when the
 * last is acknowledged, so holding back the acknowledgement is enough.
 */
export class FetchThrottle<Following extends { readonly partition: Partition }> {
  private readonly held = new Set<Following>();
  private timer: TimerHandle | undefined;

  private readonly options: FetchThrottleOptions<Following>;

  constructor(options: FetchThrottleOptions<Following>) {
    this.options = options;
  }

  isThrottled({ settings, topicPartition }: Partition): boolean {
    return isThrottled(settings.throttled.asFollower, topicPartition.partition);
  }

  received(partition: Partition, bytes: Bytes): void {
    if (bytes > 0 && this.isThrottled(partition)) this.options.quota.record(bytes, this.nowMs());
  }

  /** The position is not reported now; `release` does that. */
  holds(following: Following, leaderHighWatermark: Offset): boolean {
    const { partition } = following;
    if (!this.isThrottled(partition) || !this.options.quota.isExceeded(this.nowMs())) return false;
    if (partition.core.writtenEndOffset >= leaderHighWatermark) return false;
    if (partition.assignment?.isr.includes(this.options.localId) === true) return false;
    this.held.add(following);
    this.wakeLater();
    return true;
  }

  closed(following: Following): void {
    this.held.delete(following);
  }

  /** The rate or a list has changed: what is held is reported, and judged again by what comes of it. */
  reconsider(): void {
    this.clearTimer();
    for (const following of [...this.held]) {
      this.held.delete(following);
      this.options.release(following);
    }
  }

  end(): void {
    this.clearTimer();
    this.held.clear();
  }

  private clearTimer(): void {
    if (this.timer !== undefined) this.options.timers.clear(this.timer);
    this.timer = undefined;
  }

  private wakeLater(): void {
    const nowMs = this.nowMs();
    const delayMs = Math.max(1, this.options.quota.freeAtMs(nowMs) - nowMs);
    this.timer ??= this.options.timers.set(delayMs, () => {
      this.timer = undefined;
      if (this.options.quota.isExceeded(this.nowMs())) this.wakeLater();
      else this.reconsider();
    });
  }

  private nowMs(): Millis {
    return this.options.clock.monotonicMs();
  }
}
