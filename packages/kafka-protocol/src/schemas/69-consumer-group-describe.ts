import { api, bool, int16, int32, int8, list, listOf, string, struct, throttleTimeMs, uuid } from '../table/fields.js';

const assignment = [
  list('topicPartitions', 'TopicPartitions', [uuid('topicId'), string('topicName'), listOf('partitions', 'int32')]),
];

export const consumerGroupDescribe = api('ConsumerGroupDescribe', {
  key: 69,
  versions: [0, 1],
  flexibleFrom: 0,
  request: [listOf('groupIds', 'string'), bool('includeAuthorizedOperations')],
  response: [
    throttleTimeMs(),
    list('groups', 'Group', [
      int16('errorCode'),
      string('errorMessage', { nullableSince: 0, default: null }),
      string('groupId'),
      string('groupState'),
      int32('groupEpoch'),
      int32('assignmentEpoch'),
      string('assignorName'),
      list('members', 'Member', [
        string('memberId'),
        string('instanceId', { nullableSince: 0, default: null }),
        string('rackId', { nullableSince: 0, default: null }),
        int32('memberEpoch'),
        string('clientId'),
        string('clientHost'),
        listOf('subscribedTopicNames', 'string'),
        string('subscribedTopicRegex', { nullableSince: 0, default: null }),
        struct('assignment', 'Assignment', assignment),
        struct('targetAssignment', 'Assignment', assignment),
        // 0 for a member of the classic protocol, 1 for one of KIP-848, -1 for unknown.
        int8('memberType', { since: 1, default: -1, ignorable: true }),
      ]),
      int32('authorizedOperations', { default: -2_147_483_648 }),
    ]),
  ],
});
