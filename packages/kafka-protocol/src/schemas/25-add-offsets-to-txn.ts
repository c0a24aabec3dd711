import { api, int16, int64, string, throttleTimeMs } from '../table/fields.js';

export const addOffsetsToTxn = api('AddOffsetsToTxn', {
  key: 25,
  versions: [0, 4],
  flexibleFrom: 3,
  request: [string('transactionalId'), int64('producerId'), int16('producerEpoch'), string('groupId')],
  response: [throttleTimeMs(), int16('errorCode')],
});
