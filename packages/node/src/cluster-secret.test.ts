import type { NodeId } from '@drave/base';
import type { Authorizer } from '@drave/base/access';
import { SimWorld } from '@drave/env/sim';
import { controllerService, quorumService, raftService, replicaFetchService, topicService } from '@drave/rpc';
import { SimTransport } from '@drave/rpc/sim';
import { beforeEach, describe, expect, it } from 'vitest';
import { validateNodeConfig } from './config.js';
import { everyRole } from './every-role.js';
import { formatNode } from './format.js';
import { DraveNode } from './node.js';

const clusterId = 'aaaaaaaaaaaaaaaaaaaaaa';
const directoryId = 'bbbbbbbbbbbbbbbbbbbbbb';
const SECRET = 'what the nodes have in common';
const deadlineMs = 5_000;
const once = { validateOnly: false, requestId: '' };
const topic = { name: 'orders', partitionCount: 1, replicationFactor: 1, assignments: [], configs: new Map(), ...once };

let world: SimWorld;
let controller: DraveNode;
let broker: DraveNode;
/** Whom the controller was asked about, when it was itself asked to tell of the quorum. */
let askedAbout: string[];

beforeEach(async () => {
  world = new SimWorld({ seed: 1 });
  askedAbout = [];
  const authorizer: Authorizer = {
    allows: ({ principal }, operation) => {
      if (operation === 'describe') askedAbout.push(principal);
      return true;
    },
  };
  controller = await start(1, SECRET, authorizer);
  broker = await start(2, SECRET);
  expect(await world.runUntil(() => controller.ready && broker.ready, 10_000)).toBe(true);
});

/** Node 1 is the controller, node 4 one that is no voter yet; the others are brokers. */
async function start(id: NodeId, secret: string, authorizer?: Authorizer): Promise<DraveNode> {
  const name = `n${id}`;
  const host = world.createHost(name);
  const isController = id === 1 || id === 4;
  const config = validateNodeConfig(
    {
      cluster: { id: clusterId, name: 'shop' },
      node: { id, name, roles: [isController ? 'controller' : 'broker'] },
      dataDirectories: ['data'],
      listeners: { grpc: { host: name, port: 9000 } },
      quorum: { voters: [{ id: 1, host: 'n1', port: 9000, directoryId }] },
      profile: 'local',
      broker: { 'default.replication.factor': 1, 'min.insync.replicas': 1, 'drave.cluster.secret': secret },
    },
    name,
  );
  await world.finish(formatNode(host.env, config, id === 1 ? { initialControllers: true } : {}));
  const transport = new SimTransport(host);
  const onFatal = (error: Error): never => {
    throw error;
  };
  const asks = authorizer === undefined ? {} : { authorizer };
  const nodeWorld = { env: host.env, transport, roles: everyRole, diskReserveBytesMax: 0, ...asks, onFatal };
  return world.finish(DraveNode.start(nodeWorld, config));
}

function channelTo(name: string, from = 'stranger') {
  return new SimTransport(world.createHost(from)).connect({ host: name, port: 9000 });
}

