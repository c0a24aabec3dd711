import type { Bytes } from '@drave/base';
import type { Segment } from './segment.js';

/** Which finished segments have their indexes in memory: least recently used out, by bytes, node-wide. */
export class IndexCache {
  private readonly bytesMax: Bytes;
  private bytesUsed = 0;
  private readonly resident = new Map<Segment, Bytes>();

  constructor(bytesMax: Bytes) {
    this.bytesMax = bytesMax;
  }

  /** The segment's indexes were just loaded or used. Only for finished segments: the active one keeps its own. */
  touch(segment: Segment): void {
    const { indexes } = segment;
    if (indexes === undefined) return;
    this.forget(segment);
    const bytes = indexes.offsets.byteLength + indexes.times.count * 12 + indexes.aborted.length * 64 + 128;
    this.resident.set(segment, bytes);
    this.bytesUsed += bytes;
    for (const oldest of this.resident.keys()) {
      if (this.bytesUsed <= this.bytesMax || oldest === segment) break;
      // An unsealed segment still has entries that stand in no file.
      this.forget(oldest);
      if (oldest.seal !== undefined) oldest.indexes = undefined;
    }
  }

  forget(segment: Segment): void {
    this.bytesUsed -= this.resident.get(segment) ?? 0;
    this.resident.delete(segment);
  }
}
