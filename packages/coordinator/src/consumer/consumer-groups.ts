import type { ErrorCode, TopicId, TopicName } from '@drave/base';
import { DraveError, isDraveError } from '@drave/base';
import type { ClassicGroups, ClassicLookup } from '../classic/classic-groups.js';
import type { LeaveGroupRequest, LeaveGroupResponse } from '../classic/classic-requests.js';
import { Turn } from '../classic/turn.js';
import type { GroupDecision, GroupTimer } from '../classic/turn.js';
import type { Now } from '../runtime/model.js';
import type { GroupId } from '../state/group-record.js';
import type { GroupsState } from '../state/groups-state.js';
import type { ConsumerContext, ConsumerDecision, ConsumerGroupConfig, ConsumerTimer } from './context.js';
import { type ConsumerGroupDescription, describeConsumerGroup } from './describe.js';
import { type ConsumerHeartbeatRequest, type ConsumerHeartbeatResponse, decideHeartbeat } from './heartbeat.js';
import { decideRebalanceEnd, decideRemoval, decideSessionEnd, leavingMember } from './leave.js';
import { loadedTimers } from './loaded-timers.js';
import { checkCommit, checkFetch, type OffsetIdentity } from './offset-access.js';
import type { TopicsView } from './topics-view.js';

export interface ConsumerGroupsOptions {
  readonly config: ConsumerGroupConfig;
  /** The topics at this moment; the same object as long as they are the same. */
  readonly topics: () => TopicsView;
}

/** The groups of type `consumer` of one shard: binds their pure decisions to the shard's state and timers. */
export class ConsumerGroups {
  private readonly options: ConsumerGroupsOptions;

  constructor(options: ConsumerGroupsOptions) {
    this.options = options;
  }

  /** Timers for everything in the log. */
  load(state: GroupsState, now: Now): readonly GroupTimer[] {
    const decision = Turn.of(state, now, (turn) => {
      for (const [groupId, group] of state.consumer) {
        for (const timer of loadedTimers(group, this.options.config)) this.arm(turn, groupId, timer);
      }
    });
    return decision.timers ?? [];
  }

  /**
   * A classic group without members gives way to a member of the new protocol, and keeps its offsets.
   * @throws DraveError as `decideHeartbeat`; GROUP_ID_NOT_FOUND for a classic group that has members.
   */
  heartbeat(
    state: GroupsState,
    now: Now,
    classic: ClassicGroups,
    request: ConsumerHeartbeatRequest,
    visible: (topic: TopicName) => boolean,
  ): GroupDecision<ConsumerHeartbeatResponse> {
    const { groupId } = request;
    const before = classic.get(groupId);
    if (before !== undefined && before.state !== 'Empty') {
      const message = `group '${groupId}' has members of the classic protocol: it becomes one of type consumer when they have left`;
      throw new DraveError('GROUP_ID_NOT_FOUND', message);
    }
    return Turn.of(state, now, (turn) => {
      const decision = decideHeartbeat(state.consumer.get(groupId), this.context(turn, visible), request);
      if (before !== undefined) classic.remove(turn, before);
      return this.apply(turn, groupId, decision);
    });
  }

  /**
   * LeaveGroup, by which an administrator removes members: static ones by their instance id alone, others by member id.
   * Undefined when the group is not of this type.
   */
  leave(state: GroupsState, now: Now, request: LeaveGroupRequest): GroupDecision<LeaveGroupResponse> | undefined {
    const group = state.consumer.get(request.groupId);
    if (group === undefined) return undefined;
    return Turn.of(state, now, (turn) => {
      const gone: string[] = [];
      const members = request.members.map(({ memberId, groupInstanceId }) => {
        const failure = refusalOf(() => gone.push(leavingMember(group, memberId, groupInstanceId)));
        return { memberId, groupInstanceId, failure };
      });
      this.apply(turn, group.groupId, decideRemoval(group, this.context(turn), gone));
      return { failure: undefined, members };
    });
  }

  /** Undefined when the commit may go ahead, or when the group is not of this type. */
  refuseCommit(state: GroupsState, groupId: GroupId, identity: OffsetIdentity): ErrorCode | undefined {
    const group = state.consumer.get(groupId);
    return group === undefined ? undefined : refusalOf(() => checkCommit(group, identity));
  }

  /**
   * Undefined when the fetch may go ahead. Members of classic groups name themselves too (OffsetFetch 9); as in Kafka
   * nobody checks them: what is committed does not depend on a generation.
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
    // Whoever names a member wants a group that has it.
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

  private context(turn: Turn, visible: (topic: TopicName) => boolean = () => true): ConsumerContext {
    const { config, topics } = this.options;
    return { config, topics: topics(), visible, wallMs: turn.now.wallMs };
  }

  private apply<Response>(turn: Turn, groupId: GroupId, decision: ConsumerDecision<Response>): Response {
    for (const record of decision.records) turn.write(record);
    for (const timer of decision.timers) this.arm(turn, groupId, timer);
    return decision.response;
  }

  private arm(turn: Turn, groupId: GroupId, timer: ConsumerTimer): void {
    const { memberId } = timer;
    if (timer.kind === 'clear') {
      turn.clearTimer(timerKey(timer.timer, groupId, memberId));
      return;
    }
    turn.setTimer(timerKey(timer.kind, groupId, memberId), timer.delayMs, (later) => {
      const group = later.state.consumer.get(groupId);
      if (group === undefined) return;
      const context = this.context(later);
      const decision =
        timer.kind === 'session'
          ? decideSessionEnd(group, context, memberId)
          : decideRebalanceEnd(group, context, memberId, timer.memberEpoch);
      this.apply(later, groupId, decision);
    });
  }
}

function timerKey(kind: 'session' | 'rebalance', groupId: GroupId, memberId: string): string {
  return `consumer ${kind} ${groupId.length} ${groupId} ${memberId}`;
}

function refusalOf(check: () => void): ErrorCode | undefined {
  try {
    check();
    return undefined;
  } catch (thrown) {
    if (!isDraveError(thrown)) throw thrown;
    return thrown.code;
  }
}
