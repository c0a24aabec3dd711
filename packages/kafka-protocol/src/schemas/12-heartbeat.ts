import { api, int16, int32, string, throttleTimeMs } from '../table/fields.js';

export const heartbeat = api('Heartbeat', {
  key: 12,
  versions: [0, 4],
  flexibleFrom: 4,
  request: [
    string('groupId'),
    int32('generationId'),
    string('memberId'),
    string('groupInstanceId', { since: 3, nullableSince: 3, default: null }),
  ],
  response: [throttleTimeMs(1), int16('errorCode')],
});
