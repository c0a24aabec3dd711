import { assert, type ErrorCode } from '@drave/base';
import { SortedTexts } from '@drave/metadata';
import type { Now } from '../runtime/model.js';
import { tombstonesOf } from '../consumer/tombstones.js';
import type { GroupId } from '../state/group-record.js';
import type { GroupsState } from '../state/groups-state.js';
import { ClassicGroup, type ClassicState, type SubscriptionReader } from './classic-group.js';
import { metadataOf, NO_ASSIGNMENT, type Reply } from './classic-member.js';
import {
  NO_MEMBER_ID,
  joinRefused,
  syncRefused,
  type HeartbeatRequest,
  type HeartbeatResponse,
  type JoinGroupRequest,
  type JoinGroupResponse,
  type LeaveGroupRequest,
  type LeaveGroupResponse,
  type MemberRef,
  type SyncGroupRequest,
  type SyncGroupResponse,
} from './classic-requests.js';
import { join } from './join.js';
import { heartbeat, leave, refuseCommit, refuseTransactionalCommit } from './membership.js';
import {
  answerJoin,
  answerSync,
  disband,
  maybePrepareRebalance,
  resetSession,
  type ClassicContext,
} from './rebalance.js';
import { sync } from './sync.js';
import { GroupTable } from './group-table.js';
import { Turn, type GroupDecision, type GroupTimer } from './turn.js';

interface ClassicGroupView {
  readonly groupId: GroupId;
  readonly state: ClassicState;
  readonly protocolType: string;
  /** '' while no protocol is chosen. */
  readonly protocol: string;
  readonly generationId: number;
  readonly members: readonly ClassicMemberView[];
}

export interface ClassicMemberView {
  readonly memberId: string;
  readonly groupInstanceId: string | undefined;
  readonly clientId: string;
  readonly clientHost: string;
  /** Both empty unless the group is stable. */
  readonly metadata: Buffer;
  readonly assignment: Buffer;
}

/** Finds classic groups, for answers that change nothing. */
export interface ClassicLookup {
  get(groupId: GroupId): ClassicGroup | undefined;
  all(): Iterable<ClassicGroup>;
  /** Of those that the state may not know; the rest are found there. */
  readonly ids: SortedTexts;
}

/** Classic groups as the log has them, while the shard does not decide anything yet. */
export function storedClassicGroups(state: GroupsState, readTopics: SubscriptionReader): ClassicLookup {
  const get = (groupId: GroupId): ClassicGroup | undefined => {
    const value = state.classic.get(groupId);
    return value && ClassicGroup.fromValue(groupId, value, readTopics);
  };
  return {
    get,
    ids: SortedTexts.empty,
    *all() {
      for (const [groupId, value] of state.classic) yield ClassicGroup.fromValue(groupId, value, readTopics);
    },
  };
}

/**
 * The classic groups of one shard: a pure machine. Events come in by method with the state and both clocks; out go
 * decisions (records and timers) and replies, which may belong to earlier requests.
 */
export class ClassicGroups implements ClassicLookup {
  private readonly groups = new GroupTable();
  private readonly context: ClassicContext;

  constructor(context: ClassicContext) {
    this.context = context;
  }

  get size(): number {
    return this.groups.size;
  }

  all(): IterableIterator<ClassicGroup> {
    return this.groups.values();
  }

  get ids(): SortedTexts {
    return this.groups.ids;
  }

  get(groupId: GroupId): ClassicGroup | undefined {
    return this.groups.get(groupId);
  }

  /** Loads the groups as the log has them: members have a whole session to show up. */
  load(state: GroupsState, now: Now): readonly GroupTimer[] {
    const decision = Turn.of(state, now, (turn) => {
      for (const [groupId, value] of state.classic) {
        const group = ClassicGroup.fromValue(groupId, value, this.context.readTopics);
        this.groups.set(group);
        for (const member of group.members) resetSession(this.context, turn, group, member);
        // `group.max.size` has become smaller: the member that joins again last has no room.
        if (group.size > this.context.settings.groupSizeMax) maybePrepareRebalance(this.context, turn, group);
      }
    });
    return decision.timers ?? [];
  }

  join(state: GroupsState, now: Now, request: JoinGroupRequest, reply: Reply<JoinGroupResponse>): GroupDecision<void> {
    return Turn.of(state, now, (turn) => {
      const refusal = this.refuseRequest(request);
      const known = this.groups.get(request.groupId);
      if (refusal !== undefined) reply(joinRefused(request.memberId, refusal));
      else if (known === undefined && request.memberId !== NO_MEMBER_ID)
        // It was in a group that is gone, or that another coordinator had.
        reply(joinRefused(request.memberId, 'UNKNOWN_MEMBER_ID'));
      else {
        // A group of type consumer without members gives way, and keeps its offsets.
        const empty = state.consumer.get(request.groupId);
        assert(empty === undefined || empty.members.size === 0, 'members of type consumer have their own way in');
        for (const record of empty === undefined ? [] : tombstonesOf(empty)) turn.write(record);
        const group = known ?? new ClassicGroup(request.groupId, now.wallMs);
        this.groups.set(group);
        if (known === undefined && empty !== undefined) group.generationId = empty.epoch;
        if (empty !== undefined)
          turn.whenSettled((failure, later) => {
            if (failure !== undefined) this.abandon(later, group, failure);
          });
        join(this.context, turn, group, request, reply);
        group.invariants();
        // A member that was refused leaves no group behind.
        if (known === undefined && group.size === 0 && group.pendingMembers.size === 0)
          this.groups.delete(request.groupId);
      }
    });
  }

