import { api, int16, int8, list, string, throttleTimeMs } from '../table/fields.js';

export const createAcls = api('CreateAcls', {
  key: 30,
  versions: [1, 3],
  flexibleFrom: 2,
  request: [
    list('creations', 'Creation', [
      int8('resourceType'),
      string('resourceName'),
      int8('resourcePatternType', { default: 3 }),
      string('principal'),
      string('host'),
      int8('operation'),
      int8('permissionType'),
    ]),
  ],
  response: [
    throttleTimeMs(),
    list('results', 'Result', [int16('errorCode'), string('errorMessage', { nullableSince: 0 })]),
  ],
});
