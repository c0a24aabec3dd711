import { assert, type Offset } from '@drave/base';

/**
 * Kafka's `.index`: 8-byte entries, relative offset u32 and file position u32, both growing. An entry names a batch:
 * its *last* offset and where the batch starts, so a reader can check it against the batch itself.
 */
export class OffsetIndex {
  readonly baseOffset: Offset;
  private buffer: Buffer;
  private entryCount: number;

  constructor(baseOffset: Offset, bytes: Buffer = Buffer.alloc(0)) {
    assert(bytes.length % ENTRY_BYTES === 0, 'an offset index is made of whole entries');
    this.baseOffset = baseOffset;
    this.buffer = bytes;
    this.entryCount = bytes.length / ENTRY_BYTES;
  }

  /** Undefined when the bytes cannot be an index of a log of this size; it is then rebuilt from the log. */
  static decode(baseOffset: Offset, bytes: Buffer, logSize: number): OffsetIndex | undefined {
    if (bytes.length % ENTRY_BYTES !== 0) return undefined;
    const index = new OffsetIndex(baseOffset, bytes);
    for (let slot = 0; slot < index.count; slot++) {
      const grows =
        slot === 0 ||
        (index.offsetAt(slot - 1) < index.offsetAt(slot) && index.positionAt(slot - 1) < index.positionAt(slot));
      if (!grows || index.positionAt(slot) >= logSize) return undefined;
    }
    return index;
  }

  get count(): number {
    return this.entryCount;
  }

  get byteLength(): number {
    return this.entryCount * ENTRY_BYTES;
  }

  append(lastOffset: Offset, position: number): void {
    const relative = lastOffset - this.baseOffset;
    assert(relative >= 0 && relative <= RELATIVE_MAX, 'an index entry lies within its segment');
    assert(this.entryCount === 0 || position > this.positionAt(this.entryCount - 1), 'index positions grow');
    const at = this.byteLength;
    if (at + ENTRY_BYTES > this.buffer.length) this.grow();
    this.buffer.writeUInt32BE(relative, at);
    this.buffer.writeUInt32BE(position, at + 4);
    this.entryCount++;
  }

  /** The last entry at or below `offset`; undefined: start at the beginning of the segment. */
  lookup(offset: Offset): { readonly lastOffset: Offset; readonly position: number } | undefined {
    let low = 0;
    let high = this.entryCount;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.offsetAt(middle) <= offset) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? undefined : { lastOffset: this.offsetAt(low - 1), position: this.positionAt(low - 1) };
  }

  /** Drops the entries of batches that start at or beyond `position`. */
  truncateToPosition(position: number): void {
    while (this.entryCount > 0 && this.positionAt(this.entryCount - 1) >= position) this.entryCount--;
  }

  /** The entries from the given slot on, as they stand in the file. */
  bytesFrom(slot: number): Buffer {
    return Buffer.from(this.buffer.subarray(slot * ENTRY_BYTES, this.byteLength));
  }

  private offsetAt(slot: number): Offset {
    return this.baseOffset + this.buffer.readUInt32BE(slot * ENTRY_BYTES);
  }

  private positionAt(slot: number): number {
    return this.buffer.readUInt32BE(slot * ENTRY_BYTES + 4);
  }

  private grow(): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(this.buffer.length * 2, 64 * ENTRY_BYTES));
    this.buffer.copy(grown, 0, 0, this.byteLength);
    this.buffer = grown;
  }
}

export const OFFSET_INDEX_ENTRY_BYTES = 8;
const ENTRY_BYTES = OFFSET_INDEX_ENTRY_BYTES;
/** Kafka reads relative offsets as signed. */
export const RELATIVE_MAX = 0x7fff_ffff;
