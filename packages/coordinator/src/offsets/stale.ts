import type { PartitionIndex, TopicId, TopicName } from '@drave/base';
import type { CommittedOffset, GroupId, OffsetRecord } from '../state/group-record.js';
import { offsetOf, type GroupsState } from '../state/groups-state.js';
import { pendingOffsetOf, pendingPartitions, pendingProducers } from '../state/pending-offsets.js';

/** The topic that has the name, as the metadata says now; undefined when none has. */
export type TopicIdOf = (topic: TopicName) => TopicId | undefined;

/**
 * Whether the offset was committed for a topic that is gone, perhaps with another one of the same name in its place.
 * The metadata of a group's coordinator is at least as new as that of all coordinators before (the leadership itself is
 * in the metadata), so a topic that it does not know is none that it has not heard of yet.
 */
export function isStale({ topicId }: CommittedOffset, current: TopicId | undefined): boolean {
  return current === undefined || (topicId !== undefined && topicId !== current);
}

/**
 * Tombstones for what the group has committed for topics that are gone. A tombstone takes along what transactions have
 * pending of the partition: as long as one of them commits for the topic that has the name now, it waits.
 */
export function staleOffsets(
  state: GroupsState,
  groupId: GroupId,
  topicIdOf: TopicIdOf,
  /** Topics of these names were deleted since the state was read: what does not name its topic was for one of those. */
  deleted: ReadonlySet<TopicName>,
): OffsetRecord[] {
  const tombstones: OffsetRecord[] = [];
  const isGone = (topic: TopicName, value: CommittedOffset): boolean =>
    isStale(value, topicIdOf(topic)) || (value.topicId === undefined && deleted.has(topic));
  const isPendingGone = (topic: TopicName, partition: PartitionIndex): boolean =>
    pendingProducers(state.pending, groupId, topic, partition).every((producerId) => {
      const value = pendingOffsetOf(state.pending, producerId, { groupId, topic, partition });
      return value === undefined || isGone(topic, value);
    });
  for (const [topic, offsets] of state.offsets.get(groupId) ?? [])
    for (const [partition, value] of offsets)
      if (isGone(topic, value) && isPendingGone(topic, partition))
        tombstones.push({ kind: 'offset', groupId, topic, partition, value: undefined });
  for (const { topic, partition } of pendingPartitions(state.pending, groupId))
    if (offsetOf(state, groupId, topic, partition) === undefined && isPendingGone(topic, partition))
      tombstones.push({ kind: 'offset', groupId, topic, partition, value: undefined });
  return tombstones;
}
