import { UUID_ZERO } from '@drave/base';
import { SimWorld, type SimHost } from '@drave/env/sim';
import { apis } from '@drave/kafka-protocol';
import { WireClient } from '@drave/kafka-server/testing';
import { clusterService, quorumService, topicService } from '@drave/rpc';
import { SimTransport } from '@drave/rpc/sim';
import { describe, expect, it } from 'vitest';
import type { NodeConfig } from './node-config.js';
import { formatNode } from './format.js';
import { everyRole } from './every-role.js';
import { DraveNode } from './node.js';
import { validateNodeConfig } from './validate-node-config.js';

const clusterId = 'aaaaaaaaaaaaaaaaaaaaaa';
const directoryId = 'bbbbbbbbbbbbbbbbbbbbbb';
const fresh = { initialControllers: true };
const deadlineMs = 5_000;

/** One node with both roles, named n1. */
function combined(changes: Record<string, unknown> = {}): NodeConfig {
  return validateNodeConfig(
    {
      cluster: { id: clusterId, name: 'alone' },
      node: { id: 1, name: 'n1', roles: ['controller', 'broker'] },
      dataDirectories: ['data'],
      listeners: { grpc: { host: 'n1', port: 9000 } },
      quorum: { voters: [{ id: 1, host: 'n1', port: 9000, directoryId }] },
      profile: 'local',
      broker: { 'default.replication.factor': 1, 'min.insync.replicas': 1 },
      ...changes,
    },
    'n1',
  );
}

function start(host: SimHost, config = combined()): Promise<DraveNode> {
  const onFatal = (error: Error): never => {
    throw error;
  };
  return DraveNode.start(
    { env: host.env, transport: new SimTransport(host), roles: everyRole, diskReserveBytesMax: 0, onFatal },
    config,
  );
}

async function startedAlone() {
  const world = new SimWorld({ seed: 1 });
  const host = world.createHost('n1');
  await world.finish(formatNode(host.env, combined(), fresh));
  const node = await world.finish(start(host));
  const channel = new SimTransport(world.createHost('client')).connect({ host: 'n1', port: 9000 });
  return { world, host, node, channel };
}

const topic = { name: 'orders', partitionCount: 2, replicationFactor: 0, assignments: [], configs: new Map() };

