import { assert, type ErrorCode, type Millis } from '@drave/base';
import type { GroupId, MemberId } from '../state/group-record.js';
import type { ClassicGroup, SubscriptionReader } from './classic-group.js';
import { NO_ASSIGNMENT, type ClassicMember } from './classic-member.js';
import { type JoinGroupResponse, type SyncGroupResponse, joinRefused, syncRefused } from './classic-requests.js';
import type { Turn } from './turn.js';

export interface ClassicSettings {
  /** `group.initial.rebalance.delay.ms` */
  readonly initialRebalanceDelayMs: Millis;
  /** `group.min.session.timeout.ms` */
  readonly sessionTimeoutMinMs: Millis;
  /** `group.max.session.timeout.ms` */
  readonly sessionTimeoutMaxMs: Millis;
  /** `group.max.size` */
  readonly groupSizeMax: number;
}

/** What every step of a classic group may use. */
export interface ClassicContext {
  readonly settings: ClassicSettings;
  readonly readTopics: SubscriptionReader;
  /** Makes an id that is never the same twice, also over restarts (KAFKA-8715). */
  readonly uniqueId: () => string;
  /** A generation began; for logs and metrics. */
  readonly rebalanced: (group: Pick<ClassicGroup, 'groupId' | 'generationId' | 'size' | 'protocolName'>) => void;
}

/** A member that joins for the first time and waits so long is dropped: its client has given up (KAFKA-7610). */
const NEW_MEMBER_JOIN_TIMEOUT_MS: Millis = 300_000;

/** Only static members are left and none of them is here: the first one that comes or whose session ends decides. */
const NOBODY_JOINED_RETRY_MS: Millis = 1_000;

function joinTimer(groupId: GroupId): string {
  return `join ${groupId}`;
}

function syncTimer(groupId: GroupId): string {
  return `sync ${groupId}`;
}

export function sessionTimer(groupId: GroupId, memberId: MemberId): string {
  return `session ${groupId.length} ${groupId} ${memberId}`;
}

/** The member lives: its session starts anew. */
export function resetSession(context: ClassicContext, turn: Turn, group: ClassicGroup, member: ClassicMember): void {
  armSession(context, turn, group, member, member.sessionTimeoutMs);
}

/** A member that waits in its first JoinGroup cannot send heartbeats. */
export function allowFirstJoin(context: ClassicContext, turn: Turn, group: ClassicGroup, member: ClassicMember): void {
  armSession(context, turn, group, member, NEW_MEMBER_JOIN_TIMEOUT_MS);
}

function armSession(
  context: ClassicContext,
  turn: Turn,
  group: ClassicGroup,
  member: ClassicMember,
  delayMs: Millis,
): void {
  const { memberId } = member;
  turn.setTimer(sessionTimer(group.groupId, memberId), delayMs, (later) => {
    if (group.get(memberId) !== member) return;
    // A member that waits for others cannot send heartbeats. A new one may have left unseen, and is not waited for.
    if (!member.isNew && (member.awaitingJoin !== undefined || member.awaitingSync !== undefined)) return;
    removeMember(context, later, group, member);
  });
}

/** Removes the member; the others rebalance. Whatever it waited for is answered: it may join again. */
export function removeMember(context: ClassicContext, turn: Turn, group: ClassicGroup, member: ClassicMember): void {
  dropMember(turn, group, member);
  memberGone(context, turn, group);
}

/** Does what `removeMember` does, without looking at the others. */
function dropMember(
  turn: Turn,
  group: ClassicGroup,
  member: ClassicMember,
  failure: ErrorCode = 'UNKNOWN_MEMBER_ID',
): void {
  answerJoin(member, joinRefused(failure === 'UNKNOWN_MEMBER_ID' ? '' : member.memberId, failure));
  answerSync(member, failure);
  turn.clearTimer(sessionTimer(group.groupId, member.memberId));
  group.remove(member.memberId);
}

/** The group is none any more here: every waiting member is told why, and no timer of it is left. */
export function disband(turn: Turn, group: ClassicGroup, failure: ErrorCode): void {
  for (const member of [...group.members]) dropMember(turn, group, member, failure);
  for (const memberId of group.pendingMembers) turn.clearTimer(sessionTimer(group.groupId, memberId));
  group.pendingMembers.clear();
  turn.clearTimer(joinTimer(group.groupId));
  turn.clearTimer(syncTimer(group.groupId));
}

function memberGone(context: ClassicContext, turn: Turn, group: ClassicGroup): void {
  switch (group.state) {
    case 'Stable':
    case 'CompletingRebalance':
      maybePrepareRebalance(context, turn, group);
      return;
    case 'PreparingRebalance':
      completeJoinIfAll(context, turn, group);
      return;
    case 'Empty':
    case 'Dead':
      return;
  }
}

/** An id that was handed out will not be used (KAFKA-7909). */
export function removePending(context: ClassicContext, turn: Turn, group: ClassicGroup, memberId: MemberId): void {
  if (!group.pendingMembers.delete(memberId)) return;
  turn.clearTimer(sessionTimer(group.groupId, memberId));
  if (group.state === 'PreparingRebalance') completeJoinIfAll(context, turn, group);
}

export function maybePrepareRebalance(context: ClassicContext, turn: Turn, group: ClassicGroup): void {
  if (group.canRebalance) prepareRebalance(context, turn, group);
}

