import { assert, DraveError, isDraveError, type ErrorCode, type TopicId, type TopicName } from '@drave/base';
import { type ClassicGroup, CONSUMER_PROTOCOL_TYPE } from '../classic/classic-group.js';
import type { ClassicGroups, ClassicLookup } from '../classic/classic-groups.js';
import type { Reply } from '../classic/classic-member.js';
import {
  joinRefused,
  NO_MEMBER_ID,
  type HeartbeatRequest,
  type HeartbeatResponse,
  type JoinGroupRequest,
  type JoinGroupResponse,
  type LeaveGroupRequest,
  type LeaveGroupResponse,
  type MemberRef,
  type SyncGroupRequest,
  type SyncGroupResponse,
} from '../classic/classic-requests.js';
import type { ClassicContext } from '../classic/rebalance.js';
import { Turn, type GroupDecision, type GroupTimer } from '../classic/turn.js';
import type { Now } from '../runtime/model.js';
import type { GroupId } from '../state/group-record.js';
import type { GroupsState } from '../state/groups-state.js';
import {
  decideClassicHeartbeat,
  decideClassicJoin,
  decideClassicLeave,
  decideClassicSync,
} from '../migration/classic-members.js';
import { decideRegexes } from './advance.js';
import { type ConsumerGroup, replayConsumerGroup } from './consumer-group.js';
import {
  CONSUMER_TIMERS,
  type ConsumerContext,
  type ConsumerDecision,
  type ConsumerGroupConfig,
  type ConsumerTimer,
  type ConsumerTimerKind,
} from './context.js';
import { type ConsumerGroupDescription, describeConsumerGroup } from './describe.js';
import { downgradedGroup, lostLastConsumer } from '../migration/downgrade.js';
import type { GroupOverrides } from './group-overrides.js';
import { decideHeartbeat } from './heartbeat.js';
import type { ConsumerHeartbeatRequest, ConsumerHeartbeatResponse } from './heartbeat-messages.js';
import { decideClassicTimeout, decideRebalanceEnd, decideSessionEnd } from './leave.js';
import { loadedTimers } from './loaded-timers.js';
import { allowsDowngrade, allowsUpgrade, type MigrationPolicy } from '../migration/migration.js';
import { unknownMember } from './membership.js';
import { checkCommit, checkFetch, checkTransactionalCommit, type OffsetIdentity } from './offset-access.js';
import { tombstonesOf } from './tombstones.js';
import type { TopicsView } from './topics-view.js';
import { type UpgradedGroup, upgradedGroup } from '../migration/upgrade.js';

export interface ConsumerGroupsOptions {
  readonly config: ConsumerGroupConfig;
  /** What is set for a single group, if anything is. */
  readonly overridesOf: (groupId: GroupId) => GroupOverrides | undefined;
  /** The topics at this moment; the same object as long as they are the same. */
  readonly topics: () => TopicsView;
  /** `group.consumer.migration.policy` */
  readonly migrationPolicy: MigrationPolicy;
}

/** The groups of type `consumer` of one shard: binds their pure decisions to the shard's state and timers. */
export class ConsumerGroups {
  private readonly options: ConsumerGroupsOptions;
  /** The classic groups of the same shard: groups change their type. */
  private readonly classic: ClassicGroups;
  private readonly classicContext: ClassicContext;
  /** Timers for joining again that run: they are not pushed back. */
  private readonly joinTimers = new Set<string>();

  constructor(options: ConsumerGroupsOptions, classic: ClassicGroups, classicContext: ClassicContext) {
    this.options = options;
    this.classic = classic;
    this.classicContext = classicContext;
  }

  /** Timers for everything in the log. */
  load(state: GroupsState, now: Now): readonly GroupTimer[] {
    const decision = Turn.of(state, now, (turn) => {
      for (const [groupId, group] of state.consumer) {
        for (const timer of loadedTimers(group, this.configOf(groupId))) this.arm(turn, groupId, timer);
      }
    });
    return decision.timers ?? [];
  }

  hasMembers(state: GroupsState, groupId: GroupId): boolean {
    return (state.consumer.get(groupId)?.members.size ?? 0) > 0;
  }

