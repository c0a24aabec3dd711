import { OpenedOnce } from '@drave/base';
import type { Console, FaultsPort } from '@drave/console';
import { silentLogger } from '@drave/env';
import { createNodeEnv, type NodeEnv } from '@drave/env/node';
import { CONSOLE_LISTENING, listenHttp, pageFolder, readPage } from '@drave/node/console';
import { GrpcTransport } from '@drave/rpc/grpc';
import { LOOPBACK } from '../../loopback.js';
import type { ClusterEvent } from '../../options.js';
import type { LocalCluster, ServedConsole } from '../local-cluster.js';

/** What happens to nodes and their network. What the metadata tells, the console hears by itself. */
const texts: Readonly<Partial<Record<ClusterEvent['kind'], string>>> = {
  starting: 'is starting',
  ready: 'is ready',
  exited: 'has ended',
  killed: 'was killed',
  stopping: 'was told to stop',
  paused: 'was paused',
  resumed: 'goes on after a pause',
  failed: 'has failed',
  network: 'has other faults of the network',
  disk: 'has other faults of its disk',
  clock: 'has another clock',
  request: 'has other faults of requests',
};

interface OpenConsole {
  readonly console: Console;
  readonly env: NodeEnv;
  readonly following: Promise<void>;
  readonly ended: AbortController;
}

/**
 * Serves the console of a local cluster, at any free port of this machine. The process that supervises the cluster does
 * it, so that it goes on while nodes are down, and knows how to break them. Its code is loaded when somebody first asks
 * for it.
 */
export async function serveConsole(cluster: LocalCluster, faults: FaultsPort): Promise<ServedConsole> {
  const opened = new OpenedOnce(() => openConsole(cluster, faults));
  const http = await listenHttp(
    { host: LOOPBACK, port: 0 },
    async (request) => (await opened.get()).console.answer(request),
    { ...CONSOLE_LISTENING, keepsAlive: false },
  );
  return {
    url: `http://${LOOPBACK}:${http.endpoint.port}/console/`,
    async close() {
      await http.close();
      const taken = await opened.taken();
      if (taken === undefined) return;
      const { console, env, following, ended } = taken;
      ended.abort();
      await following;
      await console.close();
      env.close();
    },
  };
}

async function openConsole(cluster: LocalCluster, faults: FaultsPort): Promise<OpenConsole> {
  const { Console: Served } = await import('@drave/console');
  const env = createNodeEnv({ logger: silentLogger });
  const { tls } = cluster;
  const console = new Served({
    access: {
      env,
      transport: new GrpcTransport({ keepsAlive: false }),
      nodes: () => cluster.answering,
      brokers: () => cluster.grpcBootstrap,
      ...(tls === undefined ? {} : { tls }),
    },
    cluster: { clusterId: cluster.clusterId, clusterName: cluster.name, nodeId: null },
    canWrite: true,
    hostNames: [],
    page: () => readPage(pageFolder()),
    faults,
  });
  const ended = new AbortController();
  return { console, env, following: follow(cluster, console, faults, ended.signal), ended };
}

/** Tells what happens to the nodes, and who looks that other nodes may have to be asked. */
async function follow(
  cluster: LocalCluster,
  { live }: Console,
  faults: FaultsPort,
  signal: AbortSignal,
): Promise<void> {
  for await (const { node, kind, detail, wallMs } of cluster.watchEvents({ signal })) {
    live.nodesChanged();
    const text = texts[kind];
    if (text === undefined) continue;
    const subjects = node.split(',').filter((name) => name !== '');
    const reason = detail === '' ? null : detail;
    live.record({ kind: 'fault', wallMs, text: `${node} ${text}`, reason, subjects, subjectCount: subjects.length });
    live.tellFaults(await faults.view());
  }
}
