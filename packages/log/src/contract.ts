import type {
  Bytes,
  DirectoryId,
  DraveError,
  LeaderEpoch,
  Millis,
  Offset,
  ProducerId,
  TopicId,
  TopicPartition,
} from '@drave/base';
import type { EndTransactionMarker } from '@drave/records';
import type { LogConfig } from './log-config.js';
import type { VerificationGuard } from './verification-guard.js';

/**
 * One replica's log of one partition: ordered, durable, segmented, indexed.
 *
 * Offsets: `logStartOffset <= recoveryPoint` after the first flush, `recoveryPoint <= writtenEndOffset <=
 * logEndOffset`.
 * Every end is exclusive. Every method that touches the disk rejects KAFKA_STORAGE_ERROR once the log is offline.
 */
export interface PartitionLog {
  readonly topicPartition: TopicPartition;
  readonly topicId: TopicId;
  /** Of the log directory that it lies in; another one once the log was moved (`moveToFuture`). */
  readonly directoryId: DirectoryId;
  /** `corrupt` takes no append until `truncateTo` at or below the damage, or `truncateFullyAndStartAt`. */
  readonly state: LogState;

  readonly logStartOffset: Offset;
  /** The next offset to assign: what is written plus what waits in the append queue. */
  readonly logEndOffset: Offset;
  /**
   * End of what has reached the page cache, or the disk where `flush.messages` asks for that: the only end that an
   * acknowledgement or a fetch answer may count.
   */
  readonly writtenEndOffset: Offset;
  /** Everything below is on stable storage. */
  readonly recoveryPoint: Offset;
  /** Bytes of all segments. */
  readonly size: Bytes;
  /**
   * Start of the oldest transaction that is open, or whose marker is not known to be replicated, or the log start where
   * that has passed it; undefined when there is none. The last stable offset is the smaller of it and the high
   * watermark.
   */
  readonly firstUnstableOffset: Offset | undefined;
  /** Why `append` would be refused at this moment; undefined when it would not. */
  readonly appendRefusal: DraveError | undefined;

  readonly leaderEpochs: LeaderEpochs;
  readonly producers: ProducerStates;

  /**
   * Appends whole, re-stamped batches; the log owns the buffer from here on. Order is the order of the calls: offsets,
   * leader epochs and producer state count at once, the promise resolves when the bytes are written (or synced, if
   * `flush.messages` asks). One gathered write is in flight at a time.
   *
   * On a failed or short write everything that is queued rejects with the same error, and `logEndOffset`, leader epochs
   * and producer state are back at `writtenEndOffset` before the first rejection is seen. After DISK_FULL the log may
   * be used again; any other failure takes the log directory offline.
   *
   * Asserts that the first batch starts at `logEndOffset` (or above it with `gaps`), and that the batches are in order.
   */
  append(bytes: Buffer, options?: AppendOptions): Promise<void>;

  /**
   * Whole batches from the one that contains `fromOffset`. What comes from the disk is checked (CRC, continuity,
   * epochs).
   */
  read(fromOffset: Offset, options: ReadOptions): Promise<ReadResult>;

  /**
   * Drops everything at and above `offset`; false when there was nothing to drop. Resolves when done and safe against a
   * crash.
   */
  truncateTo(offset: Offset): Promise<boolean>;
  /** Drops everything and starts over at `offset`. Also ends the `corrupt` state. */
  truncateFullyAndStartAt(offset: Offset): Promise<void>;
  /**
   * DeleteRecords, or the leader's log start on a follower: raises `logStartOffset` (never lowers it) to at most
   * `writtenEndOffset` and returns it. Segments below are removed by the next retention tick.
   */
  deleteRecordsBefore(offset: Offset): Promise<Offset>;

  /** First record with a timestamp at or after `timestamp` (ListOffsets), below `writtenEndOffset`. */
  offsetForTimestamp(timestamp: Millis): Promise<TimestampOffset | undefined>;
  /** The record with the largest timestamp (KIP-734), or undefined when the log is empty. */
  maxTimestampOffset(): Promise<TimestampOffset | undefined>;
  /** Aborted transactions that touch [fromOffset, upToOffset), for `read_committed` fetches. */
  abortedTransactions(fromOffset: Offset, upToOffset: Offset): Promise<readonly AbortedTransaction[]>;

  /** Tells the high watermark: transaction markers below it are replicated, and hold `firstUnstableOffset` no more. */
  replicatedUpTo(highWatermark: Offset): void;

