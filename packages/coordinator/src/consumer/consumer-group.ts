import { type PartitionIndex, type TopicId, type TopicName, unreachable } from '@drave/base';
import { Map as PersistentMap } from 'immutable';
import { type ConsumerMember, newMember } from './member.js';
import type { ConsumerGroupRecord, ResolvedRegex, SubscribedTopic } from './records.js';
import { noPartitions, type TopicPartitions } from './topic-partitions.js';

/** A group of type `consumer` (KIP-848). Never changes; the next one shares what did not change. */
export interface ConsumerGroup {
  readonly groupId: string;
  /** Grows with every change of members, subscriptions or subscribed topics. 0 before the first. */
  readonly epoch: number;
  /** The group epoch that the target assignment was computed for; at most `epoch`. */
  readonly targetEpoch: number;
  readonly members: PersistentMap<string, ConsumerMember>;
  /** Member ids by group instance id. */
  readonly staticMembers: PersistentMap<string, string>;
  readonly targets: PersistentMap<string, TopicPartitions>;
  /** What `epoch` was counted for: the subscribed topics that exist, sorted by name. */
  readonly topics: readonly SubscribedTopic[];
  readonly regexes: PersistentMap<string, ResolvedRegex>;
  /** Who holds each partition, be it only until its revocation is confirmed. */
  readonly holders: PersistentMap<TopicId, PersistentMap<PartitionIndex, string>>;
}

/** The state as Kafka shows it. `dead` is never stored: it is what a group that is not there is described as. */
export type ConsumerGroupState = 'Empty' | 'Assigning' | 'Reconciling' | 'Stable';

export function emptyGroup(groupId: string): ConsumerGroup {
  return {
    groupId,
    epoch: 0,
    targetEpoch: 0,
    members: PersistentMap(),
    staticMembers: PersistentMap(),
    targets: PersistentMap(),
    topics: [],
    regexes: PersistentMap(),
    holders: PersistentMap(),
  };
}

export function stateOf(group: ConsumerGroup): ConsumerGroupState {
  if (group.members.size === 0) return 'Empty';
  if (group.epoch > group.targetEpoch) return 'Assigning';
  const settled = group.members.every(
    (member) => member.state === 'stable' && member.memberEpoch === group.targetEpoch,
  );
  return settled ? 'Stable' : 'Reconciling';
}

/** Sorted by member id, so that everything computed from it is deterministic. */
export function membersOf(group: ConsumerGroup): readonly ConsumerMember[] {
  return [...group.members.values()].sort((a, b) => (a.memberId < b.memberId ? -1 : 1));
}

export function staticMember(group: ConsumerGroup, instanceId: string): ConsumerMember | undefined {
  const memberId = group.staticMembers.get(instanceId);
  return memberId === undefined ? undefined : group.members.get(memberId);
}

export function isHeld(group: ConsumerGroup, topicId: TopicId, partition: PartitionIndex): boolean {
  return group.holders.get(topicId)?.has(partition) ?? false;
}

/** The topics that the member subscribes to by name, or by a regular expression as last resolved. */
export function topicsOfMember(group: Pick<ConsumerGroup, 'regexes'>, member: ConsumerMember): readonly TopicName[] {
  if (member.subscribedTopicRegex === '') return member.subscribedTopicNames;
  const resolved = group.regexes.get(member.subscribedTopicRegex)?.topics ?? [];
  return [...new Set([...member.subscribedTopicNames, ...resolved])].sort();
}

export function countSubscribersOf(group: ConsumerGroup, regex: string): number {
  return group.members.count((member) => member.subscribedTopicRegex === regex);
}

/**
 * The group after one record; undefined when it is gone. A record about a part of a group that is not known creates
 * what it needs: compaction keeps the order of keys, not their completeness.
 */
