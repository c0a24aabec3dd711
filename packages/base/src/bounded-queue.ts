import { assert } from './assert.js';

/**
 * A first-in, first-out queue with a limit, for which the caller must have an answer: `push` returns false when it is
 * full.
 */
export class BoundedQueue<T> {
  private items: (T | undefined)[] = [];
  private head = 0;
  readonly lengthMax: number;

  constructor(lengthMax: number) {
    assert(Number.isSafeInteger(lengthMax) && lengthMax > 0, `queue limit must be positive, got ${lengthMax}`);
    this.lengthMax = lengthMax;
  }

  get length(): number {
    return this.items.length - this.head;
  }

  push(item: T): boolean {
    if (this.length >= this.lengthMax) return false;
    this.items.push(item);
    return true;
  }

  shift(): T | undefined {
    if (this.head === this.items.length) return undefined;
    const item = this.items[this.head];
    this.items[this.head++] = undefined;
    // The array is compacted once its dead prefix dominates, so that a long-lived queue costs O(1) per item.
    if (this.head > 64 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return item;
  }

  peek(): T | undefined {
    return this.items[this.head];
  }

  /** Takes everything that is queued now, in order. */
  drain(): T[] {
    const all = this.items.slice(this.head) as T[];
    this.items = [];
    this.head = 0;
    return all;
  }
}
