import { assert, type Millis, type Offset } from '@drave/base';
import { readInt64, writeInt64 } from '@drave/records';

/** The largest timestamp of a log so far, and the last offset of the batch that brought it. */
export interface TimestampPosition {
  readonly timestamp: Millis;
  readonly offset: Offset;
}

/**
 * Kafka's `.timeindex`: 12-byte entries, largest timestamp so far i64 and relative offset u32 of (the last record of)
 * the batch that brought it. Both grow. An entry can be checked against the batch: its maximum timestamp is the
 * entry's.
 */
export class TimeIndex {
  readonly baseOffset: Offset;
  private buffer: Buffer;
  private entryCount: number;

  constructor(baseOffset: Offset, bytes: Buffer = Buffer.alloc(0)) {
    assert(bytes.length % ENTRY_BYTES === 0, 'a time index is made of whole entries');
    this.baseOffset = baseOffset;
    this.buffer = bytes;
    this.entryCount = bytes.length / ENTRY_BYTES;
  }

  /** Undefined when the bytes cannot be a time index; it is then rebuilt from the log. */
  static decode(baseOffset: Offset, bytes: Buffer): TimeIndex | undefined {
    if (bytes.length % ENTRY_BYTES !== 0) return undefined;
    const index = new TimeIndex(baseOffset, bytes);
    for (let slot = 0; slot < index.count; slot++) {
      const entry = index.entryAt(slot);
      const before = slot === 0 ? undefined : index.entryAt(slot - 1);
      if (!Number.isSafeInteger(entry.timestamp)) return undefined;
      if (before !== undefined && (before.timestamp >= entry.timestamp || before.offset >= entry.offset))
        return undefined;
    }
    return index;
  }

  get count(): number {
    return this.entryCount;
  }

  get last(): TimestampPosition | undefined {
    return this.entryCount === 0 ? undefined : this.entryAt(this.entryCount - 1);
  }

  /** Skipped, as in Kafka, unless the timestamp is larger than the last one's. */
  maybeAppend(position: TimestampPosition): void {
    const last = this.last;
    if (last !== undefined && (position.timestamp <= last.timestamp || position.offset <= last.offset)) return;
    const at = this.entryCount * ENTRY_BYTES;
    if (at + ENTRY_BYTES > this.buffer.length) this.grow();
    writeInt64(this.buffer, at, position.timestamp);
    this.buffer.writeUInt32BE(position.offset - this.baseOffset, at + 8);
    this.entryCount++;
  }

  /** The last entry below `timestamp`: every earlier batch is older than it, too. */
  lookupBelow(timestamp: Millis): TimestampPosition | undefined {
    let low = 0;
    let high = this.entryCount;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.entryAt(middle).timestamp < timestamp) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? undefined : this.entryAt(low - 1);
  }

  /** The last entry at or below `offset`: the largest timestamp up to there, as far as the index knows. */
  lastUpTo(offset: Offset): TimestampPosition | undefined {
    for (let slot = this.entryCount - 1; slot >= 0; slot--) {
      const entry = this.entryAt(slot);
      if (entry.offset <= offset) return entry;
    }
    return undefined;
  }

  truncateTo(offset: Offset): void {
    while (this.entryCount > 0 && this.entryAt(this.entryCount - 1).offset >= offset) this.entryCount--;
  }

  bytesFrom(slot: number): Buffer {
    return Buffer.from(this.buffer.subarray(slot * ENTRY_BYTES, this.entryCount * ENTRY_BYTES));
  }

  private entryAt(slot: number): TimestampPosition {
    const at = slot * ENTRY_BYTES;
    return { timestamp: readInt64(this.buffer, at), offset: this.baseOffset + this.buffer.readUInt32BE(at + 8) };
  }

  private grow(): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(this.buffer.length * 2, 32 * ENTRY_BYTES));
    this.buffer.copy(grown, 0, 0, this.entryCount * ENTRY_BYTES);
    this.buffer = grown;
  }
}

export const TIME_INDEX_ENTRY_BYTES = 12;
const ENTRY_BYTES = TIME_INDEX_ENTRY_BYTES;
