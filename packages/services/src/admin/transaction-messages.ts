import type { NodeId } from '@drave/base';
import type { OpenTransaction } from '@drave/broker';
import type { ListTransactionsResponse, TransactionDescription } from '@drave/coordinator';
import type { adminV1 } from '@drave/rpc';

const NO_DETAILS = { producerEpoch: 0, timeoutMs: 0, startTimeMs: -1, topics: [] };

export function listedTransaction(
  listing: ListTransactionsResponse['transactions'][number],
  coordinatorId: NodeId,
): adminV1.Transaction {
  return { ...NO_DETAILS, ...listing, coordinatorId };
}

/** `showsTopic`: which topics the caller may see; the others are left out. */
export function transactionMessage(
  described: Extract<TransactionDescription, { kind: 'described' }>,
  coordinatorId: NodeId,
  showsTopic: (name: string) => boolean,
): adminV1.Transaction {
  const { transactionalId, state, producerId, producerEpoch, timeoutMs, startedAtMs, partitions } = described;
  const topics = [...partitions].flatMap(([topic, indexes]) =>
    showsTopic(topic) ? [{ topic, partitions: [...indexes] }] : [],
  );
  const producer = { producerId, producerEpoch };
  return { transactionalId, state, ...producer, coordinatorId, timeoutMs, startTimeMs: startedAtMs, topics };
}

export function producerMessage(producer: OpenTransaction['producer']): adminV1.PartitionProducer {
  return {
    producerId: producer.producerId,
    producerEpoch: producer.producerEpoch,
    lastSequence: producer.lastSequence,
    lastTimestampMs: producer.lastTimestamp,
    coordinatorEpoch: producer.coordinatorEpoch,
    transactionStartOffset: producer.currentTransactionFirstOffset ?? -1,
  };
}

export function openTransactionMessage({ topic, partition, producer }: OpenTransaction): adminV1.OpenTransaction {
  return { topic, partition, producer: producerMessage(producer) };
}
