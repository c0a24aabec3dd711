import { api, int16, int32, list, string, throttleTimeMs } from '../table/fields.js';

export const offsetDelete = api('OffsetDelete', {
  key: 47,
  versions: [0, 0],
  request: [
    string('groupId'),
    list('topics', 'Topic', [string('name'), list('partitions', 'Partition', [int32('partitionIndex')])]),
  ],
  response: [
    int16('errorCode'),
    throttleTimeMs(),
    list('topics', 'Topic', [
      string('name'),
      list('partitions', 'Partition', [int32('partitionIndex'), int16('errorCode')]),
    ]),
  ],
});
