import { api, bool, int16, int32, list, listOf, string, throttleTimeMs } from '../table/fields.js';

/**
 * Null replicas cancel a reassignment (KIP-455); from version 1 on the number of replicas may be protected (KIP-860).
 */
export const alterPartitionReassignments = api('AlterPartitionReassignments', {
  key: 45,
  versions: [0, 1],
  flexibleFrom: 0,
  request: [
    int32('timeoutMs', { default: 60_000 }),
    bool('allowReplicationFactorChange', { since: 1, default: true }),
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
    bool('allowReplicationFactorChange', { since: 1, default: true, ignorable: true }),
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
