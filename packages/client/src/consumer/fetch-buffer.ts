import type { Bytes, LeaderEpoch, Offset } from '@drave/base';
import type { DecodedRecord } from '@drave/records';
import type { AbortedRecords } from './aborted-records.js';
import type { FetchStream } from './fetch-state.js';

/** Whole batches as they came, not looked into yet. */
export interface FetchedChunk {
  readonly bytes: Buffer;
  /** What gets the credit for the bytes back. */
  readonly stream: FetchStream;
  readonly aborted: AbortedRecords;
}

/** A batch that waits to be decoded: its chunk and where it stands in it. */
export interface BatchPlace {
  readonly chunk: FetchedChunk;
  readonly at: Bytes;
}

/** A decoded batch, without what the application must not see. */
export interface DecodedBatch {
  readonly sizeBytes: Bytes;
  readonly records: readonly DecodedRecord[];
  readonly lastOffset: Offset;
  readonly leaderEpoch: LeaderEpoch;
}

/** Some records of one batch, in order, and the offset to go on at. */
interface TakenRecords {
  readonly records: readonly DecodedRecord[];
  /** Undefined when no record was taken and the batch is not used up. */
  readonly nextOffset: Offset | undefined;
  readonly leaderEpoch: LeaderEpoch;
}

/**
 * What was fetched of one partition and not handed out: chunks of encoded batches, and the one batch that is decoded.
 * The bytes of a chunk are paid back to its stream exactly once: when its last batch is decoded, or when it is dropped.
 */
export class FetchBuffer {
  private chunks: FetchedChunk[] = [];
  /** Where the next batch begins in the first chunk. */
  private at: Bytes = 0;
  private current: DecodedBatch | undefined;
  /** Index of the next record of `current`. */
  private next = 0;

  get isEmpty(): boolean {
    return this.current === undefined && this.chunks.length === 0;
  }

  push(chunk: FetchedChunk): void {
    this.chunks.push(chunk);
  }

  /** The batch to decode next; undefined while one is decoded, and when there is none. */
  undecoded(): BatchPlace | undefined {
    const chunk = this.chunks[0];
    return chunk === undefined || this.current !== undefined ? undefined : { chunk, at: this.at };
  }

  /** Takes a batch up, without its records below `from`. False when its chunk was dropped while it was decoded. */
  decoded(place: BatchPlace, batch: DecodedBatch, from: Offset): boolean {
    const chunk = this.chunks[0];
    if (chunk === undefined || chunk !== place.chunk || this.at !== place.at) return false;
    this.current = batch;
    this.next = firstAtOrAfter(batch.records, from);
    this.at += batch.sizeBytes;
    if (this.at < chunk.bytes.length) return true;
    this.chunks.shift();
    this.at = 0;
    chunk.stream.grant(chunk.bytes.length);
    return true;
  }

  /** Up to `limit` records of the decoded batch; undefined when none is decoded. */
  take(limit: number): TakenRecords | undefined {
    const { current } = this;
    if (current === undefined) return undefined;
    const records = current.records.slice(this.next, this.next + limit);
    this.next += records.length;
    const last = records.at(-1);
    const { leaderEpoch } = current;
    if (this.next < current.records.length) {
      return { records, nextOffset: last === undefined ? undefined : last.offset + 1, leaderEpoch };
    }
    this.current = undefined;
    // Compaction, and what the application must not see, leave offsets without a record at the end of a batch.
    return { records, nextOffset: current.lastOffset + 1, leaderEpoch };
  }

  drop(): void {
    for (const { stream, bytes } of this.chunks) stream.grant(bytes.length);
    this.chunks = [];
    this.at = 0;
    this.current = undefined;
  }
}

function firstAtOrAfter(records: readonly DecodedRecord[], offset: Offset): number {
  const index = records.findIndex((record) => record.offset >= offset);
  return index < 0 ? records.length : index;
}
