import type { ErrorCode, Millis, TopicId, TopicName } from '@drave/base';
import { ClassicGroups } from './classic/classic-groups.js';
import { CONSUMER_PROTOCOL_TYPE, type ClassicGroup } from './classic/classic-group.js';
import type { Reply } from './classic/classic-member.js';
import type {
  HeartbeatRequest,
  HeartbeatResponse,
  JoinGroupRequest,
  JoinGroupResponse,
  LeaveGroupRequest,
  LeaveGroupResponse,
  SyncGroupRequest,
  SyncGroupResponse,
} from './classic/classic-requests.js';
import type { ClassicContext } from './classic/rebalance.js';
import { Turn, type GroupDecision, type GroupTimer } from './classic/turn.js';
import { groupIdsFrom } from './group-ids.js';
import { expiredOffsets, type OffsetAging } from './offsets/expiry.js';
import { StaleSweep } from './offsets/stale-sweep.js';
import type { Now, RecordPlace, ShardModel, TransactionEnds } from './runtime/model.js';
import type { GroupId, GroupRecord } from './state/group-record.js';
import {
  emptyGroups,
  groupsOfProducer,
  replayGroupRecord,
  replayTransactionEnd,
  type GroupsState,
} from './state/groups-state.js';
import type { ConsumerGroup } from './consumer/consumer-group.js';
import { ConsumerGroups, type ConsumerGroupsOptions } from './consumer/consumer-groups.js';
import { topicsInUse } from './consumer/describe.js';
import { tombstonesOf } from './consumer/tombstones.js';
import { decodeGroupRecord, encodeGroupRecord } from './state/record-codec.js';

interface GroupsModelOptions extends ClassicContext {
  readonly consumer: ConsumerGroupsOptions;
  /** `offsets.retention.minutes` in milliseconds. */
  readonly offsetsRetentionMs: Millis;
  /** `offsets.retention.check.interval.ms` */
  readonly retentionCheckIntervalMs: Millis;
}

const CLEANUP_TIMER = 'cleanup';
/** Records of one cleaning step, so that one decision fits a batch. */
const TOMBSTONES_PER_STEP_MAX = 1_000;

/** The groups of one partition of `__consumer_offsets`, as a shard runs them. */
export class GroupsModel implements ShardModel<GroupsState, GroupRecord> {
  readonly empty = emptyGroups;
  readonly transactions: TransactionEnds<GroupsState> = { replay: replayTransactionEnd, keysOf: groupsOfProducer };
  readonly classic: ClassicGroups;
  readonly consumer: ConsumerGroups;
  private readonly options: GroupsModelOptions;
  private readonly stale: StaleSweep;

  constructor(options: GroupsModelOptions) {
    this.options = options;
    this.classic = new ClassicGroups(options);
    this.consumer = new ConsumerGroups(options.consumer, this.classic, options);
    this.stale = new StaleSweep((topic) => this.topicIdOf(topic));
  }

  /** The id of the topic that has the name now. */
  topicIdOf(name: TopicName): TopicId | undefined {
    return this.options.consumer.topics().topicByName(name)?.id;
  }

  replay(state: GroupsState, record: GroupRecord, place: RecordPlace): GroupsState {
    return replayGroupRecord(state, record, place);
  }

  keyOf(record: GroupRecord): GroupId {
    return record.groupId;
  }

  encode(record: GroupRecord) {
    return encodeGroupRecord(record);
  }

  decode(key: Buffer, value: Buffer | null): GroupRecord | undefined {
    return decodeGroupRecord(key, value);
  }

  loaded(state: GroupsState, now: Now): readonly GroupTimer[] {
    return [
      ...this.classic.load(state, now),
      ...this.consumer.load(state, now),
      // Topics may have gone while no coordinator had this loaded.
      this.stale.begin(),
      {
        kind: 'set',
        key: CLEANUP_TIMER,
        delayMs: this.options.retentionCheckIntervalMs,
        fire: (later, laterNow) => Turn.of(later, laterNow, (turn) => this.cleanUp(turn)),
      },
    ];
  }

  ended(failure: ErrorCode): void {
    this.classic.end(failure);
  }

  /** JoinGroup. A group of type consumer takes members of the classic protocol too (KIP-848, online migration). */
  join(state: GroupsState, now: Now, request: JoinGroupRequest, reply: Reply<JoinGroupResponse>): GroupDecision<void> {
    return this.consumer.hasMembers(state, request.groupId)
      ? this.consumer.join(state, now, request, reply)
      : this.classic.join(state, now, request, reply);
  }

