import { setTimeout as sleep } from 'node:timers/promises';
import { deferred, type Deferred, type Millis } from '@drave/base';

/** The last of many items, in order, for any number of readers; the oldest are forgotten when there are too many. */
export class KeptItems<Item> {
  private readonly kept: Item[] = [];
  private readonly countMax: number;
  private forgottenCount = 0;
  private moved: Deferred<void> = deferred();

  constructor(countMax: number) {
    this.countMax = countMax;
  }

  get items(): readonly Item[] {
    return this.kept;
  }

  /** How many have been forgotten. */
  get forgotten(): number {
    return this.forgottenCount;
  }

  add(item: Item): void {
    this.kept.push(item);
    if (this.kept.length > this.countMax) {
      this.kept.shift();
      this.forgottenCount += 1;
    }
    this.touch();
  }

  /** Something has changed that is no item. */
  touch(): void {
    const { moved } = this;
    this.moved = deferred();
    moved.resolve();
  }

  /** Yields at once, and then whenever something has changed, but not again within `pauseMs`; until aborted. */
  async *beats(pauseMs: Millis, signal: AbortSignal): AsyncGenerator<void, void, undefined> {
    const aborted = deferred();
    const onAbort = (): void => aborted.resolve();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      while (!signal.aborted) {
        const { moved } = this;
        yield;
        await Promise.race([moved.promise, aborted.promise]);
        await Promise.race([sleep(pauseMs, undefined, { ref: false }), aborted.promise]);
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** From the oldest on, or only what comes from now on; until aborted. Who is too slow misses what is forgotten. */
  async *follow(from: 'oldest' | 'now', signal: AbortSignal): AsyncGenerator<Item, void, undefined> {
    const aborted = deferred();
    const onAbort = (): void => aborted.resolve();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      let next = from === 'oldest' ? 0 : this.forgottenCount + this.kept.length;
      while (!signal.aborted) {
        const { moved } = this;
        next = Math.max(next, this.forgottenCount);
        if (next - this.forgottenCount >= this.kept.length) {
          await Promise.race([moved.promise, aborted.promise]);
          continue;
        }
        const item = this.kept[next - this.forgottenCount] as Item;
        next += 1;
        yield item;
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }
}