export function replayConsumerGroup(
  known: ConsumerGroup | undefined,
  record: ConsumerGroupRecord,
): ConsumerGroup | undefined {
  const group = known ?? emptyGroup(record.groupId);
  switch (record.kind) {
    case 'consumerGroupEpoch':
      return record.value === undefined ? undefined : { ...group, epoch: record.value.epoch };
    case 'consumerGroupTopics':
      return record.value === undefined && known === undefined
        ? undefined
        : { ...group, topics: record.value?.topics ?? [] };
    case 'consumerGroupMember':
      return replayMember(known, group, record);
    case 'consumerGroupTargetEpoch':
      if (record.value === undefined) return known === undefined ? undefined : { ...known, targetEpoch: -1 };
      return { ...group, targetEpoch: record.value.assignmentEpoch };
    case 'consumerGroupTarget':
      if (record.value !== undefined) {
        return { ...group, targets: group.targets.set(record.memberId, record.value.partitions) };
      }
      return known === undefined ? undefined : { ...known, targets: known.targets.delete(record.memberId) };
    case 'consumerGroupCurrent':
      return replayCurrent(known, group, record);
    case 'consumerGroupRegex':
      if (record.value !== undefined) return { ...group, regexes: group.regexes.set(record.regex, record.value) };
      return known === undefined ? undefined : { ...known, regexes: known.regexes.delete(record.regex) };
    default:
      return unreachable(record);
  }
}

type RecordOf<Kind extends ConsumerGroupRecord['kind']> = Extract<ConsumerGroupRecord, { kind: Kind }>;

function replayMember(
  known: ConsumerGroup | undefined,
  group: ConsumerGroup,
  { memberId, value }: RecordOf<'consumerGroupMember'>,
): ConsumerGroup | undefined {
  const before = group.members.get(memberId);
  if (value === undefined) {
    if (known === undefined || before === undefined) return known;
    return {
      ...known,
      members: known.members.delete(memberId),
      staticMembers: withoutInstance(known, before),
      holders: withoutHolder(known.holders, before),
    };
  }
  const member = { ...(before ?? newMember(memberId)), ...value };
  const staticMembers = before === undefined ? group.staticMembers : withoutInstance(group, before);
  return {
    ...group,
    members: group.members.set(memberId, member),
    staticMembers: member.instanceId === null ? staticMembers : staticMembers.set(member.instanceId, memberId),
  };
}

function replayCurrent(
  known: ConsumerGroup | undefined,
  group: ConsumerGroup,
  { memberId, value }: RecordOf<'consumerGroupCurrent'>,
): ConsumerGroup | undefined {
  const before = group.members.get(memberId);
  if (value === undefined) {
    // The member itself goes with its metadata record.
    if (known === undefined || before === undefined) return known;
    const { state, memberEpoch, previousMemberEpoch } = newMember(memberId);
    const reset = { state, memberEpoch, previousMemberEpoch, assigned: noPartitions, pendingRevocation: noPartitions };
    const members = known.members.set(memberId, { ...before, ...reset });
    return { ...known, members, holders: withoutHolder(known.holders, before) };
  }
  const member = { ...(before ?? newMember(memberId)), ...value };
  const holders = before === undefined ? group.holders : withoutHolder(group.holders, before);
  return { ...group, members: group.members.set(memberId, member), holders: withHolder(holders, member) };
}

function withoutInstance(
  group: ConsumerGroup,
  { instanceId, memberId }: ConsumerMember,
): ConsumerGroup['staticMembers'] {
  if (instanceId === null || group.staticMembers.get(instanceId) !== memberId) return group.staticMembers;
  return group.staticMembers.delete(instanceId);
}

function withHolder(holders: ConsumerGroup['holders'], member: ConsumerMember): ConsumerGroup['holders'] {
  let next = holders;
  for (const of of [member.assigned, member.pendingRevocation]) {
    for (const [topicId, partitions] of of) {
      const byPartition = (next.get(topicId) ?? PersistentMap<PartitionIndex, string>()).withMutations((map) => {
        for (const partition of partitions) map.set(partition, member.memberId);
      });
      next = next.set(topicId, byPartition);
    }
  }
  return next;
}

/** Only what this very member holds is removed: another one may hold it by now. */
function withoutHolder(holders: ConsumerGroup['holders'], member: ConsumerMember): ConsumerGroup['holders'] {
  let next = holders;
  for (const of of [member.assigned, member.pendingRevocation]) {
    for (const [topicId, partitions] of of) {
      const byPartition = next.get(topicId)?.withMutations((map) => {
        for (const partition of partitions) if (map.get(partition) === member.memberId) map.delete(partition);
      });
      if (byPartition === undefined) continue;
      next = byPartition.size === 0 ? next.delete(topicId) : next.set(topicId, byPartition);
    }
  }
  return next;
}
