import { api, int16, int32, int64, list, string, throttleTimeMs } from '../table/fields.js';

export const offsetForLeaderEpoch = api('OffsetForLeaderEpoch', {
  key: 23,
  versions: [2, 4],
  flexibleFrom: 4,
  request: [
    int32('replicaId', { since: 3, default: -2, ignorable: true }),
    list('topics', 'Topic', [
      string('topic'),
      list('partitions', 'Partition', [
        int32('partition'),
        int32('currentLeaderEpoch', { default: -1 }),
        int32('leaderEpoch'),
      ]),
    ]),
  ],
  response: [
    throttleTimeMs(),
    list('topics', 'Topic', [
      string('topic'),
      list('partitions', 'Partition', [
        int16('errorCode'),
        int32('partition'),
        int32('leaderEpoch', { default: -1 }),
        int64('endOffset', { default: -1 }),
      ]),
    ]),
  ],
});