  /** Everything written before the call is durable when it resolves. A sync failure takes the log directory offline. */
  flush(): Promise<void>;
  /** Time- and size-based retention; never removes what is at or above the high watermark. Returns bytes freed. */
  tickRetention(nowWallMs: Millis, highWatermark: Offset): Promise<Bytes>;
  /** Time-based flush (`flush.ms`); the log directory calls it by itself, as it does the next. */
  tick(): void;
  /**
   * Forgets idempotent producers whose last batch is too old (`producer.id.expiration.ms`) and was there at the call
   * before.
   */
  expireProducers(nowWallMs: Millis): void;
  /** One cleaner pass when the topic is compacted and dirty enough; undefined when there was nothing to do. */
  compact(nowWallMs: Millis, highWatermark: Offset): Promise<CompactionResult | undefined>;
  /**
   * No cleaner pass begins until `resumeCompaction`: while a log is copied, none may take away the tombstone of a
   * record that was copied already. Resolves when the pass under way is over.
   */
  pauseCompaction(): Promise<void>;
  resumeCompaction(): void;
  /**
   * Verifies some cold data: at most `bytesMax` bytes, going round. A finding is also reported to the directory's
   * `onCorruption`.
   */
  scrub(bytesMax: Bytes): Promise<Corruption | undefined>;

  updateConfig(config: LogConfig): void;
  /**
   * Waits for the append queue, flushes, writes a producer snapshot. Closed also when it rejects (a full disk, an
   * offline one): what could not be finished is recovered by the next start. Use the log directory to delete.
   */
  close(): Promise<void>;
}

export type LogState =
  | { readonly kind: 'online' }
  | { readonly kind: 'corrupt'; readonly corruption: Corruption }
  | { readonly kind: 'offline'; readonly reason: DraveError }
  | { readonly kind: 'closed' };

/** Stored bytes that are not what was written, and not a torn tail either. */
export interface Corruption {
  /**
   * The first offset that cannot be trusted. Everything from the log start up to it is intact as far as it was looked
   * at.
   */
  readonly offset: Offset;
  readonly path: string;
  readonly position: number;
  readonly reason: string;
}

export interface AppendOptions {
  /** Followers of a compacted leader: batches may skip offsets. */
  readonly gaps?: boolean;
  /**
   * Whether the bytes stay in memory for readers at the tail. Default true. A follower, which hardly any client reads
   * from, does better without: bytes that are let go at once cost the collector nothing.
   */
  readonly cached?: boolean;
}

export interface ReadOptions {
  /** Exclusive; clamped to `writtenEndOffset`. Only batches that end below it are returned. */
  readonly upToOffset: Offset;
  readonly bytesMax: Bytes;
  /** Whether the first batch is returned even when it is larger than `bytesMax`. */
  readonly minOneBatch: boolean;
}

export type ReadResult =
  | {
      readonly kind: 'data';
      /** Back to back, whole batches; may alias the tail cache, so never write to them. Empty at the end of the log. */
      readonly parts: readonly Buffer[];
      readonly byteLength: Bytes;
      /**
       * Base offset of the first batch (at or below `fromOffset`, except across a compaction gap), or `fromOffset` when
       * empty.
       */
      readonly startOffset: Offset;
      /** The offset after the last batch, or `fromOffset` when empty: where the next read goes on. */
      readonly nextOffset: Offset;
    }
  | { readonly kind: 'outOfRange'; readonly logStartOffset: Offset; readonly logEndOffset: Offset }
  | { readonly kind: 'corrupt'; readonly corruption: Corruption };

export interface TimestampOffset {
  readonly timestamp: Millis;
  readonly offset: Offset;
  readonly leaderEpoch: LeaderEpoch;
}

export interface AbortedTransaction {
  readonly producerId: ProducerId;
  readonly firstOffset: Offset;
  /** Offset of the abort marker. */
  readonly lastOffset: Offset;
  /** Last stable offset when the marker was written. */
  readonly lastStableOffset: Offset;
}

export interface CompactionResult {
  readonly fromOffset: Offset;
  readonly cleanedUpToOffset: Offset;
  readonly bytesBefore: Bytes;
  readonly bytesAfter: Bytes;
  readonly recordsKept: number;
  readonly recordsDropped: number;
}

/**
 * KIP-101 / KIP-279: which leader epoch wrote which offsets. Kept in memory, checkpointed in `leader-epoch-checkpoint`.
 */
