import { api, bool, int16, int32, list, string, throttleTimeMs, uint16, uuid } from '../table/fields.js';

export const addRaftVoter = api('AddRaftVoter', {
  key: 80,
  versions: [0, 1],
  flexibleFrom: 0,
  request: [
    string('clusterId', { nullableSince: 0 }),
    int32('timeoutMs'),
    int32('voterId'),
    uuid('voterDirectoryId'),
    list('listeners', 'Listener', [string('name'), string('host'), uint16('port')]),
    bool('ackWhenCommitted', { since: 1, default: true }),
  ],
  response: [throttleTimeMs(), int16('errorCode'), string('errorMessage', { nullableSince: 0, ignorable: true })],
});
