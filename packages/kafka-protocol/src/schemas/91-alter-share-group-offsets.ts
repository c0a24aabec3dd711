import { api, int16, int32, int64, list, string, throttleTimeMs, uuid } from '../table/fields.js';

export const alterShareGroupOffsets = api('AlterShareGroupOffsets', {
  key: 91,
  versions: [0, 0],
  flexibleFrom: 0,
  request: [
    string('groupId'),
    list('topics', 'Topic', [
      string('topicName'),
      list('partitions', 'Partition', [int32('partitionIndex'), int64('startOffset')]),
    ]),
  ],
  response: [
    throttleTimeMs(),
    int16('errorCode'),
    string('errorMessage', { nullableSince: 0, default: null }),
    list('responses', 'Topic', [
      string('topicName'),
      uuid('topicId'),
      list('partitions', 'Partition', [
        int32('partitionIndex'),
        int16('errorCode'),
        string('errorMessage', { nullableSince: 0, default: null }),
      ]),
    ]),
  ],
});
