import { apis, type AlterConfigsRequest, type AlterConfigsResponseInput } from '@drave/kafka-protocol';
import { alterResources, refuseResources, type WantedChange } from './altered-configs.js';
import { wireError } from './controller-calls.js';
import type { HandlerRow } from './handler-row.js';

/*
 * AlterConfigs, versions 0 to 2.
 *
 * Replaces everything that is set on a topic, a broker or (empty name) all brokers: keys that are left out go back to
 * their defaults. IncrementalAlterConfigs is what new clients use. A broker keeps unknown keys, a topic does not.
 *
 * Deviations: none known.
 */
export const alterConfigsRow: HandlerRow<AlterConfigsRequest, AlterConfigsResponseInput> = {
  api: apis.AlterConfigs,
  minVersion: 0,
  maxVersion: 2,
  handle: async (context, { resources, validateOnly }) => ({
    responses: await alterResources(context, resources, validateOnly, wantedOf),
  }),
  refuse: (errorCode, errorMessage, { resources }) => ({
    responses: refuseResources(errorCode, errorMessage, resources),
  }),
};

function wantedOf({ configs }: AlterConfigsRequest['resources'][number]): WantedChange {
  const values: [string, string][] = [];
  for (const { name, value } of configs) {
    if (value === null) {
      const error = wireError('INVALID_REQUEST', `${name}: null is not a value; leave the key out for its default`);
      return { kind: 'refused', error };
    }
    values.push([name, value]);
  }
  return { kind: 'ok', change: { kind: 'replace', values: Object.fromEntries(values) } };
}
