import type { NodeId, PartitionIndex } from '@drave/base';

/** Partitions of one topic whose replication this broker throttles in one direction. */
export type ThrottledPartitions = 'all' | ReadonlySet<PartitionIndex>;

/** What `leader.` or `follower.replication.throttled.replicas` says of this broker. */
export function throttledPartitions(replicas: readonly string[], localId: NodeId): ThrottledPartitions {
  if (replicas.includes('*')) return 'all';
  const pairs = replicas.map((pair) => pair.split(':').map(Number));
  return new Set(pairs.flatMap(([partition = -1, broker]) => (broker === localId ? [partition] : [])));
}

export function isThrottled(throttled: ThrottledPartitions, index: PartitionIndex): boolean {
  return throttled === 'all' || throttled.has(index);
}

export function anyThrottled({
  throttled: { asLeader, asFollower },
}: {
  readonly throttled: { readonly asLeader: ThrottledPartitions; readonly asFollower: ThrottledPartitions };
}): boolean {
  return [asLeader, asFollower].some((throttled) => throttled === 'all' || throttled.size > 0);
}
