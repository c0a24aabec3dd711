import type { NodeConfig } from '@drave/node/config';
import type { FaultOrders } from '@drave/node/in-process';
import type { ClusterView } from '../cluster-view.js';
import type { Endpoint } from '@drave/base';
import type { NodePaths } from '../node-file.js';
import type { ClusterTls } from '../options.js';
import type { NodeRun } from './node-run.js';

/** What a local cluster needs to know of nodes: how to prepare a data directory, how to run one, how to ask one. */
export type NodeRuntime = ProcessRuntime | LaunchingRuntime;

interface RuntimeBasis {
  /**
   * Writes cluster and directory ids into the node's data directories; harmless when they are there. `newCluster`: no
   * node of this cluster has run yet.
   */
  format(config: NodeConfig, options: { readonly allowEven: boolean; readonly newCluster: boolean }): Promise<void>;
  /** A view through the nodes that run at the moment of each call. */
  view(endpoints: () => readonly Endpoint[], tls: ClusterTls | undefined): ClusterView;
}

/** Nodes as processes. */
export interface ProcessRuntime extends RuntimeBasis {
  /** Executable and parameters that run one node with this configuration file. */
  command(configFile: string): readonly [executable: string, ...parameters: string[]];
}

/** Nodes that are run in any other way. */
export interface LaunchingRuntime extends RuntimeBasis {
  /** Begins a run of the node with this configuration file. */
  launch(name: string, paths: NodePaths, orders: FaultOrders): NodeRun;
  /** Before a node that is down is formatted anew: what is not a file of the system is gone. */
  wipe(config: NodeConfig): Promise<void>;
}