describe('a node with both roles', () => {
  it('elects itself, registers with itself, and serves', async () => {
    const { world, node, channel } = await startedAlone();
    expect(await world.runUntil(() => node.ready, 5_000)).toBe(true);
    const request = { ...topic, validateOnly: false, requestId: 'one' };
    const created = await world.finish(channel.unary(topicService.methods.createTopic, request, { deadlineMs }));
    expect(created.topic).toMatchObject({ name: 'orders', partitionCount: 2, replicationFactor: 1 });
    expect(created.header).toMatchObject({ clusterId, nodeId: 1 });
    const quorum = await world.finish(channel.unary(quorumService.methods.getQuorum, { local: false }, { deadlineMs }));
    expect(quorum).toMatchObject({ role: 'leader', leaderId: 1 });
    expect(quorum.voters.map((voter) => voter.directoryId)).toEqual([directoryId]);
  });

  it('answers a repeated request id with the first outcome, and refuses another request under it', async () => {
    const { world, node, channel } = await startedAlone();
    await world.runUntil(() => node.ready, 5_000);
    const create = (name: string) => {
      const request = { ...topic, name, validateOnly: false, requestId: 'one' };
      return world.finish(channel.unary(topicService.methods.createTopic, request, { deadlineMs }));
    };
    const first = await create('orders');
    expect((await create('orders')).topic.topicId).toBe(first.topic.topicId);
    await expect(create('other')).rejects.toMatchObject({ code: 'REQUEST_ID_REUSED' });
  });

  it('tells the cluster the Kafka port that it was given, and makes topics that Kafka clients ask for', async () => {
    const world = new SimWorld({ seed: 1 });
    const host = world.createHost('n1');
    const listeners = {
      grpc: { host: 'n1', port: 9000 },
      kafka: [{ name: 'PLAINTEXT', host: 'n1', port: 0 }],
    };
    await world.finish(formatNode(host.env, combined({ listeners }), fresh));
    const node = await world.finish(start(host, combined({ listeners })));
    const [bound] = node.kafkaEndpoints;
    const { network } = world.createHost('client').env;
    const client = await world.finish(WireClient.connect(network, { host: 'n1', port: bound?.port ?? 0 }));
    // Asked before the broker is in service: answered when it is.
    const topics = [{ topicId: UUID_ZERO, name: 'orders' }];
    const metadata = await world.finish(client.call(apis.Metadata, 12, { topics }));
    expect(metadata.brokers).toEqual([{ nodeId: 1, host: 'n1', port: bound?.port, rack: null }]);
    expect(bound?.port).toBeGreaterThan(0);
    expect(metadata).toMatchObject({ clusterId, controllerId: 1, topics: [{ errorCode: 0, name: 'orders' }] });
    await world.finish(node.stop());
    await world.runFor(100);
    expect(client.isOpen).toBe(false);
  });

  it('comes back with everything after a crash, as a new incarnation', async () => {
    const { world, host, node, channel } = await startedAlone();
    await world.runUntil(() => node.ready, 5_000);
    const request = { ...topic, validateOnly: false, requestId: 'one' };
    await world.finish(channel.unary(topicService.methods.createTopic, request, { deadlineMs }));
    const before = node.broker?.incarnationId;
    host.crash({ loseUnsynced: true });
    host.restart();
    const again = await world.finish(start(host));
    expect(await world.runUntil(() => again.ready, 5_000)).toBe(true);
    expect(again.broker?.incarnationId).not.toBe(before);
    const cluster = await world.finish(
      channel.unary(clusterService.methods.getCluster, { local: false }, { deadlineMs }),
    );
    expect(cluster).toMatchObject({ topicCount: 1, partitionCount: 2, offlinePartitionCount: 0, unhealthyReasons: [] });
  });

  it('stops in order: a second start finds a clean shutdown', async () => {
    const { world, host, node } = await startedAlone();
    await world.runUntil(() => node.ready, 5_000);
    await world.finish(node.stop());
    host.crash();
    host.restart();
    const again = await world.finish(start(host));
    expect(again.broker?.replicas.provenDurable).toBe(true);
    expect(await world.runUntil(() => again.ready, 5_000)).toBe(true);
  });
});

describe('what a node refuses', () => {
  it('a directory that was never formatted', async () => {
    const world = new SimWorld({ seed: 1 });
    await expect(world.finish(start(world.createHost('n1')))).rejects.toThrow("Run 'drave storage format' first");
  });

  it('the directory of another cluster, and of another node', async () => {
    const world = new SimWorld({ seed: 1 });
    const host = world.createHost('n1');
    await world.finish(formatNode(host.env, combined(), fresh));
    const foreign = combined({ cluster: { id: 'cccccccccccccccccccccc', name: 'other' } });
    await expect(world.finish(start(host, foreign))).rejects.toMatchObject({ code: 'DATA_DIRECTORY_MISMATCH' });
    const stranger = combined({
      node: { id: 2, roles: ['controller', 'broker'] },
      quorum: { voters: [{ id: 2, host: 'n1', port: 9000, directoryId }] },
    });
    await expect(world.finish(start(host, stranger))).rejects.toMatchObject({ code: 'DATA_DIRECTORY_MISMATCH' });
  });

  it('an unknown or impossible Kafka key', () => {
    expect(() => combined({ broker: { 'num.partitons': 3 } })).toThrow('num.partitons');
    expect(() => combined({ broker: { 'num.partitions': 0 } })).toThrow('num.partitions');
  });

  it('formatting a quorum of an even size, unless told to', async () => {
    const world = new SimWorld({ seed: 1 });
    const host = world.createHost('n1');
    const second = { id: 2, host: 'n2', port: 9000, directoryId: 'dddddddddddddddddddddd' };
    const even = combined({ quorum: { voters: [{ id: 1, host: 'n1', port: 9000, directoryId }, second] } });
    await expect(world.finish(formatNode(host.env, even, fresh))).rejects.toMatchObject({ code: 'EVEN_QUORUM' });
    await world.finish(formatNode(host.env, even, { ...fresh, allowEven: true }));
    await expect(world.finish(formatNode(host.env, even, { ...fresh, allowEven: true }))).rejects.toMatchObject({
      code: 'DATA_DIRECTORY_MISMATCH',
    });
    await world.finish(formatNode(host.env, even, { ...fresh, allowEven: true, ifNeeded: true }));
  });
});
