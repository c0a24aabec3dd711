import { api, bytes, int16, int64, throttleTimeMs } from '../table/fields.js';

export const renewDelegationToken = api('RenewDelegationToken', {
  key: 39,
  versions: [1, 2],
  flexibleFrom: 2,
  request: [bytes('hmac'), int64('renewPeriodMs')],
  response: [int16('errorCode'), int64('expiryTimestampMs'), throttleTimeMs()],
});
