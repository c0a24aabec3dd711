import { DraveError, errors, UUID_ZERO, type NodeId } from '@drave/base';
import type { MetadataResponse, PartitionDescription, TopicDescription, TopicRef } from '@drave/broker';
import { invalidTopicName } from '@drave/controller';
import { mapInTurns } from '@drave/env';
import {
  apis,
  type MetadataRequest,
  type MetadataResponseInput,
  type MetadataResponsePartitionInput,
  type MetadataResponseTopicInput,
} from '@drave/kafka-protocol';
import { isInternalTopic } from '@drave/metadata';
import {
  authorizedClusterOperations,
  authorizedTopicOperations,
  OPERATIONS_NOT_ASKED,
} from './authorized-operations.js';
import { controllerOf } from './cluster-facts.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * Metadata, versions 0 to 13.
 *
 * Brokers, topics and leaders from the image that this broker acts on; addresses of the listener that the client came
 * by. Version 0 means all topics by an empty list, later ones by null. Topics may be asked for by id from version 12
 * on. A topic that is asked for by name and does not exist is made when the client allows it (from version 4 on it
 * says so) and `auto.create.topics.enable` does; the answer then waits until this broker knows the topic.
 *
 * Deviations: Kafka makes such a topic in the background, and its first answer is UNKNOWN_TOPIC_OR_PARTITION.
 */
export const metadataRow: HandlerRow<MetadataRequest, MetadataResponseInput> = {
  api: apis.Metadata,
  minVersion: 0,
  maxVersion: 13,
  handle,
  refuse: (errorCode, _message, request, version) => ({
    brokers: [],
    topics: (request.topics ?? []).map(({ name, topicId }) => ({
      errorCode,
      name: name ?? (version < TOPIC_ID_VERSION ? '' : null),
      topicId,
      partitions: [],
    })),
  }),
};

const TOPIC_ID_VERSION = 12;
const TOPICS_PER_TURN = 200;

async function handle(context: HandlerContext, request: MetadataRequest): Promise<MetadataResponseInput> {
  const { version, domain, caller } = context;
  const topics = topicsOf(version, request);
  let response = await domain.broker.metadata(caller, { topics });
  const missing = request.allowAutoTopicCreation ? creatable(response) : [];
  let forbidden: ReadonlySet<string> = new Set();
  if (missing.length > 0 && domain.autoCreate !== undefined) {
    forbidden = await domain.autoCreate(caller, missing);
    response = await domain.broker.metadata(caller, { topics });
  }
  const live = new Set(response.brokers.map((broker) => broker.id));
  return {
    brokers: response.brokers.map(({ id: nodeId, endpoint, rack = null }) => ({ nodeId, ...endpoint, rack })),
    clusterId: domain.clusterId,
    controllerId: controllerOf(context, response),
    topics: await mapInTurns(domain.env.timers, response.topics, TOPICS_PER_TURN, (topic) =>
      describeTopic(context, request, uncreated(topic, forbidden), live),
    ),
    clusterAuthorizedOperations: request.includeClusterAuthorizedOperations
      ? authorizedClusterOperations(context)
      : OPERATIONS_NOT_ASKED,
  };
}

function topicsOf(version: number, { topics }: MetadataRequest): 'all' | readonly TopicRef[] {
  if (topics === null || (version === 0 && topics.length === 0)) return 'all';
  return topics.map(({ name, topicId }) => {
    // Versions 10 and 11 have the field, and no way to answer.
    if (version < TOPIC_ID_VERSION && (name === null || topicId !== UUID_ZERO))
      throw new DraveError('INVALID_REQUEST', `version ${version} cannot ask by topic id`);
    return name === null || topicId !== UUID_ZERO ? { topicId } : { topic: name };
  });
}

/** Internal topics are made by their coordinators, with sizes of their own. */
function creatable({ topics }: MetadataResponse): string[] {
  const names = topics
    .filter(({ failure, name }) => failure?.code === 'UNKNOWN_TOPIC_OR_PARTITION' && !isInternalTopic(name))
    .map((topic) => topic.name)
    .filter((name) => invalidTopicName(name) === undefined);
  return [...new Set(names)];
}

/** What the caller may not have made is none that a later request could find. */
function uncreated(topic: TopicDescription, forbidden: ReadonlySet<string>): TopicDescription {
  const { failure, name } = topic;
  if (failure?.code !== 'UNKNOWN_TOPIC_OR_PARTITION' || !forbidden.has(name)) return topic;
  return { ...topic, failure: { code: 'TOPIC_AUTHORIZATION_FAILED', message: failure.message } };
}

function describeTopic(
  context: HandlerContext,
  request: MetadataRequest,
  topic: TopicDescription,
  live: ReadonlySet<NodeId>,
): MetadataResponseTopicInput {
  const { failure, name, topicId, internal, partitions } = topic;
  return {
    errorCode: failure === undefined ? 0 : topicError(failure.code, name),
    // A topic that was asked for by an id that is unknown, or not the caller's to see, has no name.
    name:
      failure?.code === 'UNKNOWN_TOPIC_ID' || (failure !== undefined && name === '' && topicId !== UUID_ZERO)
        ? null
        : name,
    topicId,
    isInternal: internal,
    partitions: partitions.map((partition) => describePartition(context.version, partition, live)),
    topicAuthorizedOperations:
      request.includeTopicAuthorizedOperations && failure === undefined
        ? authorizedTopicOperations(context, name)
        : OPERATIONS_NOT_ASKED,
  };
}

function topicError(code: NonNullable<TopicDescription['failure']>['code'], name: string): number {
  if (code === 'UNKNOWN_TOPIC_OR_PARTITION' && invalidTopicName(name) !== undefined)
    return errors.INVALID_TOPIC_EXCEPTION.kafka;
  return errors[code].kafka;
}

/** Version 0 lists live replicas only, and says so by an error of its own. */
function describePartition(
  version: number,
  partition: PartitionDescription,
  live: ReadonlySet<NodeId>,
): MetadataResponsePartitionInput {
  const { leaderId, leaderEpoch, replicas, isr, offlineReplicas } = partition;
  const hasLeader = leaderId >= 0 && live.has(leaderId);
  const isLive = (id: NodeId): boolean => version > 0 || live.has(id);
  const replicaNodes = replicas.filter(isLive);
  const isrNodes = isr.filter(isLive);
  const incomplete = replicaNodes.length < replicas.length || isrNodes.length < isr.length;
  const code = !hasLeader ? 'LEADER_NOT_AVAILABLE' : incomplete ? 'REPLICA_NOT_AVAILABLE' : undefined;
  return {
    errorCode: code === undefined ? 0 : errors[code].kafka,
    partitionIndex: partition.partition,
    leaderId: hasLeader ? leaderId : -1,
    leaderEpoch,
    replicaNodes,
    isrNodes,
    offlineReplicas,
  };
}
