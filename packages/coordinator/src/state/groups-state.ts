import type { PartitionIndex, TopicName } from '@drave/base';
import { Map as PersistentMap } from 'immutable';
import { type ConsumerGroup, replayConsumerGroup } from '../consumer/consumer-group.js';
import type { ClassicGroupValue, CommittedOffset, GroupId, GroupRecord, OffsetRecord } from './group-record.js';

/** Offsets of one group: by topic, then by partition. Neither level is ever empty. */
type GroupOffsets = PersistentMap<TopicName, PersistentMap<PartitionIndex, CommittedOffset>>;

/**
 * Everything that one partition of `__consumer_offsets` says. Immutable with structural sharing: the replicated and the
 * speculative state are two references.
 */
export interface GroupsState {
  readonly offsets: PersistentMap<GroupId, GroupOffsets>;
  readonly classic: PersistentMap<GroupId, ClassicGroupValue>;
  /** Groups of the protocol of KIP-848. An id is never in both. */
  readonly consumer: PersistentMap<GroupId, ConsumerGroup>;
}

export const emptyGroups: GroupsState = {
  offsets: PersistentMap(),
  classic: PersistentMap(),
  consumer: PersistentMap(),
};

/** The only place that changes the state. */
export function replayGroupRecord(state: GroupsState, record: GroupRecord): GroupsState {
  switch (record.kind) {
    case 'offset':
      return { ...state, offsets: replayOffset(state.offsets, record) };
    case 'classicGroup': {
      const { groupId, value } = record;
      const classic = value === undefined ? state.classic.delete(groupId) : state.classic.set(groupId, value);
      return { ...state, classic };
    }
    default: {
      const { groupId } = record;
      const group = replayConsumerGroup(state.consumer.get(groupId), record);
      const consumer = group === undefined ? state.consumer.delete(groupId) : state.consumer.set(groupId, group);
      return { ...state, consumer };
    }
  }
}

export function offsetOf(
  state: GroupsState,
  groupId: GroupId,
  topic: TopicName,
  partition: PartitionIndex,
): CommittedOffset | undefined {
  return state.offsets.get(groupId)?.get(topic)?.get(partition);
}

function replayOffset(offsets: GroupsState['offsets'], record: OffsetRecord): GroupsState['offsets'] {
  const { groupId, topic, partition, value } = record;
  const group: GroupOffsets = offsets.get(groupId) ?? PersistentMap();
  const before = group.get(topic) ?? PersistentMap<PartitionIndex, CommittedOffset>();
  const after = value === undefined ? before.delete(partition) : before.set(partition, value);
  if (after === before) return offsets;
  const topics = after.size === 0 ? group.delete(topic) : group.set(topic, after);
  return topics.size === 0 ? offsets.delete(groupId) : offsets.set(groupId, topics);
}
