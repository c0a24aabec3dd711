import { limits, repeated } from '@drave/base';
import type { Random } from '@drave/env';
import {
  isActive,
  isInternalTopic,
  isReassigning,
  type MetadataImage,
  type MetadataRecord,
  type TopicImage,
} from '@drave/metadata';
import type { CreatedTopic, CreatePartitionsCommand } from '../commands.js';
import { accept, reject, type DecisionSteps, type ItemResult } from '../decision.js';
import { placeReplicas } from '../placement.js';
import { invalidAssignment, invalidPartitionCount, invalidReplicationFactor } from './assignment.js';
import { newPartitionRecord } from './new-partition.js';
import { internalTopic } from './topic-name.js';

type TopicGrowth = CreatePartitionsCommand['topics'][number];

/** Partition counts only grow: a smaller one would lose the records of the partitions that go. */
export function* decideCreatePartitions(
  image: MetadataImage,
  command: CreatePartitionsCommand,
  ports: { readonly random: Random },
): DecisionSteps<readonly ItemResult<CreatedTopic>[]> {
  const added = command.topics.reduce((sum, topic) => sum + addedPartitions(image, topic), 0);
  if (added > limits.partitionsPerRequestMax) {
    const max = limits.partitionsPerRequestMax;
    return reject('INVALID_PARTITIONS', `${added} new partitions in one request and ${max} are allowed`);
  }
  const records: MetadataRecord[] = [];
  const twice = repeated(command.topics.map((topic) => topic.name));
  const results: ItemResult<CreatedTopic>[] = [];
  for (const topic of command.topics) {
    const grown = twice.has(topic.name)
      ? reject('INVALID_REQUEST', `topic '${topic.name}' occurs more than once in the request`)
      : yield* growTopic(image, topic, ports.random);
    results.push(grown.kind === 'rejected' ? grown : { kind: 'ok', value: grown.response });
    if (grown.kind === 'accepted') for (const record of grown.records) records.push(record);
    yield;
  }
  return accept(records, results);
}

/** The number of partitions that a request adds; what is refused for another reason is not counted. */
function addedPartitions(image: MetadataImage, { name, partitionCount }: TopicGrowth): number {
  const topic = image.topicByName(name);
  if (topic === undefined || invalidPartitionCount(partitionCount) !== undefined) return 0;
  return Math.max(0, partitionCount - topic.partitionCount);
}

function* growTopic(image: MetadataImage, request: TopicGrowth, random: Random): DecisionSteps<CreatedTopic> {
  const topic = image.topicByName(request.name);
  if (topic === undefined) return reject('UNKNOWN_TOPIC_OR_PARTITION', `there is no topic '${request.name}'`);
  if (isInternalTopic(topic.name)) return internalTopic(topic, 'enlarged');
  const { partitionCount } = request;
  const present = topic.partitionCount;
  const refusedCount = invalidPartitionCount(partitionCount);
  if (refusedCount !== undefined) return refusedCount;
  if (partitionCount === present) {
    return reject('INVALID_PARTITIONS', `topic '${topic.name}' has ${present} partitions already`);
  }
  if (partitionCount < present) {
    const message =
      `topic '${topic.name}' has ${present} partitions and cannot go down to ${partitionCount}: ` +
      'partitions are only ever added. To have fewer, create another topic and copy the records';
    return reject('INVALID_PARTITIONS', message);
  }
  const replicationFactor = replicationFactorOf(topic);
  const added = partitionCount - present;
  let { assignments } = request;
  if (assignments !== undefined) {
    if (assignments.length !== added) {
      const message = `${added} partitions are new and the assignment has ${assignments.length}`;
      return reject('INVALID_REPLICA_ASSIGNMENT', message);
    }
    const refused = invalidAssignment(image, assignments, replicationFactor);
    if (refused !== undefined) return refused;
  } else {
    const refused = invalidReplicationFactor(image, replicationFactor);
    if (refused !== undefined) return refused;
    if (!image.brokers().some(isActive)) return reject('BROKER_NOT_AVAILABLE', 'no broker is in service');
    const existing = [...topic.partitions()].map((partition) => partition.replicas);
    assignments = yield* placeReplicas(image, { partitionCount: added, replicationFactor, existing }, random);
  }
  const records: MetadataRecord[] = [];
  for (const [i, replicas] of assignments.entries()) {
    records.push(newPartitionRecord(image, topic.id, present + i, replicas));
    yield;
  }
  return accept(records, { name: topic.name, topicId: topic.id, partitionCount, replicationFactor });
}

/** While a partition moves it has replicas of both sides, so that their number is not the replication factor. */
function replicationFactorOf(topic: TopicImage): number {
  const settled = [...topic.partitions()].find((partition) => !isReassigning(partition)) ?? topic.partition(0);
  return (settled?.replicas.length ?? 0) - (settled?.addingReplicas.length ?? 0);
}
