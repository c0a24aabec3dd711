import { api, bool, int16, int32, list, listOf, string, struct, throttleTimeMs, uuid } from '../table/fields.js';

const cursor = [string('topicName'), int32('partitionIndex')];

/** The pages of KIP-966. An ELR of null is legal here and an exception in the Java client: answer with empty lists. */
export const describeTopicPartitions = api('DescribeTopicPartitions', {
  key: 75,
  versions: [0, 0],
  flexibleFrom: 0,
  request: [
    list('topics', 'Topic', [string('name')]),
    int32('responsePartitionLimit', { default: 2000 }),
    struct('cursor', 'Cursor', cursor, { nullableSince: 0, default: null }),
  ],
  response: [
    throttleTimeMs(),
    list('topics', 'Topic', [
      int16('errorCode'),
      string('name', { nullableSince: 0 }),
      uuid('topicId'),
      bool('isInternal', { default: false }),
      list('partitions', 'Partition', [
        int16('errorCode'),
        int32('partitionIndex'),
        int32('leaderId'),
        int32('leaderEpoch', { default: -1 }),
        listOf('replicaNodes', 'int32'),
        listOf('isrNodes', 'int32'),
        listOf('eligibleLeaderReplicas', 'int32', { nullableSince: 0, default: null }),
        listOf('lastKnownElr', 'int32', { nullableSince: 0, default: null }),
        listOf('offlineReplicas', 'int32'),
      ]),
      int32('topicAuthorizedOperations', { default: -2_147_483_648 }),
    ]),
    struct('nextCursor', 'Cursor', cursor, { nullableSince: 0, default: null }),
  ],
});
