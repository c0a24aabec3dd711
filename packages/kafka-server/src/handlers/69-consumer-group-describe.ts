import type { DescribedPartitions } from '@drave/coordinator';
import {
  apis,
  type ConsumerGroupDescribeRequest,
  type ConsumerGroupDescribeResponseInput,
} from '@drave/kafka-protocol';
import { authorizedGroupOperations, OPERATIONS_NOT_ASKED } from './authorized-operations.js';
import { kafkaCodeOf, undescribedText } from './group-answers.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * ConsumerGroupDescribe, versions 0 and 1.
 *
 * Groups of type consumer: their members, what each has and what it is to have. A group of another type is
 * GROUP_ID_NOT_FOUND, which makes a client ask DescribeGroups; the message tells it from one that does not exist.
 */
export const consumerGroupDescribeRow: HandlerRow<ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponseInput> = {
  api: apis.ConsumerGroupDescribe,
  minVersion: 0,
  maxVersion: 1,
  handle,
  refuse: (errorCode, errorMessage, request) => ({
    groups: request.groupIds.map((groupId) => undescribed(groupId, errorCode, errorMessage)),
  }),
};

async function handle(
  context: HandlerContext,
  request: ConsumerGroupDescribeRequest,
): Promise<ConsumerGroupDescribeResponseInput> {
  const { domain, caller } = context;
  const described = await domain.broker.groups.describeConsumerGroups(caller, request.groupIds);
  return {
    groups: described.map((group) => {
      if ('failure' in group) {
        return undescribed(group.groupId, kafkaCodeOf(group.failure), undescribedText('consumer', group));
      }
      return {
        errorCode: 0,
        groupId: group.groupId,
        groupState: group.state,
        groupEpoch: group.epoch,
        assignmentEpoch: group.assignmentEpoch,
        assignorName: group.assignor,
        members: group.members.map((member) => ({
          memberId: member.memberId,
          instanceId: member.instanceId,
          rackId: member.rackId,
          memberEpoch: member.memberEpoch,
          clientId: member.clientId,
          clientHost: member.clientHost,
          subscribedTopicNames: member.subscribedTopicNames,
          subscribedTopicRegex: member.subscribedTopicRegex,
          assignment: assignmentOf(member.assigned),
          targetAssignment: assignmentOf(member.target),
          memberType: member.classic ? MEMBER_TYPE_CLASSIC : MEMBER_TYPE_CONSUMER,
        })),
        authorizedOperations: request.includeAuthorizedOperations
          ? authorizedGroupOperations(context, group.groupId)
          : OPERATIONS_NOT_ASKED,
      };
    }),
  };
}

const MEMBER_TYPE_CLASSIC = 0;
const MEMBER_TYPE_CONSUMER = 1;

function assignmentOf(topics: readonly DescribedPartitions[]) {
  return { topicPartitions: topics.filter(({ topicName }) => topicName !== '') };
}

function undescribed(groupId: string, errorCode: number, errorMessage: string | null) {
  const nothing = { groupState: '', groupEpoch: 0, assignmentEpoch: 0, assignorName: '', members: [] };
  return { errorCode, errorMessage, groupId, ...nothing };
}
