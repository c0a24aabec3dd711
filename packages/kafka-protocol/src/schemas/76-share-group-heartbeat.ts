import { api, int16, int32, list, listOf, string, struct, throttleTimeMs, uuid } from '../table/fields.js';

const topicPartitions = [uuid('topicId'), listOf('partitions', 'int32')];

/** Null means "unchanged since the last heartbeat" (KIP-932). */
export const shareGroupHeartbeat = api('ShareGroupHeartbeat', {
  key: 76,
  versions: [1, 1],
  flexibleFrom: 0,
  request: [
    string('groupId'),
    string('memberId'),
    int32('memberEpoch'),
    string('rackId', { nullableSince: 0, default: null }),
    listOf('subscribedTopicNames', 'string', { nullableSince: 0, default: null }),
  ],
  response: [
    throttleTimeMs(),
    int16('errorCode'),
    string('errorMessage', { nullableSince: 0, default: null }),
    string('memberId', { nullableSince: 0, default: null }),
    int32('memberEpoch'),
    int32('heartbeatIntervalMs'),
    struct('assignment', 'Assignment', [list('topicPartitions', 'TopicPartitions', topicPartitions)], {
      nullableSince: 0,
      default: null,
    }),
  ],
});
