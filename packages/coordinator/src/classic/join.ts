import type { ErrorCode } from '@drave/base';
import type { MemberId } from '../state/group-record.js';
import type { ClassicGroup } from './classic-group.js';
import { memberOf, rebalanceTimeoutOf, sameProtocols, type ClassicMember, type Reply } from './classic-member.js';
import {
  NO_MEMBER_ID,
  joinRefused,
  type JoinGroupRequest,
  type JoinGroupResponse,
  type MemberRef,
} from './classic-requests.js';
import {
  allowFirstJoin,
  answerJoin,
  answerSync,
  completeJoinIfAll,
  joinedResponse,
  maybePrepareRebalance,
  prepareRebalance,
  removePending,
  resetSession,
  sessionTimer,
  type ClassicContext,
} from './rebalance.js';
import type { Turn } from './turn.js';

type JoinReply = Reply<JoinGroupResponse>;

/** A member joins, for the first time or again. The reply may come much later: when all members have joined. */
export function join(
  context: ClassicContext,
  turn: Turn,
  group: ClassicGroup,
  request: JoinGroupRequest,
  reply: JoinReply,
): void {
  const refusal = refuseJoin(context, group, request);
  if (refusal !== undefined) {
    if (refusal === 'GROUP_MAX_SIZE_REACHED') leaveForGood(context, turn, group, request.memberId);
    reply(joinRefused(refusal === 'GROUP_MAX_SIZE_REACHED' ? NO_MEMBER_ID : request.memberId, refusal));
  } else if (request.memberId === NO_MEMBER_ID) joinAsNew(context, turn, group, request, reply);
  else joinAgain(context, turn, group, request, reply);
  completeJoinIfAll(context, turn, group);
}

/** The member that speaks must be the one that we know; undefined when it is. */
export function refuseMember(
  group: ClassicGroup,
  ref: Omit<MemberRef, 'generationId' | 'groupId'>,
): ErrorCode | undefined {
  if (ref.groupInstanceId !== undefined) {
    const current = group.staticMemberId(ref.groupInstanceId);
    if (current === undefined) return 'UNKNOWN_MEMBER_ID';
    if (current !== ref.memberId) return 'FENCED_INSTANCE_ID';
  }
  return group.has(ref.memberId) ? undefined : 'UNKNOWN_MEMBER_ID';
}

function refuseJoin(context: ClassicContext, group: ClassicGroup, request: JoinGroupRequest): ErrorCode | undefined {
  if (group.state === 'Dead') return 'COORDINATOR_NOT_AVAILABLE';
  if (!hasRoom(context, group, request.memberId)) return 'GROUP_MAX_SIZE_REACHED';
  return group.supports(request.protocolType, request.protocols) ? undefined : 'INCONSISTENT_GROUP_PROTOCOL';
}

/** During a rebalance those who have joined count, so that an oversized group sheds the last ones to come. */
function hasRoom({ settings }: ClassicContext, group: ClassicGroup, memberId: MemberId): boolean {
  switch (group.state) {
    case 'Empty':
    case 'Dead':
      return true;
    case 'PreparingRebalance':
      return group.get(memberId)?.awaitingJoin !== undefined || group.awaitingJoinCount < settings.groupSizeMax;
    case 'CompletingRebalance':
    case 'Stable':
      return group.has(memberId) || group.size < settings.groupSizeMax;
  }
}

function leaveForGood(context: ClassicContext, turn: Turn, group: ClassicGroup, memberId: MemberId): void {
  removePending(context, turn, group, memberId);
  if (!group.has(memberId)) return;
  turn.clearTimer(sessionTimer(group.groupId, memberId));
  group.remove(memberId);
}

function joinAsNew(
  context: ClassicContext,
  turn: Turn,
  group: ClassicGroup,
  request: JoinGroupRequest,
  reply: JoinReply,
): void {
  const { groupInstanceId } = request;
  const memberId = `${groupInstanceId ?? request.clientId}-${context.uniqueId()}`;
  if (groupInstanceId !== undefined) {
    const known = group.staticMemberId(groupInstanceId);
    if (known === undefined) addMember(context, turn, group, memberId, request, reply);
    else replaceStaticMember(context, turn, group, { known, groupInstanceId, memberId }, request, reply);
    return;
  }
  if (!request.memberIdRequired) {
    addMember(context, turn, group, memberId, request, reply);
    return;
  }
  group.pendingMembers.add(memberId);
  turn.setTimer(sessionTimer(group.groupId, memberId), request.sessionTimeoutMs, (later) =>
    removePending(context, later, group, memberId),
  );
  reply(joinRefused(memberId, 'MEMBER_ID_REQUIRED'));
}

function joinAgain(
  context: ClassicContext,
  turn: Turn,
  group: ClassicGroup,
  request: JoinGroupRequest,
  reply: JoinReply,
): void {
  const { memberId } = request;
  if (group.pendingMembers.has(memberId)) {
    // Only dynamic members are handed an id first: a static one with such an id is another member.
    if (request.groupInstanceId === undefined) addMember(context, turn, group, memberId, request, reply);
    else reply(joinRefused(memberId, 'UNKNOWN_MEMBER_ID'));
    return;
  }
  const refusal = refuseMember(group, request);
  if (refusal !== undefined) {
    reply(joinRefused(memberId, refusal));
    return;
  }
  const member = group.requireMember(memberId);
  const same = sameProtocols(member.protocols, request.protocols);
  switch (group.state) {
    case 'PreparingRebalance':
      updateMember(context, turn, group, member, request, reply);
      return;
    case 'CompletingRebalance':
      // The answer to its first attempt was lost, or the leader has not synced yet.
      if (same) reply(joinedResponse(group, memberId));
      else updateMember(context, turn, group, member, request, reply);
      return;
    case 'Stable':
      // A leader that joins wants a new assignment: its metadata may have changed.
      if (same && !group.isLeader(memberId)) reply({ ...joinedResponse(group, memberId), members: [] });
      else updateMember(context, turn, group, member, request, reply);
      return;
    case 'Empty':
    case 'Dead':
      reply(joinRefused(memberId, 'UNKNOWN_MEMBER_ID'));
      return;
  }
}