  sync(state: GroupsState, now: Now, request: SyncGroupRequest, reply: Reply<SyncGroupResponse>): GroupDecision<void> {
    return Turn.of(state, now, (turn) => {
      const group = this.groups.get(request.groupId);
      if (group === undefined) reply(syncRefused('UNKNOWN_MEMBER_ID'));
      else {
        sync(this.context, turn, group, request, reply);
        group.invariants();
      }
    });
  }

  heartbeat(state: GroupsState, now: Now, request: HeartbeatRequest): GroupDecision<HeartbeatResponse> {
    return Turn.of(state, now, (turn) => {
      const group = this.groups.get(request.groupId);
      return {
        failure: group === undefined ? 'UNKNOWN_MEMBER_ID' : heartbeat(this.context, turn, group, request),
      };
    });
  }

  leave(state: GroupsState, now: Now, request: LeaveGroupRequest): GroupDecision<LeaveGroupResponse> {
    return Turn.of(state, now, (turn) => {
      const group = this.groups.get(request.groupId);
      const members = request.members.map((member) => ({
        memberId: member.memberId,
        groupInstanceId: member.groupInstanceId,
        failure: group === undefined ? ('UNKNOWN_MEMBER_ID' as const) : leave(this.context, turn, group, member),
      }));
      group?.invariants();
      return { failure: undefined, members };
    });
  }

  /** Undefined when the commit may go ahead. A group that does not exist takes commits of those who want no group. */
  refuseCommit(turn: Turn, request: MemberRef): ErrorCode | undefined {
    const group = this.groups.get(request.groupId);
    if (group !== undefined) return refuseCommit(this.context, turn, group, request);
    return request.generationId < 0 ? undefined : 'ILLEGAL_GENERATION';
  }

  /** Does what `refuseCommit` does for a commit in a transaction. */
  refuseTransactionalCommit(request: MemberRef): ErrorCode | undefined {
    const group = this.groups.get(request.groupId);
    if (group !== undefined) return refuseTransactionalCommit(group, request);
    return request.generationId < 0 ? undefined : 'ILLEGAL_GENERATION';
  }

  /** The group goes, as far as it is known here. It must be empty. */
  remove(turn: Turn, group: ClassicGroup): void {
    const { groupId } = group;
    group.enter('Dead', turn.now.wallMs);
    this.groups.delete(groupId);
    if (!turn.state.classic.has(groupId)) return;
    turn.write({ kind: 'classicGroup', groupId, value: undefined });
    turn.whenSettled((failure, later) => {
      if (failure !== undefined) this.restore(later, groupId);
    });
  }

  /** What is still in the log is still a group, unless a new one has come about. */
  private restore(turn: Turn, groupId: GroupId): void {
    const value = turn.state.classic.get(groupId);
    if (value === undefined || this.groups.has(groupId)) return;
    const group = ClassicGroup.fromValue(groupId, value, this.context.readTopics);
    this.groups.set(group);
    for (const member of group.members) resetSession(this.context, turn, group, member);
  }

  /** The group becomes one of type consumer: its members join that one. */
  removeUpgraded(turn: Turn, group: ClassicGroup): void {
    disband(turn, group, 'REBALANCE_IN_PROGRESS');
    this.remove(turn, group);
  }

  /** A group of type consumer has become this one: all its members are to join again. */
  adopt(turn: Turn, group: ClassicGroup): void {
    const { groupId } = group;
    assert(!this.groups.has(groupId), 'a group is of one type');
    this.groups.set(group);
    const value = group.value(turn.now.wallMs, ({ assignment }) => assignment);
    turn.write({ kind: 'classicGroup', groupId, value });
    for (const member of group.members) resetSession(this.context, turn, group, member);
    maybePrepareRebalance(this.context, turn, group);
    group.invariants();
  }

  /** What made room for the group is not in the log: what was there before still is. */
  abandon(turn: Turn, group: ClassicGroup, failure: ErrorCode): void {
    if (this.groups.get(group.groupId) !== group) return;
    disband(turn, group, failure);
    group.enter('Dead', turn.now.wallMs);
    this.groups.delete(group.groupId);
    this.restore(turn, group.groupId);
  }

  /** The leadership is over: every client that waits is told so. */
  end(failure: ErrorCode): void {
    for (const group of this.groups.values()) {
      for (const member of group.members) {
        answerJoin(member, joinRefused(member.memberId, failure));
        answerSync(member, failure);
      }
    }
    this.groups.clear();
  }

  refuseRequest({ sessionTimeoutMs }: JoinGroupRequest): ErrorCode | undefined {
    const { sessionTimeoutMinMs, sessionTimeoutMaxMs } = this.context.settings;
    return sessionTimeoutMs < sessionTimeoutMinMs || sessionTimeoutMs > sessionTimeoutMaxMs
      ? 'INVALID_SESSION_TIMEOUT'
      : undefined;
  }
}

export function viewOf(group: ClassicGroup): ClassicGroupView {
  const stable = group.state === 'Stable';
  return {
    groupId: group.groupId,
    state: group.state,
    protocolType: group.protocolType ?? '',
    protocol: stable ? (group.protocolName ?? '') : '',
    generationId: group.generationId,
    members: [...group.members].map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      metadata: stable ? metadataOf(member, group.protocolName) : NO_ASSIGNMENT,
      assignment: stable ? member.assignment : NO_ASSIGNMENT,
    })),
  };
}
