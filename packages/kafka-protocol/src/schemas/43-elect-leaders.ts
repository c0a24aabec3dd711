import { api, int16, int32, int8, list, listOf, string, throttleTimeMs } from '../table/fields.js';

/** Election type 0 is the preferred leader, 1 an unclean one. Null topics ask for all partitions. */
export const electLeaders = api('ElectLeaders', {
  key: 43,
  versions: [0, 2],
  flexibleFrom: 2,
  request: [
    int8('electionType', { since: 1, default: 0 }),
    list('topicPartitions', 'Topic', [string('topic'), listOf('partitions', 'int32')], { nullableSince: 0 }),
    int32('timeoutMs', { default: 60_000 }),
  ],
  response: [
    throttleTimeMs(),
    int16('errorCode', { since: 1, default: 0, ignorable: true }),
    list('replicaElectionResults', 'Topic', [
      string('topic'),
      list('partitionResult', 'Partition', [
        int32('partitionId'),
        int16('errorCode'),
        string('errorMessage', { nullableSince: 0 }),
      ]),
    ]),
  ],
});
