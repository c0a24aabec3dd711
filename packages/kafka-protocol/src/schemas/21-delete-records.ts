import { api, int16, int32, int64, list, string, throttleTimeMs } from '../table/fields.js';

/** Offset -1 stands for the high watermark. */
export const deleteRecords = api('DeleteRecords', {
  key: 21,
  versions: [0, 2],
  flexibleFrom: 2,
  request: [
    list('topics', 'Topic', [
      string('name'),
      list('partitions', 'Partition', [int32('partitionIndex'), int64('offset')]),
    ]),
    int32('timeoutMs'),
  ],
  response: [
    throttleTimeMs(),
    list('topics', 'Topic', [
      string('name'),
      list('partitions', 'Partition', [int32('partitionIndex'), int64('lowWatermark'), int16('errorCode')]),
    ]),
  ],
});
