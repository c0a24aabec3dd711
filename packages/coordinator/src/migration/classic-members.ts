import { assert, DraveError, type ErrorCode } from '@drave/base';
import { CONSUMER_PROTOCOL_TYPE } from '../classic/classic-group.js';
import { rebalanceTimeoutOf, sameProtocols } from '../classic/classic-member.js';
import {
  type JoinGroupRequest,
  type JoinGroupResponse,
  type LeaveGroupRequest,
  type LeaveGroupResponse,
  type MemberRef,
  NO_MEMBER_ID,
  type SyncGroupRequest,
  type SyncGroupResponse,
  syncRefused,
} from '../classic/classic-requests.js';
import { reconcileMember, refreshTopics, updateGroup } from '../consumer/advance.js';
import { encodeAssignment, readSubscription } from './classic-protocol.js';
import { checkProtocols, currentSpeaker } from './classic-terms.js';
import { type ConsumerGroup, isHeld, staticMember } from '../consumer/consumer-group.js';
import type { ConsumerContext, ConsumerDecision } from '../consumer/context.js';
import { GroupDraft } from '../consumer/draft.js';
import { decideRemoval, leavingMember } from '../consumer/leave.js';
import { type ClassicMember, type ConsumerMember, newMember, sortedNames } from '../consumer/member.js';
import { checkInstance, replaceStaticMember, unknownMember } from '../consumer/membership.js';
import { updateTarget } from '../consumer/target-assignment.js';
import { noPartitions } from '../consumer/topic-partitions.js';

/** A JoinGroup of a member that has an id by now, its own or a new one. */
interface ClassicJoin {
  readonly request: JoinGroupRequest;
  readonly memberId: string;
}

/**
 * JoinGroup in a group of type consumer (KIP-848, online migration). The coordinator assigns, so no member leads and
 * none waits for another: the member is told an epoch as its generation, and fetches with SyncGroup what that gives.
 * @throws DraveError GROUP_MAX_SIZE_REACHED, INCONSISTENT_GROUP_PROTOCOL, UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID.
 */
export function decideClassicJoin(
  group: ConsumerGroup,
  context: ConsumerContext,
  { request, memberId }: ClassicJoin,
): ConsumerDecision<JoinGroupResponse> {
  checkRoom(group, context, request, memberId);
  checkProtocols(group, memberId, request);
  const [protocol] = request.protocols;
  assert(protocol !== undefined, 'a member that fits offers a protocol');
  const subscription = readSubscription(protocol.metadata, context.topics);
  if (subscription === undefined)
    throw new DraveError('INCONSISTENT_GROUP_PROTOCOL', `the metadata of member '${memberId}' is not a consumer's`);
  const draft = new GroupDraft(group);
  const member = joiningMember(draft, request, memberId);
  const updated: ConsumerMember = {
    ...member,
    instanceId: request.groupInstanceId ?? null,
    rackId: subscription.rackId,
    clientId: request.clientId,
    clientHost: request.clientHost,
    rebalanceTimeoutMs: rebalanceTimeoutOf(request),
    subscribedTopicNames: sortedNames(subscription.topics),
    subscribedTopicRegex: '',
    serverAssignor: null,
    classic: classicOf(member, request),
  };
  updateGroup(draft, context, member, updated, !draft.group.members.has(memberId));
  if (draft.group.epoch > draft.group.targetEpoch) updateTarget(draft, context.config.assignors[0] ?? 'uniform');
  const { memberEpoch } = reconcileMember(draft, memberId, subscription.owned);
  draft.arm({ kind: 'clear', timer: 'join', memberId });
  draft.arm({ kind: 'session', memberId, delayMs: request.sessionTimeoutMs });
  draft.arm({ kind: 'sync', memberId, delayMs: updated.rebalanceTimeoutMs });
  return draft.decide({
    failure: undefined,
    memberId,
    generationId: memberEpoch,
    protocolType: CONSUMER_PROTOCOL_TYPE,
    protocolName: protocol.name,
    leaderId: NO_MEMBER_ID,
    skipAssignment: false,
    members: [],
  });
}

/** What the member's epoch gives it. @throws DraveError as `currentSpeaker`; INCONSISTENT_GROUP_PROTOCOL. */
export function decideClassicSync(
  group: ConsumerGroup,
  context: ConsumerContext,
  request: SyncGroupRequest,
): ConsumerDecision<SyncGroupResponse> {
  const { member, classic } = currentSpeaker(group, request);
  const [protocol] = classic.protocols;
  assert(protocol !== undefined, 'a classic member offers a protocol');
  const { protocolType = CONSUMER_PROTOCOL_TYPE, protocolName = protocol.name } = request;
  if (protocolType !== CONSUMER_PROTOCOL_TYPE || protocolName !== protocol.name)
    throw new DraveError('INCONSISTENT_GROUP_PROTOCOL', `member '${member.memberId}' joined with '${protocol.name}'`);
  const { memberId, rebalanceTimeoutMs } = member;
  const draft = new GroupDraft(group);
  // A member that still lets go of partitions joins again by itself when it has; any other has to catch up first.
  if (group.epoch > member.memberEpoch && member.state !== 'unrevokedPartitions') {
    draft.arm({ kind: 'join', memberId, delayMs: rebalanceTimeoutMs });
    return draft.decide(syncRefused('REBALANCE_IN_PROGRESS'));
  }
  draft.arm({ kind: 'clear', timer: 'sync', memberId });
  draft.arm({ kind: 'session', memberId, delayMs: classic.sessionTimeoutMs });
  return draft.decide({
    failure: undefined,
    protocolType: CONSUMER_PROTOCOL_TYPE,
    protocolName: protocol.name,
    assignment: encodeAssignment(member.assigned, context.topics, protocol.metadata),
  });
}

