import type { Bytes, ErrorCode, Millis, Offset, ProducerId } from '@drave/base';
import type { Compute } from '@drave/env';
import type { TransactionVersion, VerificationGuard } from '@drave/log';
import {
  BatchBuilder,
  encodeEndTransactionMarker,
  recordBytesMax,
  type CompressionType,
  type EndTransactionMarker,
} from '@drave/records';
import type { EncodedRecord, Now } from './model.js';
import type { BatchOrigin } from './shard-log.js';

/** One decision that waits for its batch. */
interface Waiting {
  readonly succeed: (now: Now) => void;
  readonly fail: (failure: ErrorCode, now: Now) => void;
}

/** Whose transaction records belong to. */
export interface TransactionalWriter {
  readonly producerId: ProducerId;
  readonly producerEpoch: number;
  /** What `ShardLog.verify` gave; undefined: the transaction is open in the partition. */
  readonly guard: VerificationGuard | undefined;
}

/** The end of a transaction, to be written. */
interface MarkerToWrite {
  readonly marker: EndTransactionMarker;
  readonly transactionVersion: TransactionVersion;
  readonly timestampMs: Millis;
}

/** Decisions that are written together: replayed already, replicated not yet. Or the marker that ends a transaction. */
export class WriteBatch<State> {
  /** The speculative state without them. */
  readonly before: State;
  /** The speculative state with them. */
  after: State;
  readonly baseOffset: Offset;
  /** Undefined for records of no transaction, which may share a batch. */
  readonly writer: TransactionalWriter | undefined;
  /** Set once the batch took too long: what those who waited were told. It may still be replicated. */
  lateWith: ErrorCode | undefined;
  /** Called once when the batch is replicated, before those that wait. */
  readonly followUps: ((now: Now) => void)[] = [];
  private recordCount = 0;
  private waiting: Waiting[] = [];
  private readonly builder = new BatchBuilder({ initialBytes: 1024 });
  private end: MarkerToWrite | undefined;

  constructor(before: State, baseOffset: Offset, writer?: TransactionalWriter) {
    this.before = before;
    this.after = before;
    this.baseOffset = baseOffset;
    this.writer = writer;
  }

  static ofMarker<State>(before: State, baseOffset: Offset, end: MarkerToWrite): WriteBatch<State> {
    const batch = new WriteBatch(before, baseOffset);
    batch.end = end;
    batch.recordCount = 1;
    return batch;
  }

  /** The offset after the batch as it stands. */
  get endOffset(): Offset {
    return this.baseOffset + this.recordCount;
  }

  get origin(): BatchOrigin {
    if (this.end !== undefined) return { kind: 'marker', transactionVersion: this.end.transactionVersion };
    return this.writer === undefined ? { kind: 'plain' } : { kind: 'transactional', guard: this.writer.guard };
  }

  /** Whether the records may be added: only those of no transaction share a batch. */
  takes(records: readonly EncodedRecord[], bytesMax: Bytes): boolean {
    if (this.recordCount > 0 && (this.end !== undefined || this.writer !== undefined)) return false;
    return this.builder.sizeBytes + bytesOf(records) <= bytesMax;
  }

  add(records: readonly EncodedRecord[], timestampMs: Millis): void {
    for (const { key, value } of records) this.builder.append(timestampMs, key, value);
    this.recordCount += records.length;
  }

  wait(waiting: Waiting): void {
    this.waiting.push(waiting);
  }

  /** Encodes the batch; called once. It is compressed unless that gains nothing. */
  async bytes(compression: CompressionType, compute: Compute): Promise<Buffer> {
    if (this.end !== undefined) return encodeEndTransactionMarker(this.end.marker, this.end.timestampMs);
    const { writer } = this;
    const options =
      writer === undefined
        ? {}
        : { producerId: writer.producerId, producerEpoch: writer.producerEpoch, transactional: true };
    return compression === 'none'
      ? this.builder.finish(options)
      : this.builder.finishCompressed(compression, compute, options);
  }

  /** Returns the decisions that wait; called once. */
  release(): readonly Waiting[] {
    const { waiting } = this;
    this.waiting = [];
    return waiting;
  }
}

function bytesOf(records: readonly EncodedRecord[]): Bytes {
  let bytes = 0;
  for (const { key, value } of records) bytes += recordBytesMax(key, value);
  return bytes;
}
