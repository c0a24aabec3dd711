import { SimWorld } from '@drave/env/sim';
import { topicService } from '@drave/rpc';
import { SimTransport } from '@drave/rpc/sim';
import { everyRole } from '../every-role.js';
import { formatNode } from '../format.js';
import { DraveNode } from '../node.js';
import { validateNodeConfig } from '../validate-node-config.js';

const directoryId = 'bbbbbbbbbbbbbbbbbbbbbb';
const config = validateNodeConfig(
  {
    cluster: { id: 'aaaaaaaaaaaaaaaaaaaaaa', name: 'alone' },
    node: { id: 1, name: 'n1', roles: ['controller', 'broker'] },
    dataDirectories: ['data'],
    listeners: { grpc: { host: 'n1', port: 9000 } },
    quorum: { voters: [{ id: 1, host: 'n1', port: 9000, directoryId }] },
    profile: 'local',
    broker: {
      'default.replication.factor': 1,
      'min.insync.replicas': 1,
      'offsets.topic.replication.factor': 1,
      'transaction.state.log.replication.factor': 1,
      'transaction.state.log.min.isr': 1,
    },
  },
  'n1',
);

/** Where the node is reached. */
export const LONE_NODE = { host: 'n1', port: 9000 };

/** A node that is a whole cluster, in a world of its own, with a topic of two partitions. */
export async function startLoneNode(topic: string): Promise<{ readonly world: SimWorld; readonly node: DraveNode }> {
  const world = new SimWorld({ seed: 1 });
  const host = world.createHost(LONE_NODE.host);
  await world.finish(formatNode(host.env, config, { initialControllers: true }));
  const onFatal = (error: Error): never => {
    throw error;
  };
  const transport = new SimTransport(host);
  const nodeWorld = { env: host.env, transport, roles: everyRole, diskReserveBytesMax: 0, onFatal };
  const node = await world.finish(DraveNode.start(nodeWorld, config));
  if (!(await world.runUntil(() => node.ready, 5_000))) throw new RangeError('the node did not get ready');
  const channel = new SimTransport(world.createHost('administrator')).connect(LONE_NODE);
  const shape = { name: topic, partitionCount: 2, replicationFactor: 1, assignments: [], configs: new Map() };
  const request = { ...shape, validateOnly: false, requestId: '' };
  await world.finish(channel.unary(topicService.methods.createTopic, request, { deadlineMs: 5_000 }));
  return { world, node };
}
