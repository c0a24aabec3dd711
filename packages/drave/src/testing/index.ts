import { LocalCluster, nodeRuntime, withCluster as withClusterOf, type LocalClusterOptions } from '@drave/cluster';

export * from '@drave/cluster/checkers';
export type {
  BrokerView,
  ClusterEvent,
  ClusterTls,
  ClusterView,
  AcknowledgementGap,
  Expression,
  LoadOptions,
  LoadStats,
  LoadVerdict,
  LocalClusterOptions,
  LocalNode,
  NodeState,
  PartitionView,
  QuorumView,
  VerbOptions,
} from '@drave/cluster';
export { compareReplicas, type Load, type LocalCluster, type ReplicaComparison } from '@drave/cluster';

/**
 * Starts a cluster of real processes, whose nodes tests may kill, pause and partition. End it with `close()`, or
 * declare it with `await using`.
 */
export function startCluster(options: LocalClusterOptions = {}): Promise<LocalCluster> {
  return LocalCluster.start(nodeRuntime, options);
}

/**
 * Starts a cluster, runs `body` with it, and ends it. When `body` throws, the error lists what happened on which node,
 * and the files of the cluster are kept.
 */
export function withCluster<T>(options: LocalClusterOptions, body: (cluster: LocalCluster) => Promise<T>): Promise<T> {
  return withClusterOf(nodeRuntime, options, body);
}
