import type { Bytes, LeaderEpoch, Offset } from '@drave/base';
import type { DecodedRecord } from '@drave/records';
import type { AbortedRecords } from './aborted-records.js';
import type { FetchStream } from './fetch-state.js';

/** Whole encoded batches, as they were received. */
export interface FetchedChunk {
  readonly bytes: Buffer;
  /** The stream that gets the byte credit back. */
  readonly stream: FetchStream;
  readonly aborted: AbortedRecords;
}

/** An encoded batch: its chunk and its byte position in it. */
export interface BatchPlace {
  readonly chunk: FetchedChunk;
  readonly at: Bytes;
}

/** A decoded batch, without the records that the application must not see. */
export interface DecodedBatch {
  readonly sizeBytes: Bytes;
  readonly records: readonly DecodedRecord[];
  readonly lastOffset: Offset;
  readonly leaderEpoch: LeaderEpoch;
}

/** Some records of one batch, in order, and the offset after them. */
interface TakenRecords {
  readonly records: readonly DecodedRecord[];
  /** Undefined when no record was taken although the batch has some left. */
  readonly nextOffset: Offset | undefined;
  readonly leaderEpoch: LeaderEpoch;
}

/**
 * What was fetched of one partition and not handed out: chunks of encoded batches, and one decoded batch. The byte
 * credit of a chunk is given back to its stream exactly once: when its last batch is decoded, or when it is dropped.
 */
export class FetchBuffer {
  private chunks: FetchedChunk[] = [];
  /** Byte position of the next batch in the first chunk. */
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

  /** The batch to decode next; undefined while a decoded batch has records left, and when nothing is buffered. */
  undecoded(): BatchPlace | undefined {
    const chunk = this.chunks[0];
    return chunk === undefined || this.current !== undefined ? undefined : { chunk, at: this.at };
  }

  /**
   * Takes a decoded batch, and skips its records below `from`. False when its chunk was dropped while it was being
   * decoded.
   */
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

  /** Takes up to `limit` records of the decoded batch; undefined when there is no decoded batch. */
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
    // The last offsets of a batch may have no record: compaction removed it, or the application must not see it.
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
