import { randomBytes, randomInt } from 'node:crypto';
import { join } from 'node:path';
import { assert, DraveError, uuidFrom, type Endpoint, type NodeId } from '@drave/base';
import type { FaultOrders } from '@drave/node/in-process';
import type { ClusterView } from '../cluster-view.js';
import { LOOPBACK } from '../loopback.js';
import { nodeFile, type NodePaths } from '../node-file.js';
import type { ClusterEvent, ClusterSecurity, ClusterTls, LocalClusterOptions, NodeRole } from '../options.js';
import {
  brokersOf,
  clusterLimits,
  isBroker,
  isController,
  makePlan,
  nextNode,
  portsBound,
  shapeOf,
  type ClusterPlan,
  type ClusterShape,
  type NodePlan,
} from '../plan.js';
import { ClusterNetwork } from './network/cluster-network.js';
import { quickName } from '../quick-name.js';
import { ClusterFaults } from './faults/node-faults.js';
import { ClusterDirectory, draveHome } from './cluster-directory.js';
import { reachesMajority, type Connected } from './effects.js';
import { ManagedNode } from './local-node.js';
import { MetadataFollower } from './metadata-follower.js';
import { NodeProcess } from './node-process.js';
import type { NodeRun } from './node-run.js';
import { PortReservations } from './port-reservations.js';
import type { NodeRuntime } from './runtime.js';
import { hasPapers, secureOptions } from './secure/secure-options.js';
import { Timeline } from './timeline.js';

/** What a cluster is made of, ready to start. */
export interface ClusterParts {
  readonly plan: ClusterPlan;
  readonly folder: ClusterDirectory;
  readonly reservations: PortReservations;
  /** Grows and shrinks with `add` and `forget`. */
  readonly nodes: readonly ManagedNode[];
  readonly timeline: Timeline;
  /** Empties a node's data directories, and writes the ids into them anew. It must be down. */
  readonly wipe: (node: NodePlan) => Promise<void>;
  /** One more node, formatted, not started. */
  readonly add: (role: NodeRole, rack: string | undefined) => Promise<ManagedNode>;
  /** A node that is down and will not come back; its files stay until the cluster goes. */
  readonly forget: (node: ManagedNode) => Promise<void>;
  /** Undefined in a cluster whose network is direct. */
  readonly network: ClusterNetwork | undefined;
  /** Inside the nodes. */
  readonly faults: ClusterFaults;
  readonly report: (node: string, kind: ClusterEvent['kind'], detail: string) => void;
  readonly view: ClusterView;
  /** Where a node answers gRPC, past all proxies. */
  readonly endpointOf: (node: ManagedNode) => Endpoint;
  /** The same for its Kafka listener; undefined on a node that has none. */
  readonly kafkaEndpointOf: (node: ManagedNode) => Endpoint | undefined;
  /** Tells elections and the like on the timeline, once it is started. */
  readonly follower: MetadataFollower;
  readonly tls: ClusterTls | undefined;
  /** Undefined in a cluster that is not secure. */
  readonly security: ClusterSecurity | undefined;
  /** Of the nodes that can answer at the moment, past all proxies. */
  readonly answering: () => readonly Endpoint[];
}

/** Everything that can be wrong is found here, before the first process. */
export async function prepare(runtime: NodeRuntime, given: LocalClusterOptions): Promise<ClusterParts> {
  const shape = shapeOf(given);
  await checkLimits(given);
  const folder =
    given.name === undefined
      ? ClusterDirectory.temporary()
      : ClusterDirectory.named(given.directory ?? clusterPath(given.name), given.fresh ?? false);
  const reservations = new PortReservations();
  try {
    const security = await securityOf(folder, given);
    const options = security === undefined ? given : secureOptions(given, security);
    const plan = await planFor(folder, reservations, shape, options);
    const network = options.network === 'proxied' ? proxiedNetwork(folder, reservations) : undefined;
    const timeline = new Timeline(options.onEvent ?? (() => {}));
    const faults = new ClusterFaults();
    const world: World = { runtime, folder, reservations, options, network, faults, timeline };
    const newCluster = folder.forming;
    await Promise.all(plan.nodes.map((node) => formatNode(world, plan, node, newCluster)));
    folder.formed();
    for (const node of plan.nodes) await network?.join(node);
    return assemble(world, plan, security);
  } catch (reason) {
    reservations.release();
    if (folder.temporary) folder.remove();
    throw reason;
  }
}

/** The papers of a secure cluster, made when it has none yet. @throws DraveError INVALID_CONFIG. */
async function securityOf(
  { path }: ClusterDirectory,
  { secure = false, tls, sasl }: LocalClusterOptions,
): Promise<ClusterSecurity | undefined> {
  if (!secure && !hasPapers(path)) return undefined;
  if (tls !== undefined || sasl !== undefined)
    throw new DraveError('INVALID_CONFIG', 'a secure cluster has TLS and SASL of its own: leave out tls and sasl');
  const { papersIn } = await import('./secure/papers.js');
  return papersIn(path);
}

