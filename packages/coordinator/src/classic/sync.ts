import type { ErrorCode } from '@drave/base';
import type { ClassicGroup } from './classic-group.js';
import { NO_ASSIGNMENT, type ClassicMember, type Reply } from './classic-member.js';
import { syncRefused, type SyncGroupRequest, type SyncGroupResponse } from './classic-requests.js';
import { refuseMember } from './join.js';
import {
  answerSync,
  failSync,
  maybePrepareRebalance,
  resetSession,
  syncReceived,
  type ClassicContext,
} from './rebalance.js';
import type { Turn } from './turn.js';

/** Members wait for the leader's assignments, and for those to be in the log. */
export function sync(
  context: ClassicContext,
  turn: Turn,
  group: ClassicGroup,
  request: SyncGroupRequest,
  reply: Reply<SyncGroupResponse>,
): void {
  const refusal = refuseSync(group, request);
  if (refusal !== undefined) {
    reply(syncRefused(refusal));
    return;
  }
  const member = group.requireMember(request.memberId);
  syncReceived(turn, group, member.memberId);
  if (group.state === 'Stable') {
    reply(assignedResponse(group, member));
    resetSession(context, turn, group, member);
    return;
  }
  answerSync(member, 'REBALANCE_IN_PROGRESS');
  member.awaitingSync = reply;
  if (group.isLeader(member.memberId)) storeAssignments(context, turn, group, request);
}

function refuseSync(group: ClassicGroup, request: SyncGroupRequest): ErrorCode | undefined {
  if (group.state === 'Dead') return 'COORDINATOR_NOT_AVAILABLE';
  const refusal = refuseMember(group, request);
  if (refusal !== undefined) return refusal;
  if (request.generationId !== group.generationId) return 'ILLEGAL_GENERATION';
  if (request.protocolType !== undefined && request.protocolType !== group.protocolType)
    return 'INCONSISTENT_GROUP_PROTOCOL';
  if (request.protocolName !== undefined && request.protocolName !== group.protocolName)
    return 'INCONSISTENT_GROUP_PROTOCOL';
  return group.state === 'PreparingRebalance' ? 'REBALANCE_IN_PROGRESS' : undefined;
}

function storeAssignments(context: ClassicContext, turn: Turn, group: ClassicGroup, request: SyncGroupRequest): void {
  const { generationId } = group;
  const assigned = new Map(request.assignments.map(({ memberId, assignment }) => [memberId, assignment]));
  const assignmentOf = (member: ClassicMember): Buffer => assigned.get(member.memberId) ?? NO_ASSIGNMENT;
  turn.write({ kind: 'classicGroup', groupId: group.groupId, value: group.value(turn.now.wallMs, assignmentOf) });
  turn.whenSettled((failure, later) => {
    // A member joined or left meanwhile: all have been told to join again.
    if (group.state !== 'CompletingRebalance' || group.generationId !== generationId) return;
    if (failure !== undefined) {
      failSync(context, later, group, failure);
      maybePrepareRebalance(context, later, group);
      return;
    }
    for (const member of group.members) member.assignment = assignmentOf(member);
    group.enter('Stable', later.now.wallMs);
    for (const member of group.members)
      if (answerSync(member, assignedResponse(group, member))) resetSession(context, later, group, member);
  });
}

function assignedResponse(group: ClassicGroup, member: ClassicMember): SyncGroupResponse {
  return {
    failure: undefined,
    protocolType: group.protocolType,
    protocolName: group.protocolName,
    assignment: member.assignment,
  };
}
