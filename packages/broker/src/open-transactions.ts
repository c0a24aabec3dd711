import { DraveError, type Millis, type Offset, type PartitionIndex, type Steps, type TopicName } from '@drave/base';
import { CLUSTER, requireAccess, type Caller } from '@drave/base/access';
import { transactionPartitionsOf, type SentMarker } from '@drave/coordinator';
import type { ProducerDescription } from '@drave/log';
import type { MetadataImage, TopicImage } from '@drave/metadata';
import type { BrokerDomain } from './domain.js';
import { resolvePartition } from './resolve.js';

/** A transaction that is open in a partition, by what its leader knows. */
export interface OpenTransaction {
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
  readonly producer: ProducerDescription;
}

export interface OpenTransactionsRequest {
  /** Undefined for all. */
  readonly topic: TopicName | undefined;
  /** Only where the last batch is older than so; 0 for all. */
  readonly minDurationMs: Millis;
  /** Begins behind this one. */
  readonly after:
    | { readonly topic: TopicName; readonly partition: PartitionIndex; readonly producerId: number }
    | undefined;
  readonly countMax: number;
}

/**
 * What is open in the partitions that this broker leads and the caller may read, by topic, partition and producer id.
 * One partition is one step.
 */
export function* openTransactions(
  { image, nodeId, replicas, authorizer }: BrokerDomain,
  caller: Caller,
  request: OpenTransactionsRequest,
  wallMs: Millis,
): Steps<readonly OpenTransaction[]> {
  const { after, minDurationMs, countMax } = request;
  const found: OpenTransaction[] = [];
  for (const topic of topicsOf(image(), request)) {
    yield;
    if (!authorizer.allows(caller, 'read', { kind: 'topic', name: topic.name }, 'passedOver')) continue;
    for (const { index, leader } of topic.partitions()) {
      yield;
      const isPassed = after?.topic === topic.name && index < after.partition;
      const partition = leader !== nodeId || isPassed ? undefined : replicas.partitionOf(topic.id, index);
      if (partition?.isLeader !== true) continue;
      for (const producer of partition.log.producers.describeOpen()) {
        const isListed =
          after?.topic === topic.name && index === after.partition && producer.producerId <= after.producerId;
        if (isListed || (minDurationMs > 0 && wallMs - producer.lastTimestamp <= minDurationMs)) continue;
        found.push({ topic: topic.name, partition: index, producer });
        if (found.length === countMax) return found;
      }
    }
  }
  return found;
}

function* topicsOf(image: MetadataImage, { topic, after }: OpenTransactionsRequest): Iterable<TopicImage> {
  if (topic !== undefined) {
    const only = image.topicByName(topic);
    if (only !== undefined) yield only;
    return;
  }
  const begun = after === undefined ? undefined : image.topicByName(after.topic);
  if (begun !== undefined) yield begun;
  for (const name of image.topicNamesAfter(after?.topic)) {
    const next = image.topicByName(name);
    if (next !== undefined) yield next;
  }
}

export interface AbortOpenRequest {
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
  /** Where it begins. */
  readonly startOffset: Offset;
}

/**
 * The transaction that begins there, and the marker that aborts it in this partition and in no other: in the epoch of
 * its producer, whom it does not fenced.
 * @throws DraveError CLUSTER_AUTHORIZATION_FAILED, UNKNOWN_TOPIC_OR_PARTITION, NOT_LEADER_OR_FOLLOWER,
 * INVALID_TXN_STATE.
 */
export function abortOf(
  domain: BrokerDomain,
  caller: Caller,
  { topic, partition: index, startOffset }: AbortOpenRequest,
): { readonly open: OpenTransaction; readonly marker: SentMarker } {
  requireAccess(domain.authorizer, caller, 'alter', CLUSTER);
  const resolved = resolvePartition(domain.image(), { topic, partition: index });
  if (resolved.kind === 'failed') throw new DraveError(resolved.failure.code, resolved.failure.message);
  const partition = domain.replicas.partitionOf(resolved.topic.id, index);
  if (partition?.isLeader !== true) throw new DraveError('NOT_LEADER_OR_FOLLOWER');
  const producer = partition.log.producers
    .describeOpen()
    .find(({ currentTransactionFirstOffset }) => currentTransactionFirstOffset === startOffset);
  if (producer === undefined) {
    const message = `no open transaction of partition ${index} of '${topic}' begins at offset ${startOffset}`;
    throw new DraveError('INVALID_TXN_STATE', message);
  }
  const { producerId, producerEpoch } = producer;
  const marker: SentMarker = {
    producerId,
    producerEpoch,
    result: 'abort',
    // As Kafka's tools do where no coordinator has ended anything before.
    coordinatorEpoch: Math.max(0, producer.coordinatorEpoch),
    transactionVersion: 0,
    partitions: transactionPartitionsOf([[topic, [index]]]),
  };
  return { open: { topic, partition: index, producer }, marker };
}
