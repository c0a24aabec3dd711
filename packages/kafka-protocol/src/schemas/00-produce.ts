import { UUID_ZERO } from '@drave/base';
import { api, int16, int32, int64, list, records, string, struct, throttleTimeMs, uuid } from '../table/fields.js';

/**
 * Versions 0 to 2 carry message sets of the formats before record batches (magic 0 and 1). They can be read, so that
 * they can be answered; clients look for version 0 before they compress (KAFKA-18659). Version 12 begins a transaction
 * by its first batch (KIP-890, part 2). Topics go by name up to version 12, by id from 13 on (KIP-516).
 */
export const produce = api('Produce', {
  key: 0,
  versions: [0, 13],
  flexibleFrom: 9,
  request: [
    string('transactionalId', { since: 3, nullableSince: 3, default: null }),
    int16('acks'),
    int32('timeoutMs'),
    list('topicData', 'Topic', [
      string('name', { until: 12, default: '', ignorable: true }),
      uuid('topicId', { since: 13, default: UUID_ZERO, ignorable: true }),
      list('partitionData', 'Partition', [int32('index'), records('records', { nullableSince: 0 })]),
    ]),
  ],
  response: [
    list('responses', 'Topic', [
      string('name', { until: 12, default: '', ignorable: true }),
      uuid('topicId', { since: 13, default: UUID_ZERO, ignorable: true }),
      list('partitionResponses', 'Partition', [
        int32('index'),
        int16('errorCode'),
        int64('baseOffset'),
        int64('logAppendTimeMs', { since: 2, default: -1, ignorable: true }),
        int64('logStartOffset', { since: 5, default: -1, ignorable: true }),
        list(
          'recordErrors',
          'RecordError',
          [int32('batchIndex'), string('batchIndexErrorMessage', { nullableSince: 8, default: null })],
          { since: 8, default: 'empty', ignorable: true },
        ),
        string('errorMessage', { since: 8, nullableSince: 8, default: null, ignorable: true }),
        // Leader hints (KIP-951); Kafka drops them silently for clients that cannot read them.
        struct(
          'currentLeader',
          'CurrentLeader',
          [int32('leaderId', { default: -1 }), int32('leaderEpoch', { default: -1 })],
          { since: 10, tag: 0, ignorable: true },
        ),
      ]),
    ]),
    throttleTimeMs(1),
    list(
      'nodeEndpoints',
      'NodeEndpoint',
      [int32('nodeId'), string('host'), int32('port'), string('rack', { nullableSince: 10, default: null })],
      { since: 10, tag: 0, ignorable: true },
    ),
  ],
});
