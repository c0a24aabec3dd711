import { api, bool, int16, int64, string, throttleTimeMs } from '../table/fields.js';

/** From version 5 the answer tells the identity for the next transaction (KIP-890, part 2). */
export const endTxn = api('EndTxn', {
  key: 26,
  versions: [0, 5],
  flexibleFrom: 3,
  request: [string('transactionalId'), int64('producerId'), int16('producerEpoch'), bool('committed')],
  response: [
    throttleTimeMs(),
    int16('errorCode'),
    int64('producerId', { since: 5, default: -1, ignorable: true }),
    int16('producerEpoch', { since: 5, default: -1, ignorable: true }),
  ],
});