describe('nodes with a secret in common', () => {
  it('work together, and serve clients that do not know it', async () => {
    const created = await world.finish(channelTo('n2').unary(topicService.methods.createTopic, topic, { deadlineMs }));
    expect(created.topic).toMatchObject({ name: 'orders', partitionCount: 1 });
  });

  it('refuse strangers what is for nodes', async () => {
    const toController = channelTo('n1');
    const command = Buffer.from(JSON.stringify({ kind: 'stepDown' }));
    const forwarded = { principal: 'User:admin', clientId: '', command };
    const key = { nodeId: 1, directoryId };
    const ends = { lastEpoch: 9, endOffset: 99, patienceMs: 0 };
    const vote = { clusterId, preVote: false, epoch: 9, candidate: key, voter: key, ...ends };
    const refused = { code: 'UNAUTHENTICATED', row: { grpc: 'UNAUTHENTICATED' } };
    const forward = toController.unary(controllerService.methods.forward, forwarded, { deadlineMs, callerId: 2 });
    await expect(world.finish(forward)).rejects.toMatchObject(refused);
    const { epoch } = controller.quorum.raft.status();
    const voted = toController.unary(raftService.methods.vote, vote, { deadlineMs, callerId: 1 });
    await expect(world.finish(voted)).rejects.toMatchObject(refused);
    expect(controller.quorum.raft.status().epoch).toBe(epoch);
    const stream = channelTo('n2', 'reader').stream(replicaFetchService.methods.fetch, { callerId: 1 });
    await expect(world.finish(stream.receive())).rejects.toMatchObject(refused);
  });

  it('keep out a node with another secret', async () => {
    const other = await start(3, 'something else altogether');
    await world.runFor(5_000);
    expect(other.ready).toBe(false);
    expect(controller.quorum.feed.image.broker(3)).toBeUndefined();
    expect(controller.quorum.feed.image.broker(2)?.fenced).toBe(false);
  });

  it('change voters for a client that asks any of them; a stranger cannot ask the leader', async () => {
    await start(4, SECRET);
    const { raft } = controller.quorum;
    const candidate = () => raft.status().observers.find(({ nodeId }) => nodeId === 4);
    expect(await world.runUntil(() => candidate()?.lag === 0, 5_000)).toBe(true);
    const { directoryId: itsDirectoryId = '' } = candidate() ?? {};
    const endpoint = { host: 'n4', port: 9000 };
    const voter = { key: { nodeId: 4, directoryId: itsDirectoryId }, endpoint };
    const direct = { clusterId, voter, timeoutMs: deadlineMs };
    const stolen = channelTo('n1').unary(raftService.methods.addVoter, direct, { deadlineMs, callerId: 2 });
    await expect(world.finish(stolen)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(raft.status().voters.map(({ nodeId }) => nodeId)).toEqual([1]);
    const throughBroker = channelTo('n2', 'operator');
    const request = { ...voter.key, endpoint, validateOnly: false, requestId: 'add-4' };
    const ask = { ...request, validateOnly: true };
    await world.finish(throughBroker.unary(quorumService.methods.addVoter, ask, { deadlineMs }));
    expect(raft.status().voters.map(({ nodeId }) => nodeId)).toEqual([1]);
    await world.finish(throughBroker.unary(quorumService.methods.addVoter, request, { deadlineMs }));
    expect(raft.status().voters.map(({ nodeId }) => nodeId)).toEqual([1, 4]);
    // The node that was asked knows the request again; a new one finds the voter there.
    await world.finish(throughBroker.unary(quorumService.methods.addVoter, request, { deadlineMs }));
    for (const validateOnly of [true, false]) {
      const another = { ...request, validateOnly, requestId: 'add-4-again' };
      const refused = throughBroker.unary(quorumService.methods.addVoter, another, { deadlineMs });
      await expect(world.finish(refused)).rejects.toMatchObject({
        code: 'DUPLICATE_VOTER',
        details: { resource: { type: 'drave/Voter', name: 'voters/4' } },
      });
    }
  });

  it('ask each other for the client, not for themselves; a stranger can do that for nobody', async () => {
    askedAbout = [];
    const { getQuorum } = quorumService.methods;
    const report = await world.finish(channelTo('n2').unary(getQuorum, { local: false }, { deadlineMs }));
    expect(report).toMatchObject({ role: 'leader', leaderId: 1 });
    expect(askedAbout).toEqual(['User:ANONYMOUS']);
    const pretended = channelTo('n1', 'pretender').unary(
      getQuorum,
      { local: true },
      { deadlineMs, onBehalfOf: 'User:admin' },
    );
    await expect(world.finish(pretended)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(askedAbout).toEqual(['User:ANONYMOUS']);
  });
});
