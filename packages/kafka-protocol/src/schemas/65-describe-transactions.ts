import { api, int16, int32, int64, list, listOf, string, throttleTimeMs } from '../table/fields.js';

export const describeTransactions = api('DescribeTransactions', {
  key: 65,
  versions: [0, 0],
  flexibleFrom: 0,
  request: [listOf('transactionalIds', 'string')],
  response: [
    throttleTimeMs(),
    list('transactionStates', 'TransactionState', [
      int16('errorCode'),
      string('transactionalId'),
      string('transactionState'),
      int32('transactionTimeoutMs'),
      int64('transactionStartTimeMs'),
      int64('producerId'),
      int16('producerEpoch'),
      list('topics', 'Topic', [string('topic'), listOf('partitions', 'int32')]),
    ]),
  ],
});
