import { api, bytes, int16, int32, list, string, throttleTimeMs } from '../table/fields.js';

export const syncGroup = api('SyncGroup', {
  key: 14,
  versions: [0, 5],
  flexibleFrom: 4,
  request: [
    string('groupId'),
    int32('generationId'),
    string('memberId'),
    string('groupInstanceId', { since: 3, nullableSince: 3, default: null }),
    string('protocolType', { since: 5, nullableSince: 5, default: null, ignorable: true }),
    string('protocolName', { since: 5, nullableSince: 5, default: null, ignorable: true }),
    list('assignments', 'Assignment', [string('memberId'), bytes('assignment')]),
  ],
  response: [
    throttleTimeMs(1),
    int16('errorCode'),
    string('protocolType', { since: 5, nullableSince: 5, default: null, ignorable: true }),
    string('protocolName', { since: 5, nullableSince: 5, default: null, ignorable: true }),
    bytes('assignment'),
  ],
});
