import { configSourceIds, configTypeIds, topicConfigs, type ConfigEntry, type ConfigSynonym } from '@drave/config';
import { configResourceRef, describeConfig } from '@drave/controller';
import type { ConfigResource } from '@drave/metadata';
import {
  apis,
  type DescribeConfigsRequest,
  type DescribeConfigsRequestResource,
  type DescribeConfigsResponseConfigInput,
  type DescribeConfigsResponseInput,
  type DescribeConfigsResponseResourceInput,
} from '@drave/kafka-protocol';
import { deny } from './access.js';
import { checkResource, resourceTypes } from './config-resources.js';
import { NO_ERROR, wireError, type WireError } from './controller-calls.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';
import { catchUpOnTopics } from './newer-topics.js';
import { describeUnused } from './unused-resources.js';

/*
 * DescribeConfigs, versions 1 to 4.
 *
 * Every key of a topic, of a group (which need not exist) or of this broker with value, source, type and, when asked
 * for, synonyms and documentation. What stands in another broker's configuration file only that broker knows, so it
 * must be asked itself. The resource of all brokers (an empty name) has only what was set for all of them at run time.
 * No keys means all keys.
 *
 * Deviations: there are no broker loggers (type 8), so their list is empty, and no subscriptions to client metrics
 * (16), so that any name has the defaults.
 */
export const describeConfigsRow: HandlerRow<DescribeConfigsRequest, DescribeConfigsResponseInput> = {
  api: apis.DescribeConfigs,
  minVersion: 1,
  maxVersion: 4,
  handle,
  refuse: (errorCode, errorMessage, request) => ({
    results: request.resources.map((asked) => refused(asked, { errorCode, errorMessage })),
  }),
};

async function handle(context: HandlerContext, request: DescribeConfigsRequest): Promise<DescribeConfigsResponseInput> {
  const topics = request.resources.filter(({ resourceType }) => resourceType === resourceTypes.topic);
  await catchUpOnTopics(
    context,
    topics.map(({ resourceName }) => resourceName),
  );
  return { results: request.resources.map((asked) => describe(context, request, asked)) };
}

function describe(
  context: HandlerContext,
  request: DescribeConfigsRequest,
  asked: DescribeConfigsRequestResource,
): DescribeConfigsResponseResourceInput {
  const unused = describeUnused(context, asked, request);
  if (unused?.kind === 'refused') return refused(asked, unused.error);
  if (unused !== undefined) {
    const { resourceType, resourceName } = asked;
    return { ...NO_ERROR, resourceType, resourceName, configs: unused.configs };
  }
  const checked = checkResource(asked);
  if (checked.kind === 'refused') return refused(asked, checked.error);
  const { resource } = checked;
  const missing = deny(context, 'describeConfigs', configResourceRef(resource)) ?? unknownHere(context, resource);
  if (missing !== undefined) return refused(asked, missing);
  const { resourceType, resourceName, configurationKeys } = asked;
  const keys = configurationKeys === null || configurationKeys.length === 0 ? undefined : configurationKeys;
  const { image } = context.domain.feed;
  const entries = describeConfig(image, resource, context.domain.layers, keys);
  const isAllBrokers = resource.type === 'broker' && resource.name === '';
  const listed = isAllBrokers ? entries.filter(({ source }) => source === 'DYNAMIC_DEFAULT_BROKER_CONFIG') : entries;
  const shown = resource.type === 'topic' ? listed.map(asKafkaLists) : listed;
  return { ...NO_ERROR, resourceType, resourceName, configs: shown.map((entry) => configAnswer(entry, request)) };
}

function unknownHere({ domain }: HandlerContext, { type, name }: ConfigResource): WireError | undefined {
  if (type === 'topic') {
    if (domain.feed.image.topicByName(name) !== undefined) return undefined;
    return wireError('UNKNOWN_TOPIC_OR_PARTITION', `there is no topic '${name}'`);
  }
  if (type === 'group' || name === '' || name === String(domain.nodeId)) return undefined;
  const message = `this is broker ${domain.nodeId}: ask broker ${name} itself for its configuration`;
  return wireError('INVALID_REQUEST', message);
}

/**
 * After what is set on the topic, Kafka's list of synonyms begins with the broker key that comes first of those which
 * can stand for it: log.retention.ms, and not the hours alone.
 */
function asKafkaLists(entry: ConfigEntry): ConfigEntry {
  const first = topicConfigs.get(entry.key)?.synonyms?.[0]?.key;
  const isOwn = ({ source }: ConfigSynonym): boolean => source === 'DYNAMIC_TOPIC_CONFIG';
  const others = entry.synonyms.filter((synonym) => !isOwn(synonym));
  const start = others.findIndex(({ key }) => key === first);
  return { ...entry, synonyms: [...entry.synonyms.filter(isOwn), ...(start < 0 ? [] : others.slice(start))] };
}

function configAnswer(entry: ConfigEntry, request: DescribeConfigsRequest): DescribeConfigsResponseConfigInput {
  const { key, value, readOnly, source, sensitive, type, doc, synonyms } = entry;
  return {
    name: key,
    value,
    readOnly,
    configSource: configSourceIds[source],
    isSensitive: sensitive,
    synonyms: request.includeSynonyms
      ? synonyms.map((synonym) => ({
          name: synonym.key,
          value: synonym.value,
          source: configSourceIds[synonym.source],
        }))
      : [],
    configType: configTypeIds[type],
    documentation: request.includeDocumentation ? doc : null,
  };
}

function refused(
  { resourceType, resourceName }: DescribeConfigsRequestResource,
  error: WireError,
): DescribeConfigsResponseResourceInput {
  return { ...error, resourceType, resourceName, configs: [] };
}
