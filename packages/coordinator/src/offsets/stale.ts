import type { TopicId, TopicName } from '@drave/base';
import type { CommittedOffset, GroupId, OffsetRecord } from '../state/group-record.js';
import type { GroupsState } from '../state/groups-state.js';

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

/** Tombstones for what the group has committed for topics that are gone. */
export function staleOffsets(
  state: GroupsState,
  groupId: GroupId,
  topicIdOf: TopicIdOf,
  /** Topics of these names were deleted since the state was read: what does not name its topic was for one of those. */
  deleted: ReadonlySet<TopicName>,
): OffsetRecord[] {
  const tombstones: OffsetRecord[] = [];
  for (const [topic, offsets] of state.offsets.get(groupId) ?? []) {
    const current = topicIdOf(topic);
    for (const [partition, value] of offsets)
      if (isStale(value, current) || (value.topicId === undefined && deleted.has(topic)))
        tombstones.push({ kind: 'offset', groupId, topic, partition, value: undefined });
  }
  return tombstones;
}
