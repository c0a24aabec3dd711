import {
  api,
  int16,
  int32,
  int64,
  int8,
  list,
  listOf,
  records,
  string,
  struct,
  throttleTimeMs,
  uuid,
} from '../table/fields.js';

/**
 * Topics by name up to version 12, by id from 13 on (KIP-516). Version 18 lets a replica tag its high watermark on
 * (KIP-1166); replicas fetch elsewhere here, and a tag that is not known is passed over.
 */
export const fetch = api('Fetch', {
  key: 1,
  versions: [4, 18],
  flexibleFrom: 12,
  request: [
    string('clusterId', { since: 12, nullableSince: 12, tag: 0, default: null, ignorable: true }),
    int32('replicaId', { until: 14, default: -1 }),
    struct(
      'replicaState',
      'ReplicaState',
      [int32('replicaId', { default: -1 }), int64('replicaEpoch', { default: -1 })],
      { since: 15, tag: 1 },
    ),
    int32('maxWaitMs'),
    int32('minBytes'),
    int32('maxBytes', { default: 0x7fff_ffff }),
    int8('isolationLevel', { default: 0 }),
    int32('sessionId', { since: 7, default: 0, ignorable: true }),
    int32('sessionEpoch', { since: 7, default: -1, ignorable: true }),
    list('topics', 'Topic', [
      string('topic', { until: 12, ignorable: true }),
      uuid('topicId', { since: 13, ignorable: true }),
      list('partitions', 'Partition', [
        int32('partition'),
        int32('currentLeaderEpoch', { since: 9, default: -1, ignorable: true }),
        int64('fetchOffset'),
        int32('lastFetchedEpoch', { since: 12, default: -1 }),
        int64('logStartOffset', { since: 5, default: -1, ignorable: true }),
        int32('partitionMaxBytes'),
        uuid('replicaDirectoryId', { since: 17, tag: 0, ignorable: true }),
      ]),
    ]),
    list(
      'forgottenTopicsData',
      'ForgottenTopic',
      [
        string('topic', { until: 12, ignorable: true }),
        uuid('topicId', { since: 13, ignorable: true }),
        listOf('partitions', 'int32'),
      ],
      { since: 7, default: 'empty' },
    ),
    string('rackId', { since: 11, default: '', ignorable: true }),
  ],
  response: [
    throttleTimeMs(),
    int16('errorCode', { since: 7, default: 0, ignorable: true }),
    int32('sessionId', { since: 7, default: 0 }),
    list('responses', 'Topic', [
      string('topic', { until: 12, ignorable: true }),
      uuid('topicId', { since: 13, ignorable: true }),
      list('partitions', 'Partition', [
        int32('partitionIndex'),
        int16('errorCode'),
        int64('highWatermark'),
        int64('lastStableOffset', { default: -1 }),
        int64('logStartOffset', { since: 5, default: -1, ignorable: true }),
        struct(
          'divergingEpoch',
          'DivergingEpoch',
          [int32('epoch', { default: -1 }), int64('endOffset', { default: -1 })],
          { since: 12, tag: 0, ignorable: true },
        ),
        struct(
          'currentLeader',
          'CurrentLeader',
          [int32('leaderId', { default: -1 }), int32('leaderEpoch', { default: -1 })],
          { since: 12, tag: 1, ignorable: true },
        ),
        struct('snapshotId', 'SnapshotId', [int64('endOffset', { default: -1 }), int32('epoch', { default: -1 })], {
          since: 12,
          tag: 2,
          ignorable: true,
        }),
        list('abortedTransactions', 'AbortedTransaction', [int64('producerId'), int64('firstOffset')], {
          nullableSince: 4,
        }),
        int32('preferredReadReplica', { since: 11, default: -1, ignorable: true }),
        records('records', { nullableSince: 0 }),
      ]),
    ]),
    list(
      'nodeEndpoints',
      'NodeEndpoint',
      [int32('nodeId'), string('host'), int32('port'), string('rack', { nullableSince: 16, default: null })],
      { since: 16, tag: 0, ignorable: true },
    ),
  ],
});
