import type { ErrorCode } from '@drave/base';
import type { ClassicGroup } from './classic-group.js';
import { NO_MEMBER_ID, type HeartbeatRequest, type LeavingMember, type MemberRef } from './classic-requests.js';
import { refuseMember } from './join.js';
import { removeMember, removePending, resetSession, type ClassicContext } from './rebalance.js';
import type { Turn } from './turn.js';

/** Undefined: all is well. REBALANCE_IN_PROGRESS: the member is known, and must join again. */
export function heartbeat(
  context: ClassicContext,
  turn: Turn,
  group: ClassicGroup,
  request: HeartbeatRequest,
): ErrorCode | undefined {
  const refusal = refuseGeneration(group, request);
  if (refusal !== undefined) return refusal;
  resetSession(context, turn, group, group.requireMember(request.memberId));
  return group.state === 'PreparingRebalance' ? 'REBALANCE_IN_PROGRESS' : undefined;
}

/** The members leave at once, in order; the answer for each. */
export function leave(
  context: ClassicContext,
  turn: Turn,
  group: ClassicGroup,
  { memberId, groupInstanceId }: LeavingMember,
): ErrorCode | undefined {
  if (group.state === 'Dead') return 'COORDINATOR_NOT_AVAILABLE';
  if (memberId === NO_MEMBER_ID) {
    const known = groupInstanceId === undefined ? undefined : group.staticMemberId(groupInstanceId);
    if (known === undefined) return 'UNKNOWN_MEMBER_ID';
    removeMember(context, turn, group, group.requireMember(known));
    return undefined;
  }
  if (group.pendingMembers.has(memberId)) {
    removePending(context, turn, group, memberId);
    return undefined;
  }
  const refusal = refuseMember(group, { memberId, groupInstanceId });
  if (refusal === undefined) removeMember(context, turn, group, group.requireMember(memberId));
  return refusal;
}

/**
 * Who may commit offsets: members of the present generation; a client without a generation as long as the group has no
 * members. While members wait for their assignments there is nothing to commit yet.
 */
export function refuseCommit(
  context: ClassicContext,
  turn: Turn,
  group: ClassicGroup,
  request: MemberRef,
): ErrorCode | undefined {
  const { memberId, groupInstanceId, generationId } = request;
  if (generationId < 0 && memberId === NO_MEMBER_ID && groupInstanceId === undefined) {
    if (group.state === 'Dead') return 'COORDINATOR_NOT_AVAILABLE';
    return group.state === 'Empty' ? undefined : 'UNKNOWN_MEMBER_ID';
  }
  const refusal = refuseGeneration(group, request);
  if (refusal !== undefined) return refusal;
  if (group.state === 'CompletingRebalance') return 'REBALANCE_IN_PROGRESS';
  resetSession(context, turn, group, group.requireMember(memberId));
  return undefined;
}

/**
 * Who may commit offsets in a transaction (KIP-447). Who names no member is fenced by the transaction alone, as older
 * clients are. That a rebalance is under way is no objection: what is committed belongs to the generation before.
 */
export function refuseTransactionalCommit(group: ClassicGroup, request: MemberRef): ErrorCode | undefined {
  const { memberId, groupInstanceId, generationId } = request;
  if (generationId < 0 && group.state === 'Empty') return undefined;
  if (generationId < 0 && memberId === NO_MEMBER_ID && groupInstanceId === undefined) return undefined;
  return refuseGeneration(group, request);
}

function refuseGeneration(group: ClassicGroup, request: MemberRef): ErrorCode | undefined {
  if (group.state === 'Dead') return 'COORDINATOR_NOT_AVAILABLE';
  const refusal = refuseMember(group, request);
  if (refusal !== undefined) return refusal;
  return request.generationId === group.generationId ? undefined : 'ILLEGAL_GENERATION';
}
