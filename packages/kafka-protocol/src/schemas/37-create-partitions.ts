import { api, bool, int16, int32, list, listOf, string, throttleTimeMs } from '../table/fields.js';

/** Null assignments leave the placement to the cluster. */
export const createPartitions = api('CreatePartitions', {
  key: 37,
  versions: [0, 3],
  flexibleFrom: 2,
  request: [
    list('topics', 'Topic', [
      string('name'),
      int32('count'),
      list('assignments', 'Assignment', [listOf('brokerIds', 'int32')], { nullableSince: 0 }),
    ]),
    int32('timeoutMs'),
    bool('validateOnly'),
  ],
  response: [
    throttleTimeMs(),
    list('results', 'Topic', [
      string('name'),
      int16('errorCode'),
      string('errorMessage', { nullableSince: 0, default: null }),
    ]),
  ],
});
