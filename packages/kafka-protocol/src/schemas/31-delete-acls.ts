import { api, int16, int8, list, string, throttleTimeMs } from '../table/fields.js';

export const deleteAcls = api('DeleteAcls', {
  key: 31,
  versions: [1, 3],
  flexibleFrom: 2,
  request: [
    list('filters', 'Filter', [
      int8('resourceTypeFilter'),
      string('resourceNameFilter', { nullableSince: 0 }),
      int8('patternTypeFilter', { default: 3 }),
      string('principalFilter', { nullableSince: 0 }),
      string('hostFilter', { nullableSince: 0 }),
      int8('operation'),
      int8('permissionType'),
    ]),
  ],
  response: [
    throttleTimeMs(),
    list('filterResults', 'FilterResult', [
      int16('errorCode'),
      string('errorMessage', { nullableSince: 0 }),
      list('matchingAcls', 'MatchingAcl', [
        int16('errorCode'),
        string('errorMessage', { nullableSince: 0 }),
        int8('resourceType'),
        string('resourceName'),
        int8('patternType', { default: 3 }),
        string('principal'),
        string('host'),
        int8('operation'),
        int8('permissionType'),
      ]),
    ]),
  ],
});
