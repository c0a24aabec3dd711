import { api, bool, int16, int32, int64, int8, list, listOf, string } from '../table/fields.js';

/** What a transaction coordinator asks of the leaders of a transaction's partitions. */
export const writeTxnMarkers = api('WriteTxnMarkers', {
  key: 27,
  versions: [1, 2],
  flexibleFrom: 1,
  request: [
    list('markers', 'Marker', [
      int64('producerId'),
      int16('producerEpoch'),
      // True for a commit.
      bool('transactionResult'),
      list('topics', 'Topic', [string('name'), listOf('partitionIndexes', 'int32')]),
      int32('coordinatorEpoch'),
      // The transaction.version that the transaction goes by (KIP-1228).
      int8('transactionVersion', { since: 2, default: 0, ignorable: true }),
    ]),
  ],
  response: [
    list('markers', 'MarkerResult', [
      int64('producerId'),
      list('topics', 'TopicResult', [
        string('name'),
        list('partitions', 'PartitionResult', [int32('partitionIndex'), int16('errorCode')]),
      ]),
    ]),
  ],
});
