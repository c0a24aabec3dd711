import { api, int16, list, string, throttleTimeMs } from '../table/fields.js';

/** One member up to version 2, several from 3 on (KIP-345). */
export const leaveGroup = api('LeaveGroup', {
  key: 13,
  versions: [0, 5],
  flexibleFrom: 4,
  request: [
    string('groupId'),
    string('memberId', { until: 2 }),
    list(
      'members',
      'Member',
      [
        string('memberId'),
        string('groupInstanceId', { nullableSince: 3, default: null }),
        string('reason', { since: 5, nullableSince: 5, default: null, ignorable: true }),
      ],
      { since: 3, default: 'empty' },
    ),
  ],
  response: [
    throttleTimeMs(1),
    int16('errorCode'),
    list(
      'members',
      'Member',
      [string('memberId'), string('groupInstanceId', { nullableSince: 3 }), int16('errorCode')],
      { since: 3, default: 'empty' },
    ),
  ],
});
