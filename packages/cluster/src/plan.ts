import { assert, DraveError, type ClusterId, type DirectoryId, type NodeId } from '@drave/base';
import { checkQuorumSize } from '@drave/raft';
import type { ClusterNetworkKind, LocalClusterOptions, NodeRole } from './options.js';

/** A cluster as it is written down before its first process exists; a named cluster comes back from exactly this. */
export interface ClusterPlan {
  readonly name: string;
  readonly clusterId: ClusterId;
  readonly nodes: readonly NodePlan[];
}

export interface NodePlan {
  readonly id: NodeId;
  /** `c1`, `b2`; `n1` for a node with both roles. */
  readonly name: string;
  readonly roles: readonly NodeRole[];
  readonly grpcPort: number;
  readonly httpPort: number;
  /** The port of the Kafka listener; undefined on a node that is no broker. */
  readonly kafkaPort: number | undefined;
  /** Where the node itself listens while proxies have the ports above; undefined until the cluster was proxied once. */
  readonly behind: PortsBehind | undefined;
  readonly rack: string | undefined;
  /** Identity of the first data directory, which holds the quorum's files; only controllers have one up front. */
  readonly directoryId: DirectoryId | undefined;
}

interface PortsBehind {
  readonly grpcPort: number;
  /** Undefined on a node that is no broker. */
  readonly kafkaPort: number | undefined;
}

export interface ClusterShape {
  readonly controllers: number;
  readonly brokers: number;
  readonly combined: boolean;
}

export const clusterLimits = {
  controllersMax: 7,
  brokersMax: 100,
  /** gRPC and HTTP; a broker has one more, for Kafka. */
  portsPerNode: 2,
} as const;

/** @throws DraveError EVEN_QUORUM, INVALID_CONFIG. */
export function shapeOf(options: LocalClusterOptions): ClusterShape {
  const controllers = options.controllers ?? 3;
  const combined = options.combined ?? false;
  const brokers = combined ? 0 : (options.brokers ?? 3);
  checkCount('controllers', controllers, 1, clusterLimits.controllersMax);
  if (combined && options.brokers !== undefined && options.brokers !== controllers)
    throw new DraveError(
      'INVALID_CONFIG',
      `combined nodes are controllers and brokers at once: ${controllers} of them are ${controllers} brokers, not ${options.brokers}; leave the number of brokers out`,
    );
  if (!combined) checkCount('brokers', brokers, 0, clusterLimits.brokersMax);
  checkQuorumSize(controllers, options.allowEven === true);
  return { controllers, brokers, combined };
}

/** `ports` holds two for each node: gRPC, then HTTP; `kafkaPorts` one for each broker. */
export function makePlan(
  name: string,
  shape: ClusterShape,
  racks: readonly string[],
  ports: readonly number[],
  kafkaPorts: readonly number[],
  uuid: () => string,
): ClusterPlan {
  const total = shape.controllers + shape.brokers;
  assert(ports.length === total * clusterLimits.portsPerNode, `${total} nodes need two ports each`);
  assert(kafkaPorts.length === brokersOf(shape), 'every broker needs a port for Kafka');
  const nodes = Array.from({ length: total }, (_, index): NodePlan => {
    const isController = index < shape.controllers;
    const number = isController ? index + 1 : index - shape.controllers + 1;
    const hostsPartitions = !isController || shape.combined;
    const [grpcPort, httpPort] = ports.slice(index * clusterLimits.portsPerNode);
    assert(grpcPort !== undefined && httpPort !== undefined, 'every node has its ports');
    return {
      id: index + 1,
      name: `${shape.combined ? 'n' : isController ? 'c' : 'b'}${number}`,
      roles: shape.combined ? ['controller', 'broker'] : [isController ? 'controller' : 'broker'],
      grpcPort,
      httpPort,
      kafkaPort: hostsPartitions ? kafkaPorts[number - 1] : undefined,
      behind: undefined,
      rack: hostsPartitions && racks.length > 0 ? racks[(number - 1) % racks.length] : undefined,
      directoryId: isController ? uuid() : undefined,
    };
  });
  return { name, clusterId: uuid(), nodes };
}

/** A node that joins a cluster which exists: the next id, the next number of its kind. */
export function nextNode(
  plan: ClusterPlan,
  role: NodeRole,
  rack: string | undefined,
  ports: readonly number[],
): NodePlan {
  const [grpcPort, httpPort, kafkaPort] = ports;
  assert(grpcPort !== undefined && httpPort !== undefined, 'a node has two ports');
  assert(kafkaPort !== undefined || role === 'controller', 'a broker has a third one');
  const letter = role === 'controller' ? 'c' : 'b';
  const numbers = plan.nodes.flatMap((node) => (node.name.startsWith(letter) ? [Number(node.name.slice(1))] : []));
  return {
    id: Math.max(...plan.nodes.map((node) => node.id)) + 1,
    name: `${letter}${Math.max(0, ...numbers) + 1}`,
    roles: [role],
    grpcPort,
    httpPort,
    kafkaPort: role === 'broker' ? kafkaPort : undefined,
    behind: undefined,
    rack: role === 'broker' ? rack : undefined,
    // A controller that joins makes its own identity; only the first voters are told theirs.
    directoryId: undefined,
  };
}

/** The ports that a node binds: its own, unless proxies listen there. */
export function portsBound(node: NodePlan, network: ClusterNetworkKind | undefined): PortsBehind {
  if (network !== 'proxied') return node;
  assert(node.behind !== undefined, `${node.name} of a proxied cluster has ports behind its proxies`);
  return node.behind;
}

export function brokersOf(shape: ClusterShape): number {
  return shape.combined ? shape.controllers : shape.brokers;
}

export function isController(node: Pick<NodePlan, 'roles'>): boolean {
  return node.roles.includes('controller');
}

export function isBroker(node: Pick<NodePlan, 'roles'>): boolean {
  return node.roles.includes('broker');
}

function checkCount(what: string, count: number, min: number, max: number): void {
  if (Number.isSafeInteger(count) && count >= min && count <= max) return;
  throw new DraveError(
    'INVALID_CONFIG',
    `${what}: ${count} is not a whole number from ${min} to ${max}; try ${what} 3`,
  );
}
