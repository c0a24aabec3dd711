import { assert, type Epoch, type Offset } from '@drave/base';
import type { SnapshotId } from '../types.js';
import type { EpochStart } from './events.js';

/** How a replica's position relates to this log. */
type Comparison =
  | { readonly kind: 'valid' }
  /** The two logs part: our `epoch` ends at `endOffset`. */
  | { readonly kind: 'diverging'; readonly epoch: Epoch; readonly endOffset: Offset }
  | { readonly kind: 'snapshot'; readonly snapshotId: SnapshotId };

/**
 * The shape of the log without its bytes: where it starts and ends, what is durable, and where each epoch begins.
 *
 * Invariants: start <= durableEnd <= end; boundaries ascend in both fields and lie in [start, end); a start above 0 is
 * covered by a snapshot.
 */
export class LogView {
  private boundaries: EpochStart[];
  private start: SnapshotId;
  private snapshotIds: SnapshotId[];
  private end: Offset;
  private durable: Offset;
  private generationNumber = 0;

  constructor(
    start: SnapshotId,
    endOffset: Offset,
    boundaries: readonly EpochStart[],
    snapshots: readonly SnapshotId[],
  ) {
    this.start = start;
    this.end = endOffset;
    this.durable = endOffset;
    this.boundaries = [...boundaries];
    this.snapshotIds = [...snapshots];
    this.check();
  }

  get startOffset(): Offset {
    return this.start.offset;
  }

  /** Exclusive; includes what is on its way to the disk. */
  get endOffset(): Offset {
    return this.end;
  }

  /** Everything below survives a crash. */
  get durableEndOffset(): Offset {
    return this.durable;
  }

  /** Epoch of the last entry; that of the snapshot when the log is empty behind it; 0 for nothing at all. */
  get lastEpoch(): Epoch {
    return this.boundaries.at(-1)?.epoch ?? this.start.epoch;
  }

  /** Grows whenever completions under way stop meaning what they meant (truncation, role change). */
  get generation(): number {
    return this.generationNumber;
  }

  get latestSnapshot(): SnapshotId | undefined {
    return this.snapshotIds.at(-1);
  }

  hasSnapshot(id: SnapshotId): boolean {
    return this.snapshotIds.some((known) => known.offset === id.offset && known.epoch === id.epoch);
  }

  append(epoch: Epoch, count: number): void {
    assert(count > 0, 'an append has entries');
    assert(epoch >= this.lastEpoch, `epoch ${epoch} after epoch ${this.lastEpoch}`);
    if (epoch !== this.boundaries.at(-1)?.epoch) this.boundaries.push({ epoch, startOffset: this.end });
    this.end += count;
  }

  /** A completion for [start, endOffset) of this generation. */
  flushed(endOffset: Offset): void {
    assert(endOffset <= this.end, `durable end ${endOffset} beyond the log end ${this.end}`);
    this.durable = Math.max(this.durable, endOffset);
  }

  bumpGeneration(): number {
    this.generationNumber++;
    return this.generationNumber;
  }

  truncate(offset: Offset): void {
    assert(offset >= this.start.offset, `truncation to ${offset} below the log start ${this.start.offset}`);
    assert(offset <= this.end, `truncation to ${offset} beyond the log end ${this.end}`);
    this.end = offset;
    this.durable = Math.min(this.durable, offset);
    this.boundaries = this.boundaries.filter((boundary) => boundary.startOffset < offset);
    this.bumpGeneration();
    this.check();
  }

  /** The log becomes empty behind the snapshot. */
  reset(id: SnapshotId): void {
    this.start = id;
    this.end = id.offset;
    this.durable = id.offset;
    this.boundaries = [];
    this.snapshotIds = [id];
    this.bumpGeneration();
    this.check();
  }

  /** A snapshot of this log's own prefix was stored; entries below `logStart` are gone. */
  snapshotStored(id: SnapshotId, logStart: SnapshotId): void {
    assert(id.offset <= this.end, 'a snapshot covers existing entries');
    assert(logStart.offset <= id.offset, 'the log start is covered by a snapshot');
    this.snapshotIds = [...this.snapshotIds.filter((known) => known.offset >= logStart.offset), id];
    if (logStart.offset > this.start.offset) {
      const straddling = this.boundaries.filter((boundary) => boundary.startOffset <= logStart.offset).at(-1);
      const later = this.boundaries.filter((boundary) => boundary.startOffset > logStart.offset);
      const next = later[0]?.startOffset ?? this.end;
      const keep = straddling !== undefined && next > logStart.offset;
      this.boundaries = keep ? [{ epoch: straddling.epoch, startOffset: logStart.offset }, ...later] : later;
      this.start = logStart;
    }
    this.check();
  }

  /**
   * The largest epoch at or below `epoch` that this log knows, and where it ends; undefined when all it knows is newer.
   */
  endOfEpoch(epoch: Epoch): { readonly epoch: Epoch; readonly endOffset: Offset } | undefined {
    for (let index = this.boundaries.length - 1; index >= 0; index--) {
      const boundary = this.boundaries[index] as EpochStart;
      if (boundary.epoch <= epoch)
        return { epoch: boundary.epoch, endOffset: this.boundaries[index + 1]?.startOffset ?? this.end };
    }
    if (this.start.epoch > epoch) return undefined;
    return { epoch: this.start.epoch, endOffset: this.boundaries[0]?.startOffset ?? this.start.offset };
  }

  /** Epoch of the entry before `offset`, which must lie in [start, end]. */
  epochBefore(offset: Offset): Epoch {
    assert(offset >= this.start.offset && offset <= this.end, `offset ${offset} is outside the log`);
    for (let index = this.boundaries.length - 1; index >= 0; index--) {
      const boundary = this.boundaries[index] as EpochStart;
      if (boundary.startOffset < offset) return boundary.epoch;
    }
    return this.start.epoch;
  }

  /** Raft's consistency check, in the shape of KIP-595. */
  compare(fetchOffset: Offset, lastFetchedEpoch: Epoch): Comparison {
    const latest = this.latestSnapshot;
    if (fetchOffset < this.start.offset && latest !== undefined) return { kind: 'snapshot', snapshotId: latest };
    const known = this.endOfEpoch(lastFetchedEpoch);
    if (known === undefined) {
      assert(latest !== undefined, 'a log that starts late has a snapshot');
      return { kind: 'snapshot', snapshotId: latest };
    }
    if (known.epoch === lastFetchedEpoch && fetchOffset <= known.endOffset) return { kind: 'valid' };
    return { kind: 'diverging', epoch: known.epoch, endOffset: known.endOffset };
  }

  /** Where to cut so that this log holds nothing that a leader whose `epoch` ends at `endOffset` does not have. */
  truncationPoint(epoch: Epoch, endOffset: Offset): Offset {
    const own = this.endOfEpoch(epoch);
    if (own === undefined) return this.start.offset;
    return own.epoch === epoch ? Math.min(own.endOffset, endOffset) : own.endOffset;
  }

  private check(): void {
    assert(this.start.offset <= this.durable && this.durable <= this.end, 'log start <= durable end <= log end');
    assert(this.start.offset === 0 || this.latestSnapshot !== undefined, 'a log start above 0 needs a snapshot');
    assert((this.latestSnapshot?.offset ?? 0) >= this.start.offset, 'a snapshot covers everything below the log start');
  }
}
