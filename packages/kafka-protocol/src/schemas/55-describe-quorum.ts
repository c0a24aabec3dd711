import { api, int16, int32, int64, list, string, uint16, uuid } from '../table/fields.js';

const replicaState = [
  int32('replicaId'),
  uuid('replicaDirectoryId', { since: 2, ignorable: true }),
  int64('logEndOffset'),
  int64('lastFetchTimestamp', { since: 1, default: -1, ignorable: true }),
  int64('lastCaughtUpTimestamp', { since: 1, default: -1, ignorable: true }),
];

/** A request asks about one partition, that of the metadata log. */
export const describeQuorum = api('DescribeQuorum', {
  key: 55,
  versions: [0, 2],
  flexibleFrom: 0,
  request: [list('topics', 'Topic', [string('topicName'), list('partitions', 'Partition', [int32('partitionIndex')])])],
  response: [
    int16('errorCode'),
    string('errorMessage', { since: 2, nullableSince: 2, ignorable: true }),
    list('topics', 'Topic', [
      string('topicName'),
      list('partitions', 'Partition', [
        int32('partitionIndex'),
        int16('errorCode'),
        string('errorMessage', { since: 2, nullableSince: 2, ignorable: true }),
        int32('leaderId'),
        int32('leaderEpoch'),
        int64('highWatermark'),
        list('currentVoters', 'Replica', replicaState),
        list('observers', 'Replica', replicaState),
      ]),
    ]),
    list(
      'nodes',
      'Node',
      [int32('nodeId'), list('listeners', 'Listener', [string('name'), string('host'), uint16('port')])],
      { since: 2, ignorable: true },
    ),
  ],
});
