import { api, int16, int32, list, listOf, string, struct, throttleTimeMs, uuid } from '../table/fields.js';

const topicPartitions = [uuid('topicId'), listOf('partitions', 'int32')];

/** Null, and -1 for the timeout, mean "unchanged since the last heartbeat" (KIP-848). */
export const consumerGroupHeartbeat = api('ConsumerGroupHeartbeat', {
  key: 68,
  versions: [0, 1],
  flexibleFrom: 0,
  request: [
    string('groupId'),
    string('memberId'),
    int32('memberEpoch'),
    string('instanceId', { nullableSince: 0, default: null }),
    string('rackId', { nullableSince: 0, default: null }),
    int32('rebalanceTimeoutMs', { default: -1 }),
    listOf('subscribedTopicNames', 'string', { nullableSince: 0, default: null }),
    string('subscribedTopicRegex', { since: 1, nullableSince: 1, default: null }),
    string('serverAssignor', { nullableSince: 0, default: null }),
    list('topicPartitions', 'TopicPartitions', topicPartitions, { nullableSince: 0, default: null }),
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
