import { SimWorld } from '@drave/env/sim';
import { brokerService, topicService, type RpcChannel } from '@drave/rpc';
import { SimTransport } from '@drave/rpc/sim';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { everyRole } from './every-role.js';
import { formatNode } from './format.js';
import { DraveNode } from './node.js';
import { validateNodeConfig } from './validate-node-config.js';

/**
 * `BrokerService` about log directories: a controller is asked, and asks the broker that has two of them.
 */
const DIRECTORIES = ['first', 'second'];
const DEADLINE_MS = 5_000;
const { methods } = brokerService;
const once = { validateOnly: false, requestId: '' };

function configOf(id: number, role: 'controller' | 'broker') {
  return validateNodeConfig(
    {
      cluster: { id: 'aaaaaaaaaaaaaaaaaaaaaa', name: 'pair' },
      node: { id, name: `n${id}`, roles: [role] },
      dataDirectories: role === 'broker' ? DIRECTORIES : ['data'],
      listeners: { grpc: { host: `n${id}`, port: 9000 } },
      quorum: { voters: [{ id: 1, host: 'n1', port: 9000, directoryId: 'bbbbbbbbbbbbbbbbbbbbbb' }] },
      profile: 'local',
      broker: { 'default.replication.factor': 1, 'min.insync.replicas': 1 },
    },
    `n${id}`,
  );
}

let world: SimWorld;
let nodes: DraveNode[];
/** To the controller, which has no log directories itself. */
let channel: RpcChannel;

beforeEach(async () => {
  world = new SimWorld({ seed: 1 });
  nodes = [];
  for (const [id, role] of [
    [1, 'controller'],
    [2, 'broker'],
  ] as const) {
    const host = world.createHost(`n${id}`);
    const config = configOf(id, role);
    await world.finish(formatNode(host.env, config, { initialControllers: true }));
    const onFatal = (error: Error): never => {
      throw error;
    };
    const transport = new SimTransport(host);
    const nodeWorld = { env: host.env, transport, roles: everyRole, diskReserveBytesMax: 0, onFatal };
    nodes.push(await world.finish(DraveNode.start(nodeWorld, config)));
  }
  expect(await world.runUntil(() => nodes.every(({ ready }) => ready), DEADLINE_MS)).toBe(true);
  channel = new SimTransport(world.createHost('client')).connect({ host: 'n1', port: 9000 });
  const topic = { name: 'orders', partitionCount: 3, replicationFactor: 1, assignments: [], configs: new Map() };
  await world.finish(
    channel.unary(topicService.methods.createTopic, { ...topic, ...once }, { deadlineMs: DEADLINE_MS }),
  );
  expect(await world.runUntil(() => countIn('first') + countIn('second') === 3, DEADLINE_MS)).toBe(true);
});
afterEach(async () => {
  for (const node of nodes.toReversed()) await world.finish(node.stop());
});

function countIn(path: string): number {
  const all = nodes[1]?.broker?.replicas.directories.all ?? [];
  return all.find((directory) => directory.path === path)?.logs.length ?? 0;
}

function replicas(pageSize = 0, pageToken = '', brokerId = 2) {
  const request = { brokerId, topic: 'orders', pageSize, pageToken };
  return world.finish(channel.unary(methods.listReplicas, request, { deadlineMs: DEADLINE_MS }));
}

function move(directory: string, options: Partial<typeof once> = {}, partitions = [0, 1, 2]) {
  const moves = partitions.map((partition) => ({ topic: 'orders', partition, directory }));
  const request = { brokerId: 2, moves, ...once, ...options };
  return world.finish(channel.unary(methods.moveReplicas, request, { deadlineMs: DEADLINE_MS }));
}

async function codeOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'OK',
    (reason: unknown) => (reason as { code?: unknown }).code,
  );
}

describe('log directories of a broker, asked of another node', () => {
  it('are listed with what lies in them, page by page', async () => {
    const request = { brokerId: 2, pageSize: 0, pageToken: '' };
    const { directories } = await world.finish(
      channel.unary(methods.listLogDirectories, request, { deadlineMs: DEADLINE_MS }),
    );
    expect(directories.map(({ path, errorCode }) => [path, errorCode])).toEqual(DIRECTORIES.map((path) => [path, '']));
    expect(directories.reduce((sum, { replicaCount }) => sum + replicaCount, 0)).toBe(3);
    const first = await replicas(2);
    const second = await replicas(2, first.nextPageToken);
    expect([...first.replicas, ...second.replicas].map(({ partition, future }) => [partition, future])).toEqual([
      [0, false],
      [1, false],
      [2, false],
    ]);
    expect(second.nextPageToken).toBe('');
  });

  it('are left and entered by replicas, which are only checked first', async () => {
    const before = (await replicas()).replicas;
    const fine = [0, 1, 2].map((partition) => ({ topic: 'orders', partition, errorCode: '', errorMessage: '' }));
    expect((await move('second', { validateOnly: true })).results).toEqual(fine);
    expect((await replicas()).replicas).toEqual(before);
    expect((await move('second')).results).toEqual(fine);
    expect(await world.runUntil(() => countIn('second') === 3, DEADLINE_MS)).toBe(true);
    const found = (await replicas()).replicas;
    expect(found.map(({ directory, future }) => [directory, future])).toEqual(found.map(() => ['second', false]));
  });

  it('refuse what is not there, each replica by itself', async () => {
    const codes = async (...parameters: Parameters<typeof move>) =>
      (await move(...parameters)).results.map(({ errorCode }) => errorCode);
    expect(await codes('third')).toEqual(['LOG_DIR_NOT_FOUND', 'LOG_DIR_NOT_FOUND', 'LOG_DIR_NOT_FOUND']);
    expect(await codes('first', {}, [0, 9])).toEqual(['', 'REPLICA_NOT_AVAILABLE']);
    expect(await codeOf(move('first', {}, [0, 0]))).toBe('INVALID_REQUEST');
    expect(await codeOf(replicas(0, '', 1))).toBe('BROKER_ID_NOT_REGISTERED');
    expect(await codeOf(replicas(-1))).toBe('INVALID_REQUEST');
  });

  it('are changed once under one request id', async () => {
    await move('second', { requestId: 'r1' });
    await move('second', { requestId: 'r1' });
    expect(await codeOf(move('first', { requestId: 'r1' }))).toBe('REQUEST_ID_REUSED');
  });
});
