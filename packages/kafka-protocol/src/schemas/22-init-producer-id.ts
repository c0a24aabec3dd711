import { api, int16, int32, int64, string, throttleTimeMs } from '../table/fields.js';

export const initProducerId = api('InitProducerId', {
  key: 22,
  versions: [0, 5],
  flexibleFrom: 2,
  request: [
    string('transactionalId', { nullableSince: 0 }),
    int32('transactionTimeoutMs'),
    // The identity that the producer had before, to bump its epoch (KIP-360).
    int64('producerId', { since: 3, default: -1 }),
    int16('producerEpoch', { since: 3, default: -1 }),
  ],
  response: [throttleTimeMs(), int16('errorCode'), int64('producerId', { default: -1 }), int16('producerEpoch')],
});
