import type { Bytes, ErrorCode, LeaderEpoch, Millis, Offset } from '@drave/base';
import type { TransactionVersion, VerificationGuard } from '@drave/log';
import type { CompressionType } from '@drave/records';
import type { Acks } from './core/events.js';

export type AppendRequest =
  | ({
      /** Everything is validated. Batches of a transaction need `transaction`. */
      readonly origin: 'client';
      readonly transaction?: ProducedTransaction;
    } & WhatToAppend)
  | ({
      /**
       * Records of our own coordinators. Those of a transaction carry no sequence, and need what `verifyTransaction`
       * gave.
       */
      readonly origin: 'internal';
      readonly guard?: VerificationGuard | undefined;
    } & WhatToAppend)
  | ({
      /** One marker of a transaction coordinator, which ends a transaction (`encodeEndTransactionMarker`). */
      readonly origin: 'marker';
      readonly transactionVersion: TransactionVersion;
    } & WhatToAppend);

/** What a producer says of the transaction that its batches belong to. */
export interface ProducedTransaction {
  readonly transactionalId: string;
  readonly operation: TransactionOperation;
}

/**
 * What is asked of the transaction's coordinator: whether the partition belongs to the transaction (`verify`: of a
 * client that knows no error made for it; `verifyAbortable`: of one that knows TRANSACTION_ABORTABLE), or that it be
 * added (`transaction.version` 2).
 */
export type TransactionOperation = 'verify' | 'verifyAbortable' | 'add';

interface WhatToAppend {
  /** Whole record batches back to back. Owned by the partition from here on: it re-stamps them in place. */
  readonly bytes: Buffer;
  readonly acks: Acks;
  /** With it the append happens only in exactly this leader epoch (coordinators). */
  readonly expectedLeaderEpoch?: LeaderEpoch;
  /** How long to wait for the acknowledgement once written; the write itself is not undone. */
  readonly timeoutMs: Millis;
}

/** Two promises for a write: the place in the log is fixed when `append` returns, the outcome comes later. */
export type AppendTicket = { readonly kind: 'enqueued'; readonly acked: Promise<AppendResult> } | AppendFailure;

export type AppendResult = AppendSuccess | AppendFailure;

export interface AppendSuccess {
  readonly kind: 'acked';
  /** First offset given to the records; the original one for a duplicate. */
  readonly baseOffset: Offset;
  readonly lastOffset: Offset;
  readonly leaderEpoch: LeaderEpoch;
  readonly logStartOffset: Offset;
  /** Wall-clock time stamped on the batches under `message.timestamp.type=LogAppendTime`, else -1. */
  readonly logAppendTimeMs: Millis;
  readonly duplicate: boolean;
}

export interface AppendFailure {
  readonly kind: 'failed';
  readonly error: ErrorCode;
  readonly message: string;
  /** With INVALID_RECORD: the records at fault, when single ones are (KIP-467). */
  readonly recordErrors?: readonly RecordError[] | undefined;
}

/** Why one record of a refused request is at fault. */
export interface RecordError {
  /** Its place among the records of the request for this partition, from 0. */
  readonly batchIndex: number;
  readonly message: string;
}

/** What a topic demands of what is produced to it. */
export interface ProduceSettings {
  /** `max.message.bytes` */
  readonly batchBytesMax: Bytes;
  /** `message.timestamp.type` */
  readonly timestampType: 'CreateTime' | 'LogAppendTime';
  /** `message.timestamp.before.max.ms` */
  readonly timestampBeforeMaxMs: Millis;
  /** `message.timestamp.after.max.ms` */
  readonly timestampAfterMaxMs: Millis;
  /** `compression.type`: the codec that stored batches have; `producer` for whatever they came in. */
  readonly compressionType: CompressionType | 'producer';
  /** The topic is compacted: a record without a key could never be told from another. */
  readonly keyRequired: boolean;
}
