import {
  api,
  bool,
  int16,
  int32,
  int64,
  int8,
  list,
  listOf,
  records,
  string,
  struct,
  throttleTimeMs,
  uuid,
} from '../table/fields.js';

const acknowledgementBatch = [int64('firstOffset'), int64('lastOffset'), listOf('acknowledgeTypes', 'int8')];

export const shareFetch = api('ShareFetch', {
  key: 78,
  versions: [1, 2],
  flexibleFrom: 0,
  request: [
    string('groupId', { nullableSince: 0, default: null }),
    string('memberId', { nullableSince: 0 }),
    int32('shareSessionEpoch'),
    int32('maxWaitMs'),
    int32('minBytes'),
    int32('maxBytes', { default: 0x7fff_ffff }),
    int32('maxRecords'),
    int32('batchSize'),
    int8('shareAcquireMode', { since: 2, default: 0, ignorable: true }),
    bool('isRenewAck', { since: 2, default: false }),
    list('topics', 'Topic', [
      uuid('topicId'),
      list('partitions', 'Partition', [
        int32('partitionIndex'),
        list('acknowledgementBatches', 'AcknowledgementBatch', acknowledgementBatch),
      ]),
    ]),
    list('forgottenTopicsData', 'ForgottenTopic', [uuid('topicId'), listOf('partitions', 'int32')]),
  ],
  response: [
    throttleTimeMs(),
    int16('errorCode'),
    string('errorMessage', { nullableSince: 0, default: null }),
    int32('acquisitionLockTimeoutMs'),
    list('responses', 'Topic', [
      uuid('topicId'),
      list('partitions', 'Partition', [
        int32('partitionIndex'),
        int16('errorCode'),
        string('errorMessage', { nullableSince: 0, default: null }),
        int16('acknowledgeErrorCode'),
        string('acknowledgeErrorMessage', { nullableSince: 0, default: null }),
        struct('currentLeader', 'CurrentLeader', [int32('leaderId'), int32('leaderEpoch')]),
        records('records'),
        list('acquiredRecords', 'AcquiredRecords', [int64('firstOffset'), int64('lastOffset'), int16('deliveryCount')]),
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
