import { UUID_ZERO } from '@drave/base';
import { api, int16, int32, int64, list, string, throttleTimeMs, uuid } from '../table/fields.js';

/**
 * From version 9 on the generation may be the member epoch of a KIP-848 group. Topics go by name up to version 9, by id
 * from 10 on.
 */
export const offsetCommit = api('OffsetCommit', {
  key: 8,
  versions: [2, 10],
  flexibleFrom: 8,
  request: [
    string('groupId'),
    int32('generationIdOrMemberEpoch', { default: -1 }),
    string('memberId', { default: '' }),
    string('groupInstanceId', { since: 7, nullableSince: 7, default: null }),
    int64('retentionTimeMs', { until: 4, default: -1, ignorable: true, clamped: true }),
    list('topics', 'Topic', [
      string('name', { until: 9, default: '', ignorable: true }),
      uuid('topicId', { since: 10, default: UUID_ZERO, ignorable: true }),
      list('partitions', 'Partition', [
        int32('partitionIndex'),
        int64('committedOffset'),
        int32('committedLeaderEpoch', { since: 6, default: -1, ignorable: true }),
        string('committedMetadata', { nullableSince: 0 }),
      ]),
    ]),
  ],
  response: [
    throttleTimeMs(3),
    list('topics', 'Topic', [
      string('name', { until: 9, default: '', ignorable: true }),
      uuid('topicId', { since: 10, default: UUID_ZERO, ignorable: true }),
      list('partitions', 'Partition', [int32('partitionIndex'), int16('errorCode')]),
    ]),
  ],
});
