import { api, bool, int16, int32, int64, list, listOf, string, struct, throttleTimeMs, uuid } from '../table/fields.js';

export const shareAcknowledge = api('ShareAcknowledge', {
  key: 79,
  versions: [1, 2],
  flexibleFrom: 0,
  request: [
    string('groupId', { nullableSince: 0, default: null }),
    string('memberId', { nullableSince: 0 }),
    int32('shareSessionEpoch'),
    bool('isRenewAck', { since: 2, default: false }),
    list('topics', 'Topic', [
      uuid('topicId'),
      list('partitions', 'Partition', [
        int32('partitionIndex'),
        list('acknowledgementBatches', 'AcknowledgementBatch', [
          int64('firstOffset'),
          int64('lastOffset'),
          listOf('acknowledgeTypes', 'int8'),
        ]),
      ]),
    ]),
  ],
  response: [
    throttleTimeMs(),
    int16('errorCode'),
    string('errorMessage', { nullableSince: 0, default: null }),
    int32('acquisitionLockTimeoutMs', { since: 2, ignorable: true, default: 0 }),
    list('responses', 'Topic', [
      uuid('topicId'),
      list('partitions', 'Partition', [
        int32('partitionIndex'),
        int16('errorCode'),
        string('errorMessage', { nullableSince: 0, default: null }),
        struct('currentLeader', 'CurrentLeader', [int32('leaderId'), int32('leaderEpoch')]),
      ]),
    ]),
    list('nodeEndpoints', 'NodeEndpoint', [
      int32('nodeId'),
      string('host'),
      int32('port'),
      string('rack', { nullableSince: 0, default: null }),
    ]),
  ],
});
