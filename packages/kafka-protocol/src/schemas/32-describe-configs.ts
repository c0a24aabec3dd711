import { api, bool, int16, int8, list, listOf, string, throttleTimeMs } from '../table/fields.js';

/** Null configuration keys ask for all of a resource's configuration. */
export const describeConfigs = api('DescribeConfigs', {
  key: 32,
  versions: [1, 4],
  flexibleFrom: 4,
  request: [
    list('resources', 'Resource', [
      int8('resourceType'),
      string('resourceName'),
      listOf('configurationKeys', 'string', { nullableSince: 0 }),
    ]),
    bool('includeSynonyms', { default: false }),
    bool('includeDocumentation', { since: 3, default: false }),
  ],
  response: [
    throttleTimeMs(),
    list('results', 'Resource', [
      int16('errorCode'),
      string('errorMessage', { nullableSince: 0 }),
      int8('resourceType'),
      string('resourceName'),
      list('configs', 'Config', [
        string('name'),
        string('value', { nullableSince: 0 }),
        bool('readOnly'),
        int8('configSource', { default: -1 }),
        bool('isSensitive'),
        list('synonyms', 'Synonym', [string('name'), string('value', { nullableSince: 0 }), int8('source')]),
        int8('configType', { since: 3, default: 0, ignorable: true }),
        string('documentation', { since: 3, nullableSince: 0, ignorable: true }),
      ]),
    ]),
  ],
});
