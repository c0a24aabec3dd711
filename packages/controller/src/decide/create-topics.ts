import { limits, repeated, uuidFrom, type NodeId, type Steps, type TopicName } from '@drave/base';
import { validateTopicConfigs } from '@drave/config';
import type { Random } from '@drave/env';
import { CLUSTER_METADATA_NAME, isActive, replay, type MetadataImage, type MetadataRecord } from '@drave/metadata';
import type { CreatedTopic, CreateTopicsCommand, NewTopic } from '../commands.js';
import { accept, reject, type DecisionSteps, type ItemResult, type Rejection } from '../decision.js';
import { placeReplicas } from '../placement.js';
import { invalidAssignment, invalidPartitionCount, invalidReplicationFactor } from './assignment.js';
import { newPartitionRecord } from './new-partition.js';
import { invalidTopicName } from './topic-name.js';

interface CreateTopicsPorts {
  readonly random: Random;
  /** `num.partitions`. */
  readonly partitionCountDefault: number;
  /** `default.replication.factor`. */
  readonly replicationFactorDefault: number;
}

/** Creates topics. Each stands or falls on its own, and later ones see the earlier ones. */
export function* decideCreateTopics(
  image: MetadataImage,
  command: CreateTopicsCommand,
  ports: CreateTopicsPorts,
): DecisionSteps<readonly ItemResult<CreatedTopic>[]> {
  const total = command.topics.reduce((sum, topic) => sum + requestedPartitions(topic, ports), 0);
  if (total > limits.partitionsPerRequestMax) {
    const max = limits.partitionsPerRequestMax;
    return reject('INVALID_PARTITIONS', `${total} partitions in one request and ${max} are allowed: ask several times`);
  }
  const records: MetadataRecord[] = [];
  const results: ItemResult<CreatedTopic>[] = [];
  const twice = repeated(command.topics.map((topic) => topic.name));
  let next = image;
  for (const topic of command.topics) {
    if (twice.has(topic.name)) {
      results.push(reject('INVALID_REQUEST', `topic '${topic.name}' occurs more than once in the request`));
      continue;
    }
    const created = yield* createTopic(next, topic, ports);
    results.push(created.kind === 'rejected' ? created : { kind: 'ok', value: created.response });
    if (created.kind === 'rejected') continue;
    for (const record of created.records) {
      records.push(record);
      if (command.topics.length > 1) next = replay(next, record, -1);
      yield;
    }
  }
  return accept(records, results);
}

function* createTopic(image: MetadataImage, topic: NewTopic, ports: CreateTopicsPorts): DecisionSteps<CreatedTopic> {
  const { name } = topic;
  const refused = invalidTopicName(name) ?? nameTaken(image, name) ?? invalidConfigs(topic);
  if (refused !== undefined) return refused;
  const placed = yield* assignmentsFor(image, topic, ports);
  if (placed.kind === 'rejected') return placed;
  const assignments = placed.value;
  let topicId = uuidFrom((length) => ports.random.bytes(length));
  while (image.topic(topicId) !== undefined) topicId = uuidFrom((length) => ports.random.bytes(length));

  const records: MetadataRecord[] = [{ kind: 'topic', topicId, name }];
  for (const [index, replicas] of assignments.entries()) {
    records.push(newPartitionRecord(image, topicId, index, replicas));
    yield;
  }
  for (const [key, value] of Object.entries(topic.configs)) {
    if (value !== null) records.push({ kind: 'config', resource: { type: 'topic', name }, key, value });
  }
  const replicationFactor = assignments[0]?.length ?? 0;
  return accept(records, { name, topicId, partitionCount: assignments.length, replicationFactor });
}

function nameTaken(image: MetadataImage, name: TopicName): Rejection | undefined {
  if (name === CLUSTER_METADATA_NAME)
    return reject('INVALID_REQUEST', `'${name}' is the log of the cluster's metadata and cannot be a topic`);
  if (image.topicByName(name) !== undefined) {
    return reject('TOPIC_ALREADY_EXISTS', `topic '${name}' exists already`);
  }
  const other = image.topicCollidingWith(name);
  if (other === undefined) return undefined;
  const message = `'${name}' collides with topic '${other}': names may not differ only in '.' and '_'`;
  return reject('INVALID_TOPIC_EXCEPTION', message);
}

function invalidConfigs(topic: NewTopic): Rejection | undefined {
  const faults = validateTopicConfigs(Object.entries(topic.configs));
  if (faults.length === 0) return undefined;
  return reject('INVALID_CONFIG', faults.map((fault) => fault.message).join('; '));
}

function* assignmentsFor(
  image: MetadataImage,
  topic: NewTopic,
  ports: CreateTopicsPorts,
): Steps<ItemResult<readonly (readonly NodeId[])[]>> {
  const { assignments } = topic;
  if (assignments !== undefined) {
    if (topic.partitionCount !== undefined || topic.replicationFactor !== undefined) {
      const message = 'give either assignments, or a partition count and a replication factor, not both';
      return reject('INVALID_REQUEST', message);
    }
    const refused = invalidAssignment(image, assignments, assignments[0]?.length ?? 0);
    return refused ?? { kind: 'ok', value: assignments };
  }
  const partitionCount = topic.partitionCount ?? ports.partitionCountDefault;
  const replicationFactor = topic.replicationFactor ?? ports.replicationFactorDefault;
  const refused = invalidPartitionCount(partitionCount) ?? invalidReplicationFactor(image, replicationFactor);
  if (refused !== undefined) return refused;
  if (!image.brokers().some(isActive)) {
    return reject('BROKER_NOT_AVAILABLE', 'no broker is in service to lead the partitions: start one and try again');
  }
  const value = yield* placeReplicas(image, { partitionCount, replicationFactor, existing: [] }, ports.random);
  return { kind: 'ok', value };
}

function requestedPartitions(topic: NewTopic, ports: CreateTopicsPorts): number {
  // A negative number is refused with its topic; it must not make room for the others.
  return Math.max(0, topic.assignments?.length ?? topic.partitionCount ?? ports.partitionCountDefault);
}
