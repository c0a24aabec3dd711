import type { ErrorCode, PartitionIndex, ProducerId, TopicName } from '@drave/base';
import { coordinatorPartitionOf } from '../../coordinator-partition.js';
import { CONSUMER_OFFSETS_TOPIC } from '../../topic.js';
import {
  hasAllPartitions,
  hasPartition,
  transactionPartitionsOf,
  unionOf,
  type TransactionPartitions,
} from '../transaction-partitions.js';
import { isEnding, type Transaction, type TransactionalId } from '../transaction.js';
import { transitionTo } from '../transition.js';
import {
  refuse,
  refuseConcurrent,
  refuseFenced,
  refuseMapping,
  type ProducerIdentity,
  type TransactionContext,
  type TransactionDecision,
  type TransactionView,
} from './view.js';

export interface AddPartitionsRequest extends ProducerIdentity {
  readonly transactionalId: TransactionalId;
  /** Each of them is there: a partition that is missing from the metadata later has been deleted. */
  readonly partitions: TransactionPartitions;
  /**
   * How the client goes on: 2 when a broker asks because its batch begins the transaction (AddPartitionsToTxn from
   * version 4 on), 0 when the client asks.
   */
  readonly transactionVersion: 0 | 2;
}

/**
 * Begins a transaction, or adds to it.
 * @throws DraveError INVALID_REQUEST, CONCURRENT_TRANSACTIONS, INVALID_PRODUCER_ID_MAPPING, PRODUCER_FENCED.
 */
export function decideAddPartitions(
  view: TransactionView,
  { wallMs }: TransactionContext,
  { producerId, producerEpoch, partitions, transactionVersion }: AddPartitionsRequest,
): TransactionDecision<void> {
  if (view.transactionalId === '') refuse('INVALID_REQUEST', view, 'it is not empty');
  const current = view.isPending ? ofThisProducer(view, producerId, producerEpoch) : view.current;
  if (current?.producerId !== producerId) return refuseMapping(view, producerId);
  if (producerEpoch !== current.producerEpoch) refuseFenced(view, producerEpoch);
  if (isEnding(current)) refuseConcurrent(view);
  const isOpen = current.state === 'Ongoing';
  if (isOpen && hasAllPartitions(current.partitions, partitions)) return { next: undefined, response: undefined };
  const next = transitionTo(current, 'Ongoing', {
    partitions: unionOf(current.partitions, partitions),
    startedAtMs: isOpen ? current.startedAtMs : wallMs,
    updatedAtMs: wallMs,
    transactionVersion,
  });
  return { next, response: undefined };
}

/**
 * What is decided and not replicated is no hindrance where it is a step of this very producer: a partition that it adds
 * at the same time, or the end before, complete. Both records are replicated, or the later one is lost with the
 * earlier. Anything else has to be waited for, before the identity is looked at: a client may know already of the one
 * that is pending (KAFKA-18660).
 */
function ofThisProducer(view: TransactionView, producerId: ProducerId, producerEpoch: number): Transaction {
  const { undecided } = view;
  const isFree = undecided !== undefined && undecided.state !== 'Empty' && !isEnding(undecided);
  const isSame = undecided?.producerId === producerId && undecided.producerEpoch === producerEpoch;
  return isFree && isSame ? undecided : refuseConcurrent(view);
}

/** AddOffsetsToTxn: where the offsets of the group are kept. */
export function offsetsPartitionsOf(groupId: string, partitionCount: number): TransactionPartitions {
  return transactionPartitionsOf([[CONSUMER_OFFSETS_TOPIC, [coordinatorPartitionOf(groupId, partitionCount)]]]);
}

export interface VerifiedPartition {
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
  readonly failure: ErrorCode | undefined;
}

/**
 * Tells a leader whether a batch belongs to an open transaction (KIP-890): writes nothing, and goes by what is
 * replicated, whatever is pending.
 * @throws DraveError INVALID_REQUEST, INVALID_PRODUCER_ID_MAPPING, PRODUCER_FENCED, CONCURRENT_TRANSACTIONS.
 */
export function verifyPartitions(
  view: TransactionView,
  { producerId, producerEpoch, partitions }: Omit<AddPartitionsRequest, 'transactionVersion'>,
): readonly VerifiedPartition[] {
  if (view.transactionalId === '') refuse('INVALID_REQUEST', view, 'it is not empty');
  const { current } = view;
  if (current?.producerId !== producerId) return refuseMapping(view, producerId);
  if (producerEpoch !== current.producerEpoch) refuseFenced(view, producerEpoch);
  if (isEnding(current)) refuseConcurrent(view);
  const verified = (topic: TopicName, partition: PartitionIndex): VerifiedPartition => {
    const isIn = hasPartition(current.partitions, topic, partition);
    return { topic, partition, failure: isIn ? undefined : 'TRANSACTION_ABORTABLE' };
  };
  return [...partitions].flatMap(([topic, indexes]) => indexes.map((index) => verified(topic, index)));
}
