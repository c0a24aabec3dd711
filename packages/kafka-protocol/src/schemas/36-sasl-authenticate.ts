import { api, bytes, int16, int64, string } from '../table/fields.js';

export const saslAuthenticate = api('SaslAuthenticate', {
  key: 36,
  versions: [0, 2],
  flexibleFrom: 2,
  request: [bytes('authBytes')],
  response: [
    int16('errorCode'),
    string('errorMessage', { nullableSince: 0 }),
    bytes('authBytes'),
    // After so many milliseconds the client must authenticate again (KIP-368).
    int64('sessionLifetimeMs', { since: 1, default: 0, ignorable: true }),
  ],
});
