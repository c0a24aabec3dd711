import { DraveError, type Endpoint, present, uuidFrom } from '@drave/base';
import {
  brokersOf,
  clusterLimits,
  isBroker,
  isController,
  makePlan,
  shapeOf,
  type ClusterPlan,
  type NodePlan,
} from '@drave/cluster';
import { silentLogger } from '@drave/env';
import { createNodeEnv, type NodeEnv } from '@drave/env/node';
import { validateNodeConfig } from '@drave/node/config';
import { stringify } from 'yaml';
import { print, table, type OutputOptions } from '../output.js';
import { UsageError } from '../parse.js';
import type { Terminal } from '../terminal.js';

export interface StoragePlanOptions extends OutputOptions {
  readonly controllers?: number;
  readonly brokers?: number;
  readonly combined?: boolean;
  readonly allowEven?: boolean;
  readonly hosts: readonly string[];
  /** Of the first node of each host: Kafka's; the two behind it are for gRPC and HTTP. */
  readonly basePort: number;
  readonly name: string;
  readonly racks?: readonly string[];
  /** Where each node keeps its data, in a directory of its own; relative to its configuration file. */
  readonly dataDir: string;
  /** Where the files are written. */
  readonly directory: string;
  readonly config?: Readonly<Record<string, string>>;
}

/** Kafka, gRPC and HTTP. */
const PORTS_PER_NODE = 3;
const PORT_MAX = 65_535;

/** A node of the plan, on a host. */
interface PlacedNode {
  readonly node: NodePlan;
  readonly host: string;
  readonly file: string;
}

/**
 * `drave storage plan`: writes the configuration files of a whole cluster, with every id in them, ready for `drave
 * storage format`. Nothing is written when one of the files exists.
 *
 * @throws DraveError INVALID_CONFIG, EVEN_QUORUM.
 */
export async function storagePlan(terminal: Terminal, options: StoragePlanOptions): Promise<number> {
  const env = createNodeEnv({ logger: silentLogger, root: terminal.directory });
  try {
    const plan = planFor(env, options);
    const placed = placeNodes(plan, options);
    const texts = placed.map((one) => fileText(plan, placed, one, options));
    await writeNew(env, options.directory, placed, texts);
    return await print(terminal, options, viewOf(plan, placed));
  } finally {
    env.close();
  }
}

function planFor({ random }: NodeEnv, options: StoragePlanOptions): ClusterPlan {
  const shape = shapeOf(options);
  // Which ports a node has goes by its host, so those of the plan are set when it is placed.
  const ports = Array.from({ length: (shape.controllers + shape.brokers) * clusterLimits.portsPerNode }, () => 0);
  const kafkaPorts = Array.from({ length: brokersOf(shape) }, () => 0);
  const uuid = (): string => uuidFrom((length) => random.bytes(length));
  return makePlan(options.name, shape, options.racks ?? [], ports, kafkaPorts, uuid);
}

/** Deals the controllers out to the hosts, then the brokers, so that each host has as many of both as any other. */
function placeNodes({ nodes }: ClusterPlan, { hosts, basePort, directory }: StoragePlanOptions): PlacedNode[] {
  const onHost = new Map<string, number>();
  const dealt = { controllers: 0, brokers: 0 };
  return nodes.map((node) => {
    const turn = isController(node) ? dealt.controllers++ : dealt.brokers++;
    const host = hosts[turn % hosts.length] ?? '';
    const before = onHost.get(host) ?? 0;
    onHost.set(host, before + 1);
    const first = basePort + before * PORTS_PER_NODE;
    if (first + PORTS_PER_NODE - 1 > PORT_MAX)
      throw new UsageError(`--base-port ${basePort} leaves too few ports on ${host}: give a smaller one`);
    const ports = { kafkaPort: isBroker(node) ? first : undefined, grpcPort: first + 1, httpPort: first + 2 };
    return { node: { ...node, ...ports }, host, file: `${directory.replace(/(?<=.)\/+$/, '')}/${node.name}.yaml` };
  });
}

