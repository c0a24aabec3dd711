import { randomBytes, randomInt } from 'node:crypto';
import { join } from 'node:path';
import { DraveError, uuidFrom } from '@drave/base';
import type { ClusterView } from '../cluster-view.js';
import { loopback } from '../loopback.js';
import { nodeFile } from '../node-file.js';
import type { ClusterEvent, LocalClusterOptions } from '../options.js';
import {
  clusterLimits,
  isBroker,
  isController,
  makePlan,
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

const eventsMax = 10_000;

/** What a cluster is made of, ready to start. */
export interface ClusterParts {
  readonly plan: ClusterPlan;
  readonly folder: ClusterDirectory;
  readonly reservations: PortReservations;
  readonly nodes: readonly ManagedNode[];
  readonly timeline: readonly ClusterEvent[];
  /** Writes the ids into a node's empty data directory. */
  readonly format: (node: NodePlan) => Promise<void>;
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
    const format = (node: NodePlan): Promise<void> => formatNode(runtime, folder, plan, node, options);
    await Promise.all(plan.nodes.map(format));
    return { ...assemble(runtime, folder, plan, options), plan, folder, reservations, format };
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
    await reservations.reserveExactly(known.nodes.flatMap((node) => [node.grpcPort, node.httpPort]));
    return known;
  }
  const count = (shape.controllers + shape.brokers) * clusterLimits.portsPerNode;
  const from = typeof options.ports === 'number' ? options.ports : undefined;
  const ports = await reservations.reserve(count, from);
  const plan = makePlan(options.name ?? quickName(randomInt), shape, options.racks ?? [], ports, () =>
    uuidFrom((length) => randomBytes(length)),
  );
  folder.writePlan(plan);
  return plan;
}

/** A named cluster keeps its size; whoever asks for another one should hear it, not get the old one. */
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

async function formatNode(
  runtime: NodeRuntime,
  folder: ClusterDirectory,
  plan: ClusterPlan,
  node: NodePlan,
  options: LocalClusterOptions,
): Promise<void> {
  const config = nodeFile(plan, node, folder.paths(node), options);
  folder.writeConfig(node, config);
  await runtime.format(config, { allowEven: options.allowEven ?? false });
}

function assemble(
  runtime: NodeRuntime,
  folder: ClusterDirectory,
  plan: ClusterPlan,
  options: LocalClusterOptions,
): Pick<ClusterParts, 'nodes' | 'timeline' | 'view'> {
  const timeline: ClusterEvent[] = [];
  const nodes = plan.nodes.map((node) => {
    const paths = folder.paths(node);
    return new ManagedNode(node, paths, loopback, runtime.command(paths.configFile), (kind, detail) => {
      const event: ClusterEvent = { wallMs: Date.now(), node: node.name, kind, detail };
      timeline.push(event);
      if (timeline.length > eventsMax) timeline.shift();
      options.onEvent?.(event);
    });
  });
  const view = runtime.view(() => nodes.filter((node) => node.running).map((node) => node.grpc), options.tls);
  return { nodes, timeline, view };
}

export function clusterPath(name: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name))
    throw new DraveError('INVALID_CONFIG', `'${name}' is no cluster name: 1 to 63 of a-z, 0-9 and -, e.g. shop`);
  return join(draveHome(), 'clusters', name);
}
