import { api, int16, int32, int64, list, listOf, string, throttleTimeMs, uuid } from '../table/fields.js';

export const describeShareGroupOffsets = api('DescribeShareGroupOffsets', {
  key: 90,
  versions: [0, 1],
  flexibleFrom: 0,
  request: [
    list('groups', 'Group', [
      string('groupId'),
      // Null asks for every topic of the group.
      list('topics', 'Topic', [string('topicName'), listOf('partitions', 'int32')], { nullableSince: 0 }),
    ]),
  ],
  response: [
    throttleTimeMs(),
    list('groups', 'Group', [
      string('groupId'),
      list('topics', 'Topic', [
        string('topicName'),
        uuid('topicId'),
        list('partitions', 'Partition', [
          int32('partitionIndex'),
          int64('startOffset'),
          int32('leaderEpoch'),
          int64('lag', { since: 1, ignorable: true, default: -1 }),
          int16('errorCode'),
          string('errorMessage', { nullableSince: 0, default: null }),
        ]),
      ]),
      int16('errorCode'),
      string('errorMessage', { nullableSince: 0, default: null }),
    ]),
  ],
});
