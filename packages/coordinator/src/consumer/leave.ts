import { NO_MEMBER_ID } from '../classic/classic-requests.js';
import { type ConsumerGroup, staticMember } from './consumer-group.js';
import type { ConsumerContext, ConsumerDecision } from './context.js';
import { GroupDraft } from './draft.js';
import { STATIC_LEAVE_EPOCH } from './member.js';
import { checkInstance, dropUnusedRegex, unknownMember } from './membership.js';
import { sameTopics, subscribedTopics } from './subscription.js';
import { noPartitions } from './topic-partitions.js';

interface LeaveRequest {
  readonly groupId: string;
  readonly memberId: string;
  readonly memberEpoch: number;
  readonly instanceId: string | null;
}

/** A member goes, or, being static, steps out: then its partitions wait for it until its session ends. */
export function decideLeave(
  group: ConsumerGroup,
  context: ConsumerContext,
  request: LeaveRequest,
): ConsumerDecision<void> {
  const { instanceId } = request;
  const member = instanceId === null ? group.members.get(request.memberId) : staticMember(group, instanceId);
  if (member === undefined) throw unknownMember(request);
  checkInstance(member, request);
  if (request.memberEpoch !== STATIC_LEAVE_EPOCH) return decideRemoval(group, context, [member.memberId]);
  const draft = new GroupDraft(group);
  // The session timer keeps running: a member that does not come back loses its place.
  draft.arm({ kind: 'clear', timer: 'rebalance', memberId: member.memberId });
  draft.putMember({ ...member, memberEpoch: STATIC_LEAVE_EPOCH, pendingRevocation: noPartitions });
  return draft.decide(undefined);
}

/** @throws DraveError UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID. */
export function leavingMember(group: ConsumerGroup, memberId: string, instanceId: string | undefined): string {
  const { groupId } = group;
  const member = instanceId === undefined ? group.members.get(memberId) : staticMember(group, instanceId);
  if (member === undefined) throw unknownMember({ groupId, memberId });
  if (instanceId !== undefined && memberId !== NO_MEMBER_ID) checkInstance(member, { memberId });
  return member.memberId;
}

/** Removes members that left or failed, and bumps the group's epoch: what they had is for others. */
export function decideRemoval(
  group: ConsumerGroup,
  context: ConsumerContext,
  memberIds: readonly string[],
): ConsumerDecision<void> {
  const draft = new GroupDraft(group);
  const { groupId } = draft;
  for (const memberId of memberIds) {
    const member = draft.group.members.get(memberId);
    if (member === undefined) continue;
    draft.clearTimers(memberId);
    draft.removeMember(memberId);
    dropUnusedRegex(draft, member.subscribedTopicRegex);
  }
  if (draft.group.members.size === group.members.size) return draft.decide(undefined);
  const topics = subscribedTopics(draft.group, draft.group.members.values(), context.topics);
  if (!sameTopics(topics, draft.group.topics)) draft.add({ kind: 'consumerGroupTopics', groupId, value: { topics } });
  draft.bumpEpoch();
  return draft.decide(undefined);
}

/** The member has been silent for its session. */
export function decideSessionEnd(
  group: ConsumerGroup,
  context: ConsumerContext,
  memberId: string,
): ConsumerDecision<void> {
  return decideRemoval(group, context, [memberId]);
}

/** A member in the classic protocol was told to join again, or to fetch what it got, and did not in time. */
export function decideClassicTimeout(
  group: ConsumerGroup,
  context: ConsumerContext,
  memberId: string,
): ConsumerDecision<void> {
  const speaksClassic = (group.members.get(memberId)?.classic ?? null) !== null;
  return decideRemoval(group, context, speaksClassic ? [memberId] : []);
}

/** The member had its rebalance timeout to let go of partitions, and did not. */
export function decideRebalanceEnd(
  group: ConsumerGroup,
  context: ConsumerContext,
  memberId: string,
  memberEpoch: number,
): ConsumerDecision<void> {
  const member = group.members.get(memberId);
  const overdue = member?.state === 'unrevokedPartitions' && member.memberEpoch === memberEpoch;
  return decideRemoval(group, context, overdue ? [memberId] : []);
}
