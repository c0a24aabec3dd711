import { assert, type Bytes, type Millis, type Offset } from '@drave/base';
import { type BatchInfo, crc32c } from '@drave/records';
import type { AbortedTransaction } from './contract.js';
import { offsetName, suffix } from './file-names.js';
import { OffsetIndex, RELATIVE_MAX } from './offset-index.js';
import { SEALED_HEADER_BYTES, type SegmentSeal } from './segment-seal.js';
import { TimeIndex, type TimestampPosition } from './time-index.js';

/** The indexes of one segment, in memory: always of the active one, of others while they are used. */
export interface SegmentIndexes {
  readonly offsets: OffsetIndex;
  readonly times: TimeIndex;
  /** In the order of the markers. Grows in place. */
  aborted: AbortedTransaction[];
}

/** One `.log` file and what is known about it. Holds no open file; `segment-store` does the I/O. */
export class Segment {
  readonly baseOffset: Offset;
  /** Changes only when the whole log takes the place of another one (`log-move`). */
  directory: string;
  /** Bytes of whole batches in the file; the file itself may be longer for a moment while an append is under way. */
  size: Bytes = 0;
  /** End of the last batch; `baseOffset` while empty. */
  nextOffset: Offset;
  largest: TimestampPosition | undefined;
  /** Maximum timestamp of the first batch, which `segment.ms` counts from. */
  firstTimestamp: Millis | undefined;
  createdWallMs: Millis;
  /** How much earlier than `segment.ms` it is rolled (`segment.jitter.ms`). */
  rollJitterMs: Millis = 0;
  /** CRC over the batch headers so far; undefined when some of them were not seen. */
  headersCrc: number | undefined = 0;
  indexes: SegmentIndexes | undefined;
  /** How many entries of each index stand in their files. */
  offsetEntriesWritten = 0;
  timeEntriesWritten = 0;
  /** Present once the segment is finished and everything of it is durable. */
  seal: SegmentSeal | undefined;
  /** Whether a sealed segment has no index of aborts; undefined until somebody has looked. */
  withoutAborts: boolean | undefined;
  /** Aborts stand in it, and nothing that lists them can be trusted: recovery has to find them in the log. */
  abortedUnknown = false;
  /** It was read from somewhere in its middle on when it was opened: aborts may stand before. */
  abortsUnread = false;
  /** There is a file that lists aborts, perhaps ones that were cut off since. */
  abortsWritten = false;
  /** The segment was deleted or replaced: a reader of it starts over. */
  retired = false;
  /** Where some recent reads ended: the next one starts there without a look into the index. */
  readonly readHints = new Map<Offset, number>();
  private bytesSinceIndexEntry = 0;

  constructor(directory: string, baseOffset: Offset, createdWallMs: Millis) {
    this.directory = directory;
    this.baseOffset = baseOffset;
    this.nextOffset = baseOffset;
    this.createdWallMs = createdWallMs;
  }

  /** A new, empty segment with its indexes in memory. */
  static empty(directory: string, baseOffset: Offset, createdWallMs: Millis): Segment {
    const segment = new Segment(directory, baseOffset, createdWallMs);
    segment.indexes = { offsets: new OffsetIndex(baseOffset), times: new TimeIndex(baseOffset), aborted: [] };
    return segment;
  }

  path(ending: string = suffix.log): string {
    return `${this.directory}/${offsetName(this.baseOffset)}${ending}`;
  }

  /** Takes note of a batch that stands at the end of the file now. `buffer` holds it at `info.position`. */
  note(info: BatchInfo, buffer: Buffer, indexIntervalBytes: Bytes): void {
    const { indexes } = this;
    assert(indexes !== undefined, 'only a segment with its indexes in memory grows');
    assert(info.baseOffset >= this.nextOffset, 'batches are noted in order');
    if (this.headersCrc !== undefined) {
      this.headersCrc = crc32c(buffer, info.position, info.position + SEALED_HEADER_BYTES, this.headersCrc);
    }
    if (this.size === 0) this.firstTimestamp = info.maxTimestamp;
    // The time of an empty batch is its producer's; there is no record that could be found by it.
    if (info.recordCount > 0 && info.maxTimestamp > (this.largest?.timestamp ?? -1)) {
      this.largest = { timestamp: info.maxTimestamp, offset: info.lastOffset };
    }
    if (this.bytesSinceIndexEntry > indexIntervalBytes) {
      indexes.offsets.append(info.lastOffset, this.size);
      if (this.largest !== undefined) indexes.times.maybeAppend(this.largest);
      this.bytesSinceIndexEntry = 0;
    }
    this.bytesSinceIndexEntry += info.sizeBytes;
    this.size += info.sizeBytes;
    this.nextOffset = info.lastOffset + 1;
    // It says less than the truth now; the file is recognised as stale by the size that it names.
    this.seal = undefined;
  }

