import { configSourceIds, configTypeIds } from '@drave/config';
import type {
  DescribeConfigsRequest,
  DescribeConfigsRequestResource,
  DescribeConfigsResponseConfigInput,
  IncrementalAlterConfigsRequestResource,
} from '@drave/kafka-protocol';
import { denyCluster } from './access.js';
import { NO_ERROR, wireError, type WireError } from './controller-calls.js';
import type { HandlerContext } from './handler-row.js';

/*
 * Kinds of resources of which there is nothing here: loggers whose level can be set (KIP-412), and subscriptions to
 * the metrics of clients (KIP-714). Tools ask for them all the same, and are answered as by a broker that has none.
 */
export const unusedResourceTypes = { brokerLogger: 8, clientMetrics: 16 } as const;

type DescribedUnused =
  | { readonly kind: 'ok'; readonly configs: DescribeConfigsResponseConfigInput[] }
  | { readonly kind: 'refused'; readonly error: WireError };

/** Undefined for a resource of any other type. */
export function describeUnused(
  context: HandlerContext,
  asked: DescribeConfigsRequestResource,
  request: DescribeConfigsRequest,
): DescribedUnused | undefined {
  const { resourceType, resourceName } = asked;
  if (resourceType === unusedResourceTypes.brokerLogger) {
    const error = denyCluster(context, 'describeConfigs') ?? notThisBroker(context, resourceName);
    return error === undefined ? { kind: 'ok', configs: [] } : { kind: 'refused', error };
  }
  if (resourceType !== unusedResourceTypes.clientMetrics) return undefined;
  const unnamed = wireError('INVALID_REQUEST', 'client metrics need the name of a subscription');
  const error = denyCluster(context, 'describeConfigs') ?? (resourceName === '' ? unnamed : undefined);
  if (error !== undefined) return { kind: 'refused', error };
  const { configurationKeys: keys } = asked;
  const wanted = subscriptionDefaults.filter(({ name }) => keys === null || keys.length === 0 || keys.includes(name));
  return { kind: 'ok', configs: wanted.map((row) => defaultOf(row, request.includeDocumentation)) };
}

/** Undefined for a resource of any other type, and for client metrics, which would have no effect. */
export function alterUnused(
  context: HandlerContext,
  { resourceType, resourceName, configs }: IncrementalAlterConfigsRequestResource,
): WireError | undefined {
  if (resourceType !== unusedResourceTypes.brokerLogger) return undefined;
  const refused = denyCluster(context, 'alterConfigs') ?? notThisBroker(context, resourceName);
  if (refused !== undefined) return refused;
  const [first] = configs;
  if (first === undefined) return NO_ERROR;
  const isList = configs.some(({ configOperation }) => configOperation !== SET && configOperation !== DELETE);
  if (isList) return wireError('INVALID_REQUEST', 'the level of a logger is set or deleted, nothing else');
  const message = `there is no logger '${first.name}': the level of a node is log.level in its configuration`;
  return wireError('INVALID_CONFIG', message);
}

const SET = 0;
const DELETE = 1;

/** What Kafka says of a subscription for which nothing is set, whether it exists or not. */
const subscriptionDefaults = [
  { name: 'interval.ms', value: '300000', type: 'int', doc: 'How often clients send metrics, in milliseconds.' },
  { name: 'match', value: '', type: 'list', doc: 'Which clients send metrics; all when it is empty.' },
  {
    name: 'metrics',
    value: '',
    type: 'list',
    doc: 'The prefixes of the metrics that are sent; none when it is empty.',
  },
] as const;

function defaultOf(
  { name, value, type, doc }: (typeof subscriptionDefaults)[number],
  documented: boolean,
): DescribeConfigsResponseConfigInput {
  return {
    name,
    value,
    readOnly: false,
    configSource: configSourceIds.DEFAULT_CONFIG,
    isSensitive: false,
    synonyms: [],
    configType: configTypeIds[type],
    documentation: documented ? doc : null,
  };
}

function notThisBroker({ domain }: HandlerContext, name: string): WireError | undefined {
  if (name === String(domain.nodeId)) return undefined;
  return wireError(
    'INVALID_REQUEST',
    `this is broker ${domain.nodeId}: '${name}' cannot be asked here for its loggers`,
  );
}
