import { UUID_ZERO } from '@drave/base';
import { api, bool, int16, int32, int64, list, listOf, string, throttleTimeMs, uuid } from '../table/fields.js';

/**
 * One group up to version 7, several from 8 on (KIP-709). Null topics mean all that the group has committed. Topics
 * go by name up to version 9, by id from 10 on.
 */
export const offsetFetch = api('OffsetFetch', {
  key: 9,
  versions: [1, 10],
  flexibleFrom: 6,
  request: [
    string('groupId', { until: 7 }),
    list('topics', 'Topic', [string('name'), listOf('partitionIndexes', 'int32')], { until: 7, nullableSince: 2 }),
    list(
      'groups',
      'Group',
      [
        string('groupId'),
        string('memberId', { since: 9, nullableSince: 9, default: null, ignorable: true }),
        int32('memberEpoch', { since: 9, default: -1, ignorable: true }),
        list(
          'topics',
          'GroupTopic',
          [
            string('name', { until: 9, default: '', ignorable: true }),
            uuid('topicId', { since: 10, default: UUID_ZERO, ignorable: true }),
            listOf('partitionIndexes', 'int32'),
          ],
          { nullableSince: 8 },
        ),
      ],
      { since: 8, default: 'empty' },
    ),
    bool('requireStable', { since: 7, default: false }),
  ],
  response: [
    throttleTimeMs(3),
    list(
      'topics',
      'Topic',
      [
        string('name'),
        list('partitions', 'Partition', [
          int32('partitionIndex'),
          int64('committedOffset'),
          int32('committedLeaderEpoch', { since: 5, default: -1, ignorable: true }),
          string('metadata', { nullableSince: 0 }),
          int16('errorCode'),
        ]),
      ],
      { until: 7 },
    ),
    int16('errorCode', { since: 2, until: 7, default: 0, ignorable: true }),
    list(
      'groups',
      'Group',
      [
        string('groupId'),
        list('topics', 'GroupTopic', [
          string('name', { until: 9, default: '', ignorable: true }),
          uuid('topicId', { since: 10, default: UUID_ZERO, ignorable: true }),
          list('partitions', 'GroupPartition', [
            int32('partitionIndex'),
            int64('committedOffset'),
            int32('committedLeaderEpoch', { default: -1 }),
            string('metadata', { nullableSince: 8 }),
            int16('errorCode'),
          ]),
        ]),
        int16('errorCode', { default: 0 }),
      ],
      { since: 8, default: 'empty' },
    ),
  ],
});
