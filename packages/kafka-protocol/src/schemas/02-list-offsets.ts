import { api, int16, int32, int64, int8, list, listOf, string, throttleTimeMs } from '../table/fields.js';

/** Version 0 asks for up to so many offsets before a timestamp, and gets a list; later ones get one offset. */
export const listOffsets = api('ListOffsets', {
  key: 2,
  versions: [0, 11],
  flexibleFrom: 6,
  request: [
    int32('replicaId'),
    int8('isolationLevel', { since: 2, default: 0 }),
    list('topics', 'Topic', [
      string('name'),
      list('partitions', 'Partition', [
        int32('partitionIndex'),
        int32('currentLeaderEpoch', { since: 4, default: -1, ignorable: true }),
        int64('timestamp', { clamped: true }),
        int32('maxNumOffsets', { until: 0, default: 1, ignorable: true }),
      ]),
    ]),
    int32('timeoutMs', { since: 10, default: 0, ignorable: true }),
  ],
  response: [
    throttleTimeMs(2),
    list('topics', 'Topic', [
      string('name'),
      list('partitions', 'Partition', [
        int32('partitionIndex'),
        int16('errorCode'),
        listOf('oldStyleOffsets', 'int64', { until: 0 }),
        int64('timestamp', { since: 1, default: -1 }),
        int64('offset', { since: 1, default: -1 }),
        int32('leaderEpoch', { since: 4, default: -1, ignorable: true }),
      ]),
    ]),
  ],
});
