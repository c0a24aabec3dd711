import { api, bool, int16, int32, list, listOf, string, throttleTimeMs, uuid } from '../table/fields.js';

/** No topics (an empty list) means all of them in version 0; from 1 on null does, and an empty list means none. */
export const metadata = api('Metadata', {
  key: 3,
  versions: [0, 13],
  flexibleFrom: 9,
  request: [
    list('topics', 'Topic', [uuid('topicId', { since: 10, ignorable: true }), string('name', { nullableSince: 10 })], {
      nullableSince: 1,
    }),
    bool('allowAutoTopicCreation', { since: 4, default: true }),
    bool('includeClusterAuthorizedOperations', { since: 8, until: 10 }),
    bool('includeTopicAuthorizedOperations', { since: 8, default: false }),
  ],
  response: [
    throttleTimeMs(3),
    list('brokers', 'Broker', [
      int32('nodeId'),
      string('host'),
      int32('port'),
      string('rack', { since: 1, nullableSince: 1, default: null, ignorable: true }),
    ]),
    string('clusterId', { since: 2, nullableSince: 2, default: null, ignorable: true }),
    int32('controllerId', { since: 1, default: -1, ignorable: true }),
    list('topics', 'Topic', [
      int16('errorCode'),
      string('name', { nullableSince: 12 }),
      uuid('topicId', { since: 10, ignorable: true }),
      bool('isInternal', { since: 1, default: false, ignorable: true }),
      list('partitions', 'Partition', [
        int16('errorCode'),
        int32('partitionIndex'),
        int32('leaderId'),
        int32('leaderEpoch', { since: 7, default: -1, ignorable: true }),
        listOf('replicaNodes', 'int32'),
        listOf('isrNodes', 'int32'),
        listOf('offlineReplicas', 'int32', { since: 5, ignorable: true }),
      ]),
      int32('topicAuthorizedOperations', { since: 8, default: -2_147_483_648, ignorable: true }),
    ]),
    int32('clusterAuthorizedOperations', { since: 8, until: 10, default: -2_147_483_648, ignorable: true }),
    // KIP-1102: asks the client to start from its bootstrap servers again.
    int16('errorCode', { since: 13, default: 0, ignorable: true }),
  ],
});