/** All members have to join again. The first rebalance of a group waits a little for further ones (KIP-134). */
export function prepareRebalance(context: ClassicContext, turn: Turn, group: ClassicGroup): void {
  if (group.state === 'CompletingRebalance') failSync(context, turn, group, 'REBALANCE_IN_PROGRESS');
  turn.clearTimer(syncTimer(group.groupId));
  const first = group.state === 'Empty';
  group.enter('PreparingRebalance', turn.now.wallMs);
  const { initialRebalanceDelayMs } = context.settings;
  if (!first || initialRebalanceDelayMs === 0) {
    group.initialDelayLeftMs = undefined;
    turn.setTimer(joinTimer(group.groupId), group.rebalanceTimeoutMs, (later) => joinTimeIsUp(context, later, group));
    completeJoinIfAll(context, turn, group);
    return;
  }
  group.initialDelayLeftMs = Math.max(group.rebalanceTimeoutMs - initialRebalanceDelayMs, 0);
  turn.setTimer(joinTimer(group.groupId), initialRebalanceDelayMs, (later) => joinTimeIsUp(context, later, group));
}

export function completeJoinIfAll(context: ClassicContext, turn: Turn, group: ClassicGroup): void {
  if (group.state !== 'PreparingRebalance' || group.initialDelayLeftMs !== undefined) return;
  if (group.hasAllMembersJoined) completeJoin(context, turn, group);
}

function joinTimeIsUp(context: ClassicContext, turn: Turn, group: ClassicGroup): void {
  if (group.state !== 'PreparingRebalance') return;
  const left = group.initialDelayLeftMs;
  if (left !== undefined && left > 0 && group.newMemberAdded) {
    group.newMemberAdded = false;
    const delayMs = Math.min(context.settings.initialRebalanceDelayMs, left);
    group.initialDelayLeftMs = left - delayMs;
    turn.setTimer(joinTimer(group.groupId), delayMs, (later) => joinTimeIsUp(context, later, group));
    return;
  }
  completeJoin(context, turn, group);
}

/** The next generation, of those who are here. Static members keep their place (KAFKA-8220). */
function completeJoin(context: ClassicContext, turn: Turn, group: ClassicGroup): void {
  group.initialDelayLeftMs = undefined;
  group.newMemberAdded = false;
  for (const member of [...group.members])
    if (member.awaitingJoin === undefined && member.groupInstanceId === undefined) dropMember(turn, group, member);
  if (group.size > 0 && !group.electLeaderThatJoined()) {
    const retryMs = Math.max(group.rebalanceTimeoutMs, NOBODY_JOINED_RETRY_MS);
    turn.setTimer(joinTimer(group.groupId), retryMs, (later) => joinTimeIsUp(context, later, group));
    return;
  }
  turn.clearTimer(joinTimer(group.groupId));
  group.initNextGeneration(context.readTopics, turn.now.wallMs);
  context.rebalanced(group);
  if (group.size === 0) {
    turn.write({
      kind: 'classicGroup',
      groupId: group.groupId,
      value: group.value(turn.now.wallMs, () => NO_ASSIGNMENT),
    });
    return;
  }
  for (const member of group.members) {
    answerJoin(member, joinedResponse(group, member.memberId));
    // This includes a static member that is away: it has so long to come back.
    group.pendingSync.add(member.memberId);
    resetSession(context, turn, group, member);
    member.isNew = false;
  }
  const { generationId, rebalanceTimeoutMs } = group;
  turn.setTimer(syncTimer(group.groupId), rebalanceTimeoutMs, (later) =>
    syncTimeIsUp(context, later, group, generationId),
  );
}

/** A member that has not sent its SyncGroup by now does not take part (KAFKA-13214). */
function syncTimeIsUp(context: ClassicContext, turn: Turn, group: ClassicGroup, generationId: number): void {
  if (group.generationId !== generationId || group.pendingSync.size === 0) return;
  if (group.state !== 'CompletingRebalance' && group.state !== 'Stable') return;
  for (const memberId of [...group.pendingSync]) dropMember(turn, group, group.requireMember(memberId));
  maybePrepareRebalance(context, turn, group);
}

export function syncReceived(turn: Turn, group: ClassicGroup, memberId: MemberId): void {
  if (group.pendingSync.delete(memberId) && group.pendingSync.size === 0) turn.clearTimer(syncTimer(group.groupId));
}

/** No member gets an assignment of this generation. */
export function failSync(context: ClassicContext, turn: Turn, group: ClassicGroup, failure: ErrorCode): void {
  for (const member of group.members) if (answerSync(member, failure)) resetSession(context, turn, group, member);
}

export function joinedResponse(group: ClassicGroup, memberId: MemberId): JoinGroupResponse {
  assert(group.leaderId !== undefined, 'a group with members has a leader');
  return {
    failure: undefined,
    memberId,
    generationId: group.generationId,
    protocolType: group.protocolType,
    protocolName: group.protocolName,
    leaderId: group.leaderId,
    skipAssignment: false,
    members: group.isLeader(memberId) ? group.currentMembers() : [],
  };
}

/** False when it did not wait. */
export function answerJoin(member: ClassicMember, response: JoinGroupResponse): boolean {
  const reply = member.awaitingJoin;
  member.awaitingJoin = undefined;
  reply?.(response);
  return reply !== undefined;
}

/** False when it did not wait. */
export function answerSync(member: ClassicMember, answer: ErrorCode | SyncGroupResponse): boolean {
  const reply = member.awaitingSync;
  member.awaitingSync = undefined;
  reply?.(typeof answer === 'string' ? syncRefused(answer) : answer);
  return reply !== undefined;
}
