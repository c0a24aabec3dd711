import { apis, type JoinGroupRequest, type JoinGroupResponseInput } from '@drave/kafka-protocol';
import { clientHostOf, kafkaCodeOf, ownBytes } from './group-answers.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * JoinGroup, versions 0 to 9.
 *
 * The answer waits until all members have joined, or their time is up. From version 4 on a new member is first given
 * its id and joins again with it (KIP-394). Version 0 has one timeout for sessions and rebalances.
 */
export const joinGroupRow: HandlerRow<JoinGroupRequest, JoinGroupResponseInput> = {
  api: apis.JoinGroup,
  minVersion: 0,
  maxVersion: 9,
  handle,
  refuse: (errorCode, _message, { memberId }, version) => ({
    errorCode,
    protocolName: version >= 7 ? null : '',
    leader: '',
    memberId,
    members: [],
  }),
};

async function handle(context: HandlerContext, request: JoinGroupRequest): Promise<JoinGroupResponseInput> {
  const { domain, caller, version } = context;
  const response = await domain.broker.groups.joinGroup(caller, {
    groupId: request.groupId,
    memberId: request.memberId,
    groupInstanceId: request.groupInstanceId ?? undefined,
    clientId: caller.clientId,
    clientHost: clientHostOf(context),
    sessionTimeoutMs: request.sessionTimeoutMs,
    rebalanceTimeoutMs: version === 0 ? request.sessionTimeoutMs : Math.max(0, request.rebalanceTimeoutMs),
    protocolType: request.protocolType,
    protocols: request.protocols.map(({ name, metadata }) => ({ name, metadata: ownBytes(metadata) })),
    memberIdRequired: version >= 4,
    skipAssignmentSupported: version >= 9,
    reason: request.reason ?? undefined,
  });
  return {
    errorCode: kafkaCodeOf(response.failure),
    generationId: response.generationId,
    protocolType: response.protocolType ?? null,
    protocolName: response.protocolName ?? (version >= 7 ? null : ''),
    leader: response.leaderId,
    skipAssignment: response.skipAssignment,
    memberId: response.memberId,
    members: response.members.map(({ memberId, groupInstanceId, metadata }) => ({
      memberId,
      groupInstanceId: groupInstanceId ?? null,
      metadata,
    })),
  };
}
