import type { Bytes, Offset } from '@drave/base';

/**
 * The newest offset of every key in the dirty part of a log. Holds the keys themselves, so two keys never pass for one;
 * full when its memory budget is used up, and the pass then ends there.
 */
export class KeyOffsets {
  private readonly offsets = new Map<string, Offset>();
  private readonly bytesMax: Bytes;
  private bytesUsed = 0;
  /** The largest offset that went in, -1 before. */
  latestOffset: Offset = -1;

  constructor(bytesMax: Bytes) {
    this.bytesMax = bytesMax;
  }

  get size(): number {
    return this.offsets.size;
  }

  get full(): boolean {
    return this.bytesUsed >= this.bytesMax;
  }

  put(key: Buffer, offset: Offset): void {
    const name = key.toString('latin1');
    if (!this.offsets.has(name)) this.bytesUsed += key.length + ENTRY_OVERHEAD_BYTES;
    this.offsets.set(name, offset);
  }

  get(key: Buffer): Offset | undefined {
    return this.offsets.get(key.toString('latin1'));
  }
}

/** A string header, a map slot and a number, as V8 lays them out; rough. */
const ENTRY_OVERHEAD_BYTES = 72;
