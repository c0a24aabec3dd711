import { DraveError } from '@drave/base';
import {
  apis,
  type DescribeClientQuotasRequest,
  type DescribeClientQuotasRequestComponent,
  type DescribeClientQuotasResponseInput,
} from '@drave/kafka-protocol';
import type { QuotaEntity } from '@drave/metadata';
import { denyCluster } from './access.js';
import { NO_ERROR } from './controller-calls.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';
import { entityTypeFromWire, entityTypeToWire } from './quota-entities.js';

/*
 * DescribeClientQuotas, versions 0 and 1 (KIP-546).
 *
 * The limits of the entities that the filter names: of each type that it has a component for, by exact name, the
 * default, or any. A strict filter leaves out entities that have other types besides.
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

async function handle(
  context: HandlerContext,
  { components, strict }: DescribeClientQuotasRequest,
): Promise<DescribeClientQuotasResponseInput> {
  const denied = denyCluster(context, 'describeConfigs');
  if (denied !== undefined) return { ...denied, entries: null };
  checkFilter(components);
  await context.domain.broker.bringUpToDate();
  const { image } = context.domain.feed;
  const entries = image
    .quotaEntities()
    .filter((entity) => matches(entity, components, strict))
    .map((entity) => ({
      entity: entity.map(({ type, name }) => ({ entityType: entityTypeToWire(type), entityName: name ?? null })),
      values: [...image.clientQuota(entity)].map(([key, value]) => ({ key, value })),
    }));
  return { ...NO_ERROR, entries };
}

function matches(
  entity: QuotaEntity,
  components: readonly DescribeClientQuotasRequestComponent[],
  strict: boolean,
): boolean {
  if (strict && entity.length !== components.length) return false;
  return components.every(({ entityType, matchType, match }) => {
    const part = entity.find(({ type }) => type === entityTypeFromWire(entityType));
    if (part === undefined) return false;
    if (matchType === MATCH_EXACT) return part.name === match;
    return matchType !== MATCH_DEFAULT || part.name === undefined;
  });
}

/** @throws DraveError INVALID_REQUEST, or UNSUPPORTED_VERSION for kinds of entities that may come one day. */
function checkFilter(components: readonly DescribeClientQuotasRequestComponent[]): void {
  const seen = new Set<string>();
  for (const { entityType, matchType, match } of components) {
    if (entityType === '') throw invalid('Invalid empty entity type.');
    if (seen.has(entityType)) throw invalid(`Entity type ${entityType} cannot appear more than once in the filter.`);
    seen.add(entityType);
    if (entityTypeFromWire(entityType) === undefined)
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
