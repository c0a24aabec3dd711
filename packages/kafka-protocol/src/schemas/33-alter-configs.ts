import { api, bool, int16, int8, list, string, throttleTimeMs } from '../table/fields.js';

/** Replaces the whole configuration of a resource; IncrementalAlterConfigs changes single keys. */
export const alterConfigs = api('AlterConfigs', {
  key: 33,
  versions: [0, 2],
  flexibleFrom: 2,
  request: [
    list('resources', 'Resource', [
      int8('resourceType'),
      string('resourceName'),
      list('configs', 'Config', [string('name'), string('value', { nullableSince: 0 })]),
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
