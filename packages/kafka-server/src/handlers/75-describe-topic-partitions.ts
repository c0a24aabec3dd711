import { DraveError, errors, UUID_ZERO, type TopicName } from '@drave/base';
import { invalidTopicName } from '@drave/controller';
import {
  apis,
  type DescribeTopicPartitionsRequest,
  type DescribeTopicPartitionsResponseInput,
  type DescribeTopicPartitionsResponsePartitionInput,
  type DescribeTopicPartitionsResponseTopicInput,
} from '@drave/kafka-protocol';
import { isInternalTopic, NO_LEADER, type MetadataImage, type PartitionRegistration } from '@drave/metadata';
import { denyTopic } from './access.js';
import { authorizedTopicOperations } from './authorized-operations.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';
import { catchUpOnTopics } from './newer-topics.js';

/*
 * DescribeTopicPartitions, version 0 (KIP-966).
 *
 * Topics by name with their partitions and eligible leader replicas, page by page: a cursor names the partition that
 * the next page begins with. No names means all topics. Lists of eligible leaders are never null, which the Java client
 * would not survive.
 *
 * Deviations: none known.
 */
export const describeTopicPartitionsRow: HandlerRow<
  DescribeTopicPartitionsRequest,
  DescribeTopicPartitionsResponseInput
> = {
  api: apis.DescribeTopicPartitions,
  minVersion: 0,
  maxVersion: 0,
  handle,
  refuse: (errorCode, _message, request) => ({
    topics: request.topics.map(({ name }) => refused(name, errorCode)),
    nextCursor: null,
  }),
};

async function handle(
  context: HandlerContext,
  request: DescribeTopicPartitionsRequest,
): Promise<DescribeTopicPartitionsResponseInput> {
  const { cursor } = request;
  if (cursor !== null && cursor.partitionIndex < 0)
    throw new DraveError('INVALID_REQUEST', `the cursor names partition ${cursor.partitionIndex}`);
  const limit = pageLimit(context, request);
  await catchUpOnTopics(
    context,
    request.topics.map(({ name }) => name),
  );
  const { image } = context.domain.feed;
  const topics: DescribeTopicPartitionsResponseTopicInput[] = [];
  let room = limit;
  for (const name of namesFrom(context, image, request)) {
    if (room === 0) return { topics, nextCursor: { topicName: name, partitionIndex: 0 } };
    const first = cursor?.topicName === name ? cursor.partitionIndex : 0;
    const described = describe(context, image, name, first, room);
    topics.push(described.topic);
    room -= described.topic.partitions.length;
    if (described.next !== undefined)
      return { topics, nextCursor: { topicName: name, partitionIndex: described.next } };
  }
  return { topics, nextCursor: null };
}

function pageLimit({ domain }: HandlerContext, { responsePartitionLimit }: DescribeTopicPartitionsRequest): number {
  return Math.max(1, Math.min(responsePartitionLimit, domain.settings.maxRequestPartitionSizeLimit));
}

/**
 * The names in order, from the cursor's topic on, each once, and only as many as are taken. Without a list, what the
 * caller may not see does not exist.
 */
function* namesFrom(
  context: HandlerContext,
  image: MetadataImage,
  { topics, cursor }: DescribeTopicPartitionsRequest,
): Iterable<TopicName> {
  if (topics.length > 0) {
    const names = [...new Set(topics.map(({ name }) => name))].sort();
    yield* cursor === null ? names : names.filter((name) => name >= cursor.topicName);
    return;
  }
  const isVisible = (name: TopicName): boolean => denyTopic(context, 'describe', name, 'passedOver') === undefined;
  const first = cursor === null ? undefined : image.topicByName(cursor.topicName)?.name;
  if (first !== undefined && isVisible(first)) yield first;
  for (const name of image.topicNamesAfter(cursor?.topicName)) if (isVisible(name)) yield name;
}

function describe(
  context: HandlerContext,
  image: MetadataImage,
  name: TopicName,
  first: number,
  room: number,
): { readonly topic: DescribeTopicPartitionsResponseTopicInput; readonly next: number | undefined } {
  const denied = denyTopic(context, 'describe', name);
  const topic = image.topicByName(name);
  if (denied !== undefined) return { topic: refused(name, denied.errorCode), next: undefined };
  if (topic === undefined) {
    const code = invalidTopicName(name)?.code ?? 'UNKNOWN_TOPIC_OR_PARTITION';
    return { topic: refused(name, errors[code].kafka), next: undefined };
  }
  const end = Math.min(topic.partitionCount, first + room);
  const partitions: DescribeTopicPartitionsResponsePartitionInput[] = [];
  for (let index = first; index < end; index++) {
    const registration = topic.partition(index);
    if (registration !== undefined) partitions.push(partitionAnswer(image, registration));
  }
  return {
    topic: {
      errorCode: 0,
      name,
      topicId: topic.id,
      isInternal: isInternalTopic(name),
      partitions,
      topicAuthorizedOperations: authorizedTopicOperations(context, name),
    },
    next: end < topic.partitionCount ? end : undefined,
  };
}

function partitionAnswer(
  image: MetadataImage,
  registration: PartitionRegistration,
): DescribeTopicPartitionsResponsePartitionInput {
  const { index, leader, leaderEpoch, replicas, isr, elr, lastKnownElr } = registration;
  const hasLeader = leader !== NO_LEADER && image.broker(leader)?.fenced === false;
  return {
    errorCode: hasLeader ? 0 : errors.LEADER_NOT_AVAILABLE.kafka,
    partitionIndex: index,
    leaderId: hasLeader ? leader : NO_LEADER,
    leaderEpoch,
    replicaNodes: replicas,
    isrNodes: isr,
    eligibleLeaderReplicas: elr,
    lastKnownElr,
    offlineReplicas: replicas.filter((id) => image.broker(id)?.fenced !== false),
  };
}

function refused(name: TopicName, errorCode: number): DescribeTopicPartitionsResponseTopicInput {
  return { errorCode, name, topicId: UUID_ZERO, isInternal: isInternalTopic(name), partitions: [] };
}
