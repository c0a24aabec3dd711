import type { Bytes } from '@drave/base';
import { MemoryPool, type MemoryLease } from '@drave/broker';
import { listenerLimits } from './listener-limits.js';

/**
 * Decides which connection may take memory for its request next. Small requests (heartbeats, commits, metadata) have a
 * pool of their own; large ones share the broker's with the other listeners. A connection that waits reads nothing,
 * which is the back-pressure. Large requests of clients that have yet to prove who they are have a pool apart: whoever
 * begins many of them, and ends none, keeps out nobody who has.
 */
export class Admission {
  readonly small = new MemoryPool(listenerLimits.smallPoolBytesMax);
  readonly large: MemoryPool;
  private readonly unproven = new MemoryPool(listenerLimits.unprovenPoolBytesMax);

  constructor(large: MemoryPool) {
    this.large = large;
  }

  /** Whether requests wait for memory that a connection of this kind may hold. */
  isWanted(isProven: boolean): boolean {
    return isProven ? this.large.waiters > 0 || this.small.waiters > 0 : this.unproven.waiters > 0;
  }

  /** Whether a request of a client that has not authenticated may not even wait. */
  isCrowded(bytes: Bytes): boolean {
    return bytes > listenerLimits.smallRequestBytesMax && this.unproven.waiters >= listenerLimits.unprovenWaitingMax;
  }

  /** Undefined when it must wait. */
  tryTake(bytes: Bytes, isProven: boolean): MemoryLease | undefined {
    const pool = this.poolFor(bytes, isProven);
    return pool.tryTake(Math.min(bytes, pool.bytesMax));
  }

  /** Waits in line. A request whose estimate is above the whole pool is admitted alone. */
  take(bytes: Bytes, isProven: boolean): Promise<MemoryLease> {
    const pool = this.poolFor(bytes, isProven);
    return pool.take(Math.min(bytes, pool.bytesMax));
  }

  private poolFor(bytes: Bytes, isProven: boolean): MemoryPool {
    if (bytes <= listenerLimits.smallRequestBytesMax) return this.small;
    return isProven ? this.large : this.unproven;
  }
}
