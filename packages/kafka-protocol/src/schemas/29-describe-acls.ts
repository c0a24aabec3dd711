import { api, int16, int8, list, string, throttleTimeMs } from '../table/fields.js';

/** Null, and ANY (1) for the numbers, match everything. */
export const describeAcls = api('DescribeAcls', {
  key: 29,
  versions: [1, 3],
  flexibleFrom: 2,
  request: [
    int8('resourceTypeFilter'),
    string('resourceNameFilter', { nullableSince: 0 }),
    int8('patternTypeFilter', { default: 3 }),
    string('principalFilter', { nullableSince: 0 }),
    string('hostFilter', { nullableSince: 0 }),
    int8('operation'),
    int8('permissionType'),
  ],
  response: [
    throttleTimeMs(),
    int16('errorCode'),
    string('errorMessage', { nullableSince: 0 }),
    list('resources', 'Resource', [
      int8('resourceType'),
      string('resourceName'),
      int8('patternType', { default: 3 }),
      list('acls', 'Acl', [string('principal'), string('host'), int8('operation'), int8('permissionType')]),
    ]),
  ],
});
