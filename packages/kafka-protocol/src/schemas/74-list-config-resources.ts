import { api, int16, int8, list, listOf, string, throttleTimeMs } from '../table/fields.js';

/** Version 0 lists client metrics only (KIP-714); later ones the types that are asked for (KIP-1142). */
export const listConfigResources = api('ListConfigResources', {
  key: 74,
  versions: [0, 1],
  flexibleFrom: 0,
  request: [listOf('resourceTypes', 'int8', { since: 1 })],
  response: [
    throttleTimeMs(),
    int16('errorCode'),
    list('configResources', 'Resource', [
      string('resourceName'),
      int8('resourceType', { since: 1, default: 16, ignorable: true }),
    ]),
  ],
});
