import { api, bool, int16, int32, int64, list, listOf, string, throttleTimeMs } from '../table/fields.js';

/** Null topics ask for all of them. */
export const describeLogDirs = api('DescribeLogDirs', {
  key: 35,
  versions: [1, 5],
  flexibleFrom: 2,
  request: [list('topics', 'Topic', [string('topic'), listOf('partitions', 'int32')], { nullableSince: 0 })],
  response: [
    throttleTimeMs(),
    int16('errorCode', { since: 3, default: 0, ignorable: true }),
    list('results', 'LogDir', [
      int16('errorCode'),
      string('logDir'),
      list('topics', 'Topic', [
        string('name'),
        list('partitions', 'Partition', [
          int32('partitionIndex'),
          int64('partitionSize'),
          int64('offsetLag'),
          bool('isFutureKey'),
        ]),
      ]),
      int64('totalBytes', { since: 4, default: -1, ignorable: true }),
      int64('usableBytes', { since: 4, default: -1, ignorable: true }),
      bool('isCordoned', { since: 5, default: false, ignorable: true }),
    ]),
  ],
});
