import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalNode } from '@drave/cluster';
import type { NodeConfig } from '@drave/node';
import { controllerService, raftService, replicaFetchService, type raftV1 } from '@drave/rpc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClusterUnderTest, refusalOf } from '../bad-input/cluster-under-test.js';
import {
  configOf,
  freePort,
  startNode,
  temporaryFolder,
  writeConfig,
  type StartedNode,
} from '../bad-input/node-run.js';
import { boundMs } from '../bounds.js';

/**
 * Nodes of another cluster that reach this one, by a copied file or a reused port: refused, and nothing here changes.
 */
const foreignId = 'AAAAAAAAAAAAAAAAAAAAbQ';
const directoryId = 'AAAAAAAAAAAAAAAAAAAAcQ';
const deadlineMs = boundMs(5_000, 'a call');
let test: ClusterUnderTest;
let controller: LocalNode;
let broker: LocalNode;

beforeAll(async () => {
  test = await ClusterUnderTest.start({ controllers: 1, brokers: 1 });
  controller = test.cluster.node('c1');
  broker = test.cluster.node('b1');
});
afterAll(async () => {
  await test.close();
});

describe('a node of another cluster that was pointed at this quorum', () => {
  it('a broker: it learns nothing, is never ready, and its log says which cluster is which', async () => {
    await refusedNode({ id: 44, name: 'stranger', roles: ['broker'] }, []);
    expect((await test.cluster.view.brokers()).map(({ id }) => id)).toEqual([broker.id]);
    expect(await test.proof()).toBe('sound');
  });

  it('a controller that takes this quorum for its own: no vote is granted, no epoch moves', async () => {
    const before = await test.cluster.view.quorum();
    const { host, port } = controller.grpc;
    const theirs = { id: controller.id, host, port, directoryId };
    await refusedNode({ id: 45, name: 'usurper', roles: ['controller'] }, [theirs]);
    expect(await test.cluster.view.quorum()).toEqual(before);
    expect(await test.proof()).toBe('sound');
  });
});

describe('calls that carry the id of another cluster', () => {
  const sender = { nodeId: 77, directoryId };
  const endpoint = { host: '127.0.0.1', port: 1 };
  const epoch = 1_000_000;
  const clusterId = foreignId;

  it('raft: every kind is refused by name, and the epoch stays', async () => {
    const before = await test.cluster.view.quorum();
    const { methods } = raftService;
    const channel = test.channel(controller.grpc);
    const fetchOnce = async (request: raftV1.FetchRequest): Promise<raftV1.FetchResponse> => {
      const stream = channel.stream(methods.fetch, { deadlineMs });
      await stream.send({ correlationId: 7, request });
      const answer = await stream.receive();
      if (answer?.correlationId !== 7) throw new Error('the fetch was not answered');
      return answer.response;
    };
    const voter = { nodeId: controller.id, directoryId: '' };
    const vote = { clusterId, epoch, candidate: sender, voter, lastEpoch: epoch, endOffset: 1_000_000, patienceMs: 0 };
    const position = { fetchOffset: 0, lastFetchedEpoch: 0, highWatermark: 0, maxWaitMs: 0, maxBytes: 1_000_000 };
    const added = { clusterId, voter: { key: sender, endpoint }, timeoutMs: 1_000 };
    const begin = { clusterId, epoch, leaderId: 77, leaderEndpoint: endpoint, voter };
    const answers = await Promise.all([
      channel.unary(methods.vote, { ...vote, preVote: true }, { deadlineMs }),
      channel.unary(methods.vote, { ...vote, preVote: false }, { deadlineMs }),
      channel.unary(methods.beginQuorumEpoch, begin, { deadlineMs }),
      channel.unary(
        methods.endQuorumEpoch,
        { clusterId, epoch, leaderId: 77, preferredSuccessors: [] },
        { deadlineMs },
      ),
      fetchOnce({
        clusterId,
        replica: sender,
        epoch,
        ...position,
        mayVote: true,
        joining: false,
        features: [],
        patienceMs: 0,
      }),
      channel.unary(methods.addVoter, added, { deadlineMs }),
      channel.unary(methods.removeVoter, { clusterId, voter, timeoutMs: 1_000 }, { deadlineMs }),
    ]);
    for (const { header } of answers) {
      expect(header).toMatchObject({
        error: 'INCONSISTENT_CLUSTER_ID',
        message: `this node belongs to cluster ${test.cluster.clusterId}, the sender to ${foreignId}`,
      });
    }
    expect(await test.cluster.view.quorum()).toEqual(before);
  });

  it('registration of a broker, even under the id of one that lives', async () => {
    const request = {
      clusterId,
      brokerId: broker.id,
      incarnationId: directoryId,
      listeners: [{ name: 'GRPC', endpoint }],
      rack: '',
      directories: [directoryId],
      features: [],
      metadataLevelMax: 1,
      bootId: 'boot',
      previousBrokerEpoch: -1,
      provenDurable: false,
    };
    const call = test.channel(controller.grpc).unary(controllerService.methods.registerBroker, request, { deadlineMs });
    expect(await refusalOf(call)).toEqual({
      code: 'INCONSISTENT_CLUSTER_ID',
      message: `broker ${broker.id} belongs to cluster ${foreignId}, this is ${test.cluster.clusterId}`,
    });
  });

  it('replication', async () => {
    const stream = test.channel(broker.grpc).stream(replicaFetchService.methods.fetch);
    const hello = { clusterId, replicaId: 77, brokerEpoch: 1, leaderId: broker.id };
    await stream.send({ hello, open: [], positions: [], close: [], creditBytes: 1_000_000 });
    expect(await refusalOf(stream.receive())).toEqual({
      code: 'INCONSISTENT_CLUSTER_ID',
      message: `broker 77 is of cluster ${foreignId}`,
    });
    expect(await test.proof()).toBe('sound');
  });
});

/** Starts a node of another cluster and proves that it is told off by name and never becomes ready. */
async function refusedNode(node: NodeConfig['node'], voters: NodeConfig['quorum']['voters']): Promise<void> {
  const folder = temporaryFolder();
  const logFile = join(folder, 'node.log');
  const { grpc } = broker;
  const own = { id: node.id, host: '127.0.0.1', port: grpc.port, directoryId: foreignId };
  const config: NodeConfig = {
    ...configOf(broker),
    cluster: { id: foreignId, name: 'other' },
    node,
    dataDirectories: [join(folder, 'data')],
    listeners: { grpc: { host: '127.0.0.1', port: await freePort() }, http: { host: '127.0.0.1', port: 0 } },
    log: { level: 'info', file: logFile },
    quorum: { voters: voters.length === 0 ? configOf(broker).quorum.voters : [own, ...voters] },
  };
  let started: StartedNode | undefined;
  try {
    await test.format(config, { allowEven: true });
    started = await startNode(writeConfig(folder, config));
    const told = `this node belongs to cluster ${test.cluster.clusterId}, the sender to ${foreignId}`;
    await test.cluster.waitUntil('the stranger is refused', () =>
      readFileSync(logFile, 'utf8').includes(told) ? undefined : 'nothing about it in its log',
    );
    const ready = await fetch(`${started.http}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([503, 'not ready\n']);
    // One line, however often it asks.
    const lines = readFileSync(logFile, 'utf8').split('\n');
    expect(lines.filter((line) => line.includes(told))).toHaveLength(1);
  } finally {
    await started?.kill();
    rmSync(folder, { recursive: true });
  }
}
