import { DraveError } from '@drave/base';
import {
  decodeVersioned,
  encodeVersioned,
  transactionLogKey,
  transactionLogValue,
  type TransactionLogValueInput,
  versionOf,
} from '@drave/kafka-protocol';
import type { EncodedRecord } from '../runtime/model.js';
import { noTransactionPartitions, transactionPartitionsOf } from './transaction-partitions.js';
import {
  EPOCH_BUMP_VERSION,
  NO_PRODUCER,
  type Transaction,
  type TransactionRecord,
  type TransactionState,
} from './transaction.js';

/** Kafka's numbers. 6 and 7 are states that are never written. */
const STATES: readonly TransactionState[] = [
  'Empty',
  'Ongoing',
  'PrepareCommit',
  'PrepareAbort',
  'CompleteCommit',
  'CompleteAbort',
];

const KEY = 0;
/** Read by every release. */
const VALUE_PLAIN = 0;
/** From `transaction.version` 1 on: later fields are tagged. */
const VALUE_FLEXIBLE = 1;

/** `transactionVersion` is the level of that feature in the cluster. */
export function encodeTransactionRecord(record: TransactionRecord, transactionVersion: number): EncodedRecord {
  const key = encodeVersioned(transactionLogKey, { transactionalId: record.transactionalId }, KEY);
  const { value } = record;
  if (value === undefined) return { key, value: null };
  const isPlain = transactionVersion < 1 && !needsFlexible(value);
  return { key, value: encodeVersioned(transactionLogValue, messageOf(value), isPlain ? VALUE_PLAIN : VALUE_FLEXIBLE) };
}

/**
 * A producer that raises its epoch at each end may still do so after the feature went back to 0. How such an end goes
 * on is not forgotten for that.
 */
function needsFlexible({ transactionVersion, nextProducerId }: Transaction): boolean {
  return transactionVersion >= EPOCH_BUMP_VERSION || nextProducerId !== NO_PRODUCER;
}

function messageOf(value: Transaction): TransactionLogValueInput {
  const partitions = [...value.partitions].map(([topic, partitionIds]) => ({ topic, partitionIds }));
  return {
    producerId: value.producerId,
    producerEpoch: value.producerEpoch,
    transactionTimeoutMs: value.timeoutMs,
    transactionStatus: STATES.indexOf(value.state),
    transactionPartitions: value.state === 'Empty' ? null : partitions,
    transactionLastUpdateTimestampMs: value.updatedAtMs,
    transactionStartTimestampMs: value.startedAtMs,
    previousProducerId: value.previousProducerId,
    nextProducerId: value.nextProducerId,
    clientTransactionVersion: value.transactionVersion,
  };
}

/**
 * Undefined for a key that this release does not know.
 * @throws DraveError INVALID_REQUEST, UNSUPPORTED_VERSION when the value is not what its version says.
 */
export function decodeTransactionRecord(key: Buffer, bytes: Buffer | null): TransactionRecord | undefined {
  if (versionOf(key) !== KEY) return undefined;
  const { transactionalId } = decodeVersioned(transactionLogKey, key);
  if (bytes === null) return { transactionalId, value: undefined };
  const read = decodeVersioned(transactionLogValue, bytes);
  const state = STATES[read.transactionStatus];
  if (state === undefined)
    throw new DraveError('INVALID_REQUEST', `${read.transactionStatus} is no state of a transaction in the log`);
  const partitions =
    state === 'Empty' || read.transactionPartitions === null
      ? noTransactionPartitions
      : transactionPartitionsOf(read.transactionPartitions.map(({ topic, partitionIds }) => [topic, partitionIds]));
  const value: Transaction = {
    producerId: read.producerId,
    previousProducerId: read.previousProducerId,
    nextProducerId: read.nextProducerId,
    producerEpoch: read.producerEpoch,
    lastProducerEpoch: NO_PRODUCER,
    timeoutMs: read.transactionTimeoutMs,
    state,
    partitions,
    startedAtMs: read.transactionStartTimestampMs,
    updatedAtMs: read.transactionLastUpdateTimestampMs,
    transactionVersion: read.clientTransactionVersion,
  };
  return { transactionalId, value };
}
