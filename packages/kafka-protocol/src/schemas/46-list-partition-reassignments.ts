import { api, int16, int32, list, listOf, string, throttleTimeMs } from '../table/fields.js';

/** Null topics ask for every reassignment in progress. */
export const listPartitionReassignments = api('ListPartitionReassignments', {
  key: 46,
  versions: [0, 0],
  flexibleFrom: 0,
  request: [
    int32('timeoutMs', { default: 60_000 }),
    list('topics', 'Topic', [string('name'), listOf('partitionIndexes', 'int32')], {
      nullableSince: 0,
      default: null,
    }),
  ],
  response: [
    throttleTimeMs(),
    int16('errorCode'),
    string('errorMessage', { nullableSince: 0 }),
    list('topics', 'Topic', [
      string('name'),
      list('partitions', 'Partition', [
        int32('partitionIndex'),
        listOf('replicas', 'int32'),
        listOf('addingReplicas', 'int32'),
        listOf('removingReplicas', 'int32'),
      ]),
    ]),
  ],
});
