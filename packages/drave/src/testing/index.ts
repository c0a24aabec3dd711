import { DraveError } from '@drave/base';
import {
  inProcessRuntime,
  nodeRuntime,
  startCluster as startClusterOf,
  withCluster as withClusterOf,
  type LocalCluster,
  type LocalClusterOptions,
  type NodeRuntime,
} from '@drave/cluster';

export * from '@drave/cluster/checkers';
export type {
  BrokerView,
  ClusterEvent,
  ClusterSecurity,
  ClusterTls,
  ClusterView,
  AcknowledgementGap,
  Expression,
  KillOptions,
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

export interface StartClusterOptions extends LocalClusterOptions {
  /**
   * `in-process` (default): the nodes run in this process, which starts them in a fraction of the time. `processes`:
   * each is a process of its own, as in production.
   */
  readonly nodes?: 'in-process' | 'processes';
  /**
   * `disk` (default): files below the cluster's directory. `memory`, with nodes in this process: nothing is written but
   * logs and configurations, and a kill can lose what was not synced.
   */
  readonly storage?: 'disk' | 'memory';
}

/**
 * Starts a cluster whose nodes tests may kill, pause and partition. End it with `close()`, or declare it with `await
 * using`.
 *
 * @throws DraveError INVALID_CONFIG.
 */
export async function startCluster(options: StartClusterOptions = {}): Promise<LocalCluster> {
  return startClusterOf(runtimeOf(options), options);
}

/**
 * Starts a cluster, runs `body` with it, and ends it. When `body` throws, the error lists what happened on which node,
 * and the files of the cluster are kept.
 */
export async function withCluster<T>(
  options: StartClusterOptions,
  body: (cluster: LocalCluster) => Promise<T>,
): Promise<T> {
  return withClusterOf(runtimeOf(options), options, body);
}

function runtimeOf({ nodes = 'in-process', storage = 'disk', name }: StartClusterOptions): NodeRuntime {
  if (storage === 'memory' && name !== undefined)
    throw new DraveError(
      'INVALID_CONFIG',
      `the cluster ${name} has a name to come back by, and data in memory goes with it: leave out one of the two`,
    );
  if (nodes === 'in-process') return inProcessRuntime({ storage });
  if (storage === 'disk') return nodeRuntime;
  throw new DraveError(
    'INVALID_CONFIG',
    "nodes of their own processes have their data on disk: leave out storage: 'memory', or start them in this process",
  );
}
