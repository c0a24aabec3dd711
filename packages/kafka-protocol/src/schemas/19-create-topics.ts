import { api, bool, int16, int32, int8, list, listOf, string, throttleTimeMs, uuid } from '../table/fields.js';

export const createTopics = api('CreateTopics', {
  key: 19,
  versions: [2, 7],
  flexibleFrom: 5,
  request: [
    list('topics', 'Topic', [
      string('name'),
      // -1 asks for the broker's default, both here and for the replication factor (from version 4 on, KIP-464).
      int32('numPartitions'),
      int16('replicationFactor'),
      list('assignments', 'Assignment', [int32('partitionIndex'), listOf('brokerIds', 'int32')]),
      list('configs', 'Config', [string('name'), string('value', { nullableSince: 0 })]),
    ]),
    int32('timeoutMs', { default: 60_000 }),
    bool('validateOnly', { default: false }),
  ],
  response: [
    throttleTimeMs(),
    list('topics', 'Topic', [
      string('name'),
      uuid('topicId', { since: 7, ignorable: true }),
      int16('errorCode'),
      string('errorMessage', { nullableSince: 0 }),
      int16('topicConfigErrorCode', { since: 5, tag: 0, ignorable: true }),
      int32('numPartitions', { since: 5, default: -1, ignorable: true }),
      int16('replicationFactor', { since: 5, default: -1, ignorable: true }),
      // Null only together with topicConfigErrorCode: the Java client falls over a null without it.
      list(
        'configs',
        'Config',
        [
          string('name'),
          string('value', { nullableSince: 5 }),
          bool('readOnly'),
          int8('configSource', { default: -1 }),
          bool('isSensitive'),
        ],
        { since: 5, nullableSince: 5, ignorable: true },
      ),
    ]),
  ],
});
