import { api, bool, int16, int32, list, listOf, string, struct, throttleTimeMs, uuid } from '../table/fields.js';

export const shareGroupDescribe = api('ShareGroupDescribe', {
  key: 77,
  versions: [1, 1],
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
        string('rackId', { nullableSince: 0, default: null }),
        int32('memberEpoch'),
        string('clientId'),
        string('clientHost'),
        listOf('subscribedTopicNames', 'string'),
        struct('assignment', 'Assignment', [
          list('topicPartitions', 'TopicPartitions', [
            uuid('topicId'),
            string('topicName'),
            listOf('partitions', 'int32'),
          ]),
        ]),
      ]),
      int32('authorizedOperations', { default: -2_147_483_648 }),
    ]),
  ],
});
