import { api, bool, int16, int32, int64, list, listOf, string, throttleTimeMs } from '../table/fields.js';

const topics = [string('name'), listOf('partitions', 'int32')];
const topicResults = [
  string('name'),
  list('resultsByPartition', 'PartitionResult', [int32('partitionIndex'), int16('partitionErrorCode')]),
];

/** Clients ask up to version 3, for one transaction; brokers from version 4, for several at once (KIP-890). */
export const addPartitionsToTxn = api('AddPartitionsToTxn', {
  key: 24,
  versions: [0, 5],
  flexibleFrom: 3,
  request: [
    list(
      'transactions',
      'Transaction',
      [
        string('transactionalId'),
        int64('producerId'),
        int16('producerEpoch'),
        // Only asks whether the partitions belong to the transaction.
        bool('verifyOnly', { default: false }),
        list('topics', 'Topic', topics),
      ],
      { since: 4 },
    ),
    string('v3AndBelowTransactionalId', { until: 3 }),
    int64('v3AndBelowProducerId', { until: 3 }),
    int16('v3AndBelowProducerEpoch', { until: 3 }),
    list('v3AndBelowTopics', 'V3AndBelowTopic', topics, { until: 3 }),
  ],
  response: [
    throttleTimeMs(),
    int16('errorCode', { since: 4, default: 0, ignorable: true }),
    list(
      'resultsByTransaction',
      'TransactionResult',
      [string('transactionalId'), list('topicResults', 'TopicResult', topicResults)],
      { since: 4 },
    ),
    list('resultsByTopicV3AndBelow', 'V3AndBelowTopicResult', topicResults, { until: 3 }),
  ],
});
