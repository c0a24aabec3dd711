import { assert, type Bytes, type Offset } from '@drave/base';
import { batchBaseOffset, batchLastOffset, batchSizeBytes } from '@drave/records';

/**
 * What was appended last on this node, kept in memory for followers and tail consumers: one budget for all logs, first
 * in, first out. A buffer is charged by its backing store, once, because that is what keeping it costs.
 */
export class TailCache {
  private readonly bytesMax: Bytes;
  private bytesCharged = 0;
  private readonly stores = new Map<ArrayBufferLike, number>();
  private queue: TailEntry[] = [];
  private head = 0;

  constructor(bytesMax: Bytes) {
    this.bytesMax = bytesMax;
  }

  get bytesUsed(): Bytes {
    return this.bytesCharged;
  }

  openView(): TailView {
    return new TailView(this);
  }

  /** Called by views only. */
  admit(entry: TailEntry): boolean {
    if (entry.bytes.buffer.byteLength > this.bytesMax) return false;
    this.charge(entry.bytes.buffer);
    this.queue.push(entry);
    while (this.bytesCharged > this.bytesMax) this.evictOldest();
    return true;
  }

  /** Called by views only. */
  release(entry: TailEntry): void {
    assert(entry.alive, 'a tail entry is released once');
    entry.alive = false;
    const store = entry.bytes.buffer;
    const users = this.stores.get(store) ?? 0;
    if (users > 1) this.stores.set(store, users - 1);
    else {
      this.stores.delete(store);
      this.bytesCharged -= store.byteLength;
    }
    entry.bytes = EMPTY;
  }

  private charge(store: ArrayBufferLike): void {
    const users = this.stores.get(store) ?? 0;
    if (users === 0) this.bytesCharged += store.byteLength;
    this.stores.set(store, users + 1);
  }

  private evictOldest(): void {
    const entry = this.queue[this.head++];
    assert(entry !== undefined, 'bytes are charged, so an entry exists');
    if (entry.alive) entry.view.dropOldest(entry);
    if (this.head > 256 && this.head * 2 > this.queue.length) {
      this.queue = this.queue.slice(this.head);
      this.head = 0;
    }
  }
}

const EMPTY = Buffer.alloc(0);

interface TailEntry {
  readonly view: TailView;
  bytes: Buffer;
  readonly baseOffset: Offset;
  readonly nextOffset: Offset;
  alive: boolean;
}

interface TailRead {
  readonly parts: Buffer[];
  readonly byteLength: Bytes;
  readonly startOffset: Offset;
  readonly nextOffset: Offset;
}

/** One log's share: a gapless run of appends up to the written end. */
export class TailView {
  private readonly cache: TailCache;
  private entries: TailEntry[] = [];
  private head = 0;

  constructor(cache: TailCache) {
    this.cache = cache;
  }

  /**
   * `baseOffset` is where the log ended before: below the first batch when a follower of a compacted log skips offsets.
   */
  add(bytes: Buffer, baseOffset: Offset, nextOffset: Offset): void {
    if (this.entries[this.entries.length - 1]?.nextOffset !== baseOffset) this.clear();
    const entry: TailEntry = { view: this, bytes, baseOffset, nextOffset, alive: true };
    this.entries.push(entry);
    if (this.cache.admit(entry)) return;
    // Too large to keep: what is older would no longer join up with what comes next.
    this.entries.pop();
    this.clear();
  }

  /** Undefined when `fromOffset` is not in memory. */
  read(fromOffset: Offset, upToOffset: Offset, bytesMax: Bytes, minOneBatch: boolean): TailRead | undefined {
    const first = this.entries[this.head];
    if (first === undefined || fromOffset < first.baseOffset) return undefined;
    let index = this.indexOf(fromOffset);
    if (index === this.entries.length) return undefined;
    const read = { parts: [] as Buffer[], byteLength: 0, startOffset: fromOffset, nextOffset: fromOffset };
    for (; index < this.entries.length; index++) {
      const entry = this.entries[index];
      assert(entry !== undefined, 'index is inside the run');
      const room = bytesMax - read.byteLength;
      const whole = entry.nextOffset <= upToOffset && entry.bytes.length <= room && fromOffset <= entry.baseOffset;
      const slice = whole
        ? wholeEntry(entry)
        : cut(entry, fromOffset, upToOffset, room, minOneBatch && read.byteLength === 0);
      if (slice === undefined) break;
      if (read.byteLength === 0) read.startOffset = slice.startOffset;
      read.parts.push(slice.bytes);
      read.byteLength += slice.bytes.length;
      read.nextOffset = slice.nextOffset;
      if (slice.nextOffset < entry.nextOffset) break;
    }
    return read;
  }

  /** Forgets everything that reaches to or beyond `offset`. */
  truncateTo(offset: Offset): void {
    while (this.entries.length > this.head) {
      const last = this.entries[this.entries.length - 1];
      assert(last !== undefined, 'the run is not empty');
      if (last.nextOffset <= offset) return;
      this.entries.pop();
      this.cache.release(last);
    }
  }

  /** Forgets everything that begins below `offset`. */
  dropBelow(offset: Offset): void {
    for (;;) {
      const first = this.entries[this.head];
      if (first === undefined || first.baseOffset >= offset) return;
      this.dropOldest(first);
    }
  }

  clear(): void {
    if (this.entries.length === 0) return;
    this.truncateTo(-1);
    this.entries = [];
    this.head = 0;
  }

  /** Called by the cache only: eviction in the order of arrival, so it is always our first. */
  dropOldest(entry: TailEntry): void {
    assert(this.entries[this.head] === entry, 'eviction follows the order of arrival');
    this.entries[this.head] = entry;
    this.head++;
    this.cache.release(entry);
    if (this.head > 64 && this.head * 2 > this.entries.length) {
      this.entries = this.entries.slice(this.head);
      this.head = 0;
    }
  }

  /** The first entry that ends above `offset`. */
  private indexOf(offset: Offset): number {
    let low = this.head;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.entries[middle]?.nextOffset ?? 0) > offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

interface TailSlice {
  readonly bytes: Buffer;
  readonly startOffset: Offset;
  readonly nextOffset: Offset;
}

function wholeEntry(entry: TailEntry): TailSlice {
  return { bytes: entry.bytes, startOffset: batchBaseOffset(entry.bytes, 0), nextOffset: entry.nextOffset };
}

function cut(entry: TailEntry, from: Offset, upTo: Offset, room: Bytes, minOneBatch: boolean): TailSlice | undefined {
  const { bytes } = entry;
  let start = 0;
  while (start < bytes.length && batchLastOffset(bytes, start) < from) start += batchSizeBytes(bytes, start);
  let end = start;
  let nextOffset = from;
  while (end < bytes.length) {
    const size = batchSizeBytes(bytes, end);
    const lastOffset = batchLastOffset(bytes, end);
    if (lastOffset >= upTo) break;
    if (end + size - start > room && !(minOneBatch && end === start)) break;
    end += size;
    nextOffset = lastOffset + 1;
  }
  if (end === start) return undefined;
  return { bytes: bytes.subarray(start, end), startOffset: batchBaseOffset(bytes, start), nextOffset };
}
