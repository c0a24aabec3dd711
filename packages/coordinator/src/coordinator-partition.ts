import { assert, type PartitionIndex } from '@drave/base';

/**
 * The partition of an internal topic that keeps the state of a group or transactional id, as Kafka computes it: Java's
 * `String.hashCode` (over UTF-16 units, 32-bit arithmetic) without its sign bit, modulo the number of partitions.
 */
export function coordinatorPartitionOf(id: string, partitionCount: number): PartitionIndex {
  assert(partitionCount > 0, 'an internal topic has partitions');
  let hash = 0;
  for (let at = 0; at < id.length; at++) hash = (Math.imul(hash, 31) + id.charCodeAt(at)) | 0;
  return (hash & 0x7fff_ffff) % partitionCount;
}