  /**
   * A classic group without members gives way to a member of the newer protocol, and keeps its offsets; one with
   * members becomes a group of type consumer (KIP-848, online migration).
   * @throws DraveError as `decideHeartbeat`; GROUP_ID_NOT_FOUND for a classic group that stays one. Kafka answers that,
   * which its clients take for the end, also to a member that was removed of a group that is a classic one by now.
   */
  heartbeat(
    state: GroupsState,
    now: Now,
    request: ConsumerHeartbeatRequest,
    visible: (topic: TopicName) => boolean,
  ): GroupDecision<ConsumerHeartbeatResponse> {
    const { groupId } = request;
    const classic = this.classic.get(groupId);
    return Turn.of(state, now, (turn) => {
      const upgraded = classic === undefined ? undefined : this.upgrade(classic, request);
      const before = upgraded?.group ?? state.consumer.get(groupId);
      const decision = decideHeartbeat(before, this.context(turn, groupId, visible), request);
      if (classic !== undefined) this.classic.removeUpgraded(turn, classic);
      if (upgraded !== undefined) {
        for (const record of upgraded.records) turn.write(record);
        for (const timer of loadedTimers(upgraded.group, this.configOf(groupId))) this.arm(turn, groupId, timer);
      }
      return this.apply(turn, before, decision, groupId);
    });
  }

  /** JoinGroup, answered when what it changed is replicated. */
  join(state: GroupsState, now: Now, request: JoinGroupRequest, reply: Reply<JoinGroupResponse>): GroupDecision<void> {
    return this.ofClassicMember(state, now, request, reply, (group, context) => {
      const refusal = this.classic.refuseRequest(request);
      if (refusal !== undefined) return refused(joinRefused(request.memberId, refusal));
      const { groupInstanceId, clientId } = request;
      const isNew = request.memberId === NO_MEMBER_ID;
      const memberId = isNew ? `${groupInstanceId ?? clientId}-${this.classicContext.uniqueId()}` : request.memberId;
      // Nothing is kept for the id: a member that does not come back leaves no trace.
      if (isNew && groupInstanceId === undefined && request.memberIdRequired)
        return refused(joinRefused(memberId, 'MEMBER_ID_REQUIRED'));
      return decideClassicJoin(group, context, { request, memberId });
    });
  }

  sync(state: GroupsState, now: Now, request: SyncGroupRequest, reply: Reply<SyncGroupResponse>): GroupDecision<void> {
    return this.ofClassicMember(state, now, request, reply, (group, context) =>
      decideClassicSync(group, context, request),
    );
  }

  /** Heartbeat, the classic one. */
  classicHeartbeat(
    state: GroupsState,
    now: Now,
    request: HeartbeatRequest,
    reply: Reply<HeartbeatResponse>,
  ): GroupDecision<void> {
    return this.ofClassicMember(state, now, request, reply, (group, context) => {
      const decision = decideClassicHeartbeat(group, context, request);
      return { ...decision, response: { failure: decision.response } };
    });
  }

  leave(
    state: GroupsState,
    now: Now,
    request: LeaveGroupRequest,
    reply: Reply<LeaveGroupResponse>,
  ): GroupDecision<void> {
    return this.ofClassicMember(state, now, request, reply, (group, context) =>
      decideClassicLeave(group, context, request),
    );
  }

  /** Undefined when the commit may go ahead, or when the group is not of this type. */
  refuseCommit(
    state: GroupsState,
    groupId: GroupId,
    identity: OffsetIdentity,
    memberEpochKnown: boolean,
  ): ErrorCode | undefined {
    const group = state.consumer.get(groupId);
    return group === undefined ? undefined : refusalOf(() => checkCommit(group, identity, memberEpochKnown));
  }

  /** Does what `refuseCommit` does for a commit in a transaction. */
  refuseTransactionalCommit(state: GroupsState, request: MemberRef): ErrorCode | undefined {
    const { groupId, memberId, generationId: memberEpoch, groupInstanceId } = request;
    const group = state.consumer.get(groupId);
    if (group === undefined) return undefined;
    return refusalOf(() => checkTransactionalCommit(group, { memberId, memberEpoch, groupInstanceId }));
  }

