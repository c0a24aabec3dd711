import type { NodeConfig } from '@drave/node/config';
import type { ClusterView } from '../cluster-view.js';
import type { Endpoint } from '@drave/base';
import type { ClusterTls } from '../options.js';

/** What a local cluster needs to know of nodes: how to prepare a data directory, how to run one, how to ask one. */
export interface NodeRuntime {
  /**
   * Writes cluster and directory ids into the node's data directories; harmless when they are there. `newCluster`: no
   * node of this cluster has run yet.
   */
  format(config: NodeConfig, options: { readonly allowEven: boolean; readonly newCluster: boolean }): Promise<void>;
  /** Executable and parameters that run one node with this configuration file. */
  command(configFile: string): readonly [executable: string, ...parameters: string[]];
  /** A view through the nodes that run at the moment of each call. */
  view(endpoints: () => readonly Endpoint[], tls: ClusterTls | undefined): ClusterView;
}
