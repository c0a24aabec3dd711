import { api, int16, int32, list, listOf, string, throttleTimeMs } from '../table/fields.js';

export const alterReplicaLogDirs = api('AlterReplicaLogDirs', {
  key: 34,
  versions: [1, 2],
  flexibleFrom: 2,
  request: [
    list('dirs', 'Dir', [string('path'), list('topics', 'Topic', [string('name'), listOf('partitions', 'int32')])]),
  ],
  response: [
    throttleTimeMs(),
    list('results', 'Topic', [
      string('topicName'),
      list('partitions', 'Partition', [int32('partitionIndex'), int16('errorCode')]),
    ]),
  ],
});
