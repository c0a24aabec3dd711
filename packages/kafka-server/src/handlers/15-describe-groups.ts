import { apis, type DescribeGroupsRequest, type DescribeGroupsResponseInput } from '@drave/kafka-protocol';
import { authorizedGroupOperations, OPERATIONS_NOT_ASKED } from './authorized-operations.js';
import { kafkaCodeOf, undescribedText } from './group-answers.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * DescribeGroups, versions 0 to 6.
 *
 * State, protocol and members of groups. A group that does not exist is `Dead` without an error, up to version 5; from
 * 6 on it is GROUP_ID_NOT_FOUND as well.
 */
export const describeGroupsRow: HandlerRow<DescribeGroupsRequest, DescribeGroupsResponseInput> = {
  api: apis.DescribeGroups,
  minVersion: 0,
  maxVersion: 6,
  handle,
  refuse: (errorCode, errorMessage, request) => ({
    groups: request.groups.map((groupId) => ({
      errorCode,
      errorMessage,
      groupId,
      groupState: '',
      protocolType: '',
      protocolData: '',
      members: [],
    })),
  }),
};

async function handle(context: HandlerContext, request: DescribeGroupsRequest): Promise<DescribeGroupsResponseInput> {
  const { domain, caller, version } = context;
  const described = await domain.broker.groups.describeGroups(caller, request.groups);
  return {
    groups: described.map((group) => {
      const missing = group.failure === 'GROUP_ID_NOT_FOUND';
      const errorCode = missing && version < 6 ? 0 : kafkaCodeOf(group.failure);
      return {
        errorCode,
        errorMessage: undescribedText('classic', group),
        groupId: group.groupId,
        groupState: group.state,
        protocolType: group.protocolType,
        protocolData: group.protocol,
        members: group.members.map((member) => ({
          memberId: member.memberId,
          groupInstanceId: member.groupInstanceId ?? null,
          clientId: member.clientId,
          clientHost: member.clientHost,
          memberMetadata: member.metadata,
          memberAssignment: member.assignment,
        })),
        authorizedOperations:
          request.includeAuthorizedOperations && errorCode === 0
            ? authorizedGroupOperations(context, group.groupId)
            : OPERATIONS_NOT_ASKED,
      };
    }),
  };
}
