import { api, int16, int32, int64, list, listOf, string, throttleTimeMs } from '../table/fields.js';

export const describeProducers = api('DescribeProducers', {
  key: 61,
  versions: [0, 0],
  flexibleFrom: 0,
  request: [list('topics', 'Topic', [string('name'), listOf('partitionIndexes', 'int32')])],
  response: [
    throttleTimeMs(),
    list('topics', 'Topic', [
      string('name'),
      list('partitions', 'Partition', [
        int32('partitionIndex'),
        int16('errorCode'),
        string('errorMessage', { nullableSince: 0, default: null }),
        list('activeProducers', 'Producer', [
          int64('producerId'),
          int32('producerEpoch'),
          int32('lastSequence', { default: -1 }),
          int64('lastTimestamp', { default: -1 }),
          int32('coordinatorEpoch'),
          int64('currentTxnStartOffset', { default: -1 }),
        ]),
      ]),
    ]),
  ],
});