/**
 * Undefined: all is well. REBALANCE_IN_PROGRESS: there is a next step for it, to take with a JoinGroup.
 * @throws DraveError as `currentSpeaker`.
 */
export function decideClassicHeartbeat(
  group: ConsumerGroup,
  context: ConsumerContext,
  request: MemberRef,
): ConsumerDecision<ErrorCode | undefined> {
  const { member, classic } = currentSpeaker(group, request);
  const { memberId, rebalanceTimeoutMs } = member;
  const draft = new GroupDraft(group);
  // No member leads: whether topics have grown is for the coordinator to see.
  refreshTopics(draft, context);
  draft.arm({ kind: 'session', memberId, delayMs: classic.sessionTimeoutMs });
  if (!hasNextStep(draft.group, member)) return draft.decide(undefined);
  draft.arm({ kind: 'join', memberId, delayMs: rebalanceTimeoutMs });
  return draft.decide('REBALANCE_IN_PROGRESS');
}

/**
 * LeaveGroup: the answer for each. Also how an administrator removes members, whatever their protocol: static ones by
 * their instance id alone.
 */
export function decideClassicLeave(
  group: ConsumerGroup,
  context: ConsumerContext,
  request: LeaveGroupRequest,
): ConsumerDecision<LeaveGroupResponse> {
  const leaving = new Set<string>();
  const members = request.members.map(({ memberId, groupInstanceId }) => {
    try {
      const id = leavingMember(group, memberId, groupInstanceId);
      const failure = leaving.has(id) ? ('UNKNOWN_MEMBER_ID' as const) : undefined;
      leaving.add(id);
      return { memberId, groupInstanceId, failure };
    } catch (reason) {
      if (!(reason instanceof DraveError)) throw reason;
      return { memberId, groupInstanceId, failure: reason.code };
    }
  });
  return { ...decideRemoval(group, context, [...leaving]), response: { failure: undefined, members } };
}

function checkRoom(group: ConsumerGroup, context: ConsumerContext, request: JoinGroupRequest, memberId: string): void {
  const { groupInstanceId } = request;
  const known =
    group.members.has(memberId) || (groupInstanceId !== undefined && group.staticMembers.has(groupInstanceId));
  if (known || group.members.size < context.config.maxSize) return;
  const message = `group '${group.groupId}' has ${context.config.maxSize} members, as many as it may have`;
  throw new DraveError('GROUP_MAX_SIZE_REACHED', message);
}

/** The member as known so far; a static one that comes without an id takes the place of the one before. */
function joiningMember(draft: GroupDraft, request: JoinGroupRequest, memberId: string): ConsumerMember {
  const { groupInstanceId, groupId } = request;
  const known = (): ConsumerMember => draft.group.members.get(memberId) ?? newMember(memberId);
  if (groupInstanceId === undefined) return known();
  const existing = staticMember(draft.group, groupInstanceId);
  if (request.memberId !== NO_MEMBER_ID) {
    if (existing === undefined) throw unknownMember({ groupId, memberId });
    checkInstance(existing, { memberId });
    return existing;
  }
  if (existing !== undefined) replaceStaticMember(draft, existing, memberId);
  return known();
}

/** The same object when nothing has changed, so that nothing is written. */
function classicOf({ classic }: ConsumerMember, { sessionTimeoutMs, protocols }: JoinGroupRequest): ClassicMember {
  const same =
    classic !== null && classic.sessionTimeoutMs === sessionTimeoutMs && sameProtocols(classic.protocols, protocols);
  return same ? classic : { sessionTimeoutMs, protocols };
}

function hasNextStep(group: ConsumerGroup, member: ConsumerMember): boolean {
  if (member.memberEpoch < group.epoch) return true;
  switch (member.state) {
    case 'stable':
      return false;
    case 'unrevokedPartitions':
      return true;
    case 'unreleasedPartitions':
      return !waits(group, member);
  }
}

/** Others still hold something that is meant for this member. */
function waits(group: ConsumerGroup, { memberId, assigned }: ConsumerMember): boolean {
  for (const [topicId, partitions] of group.targets.get(memberId) ?? noPartitions) {
    const own = assigned.get(topicId) ?? [];
    if (partitions.some((partition) => !own.includes(partition) && isHeld(group, topicId, partition))) return true;
  }
  return false;
}
