import type { Offset, PartitionIndex, TopicName } from '@drave/base';
import { Map as PersistentMap } from 'immutable';
import type { CommittedOffset, GroupId } from './group-record.js';

/** A committed offset as the log has it. */
export interface StoredOffset extends CommittedOffset {
  /** Of its record in the log. Of two commits the later one counts, whenever the transaction of the other ends. */
  readonly recordOffset: Offset;
}

/** Offsets of one group: by topic, then by partition. */
type GroupOffsets = PersistentMap<TopicName, PersistentMap<PartitionIndex, StoredOffset>>;

/** Immutable. No level is ever empty. */
export type OffsetStore = PersistentMap<GroupId, GroupOffsets>;

export function setOffset(
  offsets: OffsetStore,
  groupId: GroupId,
  topic: TopicName,
  partition: PartitionIndex,
  value: StoredOffset,
): OffsetStore {
  const group: GroupOffsets = offsets.get(groupId) ?? PersistentMap();
  const before = group.get(topic) ?? PersistentMap<PartitionIndex, StoredOffset>();
  return offsets.set(groupId, group.set(topic, before.set(partition, value)));
}

export function removeOffset(
  offsets: OffsetStore,
  groupId: GroupId,
  topic: TopicName,
  partition: PartitionIndex,
): OffsetStore {
  const group = offsets.get(groupId);
  const before = group?.get(topic);
  if (group === undefined || before?.has(partition) !== true) return offsets;
  const after = before.delete(partition);
  const topics = after.size === 0 ? group.delete(topic) : group.set(topic, after);
  return topics.size === 0 ? offsets.delete(groupId) : offsets.set(groupId, topics);
}
