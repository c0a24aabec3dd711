import type { PartitionIndex, TopicId } from '@drave/base';

/** Partitions by topic: each list ascending, without duplicates and not empty. What members own, get and give back. */
export type TopicPartitions = ReadonlyMap<TopicId, readonly PartitionIndex[]>;

export const noPartitions: TopicPartitions = new Map();

/** Brings partitions from outside into the form that everything here relies on. */
export function topicPartitionsOf(entries: Iterable<readonly [TopicId, Iterable<PartitionIndex>]>): TopicPartitions {
  const sets = new Map<TopicId, Set<PartitionIndex>>();
  for (const [topicId, partitions] of entries) {
    const set = sets.get(topicId) ?? new Set<PartitionIndex>();
    for (const partition of partitions) set.add(partition);
    if (set.size > 0) sets.set(topicId, set);
  }
  const result = new Map<TopicId, readonly PartitionIndex[]>();
  for (const topicId of [...sets.keys()].sort()) {
    result.set(
      topicId,
      [...(sets.get(topicId) ?? [])].sort((a, b) => a - b),
    );
  }
  return result;
}

export function samePartitions(a: TopicPartitions, b: TopicPartitions): boolean {
  return a === b || (a.size === b.size && isSubset(a, b) && isSubset(b, a));
}

/** Whether everything in `part` is in `whole`. */
export function isSubset(part: TopicPartitions, whole: TopicPartitions): boolean {
  for (const [topicId, partitions] of part) {
    const among = new Set(whole.get(topicId) ?? []);
    if (!partitions.every((partition) => among.has(partition))) return false;
  }
  return true;
}

export function haveCommon(a: TopicPartitions, b: TopicPartitions): boolean {
  for (const [topicId, partitions] of a) {
    const others = new Set(b.get(topicId) ?? []);
    if (partitions.some((partition) => others.has(partition))) return true;
  }
  return false;
}

export function union(a: TopicPartitions, b: TopicPartitions): TopicPartitions {
  if (b.size === 0) return a;
  if (a.size === 0) return b;
  return topicPartitionsOf([...a, ...b]);
}
