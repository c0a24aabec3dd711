import { api, int16, int64, list, listOf, string, throttleTimeMs } from '../table/fields.js';

/** Version 1 filters by duration (KIP-994), version 2 by a pattern of ids (KIP-1152). */
export const listTransactions = api('ListTransactions', {
  key: 66,
  versions: [0, 2],
  flexibleFrom: 0,
  request: [
    listOf('stateFilters', 'string'),
    listOf('producerIdFilters', 'int64'),
    int64('durationFilter', { since: 1, default: -1 }),
    string('transactionalIdPattern', { since: 2, nullableSince: 2, default: null }),
  ],
  response: [
    throttleTimeMs(),
    int16('errorCode'),
    listOf('unknownStateFilters', 'string'),
    list('transactionStates', 'TransactionState', [
      string('transactionalId'),
      int64('producerId'),
      string('transactionState'),
    ]),
  ],
});
