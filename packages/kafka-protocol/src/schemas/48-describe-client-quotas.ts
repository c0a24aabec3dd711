import { api, bool, float64, int16, int8, list, string, throttleTimeMs } from '../table/fields.js';

export const describeClientQuotas = api('DescribeClientQuotas', {
  key: 48,
  versions: [0, 1],
  flexibleFrom: 1,
  request: [
    // Match type 0 is an exact name, 1 the default entity, 2 any entity of the type.
    list('components', 'Component', [string('entityType'), int8('matchType'), string('match', { nullableSince: 0 })]),
    bool('strict'),
  ],
  response: [
    throttleTimeMs(),
    int16('errorCode'),
    string('errorMessage', { nullableSince: 0 }),
    list(
      'entries',
      'Entry',
      [
        list('entity', 'Entity', [string('entityType'), string('entityName', { nullableSince: 0 })]),
        list('values', 'Value', [string('key'), float64('value')]),
      ],
      { nullableSince: 0 },
    ),
  ],
});
