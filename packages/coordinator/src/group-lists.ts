import type { ErrorCode, LeaderEpoch, Millis, Offset, PartitionIndex, Steps, TopicName } from '@drave/base';
import type { ClassicLookup } from './classic/classic-groups.js';
import { CONSUMER_PROTOCOL_TYPE } from './classic/classic-group.js';
import { stateOf } from './consumer/consumer-group.js';
import { groupIdsFrom, inOrder } from './group-ids.js';
import type { GroupStateName, GroupType } from './group-queries.js';
import { isStale, type TopicIdOf } from './offsets/stale.js';
import type { GroupId } from './state/group-record.js';
import { isKept, type GroupsState } from './state/groups-state.js';

export interface GroupListing {
  readonly groupId: GroupId;
  readonly protocolType: string;
  readonly state: GroupStateName;
  readonly type: GroupType;
  readonly memberCount: number;
}

export interface ListGroupsRequest {
  /** The names of the states, in upper or lower case; empty for all. */
  readonly states: readonly string[];
  readonly types: readonly string[];
  /** Left out: all at once. */
  readonly page?: GroupsPage;
}

/** The first ids, in their order, behind one. */
interface GroupsPage {
  /** Undefined for the first page. */
  readonly after: GroupId | undefined;
  readonly countMax: number;
  /** Empty for all. */
  readonly prefix: string;
}

export interface ListGroupsResponse {
  /** COORDINATOR_LOAD_IN_PROGRESS when some groups of this broker cannot be told yet. */
  readonly failure: ErrorCode | undefined;
  /** In order of their ids. */
  readonly groups: readonly GroupListing[];
}

/** The groups of a partition that is led here. */
interface GroupsShard {
  readonly state: GroupsState;
  readonly classic: ClassicLookup;
}

const WHOLE: GroupsPage = { after: undefined, countMax: Number.POSITIVE_INFINITY, prefix: '' };

/**
 * The groups of all shards, in order; what the caller may not see is left out. It looks at no more groups than it takes
 * to fill the page, and one group is one step.
 */
export function* listGroups(
  shards: readonly GroupsShard[],
  { states, types, page: { after, countMax, prefix } = WHOLE }: ListGroupsRequest,
  visible: (groupId: GroupId) => boolean,
): Steps<readonly GroupListing[]> {
  const found: GroupListing[] = [];
  const from = after === undefined || after < prefix ? prefix : after;
  for (const [groupId, index] of inOrder(shards.map((shard) => groupIdsFrom(shard, from)))) {
    if (found.length === countMax || !groupId.startsWith(prefix)) break;
    const shard = shards[index];
    const listing = shard === undefined || groupId === after ? undefined : listingOf(shard, groupId);
    if (listing !== undefined && isAmong(states, listing.state) && isAmong(types, listing.type) && visible(groupId))
      found.push(listing);
    yield;
  }
  return found;
}

/** Undefined for one that has gone since the list was begun. */
function listingOf({ state, classic }: GroupsShard, groupId: GroupId): GroupListing | undefined {
  const group = classic.get(groupId);
  const ofConsumers = state.consumer.get(groupId);
  // A classic group that has just taken its place is known here before that is replicated.
  if (ofConsumers !== undefined && group === undefined)
    return {
      groupId,
      protocolType: CONSUMER_PROTOCOL_TYPE,
      state: stateOf(ofConsumers),
      type: 'consumer',
      memberCount: ofConsumers.members.size,
    };
  if (group === undefined && !isKept(state, groupId)) return undefined;
  return {
    groupId,
    protocolType: group?.protocolType ?? '',
    state: group?.state ?? 'Empty',
    type: 'classic',
    memberCount: group?.size ?? 0,
  };
}

function isAmong(wanted: readonly string[], name: string): boolean {
  return wanted.length === 0 || wanted.some((one) => one.toLowerCase() === name.toLowerCase());
}

/** What a group has committed for one partition. */
export interface GroupCommit extends CommitPlace {
  readonly offset: Offset;
  readonly leaderEpoch: LeaderEpoch;
  readonly metadata: string;
  readonly commitTimestampMs: Millis;
}

/** By group, topic and partition. */
export interface CommitPlace {
  readonly groupId: GroupId;
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
}

export interface ListCommitsRequest {
  /** Undefined for all. */
  readonly groupIds: ReadonlySet<GroupId> | undefined;
  /** Undefined for all. */
  readonly topic: TopicName | undefined;
  /** Undefined for the first page. */
  readonly after: CommitPlace | undefined;
  readonly countMax: number;
}

/** A shard as commits are read from it: each group in a state in which it is as it is replicated. */
export interface CommitsShard extends GroupsShard {
  /** @throws DraveError COORDINATOR_LOAD_IN_PROGRESS. */
  readonly read: (groupId: GroupId) => GroupsState;
  readonly topicIdOf: TopicIdOf;
}

/** What the caller may see. */
interface CommitGates {
  readonly group: (groupId: GroupId) => boolean;
  readonly topic: (topic: TopicName) => boolean;
}

/** What groups have committed, in order of group, topic and partition. A topic of a group is one step. */
export function* listCommits(
  shards: readonly CommitsShard[],
  { groupIds, topic: wanted, after, countMax }: ListCommitsRequest,
  visible: CommitGates,
): Steps<readonly GroupCommit[]> {
  const found: GroupCommit[] = [];
  for (const [groupId, index] of inOrder(shards.map((shard) => groupIdsFrom(shard, after?.groupId ?? '')))) {
    yield;
    const shard = shards[index];
    if (shard === undefined || groupIds?.has(groupId) === false || !visible.group(groupId)) continue;
    const topics = shard.read(groupId).offsets.get(groupId);
    const names = topics === undefined ? [] : wanted === undefined ? [...topics.keys()].sort() : [wanted];
    for (const topic of names) {
      const isBegun = after?.groupId === groupId;
      if ((isBegun && topic < after.topic) || !visible.topic(topic)) continue;
      const behind = isBegun && topic === after.topic ? after.partition : -1;
      const current = shard.topicIdOf(topic);
      const partitions = topics?.get(topic);
      for (const partition of [...(partitions?.keys() ?? [])].sort((a, b) => a - b)) {
        const value = partition > behind ? partitions?.get(partition) : undefined;
        if (value === undefined || isStale(value, current)) continue;
        const { offset, leaderEpoch, metadata, commitTimestampMs } = value;
        found.push({ groupId, topic, partition, offset, leaderEpoch, metadata, commitTimestampMs });
        if (found.length === countMax) return found;
      }
      yield;
    }
  }
  return found;
}