/** @throws DraveError INVALID_CONFIG. */
async function checkLimits({ limitApiVersions }: LocalClusterOptions): Promise<void> {
  if (limitApiVersions === undefined) return;
  const { checkVersionLimits } = await import('@drave/node/format');
  await checkVersionLimits(limitApiVersions);
}

function proxiedNetwork(folder: ClusterDirectory, reservations: PortReservations): ClusterNetwork {
  return new ClusterNetwork({
    reserve: (count) => reservations.reserve(count),
    routesFile: (node) => folder.paths(node).routesFile,
  });
}

async function planFor(
  folder: ClusterDirectory,
  reservations: PortReservations,
  shape: ClusterShape,
  options: LocalClusterOptions,
): Promise<ClusterPlan> {
  const plan = await knownOrNewPlan(folder, reservations, shape, options);
  if (options.network !== 'proxied') return plan;
  const extended = { ...plan, nodes: await withPortsBehind(plan.nodes, reservations) };
  folder.writePlan(extended);
  return extended;
}

/** Nodes that were made for a direct network are given the ports that a proxied one takes. */
async function withPortsBehind(
  nodes: readonly NodePlan[],
  reservations: PortReservations,
): Promise<readonly NodePlan[]> {
  const lacking = nodes.filter((node) => node.behind === undefined);
  const ports = (await reservations.reserve(lacking.length + lacking.filter(isBroker).length)).values();
  return nodes.map((node) => {
    if (!lacking.includes(node)) return node;
    const { value: grpcPort } = ports.next();
    assert(grpcPort !== undefined, 'each node that lacks a port was given one');
    return { ...node, behind: { grpcPort, kafkaPort: isBroker(node) ? ports.next().value : undefined } };
  });
}

async function knownOrNewPlan(
  folder: ClusterDirectory,
  reservations: PortReservations,
  shape: ClusterShape,
  options: LocalClusterOptions,
): Promise<ClusterPlan> {
  const known = folder.readPlan();
  if (known !== undefined) {
    checkSameShape(known, shape, options);
    await reservations.reserveExactly(known.nodes.flatMap(portsOf));
    return withKafkaPorts(folder, reservations, known);
  }
  const count = (shape.controllers + shape.brokers) * clusterLimits.portsPerNode;
  const from = typeof options.ports === 'number' ? options.ports : undefined;
  const ports = await reservations.reserve(count, from);
  const firstKafka = options.kafkaPorts ?? from;
  const kafkaPorts = await reservations.reserve(brokersOf(shape), firstKafka === 'auto' ? undefined : firstKafka);
  const name = options.name ?? quickName(randomInt);
  const uuid = (): string => uuidFrom((length) => randomBytes(length));
  const plan = makePlan(name, shape, options.racks ?? [], ports, kafkaPorts, uuid);
  folder.startForming();
  folder.writePlan(plan);
  return plan;
}

function portsOf({ grpcPort, httpPort, kafkaPort, behind }: NodePlan): number[] {
  return [grpcPort, httpPort, kafkaPort, behind?.grpcPort, behind?.kafkaPort].filter((port) => port !== undefined);
}

/** A cluster that was made before brokers had a Kafka listener is given the ports now. */
async function withKafkaPorts(
  folder: ClusterDirectory,
  reservations: PortReservations,
  plan: ClusterPlan,
): Promise<ClusterPlan> {
  const lacking = plan.nodes.filter((node) => isBroker(node) && node.kafkaPort === undefined);
  if (lacking.length === 0) return plan;
  const ports = await reservations.reserve(lacking.length);
  const nodes = plan.nodes.map((node) => {
    const at = lacking.indexOf(node);
    return at < 0 ? node : { ...node, kafkaPort: ports[at] };
  });
  const extended = { ...plan, nodes };
  folder.writePlan(extended);
  return extended;
}

/** A named cluster keeps its size; a user who asks for another one should hear it, not get the old one. */
function checkSameShape(known: ClusterPlan, shape: ClusterShape, options: LocalClusterOptions): void {
  if (options.controllers === undefined && options.brokers === undefined && options.combined === undefined) return;
  const controllers = known.nodes.filter(isController).length;
  const brokers = known.nodes.filter(isBroker).length;
  const wantedBrokers = shape.combined ? shape.controllers : shape.brokers;
  if (controllers === shape.controllers && brokers === wantedBrokers) return;
  throw new DraveError(
    'INVALID_CONFIG',
    `the cluster ${known.name} has ${controllers} controllers and ${brokers} brokers; ` +
      'leave the numbers out to start it as it is, or give --fresh to wipe it and make a new one',
  );
}

/** What stays the same while nodes come and go. */
interface World {
  readonly runtime: NodeRuntime;
  readonly folder: ClusterDirectory;
  readonly reservations: PortReservations;
  readonly options: LocalClusterOptions;
  readonly network: ClusterNetwork | undefined;
  readonly faults: ClusterFaults;
  readonly timeline: Timeline;
}

