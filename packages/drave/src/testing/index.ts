import { LocalCluster, nodeRuntime, withCluster as withClusterOf, type LocalClusterOptions } from '@drave/cluster';

export * from '@drave/cluster/checkers';
export type {
  BrokerView,
  ClusterEvent,
  ClusterTls,
  ClusterView,
  Expression,
  LocalClusterOptions,
  LocalNode,
  NodeState,
  PartitionView,
  QuorumView,
  VerbOptions,
} from '@drave/cluster';
export { compareReplicas, type LocalCluster, type ReplicaComparison } from '@drave/cluster';

/** A cluster of real processes, to be broken on purpose. End it with `close()`, or declare it with `await using`. */
export function startCluster(options: LocalClusterOptions = {}): Promise<LocalCluster> {
  return LocalCluster.start(nodeRuntime, options);
}

/**
 * The same for the length of one function; when it fails, the error tells the cluster's story and its files are kept.
 */
export function withCluster<T>(options: LocalClusterOptions, body: (cluster: LocalCluster) => Promise<T>): Promise<T> {
  return withClusterOf(nodeRuntime, options, body);
}
