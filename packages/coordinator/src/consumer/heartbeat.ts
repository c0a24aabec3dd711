import { DraveError } from '@drave/base';
import { reconcileMember, updateGroup } from './advance.js';
import { type ConsumerGroup, emptyGroup, staticMember } from './consumer-group.js';
import type { ConsumerContext, ConsumerDecision } from './context.js';
import { GroupDraft } from './draft.js';
import type { ConsumerHeartbeatRequest, ConsumerHeartbeatResponse } from './heartbeat-messages.js';
import { invalidHeartbeat } from './heartbeat-validation.js';
import { decideLeave } from './leave.js';
import { type ConsumerMember, LEAVE_EPOCH, newMember, sameNames, sortedNames, STATIC_LEAVE_EPOCH } from './member.js';
import { checkInstance, replaceStaticMember, unknownMember } from './membership.js';
import { updateTarget } from './target-assignment.js';
import { isSubset, samePartitions, type TopicPartitions, topicPartitionsOf } from './topic-partitions.js';

/**
 * One heartbeat: joins, leaves, or tells where the member stands, and answers with what it should do next.
 * @throws DraveError INVALID_REQUEST, UNSUPPORTED_ASSIGNOR, GROUP_ID_NOT_FOUND, GROUP_MAX_SIZE_REACHED,
 * UNKNOWN_MEMBER_ID, FENCED_MEMBER_EPOCH, FENCED_INSTANCE_ID, UNRELEASED_INSTANCE_ID, INVALID_REGULAR_EXPRESSION.
 */
export function decideHeartbeat(
  group: ConsumerGroup | undefined,
  context: ConsumerContext,
  request: ConsumerHeartbeatRequest,
): ConsumerDecision<ConsumerHeartbeatResponse> {
  const invalid = invalidHeartbeat(request, context.config.assignors);
  if (invalid !== undefined) throw invalid;
  if (request.memberEpoch === LEAVE_EPOCH || request.memberEpoch === STATIC_LEAVE_EPOCH) {
    const left = decideLeave(requireGroup(group, request.groupId), context, request);
    const { memberId, memberEpoch } = request;
    return { ...left, response: { memberId, memberEpoch, heartbeatIntervalMs: 0, assignment: null } };
  }
  const joins = request.memberEpoch === 0;
  const draft = new GroupDraft(joins ? (group ?? emptyGroup(request.groupId)) : requireGroup(group, request.groupId));
  if (!draft.group.members.has(request.memberId) && draft.group.members.size >= context.config.maxSize) {
    const message = `group '${request.groupId}' has ${context.config.maxSize} members, as many as it may have`;
    throw new DraveError('GROUP_MAX_SIZE_REACHED', message);
  }
  const owned =
    request.owned === null ? undefined : topicPartitionsOf(request.owned.map((o) => [o.topicId, o.partitions]));
  const member = memberOf(draft, request, owned);
  const updated = withRequest(member, request);
  const isNew = !draft.group.members.has(member.memberId);
  updateGroup(draft, context, member, updated, isNew);
  if (draft.group.epoch > draft.group.targetEpoch) updateTarget(draft, context.config.assignors[0] ?? 'uniform');
  const next = reconcileMember(draft, updated.memberId, owned);
  draft.arm({ kind: 'session', memberId: next.memberId, delayMs: context.config.sessionTimeoutMs });
  const changed = !samePartitions(member.assigned, next.assigned);
  return draft.decide({
    memberId: next.memberId,
    memberEpoch: next.memberEpoch,
    heartbeatIntervalMs: context.config.heartbeatIntervalMs,
    assignment: joins || isFullRequest(request) || changed ? next.assigned : null,
  });
}

function requireGroup(group: ConsumerGroup | undefined, groupId: string): ConsumerGroup {
  if (group === undefined) throw new DraveError('GROUP_ID_NOT_FOUND', `there is no group '${groupId}'`);
  return group;
}

