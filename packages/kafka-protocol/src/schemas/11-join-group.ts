import { api, bool, bytes, int16, int32, list, string, throttleTimeMs } from '../table/fields.js';

export const joinGroup = api('JoinGroup', {
  key: 11,
  versions: [0, 9],
  flexibleFrom: 6,
  request: [
    string('groupId'),
    int32('sessionTimeoutMs'),
    // Version 0 has only the session timeout, which then stands for both.
    int32('rebalanceTimeoutMs', { since: 1, default: -1, ignorable: true }),
    string('memberId'),
    string('groupInstanceId', { since: 5, nullableSince: 5, default: null }),
    string('protocolType'),
    list('protocols', 'Protocol', [string('name'), bytes('metadata')]),
    string('reason', { since: 8, nullableSince: 8, default: null, ignorable: true }),
  ],
  response: [
    throttleTimeMs(2),
    int16('errorCode'),
    int32('generationId', { default: -1 }),
    string('protocolType', { since: 7, nullableSince: 7, default: null, ignorable: true }),
    string('protocolName', { nullableSince: 7 }),
    string('leader'),
    // The member has been given a leader's role without the duty to assign (KIP-814).
    bool('skipAssignment', { since: 9, default: false }),
    string('memberId'),
    list('members', 'Member', [
      string('memberId'),
      string('groupInstanceId', { since: 5, nullableSince: 5, default: null, ignorable: true }),
      bytes('metadata'),
    ]),
  ],
});
