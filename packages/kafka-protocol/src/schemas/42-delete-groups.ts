import { api, int16, list, listOf, string, throttleTimeMs } from '../table/fields.js';

export const deleteGroups = api('DeleteGroups', {
  key: 42,
  versions: [0, 2],
  flexibleFrom: 2,
  request: [listOf('groupsNames', 'string')],
  response: [throttleTimeMs(), list('results', 'Group', [string('groupId'), int16('errorCode')])],
});
