import { api, int16, int32, string, throttleTimeMs } from '../table/fields.js';

export const unregisterBroker = api('UnregisterBroker', {
  key: 64,
  versions: [0, 0],
  flexibleFrom: 0,
  request: [int32('brokerId')],
  response: [throttleTimeMs(), int16('errorCode'), string('errorMessage', { nullableSince: 0 })],
});
