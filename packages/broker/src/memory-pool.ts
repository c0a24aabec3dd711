import { DraveError, assert, type Bytes } from '@drave/base';
import type { MemoryLease } from './request-context.js';

/** Bounds the request bytes that a broker holds at a time (`limits.produceBytesInFlightMax`). */
export class MemoryPool {
  private usedBytes: Bytes = 0;
  private readonly waiting: { readonly bytes: Bytes; readonly granted: (lease: MemoryLease) => void }[] = [];

  readonly bytesMax: Bytes;

  constructor(bytesMax: Bytes) {
    assert(bytesMax > 0, 'a memory pool holds something');
    this.bytesMax = bytesMax;
  }

  get used(): Bytes {
    return this.usedBytes;
  }

  get waiters(): number {
    return this.waiting.length;
  }

  /** Undefined when it does not fit now: the caller throttles, or waits with `take`. */
  tryTake(bytes: Bytes): MemoryLease | undefined {
    assert(bytes >= 0, 'a lease is not negative');
    if (this.waiting.length > 0 || this.usedBytes + bytes > this.bytesMax) return undefined;
    return this.grant(bytes);
  }

  /**
   * Waits in line; a stream that waits stops reading, which is the back-pressure.
   * @throws DraveError MESSAGE_TOO_LARGE when it could never fit.
   */
  async take(bytes: Bytes): Promise<MemoryLease> {
    if (bytes > this.bytesMax)
      throw new DraveError(
        'MESSAGE_TOO_LARGE',
        `a request of ${bytes} bytes is larger than the pool of ${this.bytesMax}`,
      );
    const now = this.tryTake(bytes);
    if (now !== undefined) return now;
    return new Promise((granted) => this.waiting.push({ bytes, granted }));
  }

  private grant(bytes: Bytes): MemoryLease {
    this.usedBytes += bytes;
    let held = true;
    return {
      bytes,
      release: () => {
        if (!held) return;
        held = false;
        this.usedBytes -= bytes;
        assert(this.usedBytes >= 0, 'a pool never holds less than nothing');
        this.grantWaiting();
      },
    };
  }

  private grantWaiting(): void {
    for (let first = this.waiting[0]; first !== undefined; first = this.waiting[0]) {
      if (this.usedBytes + first.bytes > this.bytesMax) return;
      this.waiting.shift();
      first.granted(this.grant(first.bytes));
    }
  }
}
