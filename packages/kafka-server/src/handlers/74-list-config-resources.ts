import { DraveError } from '@drave/base';
import { apis, type ListConfigResourcesRequest, type ListConfigResourcesResponseInput } from '@drave/kafka-protocol';
import { denyCluster } from './access.js';
import { resourceTypes } from './config-resources.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';
import { unusedResourceTypes } from './unused-resources.js';

/*
 * ListConfigResources, versions 0 and 1 (KIP-714, KIP-1142).
 *
 * The resources of the types that are asked for, or of all types: every topic, every live broker, and the groups that
 * have settings of their own.
 *
 * Deviations: there are no resources of client metrics (16), which are all that version 0 asks for, and none of broker
 * loggers (8), so that these lists are empty.
 */
export const listConfigResourcesRow: HandlerRow<ListConfigResourcesRequest, ListConfigResourcesResponseInput> = {
  api: apis.ListConfigResources,
  minVersion: 0,
  maxVersion: 1,
  handle,
  refuse: (errorCode) => ({ errorCode, configResources: [] }),
};

const kafkaTypes: readonly number[] = [...Object.values(resourceTypes), ...Object.values(unusedResourceTypes)];

function handle(context: HandlerContext, request: ListConfigResourcesRequest): ListConfigResourcesResponseInput {
  const denied = denyCluster(context, 'describeConfigs');
  if (denied !== undefined) return { errorCode: denied.errorCode, configResources: [] };
  if (context.version === 0) return { errorCode: 0, configResources: [] };
  const types = new Set(request.resourceTypes.length === 0 ? kafkaTypes : request.resourceTypes);
  for (const type of types) {
    if (kafkaTypes.includes(type)) continue;
    throw new DraveError('UNSUPPORTED_VERSION', `resource type ${type} is none that can be listed`);
  }
  const { image } = context.domain.feed;
  const named = (type: number, names: readonly string[]) =>
    types.has(type) ? names.map((resourceName) => ({ resourceName, resourceType: type })) : [];
  const live = image.brokers().filter((broker) => !broker.fenced);
  const groups = image.configResources().filter(({ type }) => type === 'group');
  return {
    errorCode: 0,
    configResources: [
      ...named(resourceTypes.topic, [...image.topicNames()]),
      ...named(
        resourceTypes.broker,
        live.map(({ id }) => String(id)),
      ),
      ...named(
        resourceTypes.group,
        groups.map(({ name }) => name),
      ),
    ],
  };
}
