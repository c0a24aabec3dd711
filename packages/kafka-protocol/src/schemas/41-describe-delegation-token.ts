import { api, bytes, int16, int64, list, string, throttleTimeMs } from '../table/fields.js';

export const describeDelegationToken = api('DescribeDelegationToken', {
  key: 41,
  versions: [1, 3],
  flexibleFrom: 2,
  // Null asks for the tokens of every owner.
  request: [list('owners', 'Owner', [string('principalType'), string('principalName')], { nullableSince: 0 })],
  response: [
    int16('errorCode'),
    list('tokens', 'Token', [
      string('principalType'),
      string('principalName'),
      string('tokenRequesterPrincipalType', { since: 3, ignorable: true, default: '' }),
      string('tokenRequesterPrincipalName', { since: 3, ignorable: true, default: '' }),
      int64('issueTimestamp'),
      int64('expiryTimestamp'),
      int64('maxTimestamp'),
      string('tokenId'),
      bytes('hmac'),
      list('renewers', 'Renewer', [string('principalType'), string('principalName')]),
    ]),
    throttleTimeMs(),
  ],
});
