import { DraveError } from '@drave/base';
import type * as broker from '@drave/broker';
import type { Acks, IsolationLevel, OffsetQuery } from '@drave/replica';
import type { dataV1 } from '@drave/rpc';

/**
 * The broker's plain requests and answers to and from `drave.data.v1`. Proto's empty text is the broker's undefined.
 */
function topicRef(ref: { readonly topicId: string; readonly topic: string }): broker.TopicRef {
  return { topicId: ref.topicId || undefined, topic: ref.topic || undefined };
}

export function partitionRef(ref: {
  readonly topicId: string;
  readonly topic: string;
  readonly partition: number;
}): broker.PartitionRef {
  return { ...topicRef(ref), partition: ref.partition };
}

export function isolationOf(level: dataV1.IsolationLevel): IsolationLevel {
  return level === 'READ_COMMITTED' ? 'readCommitted' : 'readUncommitted';
}

export function decodeProduce(request: dataV1.ProduceRequest): broker.ProduceRequest {
  return {
    acks: checkedAcks(request.acks),
    timeoutMs: Math.max(0, request.timeoutMs),
    transaction: transactionOf(request),
    partitions: request.partitions.map((partition) => ({
      ...partitionRef(partition),
      records: bufferOf(partition.records),
    })),
  };
}

function transactionOf({
  transactionalId,
  transactionVersion,
}: dataV1.ProduceRequest): broker.ProduceRequest['transaction'] {
  if (transactionalId === '') return undefined;
  return { transactionalId, operation: transactionVersion >= IMPLICIT_ADD_VERSION ? 'add' : 'verifyAbortable' };
}

export function encodeProduced(partition: broker.PartitionProduced): dataV1.PartitionProduced {
  return {
    topicId: partition.topicId ?? '',
    topic: partition.topic ?? '',
    partition: partition.partition,
    error: partition.failure,
    baseOffset: partition.baseOffset,
    logAppendTimeMs: partition.logAppendTimeMs,
    logStartOffset: partition.logStartOffset,
    leader: partition.leader,
  };
}

export function decodeFetchPartition(partition: dataV1.FetchPartition): broker.FetchPartition {
  return {
    ...partitionRef(partition),
    fetchOffset: partition.fetchOffset,
    currentLeaderEpoch: partition.currentLeaderEpoch,
    lastFetchedEpoch: partition.lastFetchedEpoch,
    maxBytes: partition.maxBytes,
  };
}

export function encodeFetched(data: broker.FetchedData): dataV1.FetchedData {
  return {
    error: data.failure,
    leaderEpoch: data.leaderEpoch,
    highWatermark: data.highWatermark,
    lastStableOffset: data.lastStableOffset,
    logStartOffset: data.logStartOffset,
    records: data.records,
    abortedTransactions: data.abortedTransactions,
    diverging: data.diverging,
    leader: data.leader,
    preferredReadReplica: data.preferredReadReplica,
  };
}

/** The `transaction.version` from which on partitions become part of a transaction by being written to (KIP-890). */
export const IMPLICIT_ADD_VERSION = 2;

/** ListOffsets' special timestamps, as Kafka numbers them. */
export function offsetQuery(timestampMs: number): OffsetQuery {
  switch (timestampMs) {
    case -1:
      return { kind: 'latest' };
    case -2:
      return { kind: 'earliest' };
    case -3:
      return { kind: 'maxTimestamp' };
    default:
      if (timestampMs < 0)
        throw new DraveError('INVALID_REQUEST', `timestamp ${timestampMs}: use -1, -2, -3 or milliseconds`);
      return { kind: 'timestamp', timestampMs };
  }
}

function checkedAcks(acks: number): Acks {
  if (acks === 0 || acks === 1 || acks === -1) return acks;
  throw new DraveError('INVALID_REQUIRED_ACKS', `acks is ${acks}; allowed: 0, 1, -1 (all)`);
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