export interface LeaderEpochs {
  readonly entries: readonly LeaderEpochEntry[];
  /** The newest epoch, or -1 when none is known. */
  readonly latestEpoch: LeaderEpoch;
  /** A new leader calls it with its log end before the first append; `append` does it from the batches on its own. */
  assign(epoch: LeaderEpoch, startOffset: Offset): void;
  /**
   * The largest known epoch at or below `epoch`, and the exclusive end of its offsets (`logEndOffset` for the latest).
   * An epoch older than all known ends where the oldest known starts, as in Kafka; `{ epoch: -1, endOffset: -1 }` for
   * an epoch newer than all known.
   */
  endOffsetFor(epoch: LeaderEpoch): EpochEnd;
  /** The epoch whose records cover `offset`, or -1. */
  epochForOffset(offset: Offset): LeaderEpoch;
}

export interface LeaderEpochEntry {
  readonly epoch: LeaderEpoch;
  readonly startOffset: Offset;
}

export interface EpochEnd {
  readonly epoch: LeaderEpoch;
  readonly endOffset: Offset;
}

/** What a batch says about its producer; a `BatchInfo` of `@drave/records` fits. */
export interface ProducerBatch {
  /** -1: not idempotent. */
  readonly producerId: ProducerId;
  readonly producerEpoch: number;
  /** -1 in the records of a coordinator, which are in sequence by other means. */
  readonly baseSequence: number;
  /** Only the difference counts: offsets need not be assigned yet. */
  readonly baseOffset: Offset;
  readonly lastOffset: Offset;
  readonly transactional: boolean;
}

/** The finalised level of `transaction.version` under which a transaction ends: 0, 1 or 2. */
export type TransactionVersion = 0 | 1 | 2;

export type VerificationStart =
  /** The transaction is open here already: there is nothing to ask. */
  | { readonly kind: 'open' }
  /** To be shown with the append, once the coordinator has said yes. */
  | { readonly kind: 'ask'; readonly guard: VerificationGuard }
  | Extract<ProducerDecision, { kind: 'reject' }>;

export type ProducerDecision =
  | { readonly kind: 'append' }
  /** Answer the produce request with the original offsets. */
  | { readonly kind: 'duplicate'; readonly baseOffset: Offset; readonly lastOffset: Offset; readonly timestamp: Millis }
  | {
      readonly kind: 'reject';
      readonly code:
        | 'OUT_OF_ORDER_SEQUENCE_NUMBER'
        | 'INVALID_PRODUCER_EPOCH'
        | 'INVALID_TXN_STATE'
        | 'TRANSACTION_COORDINATOR_FENCED';
      readonly message: string;
    };

/** Per-producer state: epoch and a window of the last five batches. Counts what is queued, not only what is written. */
export interface ProducerStates {
  readonly size: number;
  /**
   * Changes nothing; leaders ask it before they append. `append` applies what the batches say. A batch that begins a
   * transaction needs the guard of `beginVerification`.
   */
  decide(batch: ProducerBatch, guard?: VerificationGuard): ProducerDecision;
  /** Several batches of one request: decides each as if the ones before it had been appended. */
  decideAll(batches: readonly ProducerBatch[], guard?: VerificationGuard): ProducerDecision;
  /** Whether a leader may append a coordinator's marker. Changes nothing. */
  decideMarker(marker: EndTransactionMarker, version: TransactionVersion): ProducerDecision;
  /**
   * Before the first batch of a transaction is appended its coordinator is asked (KIP-890). A marker or a batch of the
   * transaction that is appended meanwhile makes the guard void; so does `producer.id.expiration.ms`.
   * `supportsEpochBump`: the producer's epoch grows with every transaction (`transaction.version` 2).
   */
  beginVerification(batch: ProducerBatch, supportsEpochBump: boolean, nowWallMs: Millis): VerificationStart;
  /** Used by DescribeProducers and tests. */
  describe(): readonly ProducerDescription[];
  /** Those with an open transaction, in order of producer id; costs what it gives. */
  describeOpen(): readonly ProducerDescription[];
}

export interface ProducerDescription {
  readonly producerId: ProducerId;
  readonly producerEpoch: number;
  readonly lastSequence: number;
  readonly lastOffset: Offset;
  readonly lastTimestamp: Millis;
  readonly coordinatorEpoch: number;
  readonly currentTransactionFirstOffset: Offset | undefined;
}
