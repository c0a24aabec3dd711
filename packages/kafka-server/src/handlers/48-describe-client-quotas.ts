import { DraveError } from '@drave/base';
import {
  apis,
  type DescribeClientQuotasRequest,
  type DescribeClientQuotasRequestComponent,
  type DescribeClientQuotasResponseInput,
} from '@drave/kafka-protocol';
import { denyCluster } from './access.js';
import { NO_ERROR } from './controller-calls.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * DescribeClientQuotas, versions 0 and 1 (KIP-546).
 *
 * No client has a quota, whatever filter is asked with; a filter that Kafka refuses is refused here too. Quotas cannot
 * be set, hence AlterClientQuotas is not advertised.
 *
 * Deviations: none known.
 */
export const describeClientQuotasRow: HandlerRow<DescribeClientQuotasRequest, DescribeClientQuotasResponseInput> = {
  api: apis.DescribeClientQuotas,
  minVersion: 0,
  maxVersion: 1,
  handle,
  refuse: (errorCode, errorMessage) => ({ errorCode, errorMessage, entries: null }),
};

const MATCH_EXACT = 0;
const MATCH_DEFAULT = 1;
const MATCH_SPECIFIED = 2;

function handle(
  context: HandlerContext,
  { components }: DescribeClientQuotasRequest,
): DescribeClientQuotasResponseInput {
  const denied = denyCluster(context, 'describeConfigs');
  if (denied !== undefined) return { ...denied, entries: null };
  checkFilter(components);
  return { ...NO_ERROR, entries: [] };
}

/** @throws DraveError INVALID_REQUEST, or UNSUPPORTED_VERSION for kinds of entities that may come one day. */
function checkFilter(components: readonly DescribeClientQuotasRequestComponent[]): void {
  const seen = new Set<string>();
  for (const { entityType, matchType, match } of components) {
    if (entityType === '') throw invalid('Invalid empty entity type.');
    if (seen.has(entityType)) throw invalid(`Entity type ${entityType} cannot appear more than once in the filter.`);
    seen.add(entityType);
    if (entityType !== 'user' && entityType !== 'client-id' && entityType !== 'ip')
      throw new DraveError('UNSUPPORTED_VERSION', `Unsupported entity type ${entityType}`);
    if (matchType < MATCH_EXACT || matchType > MATCH_SPECIFIED) throw invalid(`Unknown match type ${matchType}`);
    if ((match === null) !== (matchType !== MATCH_EXACT))
      throw invalid(
        matchType === MATCH_EXACT
          ? 'Request specified MATCH_TYPE_EXACT, but set match string to null.'
          : `Request specified ${matchType === MATCH_DEFAULT ? 'MATCH_TYPE_DEFAULT' : 'MATCH_TYPE_SPECIFIED'}, but also specified a match string.`,
      );
  }
  if (seen.has('ip') && seen.size > 1)
    throw invalid(
      'Invalid entity filter component combination. IP filter component should not be used with user or clientId filter component.',
    );
}

function invalid(message: string): DraveError {
  return new DraveError('INVALID_REQUEST', message);
}
