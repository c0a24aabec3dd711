import { randomBytes, randomInt } from 'node:crypto';
import { join } from 'node:path';
import { DraveError, uuidFrom } from '@drave/base';
import type { ClusterView } from '../cluster-view.js';
import { LOOPBACK } from '../loopback.js';
import { nodeFile } from '../node-file.js';
import type { ClusterEvent, LocalClusterOptions, NodeRole } from '../options.js';
import {
  brokersOf,
  clusterLimits,
  isBroker,
  isController,
  makePlan,
  nextNode,
  shapeOf,
  type ClusterPlan,
  type ClusterShape,
  type NodePlan,
} from '../plan.js';
import { quickName } from '../quick-name.js';
import { ClusterDirectory, draveHome } from './cluster-directory.js';
import { ManagedNode } from './local-node.js';
import { PortReservations } from './port-reservations.js';
import type { NodeRuntime } from './runtime.js';

const EVENTS_MAX = 10_000;

/** What a cluster is made of, ready to start. */
export interface ClusterParts {
  readonly plan: ClusterPlan;
  readonly folder: ClusterDirectory;
  readonly reservations: PortReservations;
  /** Grows and shrinks with `add` and `forget`. */
  readonly nodes: readonly ManagedNode[];
  readonly timeline: readonly ClusterEvent[];
  /** Writes the ids into a node's empty data directory. */
  readonly format: (node: NodePlan) => Promise<void>;
  /** One more node, formatted, not started. */
  readonly add: (role: NodeRole, rack: string | undefined) => Promise<ManagedNode>;
  /** A node that is down and will not come back; its files stay until the cluster goes. */
  readonly forget: (node: ManagedNode) => void;
  readonly view: ClusterView;
}

/** Everything that can be wrong is found here, before the first process. */
export async function prepare(runtime: NodeRuntime, options: LocalClusterOptions): Promise<ClusterParts> {
  const shape = shapeOf(options);
  const folder =
    options.name === undefined
      ? ClusterDirectory.temporary()
      : ClusterDirectory.named(options.directory ?? clusterPath(options.name), options.fresh ?? false);
  const reservations = new PortReservations();
  try {
    const plan = await planFor(folder, reservations, shape, options);
    const world: World = { runtime, folder, reservations, options, timeline: [] };
    const newCluster = folder.forming;
    await Promise.all(plan.nodes.map((node) => formatNode(world, plan, node, newCluster)));
    folder.formed();
    return assemble(world, plan);
  } catch (reason) {
    reservations.release();
    if (folder.temporary) folder.remove();
    throw reason;
  }
}

async function planFor(
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

function portsOf({ grpcPort, httpPort, kafkaPort }: NodePlan): number[] {
  return [grpcPort, httpPort, ...(kafkaPort === undefined ? [] : [kafkaPort])];
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
  readonly timeline: ClusterEvent[];
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

function assemble(world: World, initial: ClusterPlan): ClusterParts {
  const { runtime, folder, reservations, options, timeline } = world;
  let plan = initial;
  const nodes = plan.nodes.map((node) => manage(world, node));
  return {
    plan,
    folder,
    reservations,
    nodes,
    timeline,
    format: (node) => formatNode(world, plan, node),
    async add(role, rack) {
      const ports = await reservations.reserve(clusterLimits.portsPerNode + (role === 'broker' ? 1 : 0));
      const joining = nextNode(plan, role, rack, ports);
      await formatNode(world, plan, joining);
      plan = { ...plan, nodes: [...plan.nodes, joining] };
      folder.writePlan(plan);
      const managed = manage(world, joining);
      nodes.push(managed);
      return managed;
    },
    forget(node) {
      plan = { ...plan, nodes: plan.nodes.filter((one) => one.id !== node.id) };
      folder.writePlan(plan);
      nodes.splice(nodes.indexOf(node), 1);
    },
    view: runtime.view(() => nodes.filter((node) => node.running).map((node) => node.grpc), options.tls),
  };
}

function manage({ runtime, folder, options, timeline }: World, node: NodePlan): ManagedNode {
  const paths = folder.paths(node);
  return new ManagedNode(node, paths, LOOPBACK, runtime.command(paths.configFile), (kind, detail) => {
    const event: ClusterEvent = { wallMs: Date.now(), node: node.name, kind, detail };
    timeline.push(event);
    if (timeline.length > EVENTS_MAX) timeline.shift();
    options.onEvent?.(event);
  });
}

export function clusterPath(name: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name))
    throw new DraveError('INVALID_CONFIG', `'${name}' is no cluster name: 1 to 63 of a-z, 0-9 and -, e.g. shop`);
  return join(draveHome(), 'clusters', name);
}