function addMember(
  context: ClassicContext,
  turn: Turn,
  group: ClassicGroup,
  memberId: MemberId,
  request: JoinGroupRequest,
  reply: JoinReply,
): void {
  const member: ClassicMember = { ...memberOf(memberId, request), isNew: true, awaitingJoin: reply };
  if (group.state === 'PreparingRebalance' && group.generationId === 0) group.newMemberAdded = true;
  if (group.size === 0) group.protocolType = request.protocolType;
  group.add(member);
  allowFirstJoin(context, turn, group, member);
  maybePrepareRebalance(context, turn, group);
}

function updateMember(
  context: ClassicContext,
  turn: Turn,
  group: ClassicGroup,
  member: ClassicMember,
  request: JoinGroupRequest,
  reply: JoinReply,
): void {
  takeRequest(group, member, request, reply);
  maybePrepareRebalance(context, turn, group);
}

function takeRequest(group: ClassicGroup, member: ClassicMember, request: JoinGroupRequest, reply: JoinReply): void {
  group.updateProtocols(member, request.protocols);
  member.clientId = request.clientId;
  member.clientHost = request.clientHost;
  member.rebalanceTimeoutMs = rebalanceTimeoutOf(request);
  member.sessionTimeoutMs = request.sessionTimeoutMs;
  // The same member asked before and does not wait for that answer any more.
  answerJoin(member, joinRefused(member.memberId, 'REBALANCE_IN_PROGRESS'));
  member.awaitingJoin = reply;
}

interface Replacement {
  readonly known: MemberId;
  readonly groupInstanceId: string;
  readonly memberId: MemberId;
}

/**
 * A static member restarted: it takes its old place (KIP-345). As long as the choice of the protocol stays, the others
 * need not hear of it; but the new id must be in the log before it is told (KAFKA-10284).
 */
function replaceStaticMember(
  context: ClassicContext,
  turn: Turn,
  group: ClassicGroup,
  { known, groupInstanceId, memberId }: Replacement,
  request: JoinGroupRequest,
  reply: JoinReply,
): void {
  const leaderBefore = group.leaderId;
  const member = group.requireMember(known);
  answerJoin(member, joinRefused(known, 'FENCED_INSTANCE_ID'));
  answerSync(member, 'FENCED_INSTANCE_ID');
  turn.clearTimer(sessionTimer(group.groupId, known));
  group.replaceStatic(groupInstanceId, known, memberId);
  resetSession(context, turn, group, member);
  const before: Terms = { ...member };
  takeRequest(group, member, request, reply);
  switch (group.state) {
    case 'Stable':
      break;
    case 'CompletingRebalance':
      // The leader may have been told the old id: its assignment would miss the new one.
      prepareRebalance(context, turn, group);
      return;
    case 'PreparingRebalance':
    case 'Empty':
    case 'Dead':
      return;
  }
  if (group.selectProtocol() !== group.protocolName) {
    maybePrepareRebalance(context, turn, group);
    return;
  }
  const value = group.value(turn.now.wallMs, ({ assignment }) => assignment);
  turn.write({ kind: 'classicGroup', groupId: group.groupId, value });
  turn.whenSettled((failure, later) => {
    if (group.get(memberId) !== member) return;
    if (failure === undefined) answerJoin(member, replacedResponse(group, memberId, leaderBefore, request));
    else {
      answerJoin(member, { ...joinRefused(NO_MEMBER_ID, failure), generationId: group.generationId });
      later.clearTimer(sessionTimer(group.groupId, memberId));
      group.replaceStatic(groupInstanceId, memberId, known);
      // Once others have joined again, they may have agreed on what only the new protocols have.
      if (group.state === 'Stable') restore(group, member, before);
      if (group.state === 'PreparingRebalance') completeJoinIfAll(context, later, group);
    }
    if (group.get(member.memberId) === member) resetSession(context, later, group, member);
  });
}

type Terms = Pick<ClassicMember, 'protocols' | 'rebalanceTimeoutMs' | 'sessionTimeoutMs'>;

function restore(group: ClassicGroup, member: ClassicMember, before: Terms): void {
  group.updateProtocols(member, before.protocols);
  member.rebalanceTimeoutMs = before.rebalanceTimeoutMs;
  member.sessionTimeoutMs = before.sessionTimeoutMs;
}

/**
 * A leader that came back must not assign anything while the group is stable. New clients are told to skip that
 * (KIP-814), old ones are told the leader's old id, which is not theirs.
 */
function replacedResponse(
  group: ClassicGroup,
  memberId: MemberId,
  leaderBefore: MemberId | undefined,
  request: JoinGroupRequest,
): JoinGroupResponse {
  const joined = joinedResponse(group, memberId);
  if (request.skipAssignmentSupported) return { ...joined, skipAssignment: group.isLeader(memberId) };
  return { ...joined, leaderId: leaderBefore ?? NO_MEMBER_ID, members: [] };
}
