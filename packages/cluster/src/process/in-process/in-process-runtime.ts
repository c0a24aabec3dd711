import type { InProcessNodes } from '@drave/node/in-process';
import { GrpcTransport } from '@drave/rpc/grpc';
import { RpcView } from '../../rpc-view.js';
import { nodeRuntime, tlsOf } from '../node-runtime.js';
import type { LaunchingRuntime } from '../runtime.js';
import { InProcessRun } from './in-process-run.js';

/**
 * The production node in this process. `memory`: data directories are no files of the system, and go with
 * the runtime, so each cluster has one of its own.
 */
export function inProcessRuntime({ storage }: { readonly storage: 'disk' | 'memory' }): LaunchingRuntime {
  // Loaded with the first node, because many who hold a runtime never start one.
  const load = () => import('@drave/node/in-process');
  let made: Promise<InProcessNodes> | undefined;
  const nodes = (): Promise<InProcessNodes> => {
    made ??= load().then(({ InProcessNodes }) => new InProcessNodes({ storage }));
    return made;
  };
  return {
    async format(config, options) {
      if (storage === 'disk') return nodeRuntime.format(config, options);
      const { allowEven, newCluster } = options;
      const cluster = { initialControllers: newCluster, neverRan: newCluster };
      await (await nodes()).machineOf(config).format(config, { allowEven, ifNeeded: true, ...cluster });
    },
    launch: (name, { configFile, logFile }, orders) =>
      new InProcessRun(name, logFile, storage === 'memory', async () => {
        // As a process does, so that a change of the file counts from the next start.
        const config = (await load()).readNodeConfig(configFile);
        return (await nodes()).machineOf(config).run(config, orders);
      }),
    wipe: async (config) => (await nodes()).machineOf(config).wipe(),
    // A cluster that nobody closes is no reason for the process to live on: nor is what looks at it.
    view: (endpoints, tls) =>
      new RpcView(new GrpcTransport({ keepsAlive: false }), endpoints, tls === undefined ? {} : { tls: tlsOf(tls) }),
  };
}