function fileText(
  plan: ClusterPlan,
  placed: readonly PlacedNode[],
  { node, host, file }: PlacedNode,
  { dataDir, config }: StoragePlanOptions,
): string {
  const bound = isLoopback(host) ? { host } : { host: '0.0.0.0', advertisedHost: host };
  const raw = {
    cluster: { id: plan.clusterId, name: plan.name },
    node: { id: node.id, name: node.name, roles: [...node.roles] },
    dataDirectories: [`${dataDir.replace(/(?<=.)\/+$/, '')}/${node.name}`],
    listeners: {
      grpc: { ...bound, port: node.grpcPort },
      ...(node.kafkaPort === undefined ? {} : { kafka: [{ name: 'PLAINTEXT', ...bound, port: node.kafkaPort }] }),
      http: { host: bound.host, port: node.httpPort },
    },
    quorum: {
      voters: placed
        .filter((one) => isController(one.node))
        .map((voter) => ({
          id: voter.node.id,
          host: voter.host,
          port: voter.node.grpcPort,
          ...present({ directoryId: voter.node.directoryId }),
        })),
    },
    ...present({ rack: node.rack }),
    broker: { ...replicationFor(plan), ...config },
  };
  // What is wrong is said now, and not by each node when it starts.
  validateNodeConfig(raw, file);
  return `# Node ${node.id} (${node.name}) of cluster ${plan.name}, on ${host}. ${nextSteps(`${node.name}.yaml`)}\n${stringify(raw)}`;
}

function nextSteps(file: string): string {
  return `Once: drave storage format --initial-controllers --config ${file}. Then: drave server --config ${file}`;
}

/** Three copies, two of them in sync, as far as there are brokers. */
function replicationFor({ nodes }: ClusterPlan): Record<string, number> {
  const brokers = nodes.filter(isBroker).length;
  const copies = Math.max(1, Math.min(3, brokers));
  const inSync = brokers >= 3 ? 2 : 1;
  return {
    'default.replication.factor': copies,
    'min.insync.replicas': inSync,
    'offsets.topic.replication.factor': copies,
    'transaction.state.log.replication.factor': copies,
    'transaction.state.log.min.isr': inSync,
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

async function writeNew(
  { disk }: NodeEnv,
  directory: string,
  placed: readonly PlacedNode[],
  texts: readonly string[],
): Promise<void> {
  for (const { file } of placed)
    if ((await disk.stat(file)) !== undefined)
      throw new DraveError(
        'INVALID_REQUEST',
        `'${file}' exists, and the ids in it may belong to a cluster: give another --directory, or remove it; nothing was written`,
      );
  await disk.makeDirectory(directory);
  for (const [index, { file }] of placed.entries()) {
    const opened = await disk.open(file, 'create');
    try {
      await opened.write([Buffer.from(texts[index] ?? '')], 0);
    } finally {
      await opened.close();
    }
  }
}

function viewOf(plan: ClusterPlan, placed: readonly PlacedNode[]) {
  const nodes = placed.map(({ node, host, file }) => ({
    id: node.id,
    name: node.name,
    roles: node.roles,
    host,
    rack: node.rack ?? null,
    grpc: addressOf({ host, port: node.grpcPort }),
    kafka: node.kafkaPort === undefined ? null : addressOf({ host, port: node.kafkaPort }),
    http: addressOf({ host, port: node.httpPort }),
    directoryId: node.directoryId ?? null,
    file,
  }));
  return {
    document: { clusterId: plan.clusterId, name: plan.name, nodes },
    names: placed.map(({ file }) => file),
    parts: [
      table(nodes, {
        id: ({ id }) => id,
        name: ({ name }) => name,
        roles: ({ roles }) => roles.join(','),
        host: ({ host }) => host,
        kafka: ({ kafka }) => kafka,
        grpc: ({ grpc }) => grpc,
        http: { cell: ({ http }) => http, wide: true },
        rack: { cell: ({ rack }) => rack, wide: true },
        file: ({ file }) => file,
      }),
      `each on its host. ${nextSteps('FILE')}`,
    ],
  };
}

function addressOf({ host, port }: Endpoint): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