  /**
   * Undefined when the fetch may go ahead. Members of classic groups name themselves too (OffsetFetch 9); as in Kafka
   * they are not checked: what is committed does not depend on a generation.
   */
  refuseFetch(
    state: GroupsState,
    classic: ClassicLookup,
    groupId: GroupId,
    identity: OffsetIdentity,
  ): ErrorCode | undefined {
    const group = state.consumer.get(groupId);
    if (group !== undefined) return refusalOf(() => checkFetch(group, identity));
    if (classic.get(groupId) !== undefined) return undefined;
    // A request that names a member wants a group that has it.
    return identity.memberEpoch >= 0 ? 'UNKNOWN_MEMBER_ID' : undefined;
  }

  describe(
    state: GroupsState,
    groupId: GroupId,
    nameOf: (id: TopicId) => TopicName | undefined,
  ): ConsumerGroupDescription | undefined {
    const group = state.consumer.get(groupId);
    return group === undefined ? undefined : describeConsumerGroup(group, this.defaultAssignor, nameOf);
  }

  private get defaultAssignor(): string {
    return this.options.config.assignors[0] ?? 'uniform';
  }

  private context(turn: Turn, groupId: GroupId, visible: (topic: TopicName) => boolean = () => true): ConsumerContext {
    return { config: this.configOf(groupId), topics: this.options.topics(), visible, wallMs: turn.now.wallMs };
  }

  private configOf(groupId: GroupId): ConsumerGroupConfig {
    const { config, overridesOf } = this.options;
    const overrides = overridesOf(groupId);
    return overrides === undefined ? config : { ...config, ...overrides };
  }

  /** A request of the classic protocol to a group that has members. */
  private ofClassicMember<Response>(
    state: GroupsState,
    now: Now,
    { groupId }: { readonly groupId: GroupId },
    reply: Reply<Response>,
    decide: (group: ConsumerGroup, context: ConsumerContext) => ConsumerDecision<Response>,
  ): GroupDecision<void> {
    return Turn.of(state, now, (turn) => {
      const group = state.consumer.get(groupId);
      assert(group !== undefined, 'only a group that is there is asked');
      const response = this.apply(turn, group, decide(group, this.context(turn, groupId)), groupId);
      // A caller that must not hear of the decision is told of the failure instead, by the shard.
      turn.whenSettled((failure) => {
        if (failure === undefined) reply(response);
      });
    });
  }

  /** @throws DraveError GROUP_ID_NOT_FOUND when the group stays a classic one. */
  private upgrade(classic: ClassicGroup, request: ConsumerHeartbeatRequest): UpgradedGroup | undefined {
    const { config, migrationPolicy, topics } = this.options;
    // Epochs go on where generations ended: no member of an earlier life is taken for one of a later life.
    if (classic.state === 'Empty') return classic.generationId === 0 ? undefined : upgradedGroup(classic, topics());
    const allowed =
      request.memberEpoch >= 0 &&
      allowsUpgrade(migrationPolicy) &&
      classic.protocolType === CONSUMER_PROTOCOL_TYPE &&
      classic.size <= config.maxSize;
    // It was removed, and the group has become a classic one since: it may join again, and so change it back.
    if (allowed && request.memberEpoch > 0) throw unknownMember(request);
    const upgraded = allowed ? upgradedGroup(classic, topics()) : undefined;
    if (upgraded !== undefined) return upgraded;
    const message =
      `group '${request.groupId}' has members of the classic protocol, and stays a classic group: ` +
      `group.consumer.migration.policy is ${migrationPolicy}, its protocol type '${classic.protocolType}', its size ${classic.size}`;
    throw new DraveError('GROUP_ID_NOT_FOUND', message);
  }

  private apply<Response>(
    turn: Turn,
    before: ConsumerGroup | undefined,
    { records, timers, response }: ConsumerDecision<Response>,
    groupId: GroupId,
  ): Response {
    for (const record of records) turn.write(record);
    for (const timer of timers) this.arm(turn, groupId, timer);
    this.rearmIfNotRemoved(turn, groupId, timers);
    if (records.some(({ kind }) => kind === 'consumerGroupMember')) {
      let after = before;
      for (const record of records) after = replayConsumerGroup(after, record);
      if (after !== undefined && lostLastConsumer(before, after)) this.downgrade(turn, after);
    }
    return response;
  }

