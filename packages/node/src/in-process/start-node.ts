import { limits, type Bytes, type DraveError, type Millis } from '@drave/base';
import type { HttpRequest } from '@drave/console/exchange';
import { pass, type LifeEnvOptions } from '@drave/env/in-process';
import type { SimHost, SimLife } from '@drave/env/sim';
import type { Transport } from '@drave/rpc';
import { GrpcTransport } from '@drave/rpc/grpc';
import { InProcessTransport } from '@drave/rpc/in-process';
import type { NodeConfig } from '../node-config.js';
import { DraveNode } from '../node.js';
import { answerHttp } from '../process/answer-http.js';
import { listenHttp, type HttpListener } from '../process/http-listener.js';
import { readyFacts } from '../process/ready-facts.js';
import { RoutedTransport } from '../process/routed-transport.js';
import { kafkaSaslOf } from '../process/sasl-files.js';
import { kafkaTlsOf, tlsOf } from '../process/tls-files.js';
import { loadRoles } from '../roles.js';
import type { LifeFaults } from './life-faults.js';

/** As in a process of its own (`run-node.ts`). */
const KEEPALIVE_MS: Millis = 30_000;
/** What is kept free on a disk in memory is taken from the memory of the whole cluster. */
const MEMORY_RESERVE_BYTES_MAX: Bytes = 256 * 1024;

export interface OutsideOfNode {
  readonly onFatal: (error: DraveError) => void;
  /** Told of what must be closed once the life has ended, in whatever way, be it open by then or not yet. */
  readonly onOpening: (opening: Promise<{ close(): Promise<void> }>) => void;
}

export interface StartedNode {
  readonly node: DraveNode;
  readonly facts: ReturnType<typeof readyFacts>;
}

interface NodeOptions extends OutsideOfNode, Pick<LifeEnvOptions, 'storage'> {
  readonly faults: LifeFaults;
}

/** The node on its machine, as `runNode` starts it in a process: resolves when every listener is bound. */
export async function startNode(
  { life }: SimHost,
  config: NodeConfig,
  { storage, faults, onFatal, onOpening }: NodeOptions,
): Promise<StartedNode> {
  const { env } = faults;
  const { http: httpEndpoint } = config.listeners;
  const running: { node?: DraveNode } = {};
  let http: HttpListener | undefined;
  // The HTTP port first: a node that cannot have it must not have joined the cluster.
  if (httpEndpoint !== undefined) {
    // The console is the supervisor's, who knows the faults as well.
    const answer = (request: HttpRequest) =>
      pass(life, () => answerHttp(request, env.metrics, running.node, undefined));
    const opening = listenHttp(httpEndpoint, answer, { keepsAlive: false });
    onOpening(opening);
    http = await opening;
  }
  const tls = tlsOf(config);
  const roles = await loadRoles(config);
  faults.begin(roles.broker?.servedApis);
  const world = {
    env,
    faults: faults.control,
    roles,
    transport: transportOf(life, config, onFatal, onOpening),
    ...(tls === undefined ? {} : { tls }),
    kafkaTls: kafkaTlsOf(config),
    kafkaSasl: kafkaSaslOf(config),
    diskReserveBytesMax: storage === 'disk' ? limits.diskReserveBytesMax : MEMORY_RESERVE_BYTES_MAX,
    onFatal,
  };
  const node = await DraveNode.start(world, config);
  running.node = node;
  return { node, facts: readyFacts(config, node, http) };
}

/** Nodes talk to each other in memory, unless something is to come between them, or certificates are to be shown. */
function transportOf(
  life: SimLife,
  config: NodeConfig,
  onFatal: OutsideOfNode['onFatal'],
  onOpening: OutsideOfNode['onOpening'],
): Transport {
  const { env } = life.host;
  const grpc = new GrpcTransport({ logger: env.logger, keepaliveMs: KEEPALIVE_MS, keepsAlive: false });
  const routesFile = config.faults?.routesFile;
  const isPlain = routesFile === undefined && config.listeners.grpc.tls === undefined;
  const transport = new InProcessTransport(life, { grpc, between: isPlain ? 'memory' : 'sockets', onFatal });
  onOpening(Promise.resolve({ close: () => transport.end() }));
  return routesFile === undefined ? transport : new RoutedTransport(transport, routesFile);
}
