import { api, int16, int32, list, listOf, string, throttleTimeMs } from '../table/fields.js';

/** Null replicas cancel a reassignment (KIP-455). */
export const alterPartitionReassignments = api('AlterPartitionReassignments', {
  key: 45,
  versions: [0, 0],
  flexibleFrom: 0,
  request: [
    int32('timeoutMs', { default: 60_000 }),
    list('topics', 'Topic', [
      string('name'),
      list('partitions', 'Partition', [
        int32('partitionIndex'),
        listOf('replicas', 'int32', { nullableSince: 0, default: null }),
      ]),
    ]),
  ],
  response: [
    throttleTimeMs(),
    int16('errorCode'),
    string('errorMessage', { nullableSince: 0 }),
    list('responses', 'Topic', [
      string('name'),
      list('partitions', 'Partition', [
        int32('partitionIndex'),
        int16('errorCode'),
        string('errorMessage', { nullableSince: 0 }),
      ]),
    ]),
  ],
});
