import { api, int16, listOf, string } from '../table/fields.js';

/** Version 0 is followed by raw tokens, version 1 by SaslAuthenticate (KIP-152). */
export const saslHandshake = api('SaslHandshake', {
  key: 17,
  versions: [0, 1],
  request: [string('mechanism')],
  response: [int16('errorCode'), listOf('mechanisms', 'string')],
});