  /** The last member of the newer protocol is gone: those that are left have a classic group, if that may be. */
  private downgrade(turn: Turn, group: ConsumerGroup): void {
    const { settings, readTopics } = this.classicContext;
    if (!allowsDowngrade(this.options.migrationPolicy) || group.members.size > settings.groupSizeMax) return;
    const classic = downgradedGroup(group, this.options.topics(), readTopics, turn.now.wallMs);
    if (classic === undefined) return;
    const { groupId } = group;
    for (const memberId of group.members.keys())
      for (const timer of CONSUMER_TIMERS) this.arm(turn, groupId, { kind: 'clear', timer, memberId });
    for (const record of tombstonesOf(group)) turn.write(record);
    this.classic.adopt(turn, classic);
    turn.whenSettled((failure, later) => {
      if (failure === undefined) return;
      this.classic.abandon(later, classic, failure);
      this.rearm(later, groupId, new Set(group.members.keys()));
    });
  }

  /** A member that was to be removed, and could not be, has a whole session again: its client may not say so twice. */
  private rearmIfNotRemoved(turn: Turn, groupId: GroupId, timers: readonly ConsumerTimer[]): void {
    const removed = new Set<string>();
    for (const timer of timers) if (timer.kind === 'clear' && timer.timer === 'session') removed.add(timer.memberId);
    if (removed.size === 0) return;
    turn.whenSettled((failure, later) => {
      if (failure !== undefined) this.rearm(later, groupId, removed);
    });
  }

  private rearm(turn: Turn, groupId: GroupId, memberIds: ReadonlySet<string>): void {
    const group = turn.state.consumer.get(groupId);
    if (group === undefined) return;
    for (const timer of loadedTimers(group, this.configOf(groupId)))
      if (memberIds.has(timer.memberId)) this.arm(turn, groupId, timer);
  }

  private arm(turn: Turn, groupId: GroupId, timer: ConsumerTimer): void {
    const { memberId } = timer;
    const key = timerKey(timer.kind === 'clear' ? timer.timer : timer.kind, groupId, memberId);
    if (timer.kind === 'clear') {
      this.joinTimers.delete(key);
      turn.clearTimer(key);
      return;
    }
    if (timer.kind === 'join') {
      if (this.joinTimers.has(key)) return;
      this.joinTimers.add(key);
    }
    turn.setTimer(key, timer.delayMs, (later) => {
      this.joinTimers.delete(key);
      const group = later.state.consumer.get(groupId);
      if (group !== undefined)
        this.apply(later, group, this.expired(group, this.context(later, groupId, visibleOf(timer)), timer), groupId);
    });
  }

  private expired(
    group: ConsumerGroup,
    context: ConsumerContext,
    timer: Exclude<ConsumerTimer, { kind: 'clear' }>,
  ): ConsumerDecision<void> {
    const { memberId } = timer;
    switch (timer.kind) {
      case 'session':
        return decideSessionEnd(group, context, memberId);
      case 'rebalance':
        return decideRebalanceEnd(group, context, memberId, timer.memberEpoch);
      case 'regex':
        return decideRegexes(group, context);
      case 'join':
      case 'sync':
        return decideClassicTimeout(group, context, memberId);
    }
  }
}

/** Nothing is written; the answer says why. */
function refused<Response>(response: Response): ConsumerDecision<Response> {
  return { records: [], timers: [], response };
}

function visibleOf(timer: ConsumerTimer): ConsumerContext['visible'] | undefined {
  return timer.kind === 'regex' ? timer.visible : undefined;
}

function timerKey(kind: ConsumerTimerKind | 'regex', groupId: GroupId, memberId: string): string {
  return `consumer ${kind} ${groupId.length} ${groupId} ${memberId}`;
}

function refusalOf(check: () => void): ErrorCode | undefined {
  try {
    check();
    return undefined;
  } catch (reason) {
    if (!isDraveError(reason)) throw reason;
    return reason.code;
  }
}
