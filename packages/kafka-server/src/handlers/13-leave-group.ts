import { apis, type LeaveGroupRequest, type LeaveGroupResponseInput } from '@drave/kafka-protocol';
import { kafkaCodeOf } from './group-answers.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * LeaveGroup, versions 0 to 5.
 *
 * One member up to version 2; from 3 on several, each with its own outcome, also by instance id alone (KIP-345).
 */
export const leaveGroupRow: HandlerRow<LeaveGroupRequest, LeaveGroupResponseInput> = {
  api: apis.LeaveGroup,
  minVersion: 0,
  maxVersion: 5,
  handle,
  refuse: (errorCode) => ({ errorCode }),
};

async function handle(
  { domain, caller, version }: HandlerContext,
  request: LeaveGroupRequest,
): Promise<LeaveGroupResponseInput> {
  const members =
    version < 3
      ? [{ memberId: request.memberId, groupInstanceId: undefined, reason: undefined }]
      : request.members.map(({ memberId, groupInstanceId, reason }) => ({
          memberId,
          groupInstanceId: groupInstanceId ?? undefined,
          reason: reason ?? undefined,
        }));
  const response = await domain.broker.groups.leaveGroup(caller, { groupId: request.groupId, members });
  if (version < 3) return { errorCode: kafkaCodeOf(response.failure ?? response.members[0]?.failure) };
  return {
    errorCode: kafkaCodeOf(response.failure),
    members: response.members.map(({ memberId, groupInstanceId, failure }) => ({
      memberId,
      groupInstanceId: groupInstanceId ?? null,
      errorCode: kafkaCodeOf(failure),
    })),
  };
}
