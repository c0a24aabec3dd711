import type { Bytes } from '@drave/base';
import { MemoryPool, type MemoryLease } from '@drave/broker';
import { listenerLimits } from './listener-limits.js';

/**
 * Decides which connection may take memory for its request next. Small requests (heartbeats, commits, metadata) have a
 * pool of their own; large ones share the broker's with the other listeners. A connection that waits reads nothing,
 * which is the back-pressure.
 */
export class Admission {
  readonly small = new MemoryPool(listenerLimits.smallPoolBytesMax);
  readonly large: MemoryPool;

  constructor(large: MemoryPool) {
    this.large = large;
  }

  /** Whether requests wait for memory. */
  get isWanted(): boolean {
    return this.large.waiters > 0 || this.small.waiters > 0;
  }

  /** Undefined when it must wait. */
  tryTake(bytes: Bytes): MemoryLease | undefined {
    const pool = this.poolFor(bytes);
    return pool.tryTake(Math.min(bytes, pool.bytesMax));
  }

  /** Waits in line. A request whose estimate is above the whole pool is admitted alone. */
  take(bytes: Bytes): Promise<MemoryLease> {
    const pool = this.poolFor(bytes);
    return pool.take(Math.min(bytes, pool.bytesMax));
  }

  private poolFor(bytes: Bytes): MemoryPool {
    return bytes <= listenerLimits.smallRequestBytesMax ? this.small : this.large;
  }
}
