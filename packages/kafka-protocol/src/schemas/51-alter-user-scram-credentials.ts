import { api, bytes, int16, int32, int8, list, string, throttleTimeMs } from '../table/fields.js';

export const alterUserScramCredentials = api('AlterUserScramCredentials', {
  key: 51,
  versions: [0, 0],
  flexibleFrom: 0,
  request: [
    list('deletions', 'Deletion', [string('name'), int8('mechanism')]),
    list('upsertions', 'Upsertion', [
      string('name'),
      int8('mechanism'),
      int32('iterations'),
      bytes('salt'),
      bytes('saltedPassword'),
    ]),
  ],
  response: [
    throttleTimeMs(),
    list('results', 'Result', [string('user'), int16('errorCode'), string('errorMessage', { nullableSince: 0 })]),
  ],
});
