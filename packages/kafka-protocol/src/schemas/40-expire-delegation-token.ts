import { api, bytes, int16, int64, throttleTimeMs } from '../table/fields.js';

export const expireDelegationToken = api('ExpireDelegationToken', {
  key: 40,
  versions: [1, 2],
  flexibleFrom: 2,
  request: [bytes('hmac'), int64('expiryTimePeriodMs')],
  response: [int16('errorCode'), int64('expiryTimestampMs'), throttleTimeMs()],
});
