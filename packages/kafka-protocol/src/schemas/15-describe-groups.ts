import { api, bool, bytes, int16, int32, list, listOf, string, throttleTimeMs } from '../table/fields.js';

export const describeGroups = api('DescribeGroups', {
  key: 15,
  versions: [0, 6],
  flexibleFrom: 5,
  request: [listOf('groups', 'string'), bool('includeAuthorizedOperations', { since: 3, default: false })],
  response: [
    throttleTimeMs(1),
    list('groups', 'Group', [
      int16('errorCode'),
      string('errorMessage', { since: 6, nullableSince: 6, default: null, ignorable: true }),
      string('groupId'),
      string('groupState'),
      string('protocolType'),
      string('protocolData'),
      list('members', 'Member', [
        string('memberId'),
        string('groupInstanceId', { since: 4, nullableSince: 4, default: null, ignorable: true }),
        string('clientId'),
        string('clientHost'),
        bytes('memberMetadata'),
        bytes('memberAssignment'),
      ]),
      int32('authorizedOperations', { since: 3, default: -2_147_483_648, ignorable: true }),
    ]),
  ],
});
