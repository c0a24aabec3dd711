import { api, int16, int32, int8, list, listOf, string, throttleTimeMs } from '../table/fields.js';

/** One key up to version 3, several from 4 on (KIP-699). Key type 0 is a group, 1 a transactional id. */
export const findCoordinator = api('FindCoordinator', {
  key: 10,
  versions: [0, 6],
  flexibleFrom: 3,
  request: [
    string('key', { until: 3 }),
    int8('keyType', { since: 1, default: 0 }),
    listOf('coordinatorKeys', 'string', { since: 4, default: 'empty' }),
  ],
  response: [
    throttleTimeMs(1),
    int16('errorCode', { until: 3 }),
    string('errorMessage', { since: 1, until: 3, nullableSince: 1, ignorable: true }),
    int32('nodeId', { until: 3 }),
    string('host', { until: 3 }),
    int32('port', { until: 3 }),
    list(
      'coordinators',
      'Coordinator',
      [
        string('key'),
        int32('nodeId'),
        string('host'),
        int32('port'),
        int16('errorCode'),
        string('errorMessage', { nullableSince: 4 }),
      ],
      { since: 4, default: 'empty' },
    ),
  ],
});
