import { api, bool, float64, int16, list, string, throttleTimeMs } from '../table/fields.js';

export const alterClientQuotas = api('AlterClientQuotas', {
  key: 49,
  versions: [0, 1],
  flexibleFrom: 1,
  request: [
    list('entries', 'Entry', [
      list('entity', 'Entity', [string('entityType'), string('entityName', { nullableSince: 0 })]),
      list('ops', 'Op', [string('key'), float64('value'), bool('remove')]),
    ]),
    bool('validateOnly'),
  ],
  response: [
    throttleTimeMs(),
    list('entries', 'Entry', [
      int16('errorCode'),
      string('errorMessage', { nullableSince: 0 }),
      list('entity', 'Entity', [string('entityType'), string('entityName', { nullableSince: 0 })]),
    ]),
  ],
});
