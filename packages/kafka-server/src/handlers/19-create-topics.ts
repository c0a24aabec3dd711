import { configSourceIds, describeTopicConfigs, type ConfigEntry } from '@drave/config';
import { settingsOf, type CreatedTopic, type ItemResult, type NewTopic } from '@drave/controller';
import { UUID_ZERO, repeated } from '@drave/base';
import { mapInTurns } from '@drave/env';
import {
  apis,
  type CreateTopicsRequest,
  type CreateTopicsRequestTopic,
  type CreateTopicsResponseConfigInput,
  type CreateTopicsResponseInput,
  type CreateTopicsResponseTopicInput,
} from '@drave/kafka-protocol';
import { denyTopic } from './access.js';
import { changeWithinQuota, NO_ERROR, resultError, wireError, type WireError } from './controller-calls.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * CreateTopics, versions 2 to 7.
 *
 * Each topic stands or falls on its own; a name that occurs twice is refused as a whole. -1 partitions and replicas are
 * the cluster's defaults. From version 5 on the answer has the topic's whole configuration (never null: a Java client
 * falls over that), from 7 on its id. The answer comes when this broker knows the topic. Leaders may still be opening
 * its logs, and other brokers not know of it: they let requests for it wait for that.
 *
 * Deviations: none known.
 */
export const createTopicsRow: HandlerRow<CreateTopicsRequest, CreateTopicsResponseInput> = {
  api: apis.CreateTopics,
  minVersion: 2,
  maxVersion: 7,
  handle,
  refuse: (errorCode, errorMessage, request) => ({
    topics: uniqueNames(request).map((name) => refused(name, { errorCode, errorMessage })),
  }),
};

const DEFAULT = -1;
const CONFIGS_VERSION = 5;

/** From here on a client knows THROTTLING_QUOTA_EXCEEDED (KIP-599). */
const QUOTA_VERSION = 6;

async function handle(context: HandlerContext, request: CreateTopicsRequest): Promise<CreateTopicsResponseInput> {
  const { timeoutMs, validateOnly } = request;
  const twice = repeated(request.topics.map(({ name }) => name));
  const answers = new Map<string, CreateTopicsResponseTopicInput>();
  const wanted: CreateTopicsRequestTopic[] = [];
  for (const topic of request.topics) {
    const error = twice.has(topic.name) ? DUPLICATE : shapeError(topic);
    if (error === undefined) wanted.push(topic);
    else answers.set(topic.name, refused(topic.name, error));
  }
  if (wanted.length > 0) {
    const command = { kind: 'createTopics', topics: wanted.map(newTopic), validateOnly } as const;
    const { response } = await changeWithinQuota(context, timeoutMs, command, QUOTA_VERSION);
    await mapInTurns(context.domain.env.timers, wanted.entries(), CONFIGS_PER_TURN, ([at, topic]) =>
      answers.set(topic.name, answer(context, topic, response[at], validateOnly)),
    );
  }
  return { topics: uniqueNames(request).flatMap((name) => answers.get(name) ?? []) };
}

/** Topics whose whole configuration is worked out between two turns of the event loop. */
const CONFIGS_PER_TURN = 50;

const DUPLICATE = wireError('INVALID_REQUEST', 'the topic occurs more than once in the request');

/** What only this protocol can get wrong. */
function shapeError({ assignments }: CreateTopicsRequestTopic): WireError | undefined {
  const indexes = assignments.map(({ partitionIndex }) => partitionIndex).sort((one, other) => one - other);
  if (indexes.every((index, at) => index === at)) return undefined;
  const message = `the assignment names partitions ${indexes.join(', ')}: they must count from 0 without gaps`;
  return wireError('INVALID_REPLICA_ASSIGNMENT', message);
}

function newTopic({
  name,
  numPartitions,
  replicationFactor,
  assignments,
  configs,
}: CreateTopicsRequestTopic): NewTopic {
  const ordered = [...assignments].sort((one, other) => one.partitionIndex - other.partitionIndex);
  return {
    name,
    partitionCount: numPartitions === DEFAULT ? undefined : numPartitions,
    replicationFactor: replicationFactor === DEFAULT ? undefined : replicationFactor,
    assignments: ordered.length === 0 ? undefined : ordered.map(({ brokerIds }) => brokerIds),
    configs: Object.fromEntries(configs.map((config) => [config.name, config.value])),
  };
}

function answer(
  context: HandlerContext,
  topic: CreateTopicsRequestTopic,
  result: ItemResult<CreatedTopic> | undefined,
  validateOnly: boolean,
): CreateTopicsResponseTopicInput {
  if (result === undefined) return refused(topic.name, wireError('UNKNOWN_SERVER_ERROR', 'no answer for this topic'));
  if (result.kind === 'rejected') return refused(topic.name, resultError(result));
  const { topicId, partitionCount, replicationFactor } = result.value;
  const created = { name: topic.name, topicId: validateOnly ? UUID_ZERO : topicId, ...NO_ERROR };
  // Who may create a topic need not be allowed to see what it is given.
  const denied = denyTopic(context, 'describeConfigs', topic.name, 'passedOver');
  if (denied !== undefined)
    return {
      ...created,
      topicConfigErrorCode: denied.errorCode,
      numPartitions: -1,
      replicationFactor: -1,
      configs: [],
    };
  return {
    ...created,
    topicConfigErrorCode: 0,
    numPartitions: partitionCount,
    replicationFactor,
    configs: context.version >= CONFIGS_VERSION ? effectiveConfigs(context, topic) : [],
  };
}

function refused(name: string, error: WireError): CreateTopicsResponseTopicInput {
  return { name, topicId: UUID_ZERO, ...error, topicConfigErrorCode: 0, configs: [] };
}

/** The configuration as the topic has it, or would have it. */
function effectiveConfigs(
  { domain }: HandlerContext,
  { configs }: CreateTopicsRequestTopic,
): CreateTopicsResponseConfigInput[] {
  const overrides = new Map(configs.flatMap(({ name, value }) => (value === null ? [] : [[name, value] as const])));
  const cluster = settingsOf(domain.feed.image, { type: 'broker', name: '' });
  return describeTopicConfigs({ topic: overrides, cluster, ...domain.layers }).map(configAnswer);
}

function configAnswer({ key, value, readOnly, source, sensitive }: ConfigEntry): CreateTopicsResponseConfigInput {
  return { name: key, value, readOnly, configSource: configSourceIds[source], isSensitive: sensitive };
}

function uniqueNames({ topics }: CreateTopicsRequest): string[] {
  return [...new Set(topics.map(({ name }) => name))];
}