  sync(state: GroupsState, now: Now, request: SyncGroupRequest, reply: Reply<SyncGroupResponse>): GroupDecision<void> {
    return this.consumer.hasMembers(state, request.groupId)
      ? this.consumer.sync(state, now, request, reply)
      : this.classic.sync(state, now, request, reply);
  }

  heartbeat(
    state: GroupsState,
    now: Now,
    request: HeartbeatRequest,
    reply: Reply<HeartbeatResponse>,
  ): GroupDecision<void> {
    if (this.consumer.hasMembers(state, request.groupId))
      return this.consumer.classicHeartbeat(state, now, request, reply);
    const decision = this.classic.heartbeat(state, now, request);
    reply(decision.response);
    return { ...decision, response: undefined };
  }

  leave(
    state: GroupsState,
    now: Now,
    request: LeaveGroupRequest,
    reply: Reply<LeaveGroupResponse>,
  ): GroupDecision<void> {
    if (this.consumer.hasMembers(state, request.groupId)) return this.consumer.leave(state, now, request, reply);
    const decision = this.classic.leave(state, now, request);
    reply(decision.response);
    return { ...decision, response: undefined };
  }

  /** What groups have committed for topics of these names goes, unless it was for one that has the name now. */
  forgetTopics(topics: ReadonlySet<TopicName>): GroupDecision<void> {
    this.stale.noteDeleted(topics);
    return { records: [], response: undefined, timers: [this.stale.begin()] };
  }

  /**
   * Offsets that have outlived their retention go, and groups that keep nothing any more. In steps, while there is
   * more.
   */
  cleanUp(turn: Turn): void {
    let room = TOMBSTONES_PER_STEP_MAX;
    for (const groupId of groupIdsFrom({ state: turn.state, classic: this.classic }, '')) {
      if (room <= 0) break;
      room -= this.cleanGroup(turn, groupId);
    }
    const delayMs = room > 0 ? this.options.retentionCheckIntervalMs : 0;
    turn.setTimer(CLEANUP_TIMER, delayMs, (later) => this.cleanUp(later));
  }

  /** How many records were written for it. */
  private cleanGroup(turn: Turn, groupId: GroupId): number {
    const { state, now } = turn;
    const group = this.classic.get(groupId);
    const ofConsumers = state.consumer.get(groupId);
    const aging = ofConsumers === undefined ? agingOf(group) : consumerAgingOf(ofConsumers);
    const expired = expiredOffsets(state, groupId, aging, this.options.offsetsRetentionMs, now.wallMs);
    const step = expired.slice(0, TOMBSTONES_PER_STEP_MAX);
    for (const record of step) turn.write(record);
    const left = countOffsets(state, groupId) - step.length;
    // A transaction may be about to give the group offsets (KAFKA-19163).
    if (left === 0 && state.pending.producers.has(groupId)) return step.length;
    if (left === 0 && ofConsumers?.members.size === 0) {
      const tombstones = tombstonesOf(ofConsumers);
      for (const record of tombstones) turn.write(record);
      return step.length + tombstones.length;
    }
    if (left > 0 || group === undefined || group.state !== 'Empty' || group.pendingMembers.size > 0) return step.length;
    this.classic.remove(turn, group);
    return step.length + 1;
  }
}

/** KIP-211: what makes a group's offsets age. */
function agingOf(group: ClassicGroup | undefined): OffsetAging {
  if (group?.protocolType === undefined) return { kind: 'sinceCommit' };
  if (group.state === 'Empty') return { kind: 'sinceEmpty', wallMs: group.stateSinceMs };
  const { subscribedTopics } = group;
  if (group.protocolType !== CONSUMER_PROTOCOL_TYPE || group.state !== 'Stable' || subscribedTopics === undefined)
    return { kind: 'never' };
  return { kind: 'unsubscribed', subscribed: (topic) => subscribedTopics.has(topic) };
}

/** A topic that no member subscribes to ages from its commits on. */
function consumerAgingOf(group: ConsumerGroup): OffsetAging {
  const inUse = topicsInUse(group);
  return { kind: 'unsubscribed', subscribed: (topic) => inUse.has(topic) };
}

function countOffsets(state: GroupsState, groupId: GroupId): number {
  let count = 0;
  for (const partitions of state.offsets.get(groupId)?.values() ?? []) count += partitions.size;
  return count;
}
