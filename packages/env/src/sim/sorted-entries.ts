import type { StoreEntry, StoreOperation, StoreRange } from '../store.js';

/** Entries with keys in unsigned byte order, in one sorted array: appending at the end is the common case. */
export class SortedEntries {
  private entries: StoreEntry[] = [];
  private bytesHeld = 0;

  /** Of keys and values. */
  get bytes(): number {
    return this.bytesHeld;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    const index = this.lowerBound(key);
    const entry = this.entries[index];
    return entry !== undefined && Buffer.compare(entry.key, key) === 0 ? entry.value : undefined;
  }

  range(query: StoreRange): StoreEntry[] {
    const from = query.gte === undefined ? 0 : this.lowerBound(query.gte);
    const to = query.lt === undefined ? this.entries.length : this.lowerBound(query.lt);
    const limit = query.limit ?? Number.POSITIVE_INFINITY;
    const count = Math.max(0, Math.min(to - from, limit));
    if (query.reverse !== true) return this.entries.slice(from, from + count);
    return this.entries.slice(Math.max(from, to - count), Math.max(from, to)).reverse();
  }

  apply(operations: readonly StoreOperation[]): void {
    for (const operation of operations) {
      if (operation.kind === 'put') this.put(operation.key, operation.value);
      else if (operation.kind === 'delete') this.delete(operation.key);
      else {
        const from = this.lowerBound(operation.gte);
        this.replace(from, Math.max(0, this.lowerBound(operation.lt) - from), []);
      }
    }
  }

  copy(): SortedEntries {
    const other = new SortedEntries();
    other.entries = [...this.entries];
    other.bytesHeld = this.bytesHeld;
    return other;
  }

  private put(key: Uint8Array, value: Uint8Array): void {
    const index = this.lowerBound(key);
    const found = this.entries[index];
    const replaced = found !== undefined && Buffer.compare(found.key, key) === 0 ? 1 : 0;
    this.replace(index, replaced, [{ key, value }]);
  }

  private delete(key: Uint8Array): void {
    const index = this.lowerBound(key);
    const found = this.entries[index];
    if (found !== undefined && Buffer.compare(found.key, key) === 0) this.replace(index, 1, []);
  }

  private replace(from: number, count: number, entries: readonly StoreEntry[]): void {
    for (const { key, value } of entries) this.bytesHeld += key.length + value.length;
    for (const { key, value } of this.entries.splice(from, count, ...entries))
      this.bytesHeld -= key.length + value.length;
  }

  /** The first index whose key is not below `key`. */
  private lowerBound(key: Uint8Array): number {
    const { entries } = this;
    let low = 0;
    let high = entries.length;
    const last = entries[high - 1];
    if (last !== undefined && Buffer.compare(last.key, key) < 0) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (Buffer.compare((entries[middle] as StoreEntry).key, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
