import type { PartitionIndex, TopicName } from '@drave/base';

/** Partitions by topic: indexes in ascending order, each once; no topic without a partition. */
export type TransactionPartitions = ReadonlyMap<TopicName, readonly PartitionIndex[]>;

export const noTransactionPartitions: TransactionPartitions = new Map();

/** Takes topics and indexes in any order and more than once. */
export function transactionPartitionsOf(
  topics: Iterable<readonly [TopicName, Iterable<PartitionIndex>]>,
): TransactionPartitions {
  const sets = new Map<TopicName, Set<PartitionIndex>>();
  for (const [topic, indexes] of topics) {
    const known = sets.get(topic) ?? new Set();
    for (const index of indexes) known.add(index);
    if (known.size > 0) sets.set(topic, known);
  }
  return new Map([...sets].map(([topic, known]) => [topic, [...known].sort((a, b) => a - b)]));
}

export function unionOf(one: TransactionPartitions, other: TransactionPartitions): TransactionPartitions {
  return transactionPartitionsOf([...one, ...other]);
}

export function hasPartition(partitions: TransactionPartitions, topic: TopicName, index: PartitionIndex): boolean {
  return partitions.get(topic)?.includes(index) ?? false;
}

export function hasAllPartitions(partitions: TransactionPartitions, wanted: TransactionPartitions): boolean {
  for (const [topic, indexes] of wanted) {
    const known = new Set(partitions.get(topic));
    if (!indexes.every((index) => known.has(index))) return false;
  }
  return true;
}

export function isSamePartitions(one: TransactionPartitions, other: TransactionPartitions): boolean {
  return one === other || (hasAllPartitions(one, other) && hasAllPartitions(other, one));
}
