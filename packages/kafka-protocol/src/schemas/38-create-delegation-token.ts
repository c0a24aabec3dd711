import { api, bytes, int16, int64, list, string, throttleTimeMs } from '../table/fields.js';

export const createDelegationToken = api('CreateDelegationToken', {
  key: 38,
  versions: [1, 3],
  flexibleFrom: 2,
  request: [
    string('ownerPrincipalType', { since: 3, nullableSince: 3, default: '' }),
    string('ownerPrincipalName', { since: 3, nullableSince: 3, default: '' }),
    list('renewers', 'Renewer', [string('principalType'), string('principalName')]),
    int64('maxLifetimeMs'),
  ],
  response: [
    int16('errorCode'),
    string('principalType'),
    string('principalName'),
    string('tokenRequesterPrincipalType', { since: 3, ignorable: true, default: '' }),
    string('tokenRequesterPrincipalName', { since: 3, ignorable: true, default: '' }),
    int64('issueTimestampMs'),
    int64('expiryTimestampMs'),
    int64('maxTimestampMs'),
    string('tokenId'),
    bytes('hmac'),
    throttleTimeMs(),
  ],
});
