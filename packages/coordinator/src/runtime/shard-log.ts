import type { Bytes, ErrorCode, Offset } from '@drave/base';
import type { TransactionVersion, VerificationGuard } from '@drave/log';
import type { AppendResult, Verification, Verified } from '@drave/replica';

/** What a shard asks of its partition while this broker leads it in one leader epoch. */
export interface ShardLog {
  /** The log's name for messages, such as `__consumer_offsets-7`. */
  readonly name: string;
  /** `max.message.bytes` of the topic: no decision may be larger. */
  readonly batchBytesMax: Bytes;
  readonly startOffset: Offset;
  /** Everything below is replicated. */
  readonly highWatermark: Offset;
  /** End of what is written. */
  readonly endOffset: Offset;
  /** Where the next batch goes; back again when the log has taken back what it could not write. */
  readonly appendOffset: Offset;
  /** False as soon as the leadership of the shard's epoch is over. */
  readonly led: boolean;
  /** Fewer replicas are in sync than `min.insync.replicas`: appends are refused, the high watermark stays. */
  readonly isUnderMinIsr: boolean;
  /**
   * Whole batches from `fromOffset` up to about `bytesMax`, checked. `nextOffset` is beyond `fromOffset` as long as
   * that is below the end.
   * @throws DraveError KAFKA_STORAGE_ERROR, CORRUPT_DATA, OFFSET_OUT_OF_RANGE.
   */
  read(
    fromOffset: Offset,
    bytesMax: Bytes,
  ): Promise<{ readonly parts: readonly Buffer[]; readonly nextOffset: Offset }>;
  /** One batch. Its place is fixed, or it is refused, when this returns. Nobody but the shard appends. */
  append(batch: Buffer, origin: BatchOrigin): ShardAppend;
  /** Asks the coordinator of a transaction whether it may write here (KIP-890). Never rejects. */
  verify(verification: Verification): Promise<Verified>;
  /** `changed` is called when the high watermark or the role moves; it only takes note. */
  observe(changed: () => void): () => void;
}

/** What the partition judges a batch by. */
export type BatchOrigin =
  /** The shard's own records: nothing is to be judged. */
  | { readonly kind: 'plain' }
  /** Records of a transaction. `guard` is what `verify` gave; undefined: the transaction is open here. */
  | { readonly kind: 'transactional'; readonly guard: VerificationGuard | undefined }
  /** The end of a transaction: its epochs are judged. */
  | { readonly kind: 'marker'; readonly transactionVersion: TransactionVersion };

export type ShardAppend =
  | {
      readonly kind: 'enqueued';
      /** The offset after the batch. */
      readonly endOffset: Offset;
      /** The end of waiting: replicated, or a failure. Never rejects. */
      readonly acked: Promise<AppendResult>;
    }
  | { readonly kind: 'failed'; readonly error: ErrorCode; readonly message: string };
