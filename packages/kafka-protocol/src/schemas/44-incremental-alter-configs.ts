import { api, bool, int16, int8, list, string, throttleTimeMs } from '../table/fields.js';

/** Operations: 0 set, 1 delete, 2 append, 3 subtract (KIP-339). */
export const incrementalAlterConfigs = api('IncrementalAlterConfigs', {
  key: 44,
  versions: [0, 1],
  flexibleFrom: 1,
  request: [
    list('resources', 'Resource', [
      int8('resourceType'),
      string('resourceName'),
      list('configs', 'Config', [string('name'), int8('configOperation'), string('value', { nullableSince: 0 })]),
    ]),
    bool('validateOnly'),
  ],
  response: [
    throttleTimeMs(),
    list('responses', 'Resource', [
      int16('errorCode'),
      string('errorMessage', { nullableSince: 0 }),
      int8('resourceType'),
      string('resourceName'),
    ]),
  ],
});
