import { repeated } from '@drave/base';
import type { ConfigOperation } from '@drave/config';
import {
  apis,
  type IncrementalAlterConfigsRequest,
  type IncrementalAlterConfigsResponseInput,
} from '@drave/kafka-protocol';
import { alterResources, refuseResources, type WantedChange } from './altered-configs.js';
import { wireError } from './controller-calls.js';
import type { HandlerRow } from './handler-row.js';
import { alterUnused } from './unused-resources.js';

/*
 * IncrementalAlterConfigs, versions 0 to 1 (KIP-339).
 *
 * Sets or deletes single keys of a topic, a group, a broker or (empty name) all brokers; appends to and subtracts from
 * lists. All changes of a resource are made, or none. A broker keeps unknown keys, a topic or a group does not. What a
 * group may set has bounds: `group.consumer.min.*` and `group.consumer.max.*`.
 *
 * Deviations: no broker logger (type 8) exists whose level could be set: INVALID_CONFIG, as for any unknown one.
 * Client metrics (16) are no resource here: INVALID_REQUEST.
 */
export const incrementalAlterConfigsRow: HandlerRow<
  IncrementalAlterConfigsRequest,
  IncrementalAlterConfigsResponseInput
> = {
  api: apis.IncrementalAlterConfigs,
  minVersion: 0,
  maxVersion: 1,
  handle: async (context, { resources, validateOnly }) => ({
    responses: await alterResources(context, resources, validateOnly, wantedOf, alterUnused),
  }),
  refuse: (errorCode, errorMessage, { resources }) => ({
    responses: refuseResources(errorCode, errorMessage, resources),
  }),
};

type Resource = IncrementalAlterConfigsRequest['resources'][number];
type Change = Resource['configs'][number];

function wantedOf({ configs }: Resource): WantedChange {
  const [twice] = repeated(configs.map(({ name }) => name));
  if (twice !== undefined) return refused(`${twice}: altered twice in one request`);
  const operations: ConfigOperation[] = [];
  for (const asked of configs) {
    const operation = operationOf(asked);
    if (operation === undefined) return refused(`${asked.name}: operation ${asked.configOperation} needs a value`);
    if (operation === 'unknown') return refused(`${asked.name}: there is no operation ${asked.configOperation}`);
    operations.push(operation);
  }
  return { kind: 'ok', change: { kind: 'incremental', operations } };
}

/** Undefined when the value is missing. */
function operationOf({ name: key, configOperation, value }: Change): ConfigOperation | 'unknown' | undefined {
  switch (configOperation) {
    case 0:
      return value === null ? undefined : { kind: 'set', key, value };
    case 1:
      return { kind: 'delete', key };
    case 2:
      return value === null ? undefined : { kind: 'append', key, value };
    case 3:
      return value === null ? undefined : { kind: 'subtract', key, value };
    default:
      return 'unknown';
  }
}

function refused(message: string): WantedChange {
  return { kind: 'refused', error: wireError('INVALID_REQUEST', message) };
}
