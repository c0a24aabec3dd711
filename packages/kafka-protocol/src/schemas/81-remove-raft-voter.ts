import { api, int16, int32, string, throttleTimeMs, uuid } from '../table/fields.js';

export const removeRaftVoter = api('RemoveRaftVoter', {
  key: 81,
  versions: [0, 0],
  flexibleFrom: 0,
  request: [string('clusterId', { nullableSince: 0 }), int32('voterId'), uuid('voterDirectoryId')],
  response: [throttleTimeMs(), int16('errorCode'), string('errorMessage', { nullableSince: 0, ignorable: true })],
});
