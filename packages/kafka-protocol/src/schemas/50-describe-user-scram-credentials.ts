import { api, int16, int32, int8, list, string, throttleTimeMs } from '../table/fields.js';

export const describeUserScramCredentials = api('DescribeUserScramCredentials', {
  key: 50,
  versions: [0, 0],
  flexibleFrom: 0,
  // Null and none ask for all users.
  request: [list('users', 'User', [string('name')], { nullableSince: 0 })],
  response: [
    throttleTimeMs(),
    int16('errorCode'),
    string('errorMessage', { nullableSince: 0 }),
    list('results', 'Result', [
      string('user'),
      int16('errorCode'),
      string('errorMessage', { nullableSince: 0 }),
      list('credentialInfos', 'CredentialInfo', [int8('mechanism'), int32('iterations')]),
    ]),
  ],
});