  /** Goes back to a state in which the file ends at `position`, for `note` to go on from there. */
  rewind(position: number, nextOffset: Offset, largest: TimestampPosition | undefined): void {
    const { indexes } = this;
    assert(indexes !== undefined, 'only a segment with its indexes in memory is rewound');
    assert(position <= this.size || this.size === 0, 'a segment is rewound to where it was');
    this.size = position;
    this.nextOffset = nextOffset;
    this.largest = largest;
    this.headersCrc = position === 0 ? 0 : undefined;
    if (position === 0) this.firstTimestamp = undefined;
    this.bytesSinceIndexEntry = 0;
    this.seal = undefined;
    this.readHints.clear();
    indexes.offsets.truncateToPosition(position);
    indexes.times.truncateTo(nextOffset);
    indexes.aborted = indexes.aborted.filter((transaction) => transaction.lastOffset < nextOffset);
    this.offsetEntriesWritten = Math.min(this.offsetEntriesWritten, indexes.offsets.count);
    this.timeEntriesWritten = Math.min(this.timeEntriesWritten, indexes.times.count);
  }

  rememberHint(nextOffset: Offset, position: number): void {
    this.readHints.set(nextOffset, position);
    if (this.readHints.size <= READ_HINTS_MAX) return;
    for (const oldest of this.readHints.keys()) {
      this.readHints.delete(oldest);
      return;
    }
  }

  /** Whether the relative offsets of Kafka's indexes can still name `offset`. */
  canHold(offset: Offset): boolean {
    return offset - this.baseOffset <= RELATIVE_MAX;
  }
}

const READ_HINTS_MAX = 8;

/**
 * Segments in offset order; the last one is the active one. Never empty while a log is open, but for the moment in
 * which it begins anew.
 */
export class SegmentList {
  private list: Segment[] = [];

  get all(): readonly Segment[] {
    return this.list;
  }

  /** True while a log begins anew; a caller that looks in then without waiting for its turn finds nothing. */
  get isEmpty(): boolean {
    return this.list.length === 0;
  }

  get active(): Segment {
    const last = this.list[this.list.length - 1];
    assert(last !== undefined, 'an open log has an active segment');
    return last;
  }

  get first(): Segment {
    const first = this.list[0];
    assert(first !== undefined, 'an open log has a segment');
    return first;
  }

  get size(): Bytes {
    return this.list.reduce((sum, segment) => sum + segment.size, 0);
  }

  add(segment: Segment): void {
    const last = this.list[this.list.length - 1];
    assert(last === undefined || last.baseOffset < segment.baseOffset, 'segments are added in order');
    this.list.push(segment);
  }

  /** The segment that holds `offset`, or the first one when it lies before all. */
  floor(offset: Offset): Segment {
    return this.list[this.floorIndex(offset)] ?? this.first;
  }

  after(segment: Segment): Segment | undefined {
    return this.list[this.floorIndex(segment.baseOffset) + 1];
  }

  remove(segment: Segment): void {
    segment.retired = true;
    this.list = this.list.filter((candidate) => candidate !== segment);
  }

  /** Puts one new segment in the place of neighbours. */
  replace(old: readonly Segment[], replacement: Segment): void {
    for (const segment of old) segment.retired = true;
    const kept = this.list.filter((segment) => !old.includes(segment));
    this.list = [...kept, replacement].sort((a, b) => a.baseOffset - b.baseOffset);
  }

  /** Takes the segments of another log in the place of its own, which are retired. */
  adopt(others: readonly Segment[]): void {
    for (const segment of this.list) segment.retired = true;
    this.list = [...others];
  }

  /** The segments that stand behind `segment`, newest first. */
  newerThan(segment: Segment): readonly Segment[] {
    return this.list.filter((candidate) => candidate.baseOffset > segment.baseOffset).reverse();
  }

  private floorIndex(offset: Offset): number {
    let low = 0;
    let high = this.list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.list[middle]?.baseOffset ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