/** A member that says all it can has lost track, for instance after a timeout: it is told all. */
function isFullRequest(request: ConsumerHeartbeatRequest): boolean {
  const subscribes = request.subscribedTopicNames !== null || request.subscribedTopicRegex !== null;
  return request.rebalanceTimeoutMs !== -1 && subscribes && request.owned !== null;
}

function memberOf(
  draft: GroupDraft,
  request: ConsumerHeartbeatRequest,
  owned: TopicPartitions | undefined,
): ConsumerMember {
  if (request.instanceId !== null) return staticMemberOf(draft, request, request.instanceId, owned);
  const member = draft.group.members.get(request.memberId);
  if (member === undefined) {
    if (request.memberEpoch === 0) return newMember(request.memberId);
    throw unknownMember(request);
  }
  checkEpoch(member, request.memberEpoch, owned);
  return member;
}

function staticMemberOf(
  draft: GroupDraft,
  request: ConsumerHeartbeatRequest,
  instanceId: string,
  owned: TopicPartitions | undefined,
): ConsumerMember {
  const existing = staticMember(draft.group, instanceId);
  if (request.memberEpoch !== 0) {
    if (existing === undefined) throw unknownMember(request);
    checkInstance(existing, request);
    checkEpoch(existing, request.memberEpoch, owned);
    return existing;
  }
  if (existing === undefined) return draft.group.members.get(request.memberId) ?? newMember(request.memberId);
  if (existing.memberId === request.memberId) {
    if (existing.memberEpoch >= 0) return existing;
    draft.putMember({ ...existing, memberEpoch: 0, previousMemberEpoch: existing.memberEpoch });
  } else {
    // A member that speaks the classic protocol cannot say that it means to come back: the next one with its name takes
    // its place.
    if (existing.memberEpoch !== STATIC_LEAVE_EPOCH && existing.classic === null) {
      const message = `group instance id '${instanceId}' is in use by member '${existing.memberId}', which has not left`;
      throw new DraveError('UNRELEASED_INSTANCE_ID', message);
    }
    replaceStaticMember(draft, existing, request.memberId);
  }
  const replaced = draft.group.members.get(request.memberId);
  if (replaced === undefined) throw unknownMember(request);
  return replaced;
}

/**
 * The member's epoch must be the one it was last told. The one before is accepted from a member that owns nothing it
 * should not: the answer with the newer epoch may have been lost. A rejoin, with epoch 0, always is.
 */
function checkEpoch(member: ConsumerMember, epoch: number, owned: TopicPartitions | undefined): void {
  if (epoch === member.memberEpoch || epoch === 0) return;
  const missedAnswer =
    epoch < member.memberEpoch &&
    epoch === member.previousMemberEpoch &&
    owned !== undefined &&
    isSubset(owned, member.assigned);
  if (missedAnswer) return;
  const message =
    `member '${member.memberId}' has epoch ${epoch} and the group knows it with epoch ${member.memberEpoch}: ` +
    'it must give up all its partitions and join again';
  throw new DraveError('FENCED_MEMBER_EPOCH', message);
}

function withRequest(member: ConsumerMember, request: ConsumerHeartbeatRequest): ConsumerMember {
  const names = request.subscribedTopicNames === null ? undefined : sortedNames(request.subscribedTopicNames);
  const unchanged = names === undefined || sameNames(names, member.subscribedTopicNames);
  return {
    ...member,
    instanceId: request.instanceId ?? member.instanceId,
    rackId: request.rackId ?? member.rackId,
    rebalanceTimeoutMs: request.rebalanceTimeoutMs === -1 ? member.rebalanceTimeoutMs : request.rebalanceTimeoutMs,
    serverAssignor: request.serverAssignor ?? member.serverAssignor,
    subscribedTopicNames: unchanged ? member.subscribedTopicNames : names,
    subscribedTopicRegex: request.subscribedTopicRegex ?? member.subscribedTopicRegex,
    clientId: request.clientId,
    clientHost: request.clientHost,
    classic: null,
  };
}
