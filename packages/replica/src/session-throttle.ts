import type { Bytes, Millis, NodeId, Offset } from '@drave/base';
import type { TimerHandle, Timers } from '@drave/env';
import type { ReplicationQuota } from './core/replication-quota.js';
import type { Partition } from './partition.js';
import { isThrottled } from './throttled-replicas.js';

/** A partition that a session serves. */
interface Throttleable {
  readonly partition: Partition;
  /** The follower wants its out-of-sync partitions of this kind one message at a time, so that it can hold back. */
  readonly paced: boolean;
  readonly nextOffset: Offset;
}

interface SessionThrottleOptions<Served> {
  readonly quota: ReplicationQuota;
  readonly timers: Timers;
  /** The follower. */
  readonly replicaId: () => NodeId | undefined;
  /** What was held may be looked at again. */
  readonly release: (served: Served) => void;
}

/**
 * What a leader does not send yet to one follower (KIP-73): of its own throttled replicas by its own rate, and of the
 * follower's one message at a time, the next when the last is acknowledged. Replicas in sync are never held back.
 */
export class SessionThrottle<Served extends Throttleable> {
  /** The partitions that wait for this broker's quota. */
  private readonly overQuota = new Set<Served>();
  /** The partition that was sent and is not acknowledged. */
  private inFlight: Served | undefined;
  /** The partitions that wait for that acknowledgement, in turn. */
  private readonly paced = new Set<Served>();
  private timer: TimerHandle | undefined;
  private ended = false;

  private readonly options: SessionThrottleOptions<Served>;

  constructor(options: SessionThrottleOptions<Served>) {
    this.options = options;
  }

  /** Nothing is sent of it now; `release` tells when to look again. */
  holds(served: Served, nowMs: Millis): boolean {
    if (this.isInSync(served)) return false;
    if (served.paced && this.inFlight !== undefined) {
      this.paced.add(served);
      return true;
    }
    if (!isThrottledHere(served) || !this.options.quota.isExceeded(nowMs)) return false;
    this.overQuota.add(served);
    this.wakeLater(nowMs);
    return true;
  }

  sent(served: Served, bytes: Bytes, nowMs: Millis): void {
    if (isThrottledHere(served)) this.options.quota.record(bytes, nowMs);
    if (served.paced && !this.isInSync(served)) this.inFlight = served;
  }

  acknowledged(served: Served, upTo: Offset): void {
    if (this.inFlight === served && upTo >= served.nextOffset) this.inFlight = undefined;
    this.next();
  }

  closed(served: Served): void {
    this.overQuota.delete(served);
    this.paced.delete(served);
    if (this.inFlight === served) this.inFlight = undefined;
    this.next();
  }

  /** Called when the partition whose turn it was had nothing to send, or was held for another reason. */
  next(): void {
    if (this.inFlight !== undefined) return;
    const [first] = this.paced;
    if (first === undefined) return;
    this.paced.delete(first);
    this.options.release(first);
  }

  /** Rates, lists or the in-sync set have changed. */
  reconsider(): void {
    this.clearTimer();
    const held = [...this.overQuota, ...this.paced];
    this.overQuota.clear();
    this.paced.clear();
    for (const served of held) this.options.release(served);
  }

  end(): void {
    this.ended = true;
    this.clearTimer();
    this.overQuota.clear();
    this.paced.clear();
  }

  private clearTimer(): void {
    if (this.timer !== undefined) this.options.timers.clear(this.timer);
    this.timer = undefined;
  }

  private isInSync({ partition }: Served): boolean {
    const replicaId = this.options.replicaId();
    return replicaId !== undefined && partition.core.leader?.isr.maximal.has(replicaId) === true;
  }

  private wakeLater(nowMs: Millis): void {
    if (this.ended) return;
    const delayMs = Math.max(1, this.options.quota.freeAtMs(nowMs) - nowMs);
    this.timer ??= this.options.timers.set(delayMs, () => {
      this.timer = undefined;
      const held = [...this.overQuota];
      this.overQuota.clear();
      for (const served of held) this.options.release(served);
    });
  }
}

function isThrottledHere({ partition }: Throttleable): boolean {
  return isThrottled(partition.settings.throttled.asLeader, partition.topicPartition.partition);
}
