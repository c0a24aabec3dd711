import type { QuotaAlteration } from '@drave/controller';
import {
  apis,
  type AlterClientQuotasRequest,
  type AlterClientQuotasRequestEntry,
  type AlterClientQuotasResponseInput,
} from '@drave/kafka-protocol';
import { denyCluster } from './access.js';
import { change, resultError, wireError, type WireError } from './controller-calls.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';
import { entityTypeFromWire } from './quota-entities.js';

/*
 * AlterClientQuotas, versions 0 and 1 (KIP-546).
 *
 * Sets limits and takes them away, each entity on its own; answers when this broker knows of the change.
 *
 * Deviations: an address is given as such, names are not resolved; an entity that stands twice in a request is refused
 * the second time.
 */
export const alterClientQuotasRow: HandlerRow<AlterClientQuotasRequest, AlterClientQuotasResponseInput> = {
  api: apis.AlterClientQuotas,
  minVersion: 0,
  maxVersion: 1,
  handle,
  refuse: (errorCode, errorMessage, { entries }) => ({
    entries: entries.map(({ entity }) => ({ errorCode, errorMessage, entity })),
  }),
};

/** The request has no time of its own. */
const TIMEOUT_MS = 30_000;

async function handle(
  context: HandlerContext,
  { entries, validateOnly }: AlterClientQuotasRequest,
): Promise<AlterClientQuotasResponseInput> {
  const denied = denyCluster(context, 'alterConfigs');
  if (denied !== undefined) return { entries: entries.map(({ entity }) => ({ ...denied, entity })) };
  const alterations: QuotaAlteration[] = [];
  const unknown = entries.map((entry) => {
    const alteration = alterationOf(entry);
    if ('errorCode' in alteration) return alteration;
    alterations.push(alteration);
    return undefined;
  });
  const { response } =
    alterations.length === 0
      ? { response: [] }
      : await change(context, TIMEOUT_MS, { kind: 'alterClientQuotas', alterations, validateOnly });
  const outcomes = response.values();
  return {
    entries: entries.map(({ entity }, at) => ({ ...(unknown[at] ?? outcomeOf(outcomes.next().value)), entity })),
  };
}

function alterationOf({ entity, ops }: AlterClientQuotasRequestEntry): QuotaAlteration | WireError {
  const parts = [];
  for (const { entityType, entityName: name } of entity) {
    const type = entityTypeFromWire(entityType);
    if (type === undefined)
      return wireError('INVALID_REQUEST', `Unhandled client quota entity type: ${entityType.slice(0, SHOWN_MAX)}`);
    parts.push({ type, name });
  }
  const changes = [];
  for (const { key, value, remove } of ops) {
    // What is no number could not be handed on, and is none that a limit can have.
    if (!remove && !Number.isFinite(value)) return wireError('INVALID_REQUEST', `${value} is no value of a limit`);
    changes.push({ key, value: remove ? null : value });
  }
  return { entity: parts, changes };
}

const SHOWN_MAX = 100;

function outcomeOf(result: Parameters<typeof resultError>[0] | undefined): WireError {
  return result === undefined
    ? wireError('UNKNOWN_SERVER_ERROR', 'the controller gave no result')
    : resultError(result);
}
