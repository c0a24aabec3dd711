import { api, int16, int32, int64, list, string, throttleTimeMs } from '../table/fields.js';

/** Version 3 tells which member commits (KIP-447); version 5 adds the offsets to the transaction (KIP-890, part 2). */
export const txnOffsetCommit = api('TxnOffsetCommit', {
  key: 28,
  versions: [0, 5],
  flexibleFrom: 3,
  request: [
    string('transactionalId'),
    string('groupId'),
    int64('producerId'),
    int16('producerEpoch'),
    int32('generationId', { since: 3, default: -1 }),
    string('memberId', { since: 3, default: '' }),
    string('groupInstanceId', { since: 3, nullableSince: 3, default: null }),
    list('topics', 'Topic', [
      string('name'),
      list('partitions', 'Partition', [
        int32('partitionIndex'),
        int64('committedOffset'),
        int32('committedLeaderEpoch', { since: 2, default: -1, ignorable: true }),
        string('committedMetadata', { nullableSince: 0 }),
      ]),
    ]),
  ],
  response: [
    throttleTimeMs(),
    list('topics', 'TopicResult', [
      string('name'),
      list('partitions', 'PartitionResult', [int32('partitionIndex'), int16('errorCode')]),
    ]),
  ],
});
