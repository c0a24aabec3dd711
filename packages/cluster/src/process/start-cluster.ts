import type { LocalClusterOptions } from '../options.js';
import { faultsOf } from './console/console-faults.js';
import { carryOutAlone } from './fault-orders.js';
import { LocalCluster } from './local-cluster.js';
import type { NodeRuntime } from './runtime.js';

/** Does what `LocalCluster.start` does, and serves the console of the cluster from this process. */
export async function startCluster(runtime: NodeRuntime, options: LocalClusterOptions = {}): Promise<LocalCluster> {
  const { serveConsole } = await import('./console/cluster-console.js');
  const cluster = await LocalCluster.prepare(runtime, options);
  try {
    const faults = faultsOf(cluster, (request) => carryOutAlone(cluster, request));
    cluster.attachConsole(await serveConsole(cluster, faults));
  } catch (reason) {
    await cluster.close();
    throw reason;
  }
  await cluster.begin(options);
  return cluster;
}