/** `plan` says who the voters are: for a node that joins, the plan without it. */
async function formatNode(
  { runtime, folder, options }: World,
  plan: ClusterPlan,
  node: NodePlan,
  newCluster = false,
): Promise<void> {
  const config = nodeFile(plan, node, folder.paths(node), options);
  folder.writeConfig(node, config);
  await runtime.format(config, { allowEven: options.allowEven ?? false, newCluster });
}

function assemble(world: World, initial: ClusterPlan, security: ClusterSecurity | undefined): ClusterParts {
  const { runtime, folder, reservations, options, network, timeline } = world;
  let plan = initial;
  const nodes: ManagedNode[] = [];
  const endpoints = (): readonly Endpoint[] => whomToAsk(nodes, network, options);
  const view = runtime.view(endpoints, options.tls);
  const nameOfNode = (id: NodeId): string => nodes.find((node) => node.id === id)?.name ?? `node ${id}`;
  const follower = new MetadataFollower({
    view,
    endpoints,
    nameOfNode,
    onEvent: (event) => timeline.record(event),
    onChange: () => timeline.touch(),
  });
  const managed = (node: NodePlan): ManagedNode => manage(world, node, () => follower.onNodesChanged());
  nodes.push(...plan.nodes.map(managed));
  return {
    plan,
    folder,
    reservations,
    nodes,
    timeline,
    async wipe(node) {
      folder.wipeData(node);
      if ('wipe' in runtime) await runtime.wipe(nodeFile(plan, node, folder.paths(node), options));
      await formatNode(world, plan, node);
    },
    async add(role, rack) {
      const ports = await reservations.reserve(clusterLimits.portsPerNode + (role === 'broker' ? 1 : 0));
      const next = nextNode(plan, role, rack, ports);
      const [joining = next] = network === undefined ? [] : await withPortsBehind([next], reservations);
      await formatNode(world, plan, joining);
      plan = { ...plan, nodes: [...plan.nodes, joining] };
      folder.writePlan(plan);
      await network?.join(joining);
      const made = managed(joining);
      nodes.push(made);
      return made;
    },
    async forget(node) {
      plan = { ...plan, nodes: plan.nodes.filter((one) => one.id !== node.id) };
      folder.writePlan(plan);
      nodes.splice(nodes.indexOf(node), 1);
      await network?.leave(node.name);
    },
    network,
    faults: world.faults,
    report(node, kind, detail) {
      timeline.record({ node, kind, detail });
      follower.onNodesChanged();
    },
    view,
    endpointOf: (node) => endpointOf(node, options),
    kafkaEndpointOf(node) {
      const { kafkaPort: port } = portsBound(node.plan, options.network);
      return port === undefined ? undefined : { host: LOOPBACK, port };
    },
    follower,
    tls: options.tls,
    security,
    answering: endpoints,
  };
}

/** Of the nodes that run those that the faults of the network leave able to answer, past all proxies. */
function whomToAsk(
  nodes: readonly ManagedNode[],
  network: ClusterNetwork | undefined,
  options: LocalClusterOptions,
): readonly Endpoint[] {
  const connected = connectedBy(network);
  const deciding = nodes.filter((node) => reachesMajority(node, nodes, connected));
  const running = nodes.filter((node) => node.running);
  const able = running.filter((node) => deciding.some((one) => one === node || connected(one, node)));
  return (able.length === 0 ? running : able).map((node) => endpointOf(node, options));
}

function endpointOf(node: ManagedNode, { network }: LocalClusterOptions): Endpoint {
  return { host: LOOPBACK, port: portsBound(node.plan, network).grpcPort };
}

/** Nodes of a direct network are always connected. */
export function connectedBy(network: ClusterNetwork | undefined): Connected {
  return (one, other) => network?.isConnected(one.name, other.name) ?? true;
}

/** Whether what the first of two nodes sends arrives at the second. */
export function arrivesBy(network: ClusterNetwork | undefined): Connected {
  return (one, other) => network?.faultsOf({ from: one.name, to: other.name }).cut !== true;
}

function manage(world: World, node: NodePlan, onChange: () => void): ManagedNode {
  const paths = world.folder.paths(node);
  return new ManagedNode(
    node,
    paths,
    LOOPBACK,
    () => launch(world.runtime, node.name, paths, world.faults.ordersFor(node.name)),
    (kind, detail) => {
      // Before anybody hears of it: who looks for a node that is down is refused.
      if (kind === 'exited') {
        void world.network?.setUp(node.name, false);
        world.faults.ended(node.name);
      }
      world.timeline.record({ node: node.name, kind, detail });
      onChange();
    },
  );
}

function launch(runtime: NodeRuntime, name: string, paths: NodePaths, orders: FaultOrders): NodeRun {
  if ('launch' in runtime) return runtime.launch(name, paths, orders);
  const [executable, ...parameters] = runtime.command(paths.configFile);
  const { directory: workingDirectory, logFile } = paths;
  return new NodeProcess(name, { executable, parameters, workingDirectory, logFile }, orders);
}

export function clusterPath(name: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name))
    throw new DraveError('INVALID_CONFIG', `'${name}' is no cluster name: 1 to 63 of a-z, 0-9 and -, e.g. shop`);
  return join(draveHome(), 'clusters', name);
}
