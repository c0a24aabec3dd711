import { api, int16, list, listOf, string, throttleTimeMs } from '../table/fields.js';

export const listGroups = api('ListGroups', {
  key: 16,
  versions: [0, 5],
  flexibleFrom: 3,
  request: [
    listOf('statesFilter', 'string', { since: 4, default: 'empty' }),
    listOf('typesFilter', 'string', { since: 5, default: 'empty' }),
  ],
  response: [
    throttleTimeMs(1),
    int16('errorCode'),
    list('groups', 'Group', [
      string('groupId'),
      string('protocolType'),
      string('groupState', { since: 4, ignorable: true }),
      string('groupType', { since: 5, ignorable: true }),
    ]),
  ],
});
