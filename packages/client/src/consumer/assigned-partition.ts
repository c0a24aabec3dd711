import type { Bytes, DraveError, LeaderEpoch, Millis, NodeId, Offset, PartitionIndex, TopicName } from '@drave/base';
import type { DecodedRecord } from '@drave/records';
import type { dataV1 } from '@drave/rpc';
import type { FetchConnection } from './fetch-connection.js';

/** Where a partition without a position goes. A number is a timestamp: the first record at or after it. */
export type ResetTarget = 'earliest' | 'latest' | { readonly timestampMs: Millis };

/**
 * - `idle`: not fetched; opened when its time has come, its leader is known and it is not paused.
 * - `looking`: an offset is being asked for.
 * - `open`: a broker pushes its records under a handle.
 * - `failed`: only the application can help; `poll` throws the error.
 */
export type FetchState =
  | { readonly kind: 'idle'; readonly notBeforeMs: Millis }
  | { readonly kind: 'looking' }
  | {
      readonly kind: 'open';
      readonly connection: FetchConnection;
      readonly handle: number;
      readonly leaderEpoch: LeaderEpoch;
    }
  | { readonly kind: 'failed'; readonly error: DraveError };

/** Whole batches as they came, not looked into yet. */
export interface FetchedChunk {
  readonly bytes: Buffer;
  readonly connection: FetchConnection;
  readonly aborted: readonly dataV1.AbortedTransaction[];
}

/** A batch that was decoded and is being handed out. */
export interface DecodedBatch {
  readonly records: readonly DecodedRecord[];
  readonly lastOffset: Offset;
  readonly leaderEpoch: LeaderEpoch;
  next: number;
}

/** How far the application got: the next offset, and the leader epoch of the record before it. */
export interface Mark {
  readonly offset: Offset;
  readonly epoch: LeaderEpoch | undefined;
}

/** One partition of the assignment. */
export class AssignedPartition {
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
  state: FetchState = { kind: 'idle', notBeforeMs: 0 };
  /** The next offset the application gets; undefined until the reset target is looked up. */
  position: Offset | undefined;
  reset: ResetTarget | undefined;
  /** The next offset to fetch; at or beyond the position. */
  fetchOffset: Offset = 0;
  /** Leader epoch of the record before `fetchOffset`: tells a log that was cut from one that goes on (KIP-320). */
  lastFetchedEpoch: LeaderEpoch | undefined;
  /** The same of the record before `position`. */
  positionEpoch: LeaderEpoch | undefined;
  highWatermark: Offset | undefined;
  lastStableOffset: Offset | undefined;
  logStartOffset: Offset | undefined;
  paused = false;
  readReplica: NodeId | undefined;
  failures = 0;
  /** In a row, for the same position: a range that the leader denies, a checksum that fails. */
  doubts = 0;
  /** What was handed out to the application: a commit by hand commits this. */
  delivered: Mark | undefined;
  /** What the application came back from, for more: an automatic commit commits this. */
  processed: Mark | undefined;
  /** The last offset committed by us or found committed; undefined after a seek. */
  committed: Offset | undefined;
  /** Taken away: nothing of it is handed out any more. */
  gone = false;
  private chunks: FetchedChunk[] = [];
  private chunkAt = 0;
  current: DecodedBatch | undefined;

  constructor(topic: TopicName, partition: PartitionIndex) {
    this.topic = topic;
    this.partition = partition;
  }

  get name(): string {
    return `${this.topic}-${this.partition}`;
  }

  get hasBuffered(): boolean {
    return this.current !== undefined || this.chunks.length > 0;
  }

  /** Starts over from `offset`; what was fetched ahead is dropped. */
  moveTo(offset: Offset, epoch: LeaderEpoch | undefined): void {
    this.dropBuffered();
    this.position = offset;
    this.fetchOffset = offset;
    this.positionEpoch = epoch;
    this.lastFetchedEpoch = epoch;
    this.reset = undefined;
    this.delivered = { offset, epoch };
    this.processed = this.delivered;
    this.committed = undefined;
  }

  /** Forgets the position: it is looked up before anything is fetched. */
  moveToTarget(target: ResetTarget): void {
    this.dropBuffered();
    this.position = undefined;
    this.positionEpoch = undefined;
    this.lastFetchedEpoch = undefined;
    this.reset = target;
    this.delivered = undefined;
    this.processed = undefined;
    this.committed = undefined;
  }

  /** Everything up to the position is with the application now. */
  deliver(): void {
    if (this.position !== undefined) this.delivered = { offset: this.position, epoch: this.positionEpoch };
  }

  /** Drops what was fetched ahead and gives its credit back; fetching goes on from the position. */
  dropBuffered(): void {
    for (const chunk of this.chunks) chunk.connection.grant(chunk.bytes.length);
    this.chunks = [];
    this.chunkAt = 0;
    this.current = undefined;
    if (this.position !== undefined) this.fetchOffset = this.position;
    this.lastFetchedEpoch = this.positionEpoch;
  }

  push(chunk: FetchedChunk, nextOffset: Offset, epoch: LeaderEpoch): void {
    this.chunks.push(chunk);
    this.fetchOffset = nextOffset;
    this.lastFetchedEpoch = epoch;
  }

  /** The batch to decode next: its chunk and where it stands in it. */
  peekChunk(): { readonly chunk: FetchedChunk; readonly at: number } | undefined {
    const chunk = this.chunks[0];
    return chunk === undefined ? undefined : { chunk, at: this.chunkAt };
  }

  /** Goes past `bytes` of the first chunk; a chunk that is used up gives its credit back. */
  advanceChunk(bytes: Bytes): void {
    const chunk = this.chunks[0];
    if (chunk === undefined) return;
    this.chunkAt += bytes;
    if (this.chunkAt < chunk.bytes.length) return;
    this.chunks.shift();
    this.chunkAt = 0;
    chunk.connection.grant(chunk.bytes.length);
  }
}
