import type { TopicPartitions } from '../topic-partitions.js';

export function partitionCount(of: TopicPartitions): number {
  let count = 0;
  for (const partitions of of.values()) count += partitions.length;
  return count;
}
