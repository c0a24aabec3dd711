import { DraveError, type NodeId } from '@drave/base';
import { allowAll } from '@drave/base/access';
import { SimWorld, type SimHost } from '@drave/env/sim';
import { MetadataFeed, SnapshotCutter, snapshotFrames, supportedFeatures } from '@drave/metadata';
import { testUuid } from '@drave/metadata/testing';
import { formatStorage, RaftNode, raftTimerProfiles, type Voter } from '@drave/raft';
import { SimRaftNetwork } from '@drave/raft/testing';
import { describe, expect, it } from 'vitest';
import type { AdminCommand } from './commands.js';
import { Controller } from './controller.js';
import { Gateway } from './gateway.js';
import { testClusterId } from './testing/index.js';

const directory = 'data/metadata';

/** A controller process on a simulated machine: the real Raft, feed, controller and gateway. */
class Member {
  readonly host: SimHost;
  readonly nodeId: NodeId;
  raft: RaftNode | undefined;
  feed: MetadataFeed | undefined;
  controller: Controller | undefined;
  gateway: Gateway | undefined;
  private readonly cluster: RaftCluster;

  constructor(cluster: RaftCluster, nodeId: NodeId) {
    this.cluster = cluster;
    this.nodeId = nodeId;
    this.host = cluster.world.createHost(`n${nodeId}`);
  }

  async start(): Promise<void> {
    const { env } = this.host;
    const { cluster, nodeId } = this;
    const onFatal = (error: DraveError) => void cluster.fatal.push(error.message);
    const feed = new MetadataFeed({ env, onFatal });
    const raft = await RaftNode.open({
      env,
      nodeId,
      clusterId: testClusterId,
      directory,
      role: 'voter',
      endpoint: endpointOf(nodeId),
      bootstrapServers: cluster.voters.map((voter) => ({ nodeId: voter.nodeId, endpoint: voter.endpoint })),
      transport: cluster.network.transport(this.host, nodeId),
      timers: raftTimerProfiles.local,
      listeners: [feed],
      onFatal,
    });
    cluster.network.serve(
      this.host,
      nodeId,
      (request, from) => raft.handle(request, from),
      (peer) => raft.connectionLost(peer),
    );
    const layers = { file: new Map([['broker.session.timeout.ms', '60000']]) };
    const dialBack = { dial: async () => ({ kind: 'unknown' }) as const };
    this.controller = new Controller({ env, nodeId, clusterId: testClusterId, feed, raft, dialBack, layers, onFatal });
    this.gateway = new Gateway({
      env,
      feed,
      controller: this.controller,
      client: cluster.client,
      authorizer: allowAll,
    });
    const cutter = new SnapshotCutter({
      env,
      feed,
      writeSnapshot: (offset, chunks) => raft.writeSnapshot(offset, chunks),
      bytesBetweenMax: 3_000,
      intervalMs: 0,
    });
    void cutter;
    this.feed = feed;
    this.raft = raft;
    raft.start();
  }

  crash(): void {
    this.host.crash();
    this.raft = undefined;
    this.feed = undefined;
    this.controller = undefined;
    this.gateway = undefined;
  }
}

class RaftCluster {
  readonly world: SimWorld;
  readonly network: SimRaftNetwork;
  readonly voters: readonly Voter[];
  readonly members: readonly Member[];
  readonly fatal: string[] = [];
  /** Forwarded commands travel a millisecond; a dead node refuses. */
  readonly client = {
    forward: async (controller: { readonly nodeId: NodeId }, request: Parameters<Gateway['serveForwarded']>[0]) => {
      const member = this.members.find(({ nodeId }) => nodeId === controller.nodeId);
      if (member?.gateway === undefined) throw new DraveError('NETWORK_EXCEPTION');
      const { incarnation } = member.host;
      const result = await member.gateway.serveForwarded(request, 1_000);
      if (member.host.incarnation !== incarnation) throw new DraveError('NETWORK_EXCEPTION');
      return result;
    },
  };

  constructor(seed: number, size: number) {
    this.world = new SimWorld({ seed });
    this.network = new SimRaftNetwork(this.world, 'stream');
    const ids = Array.from({ length: size }, (_, i) => i + 1);
    this.voters = ids.map((nodeId) => ({ nodeId, directoryId: testUuid(nodeId), endpoint: endpointOf(nodeId) }));
    this.members = ids.map((nodeId) => new Member(this, nodeId));
  }

  async start(): Promise<void> {
    for (const { host, nodeId } of this.members) {
      const options = { clusterId: testClusterId, nodeId, directoryId: testUuid(nodeId), initialVoters: this.voters };
      await this.world.finish(formatStorage(host.env, directory, options));
    }
    await this.world.finish(Promise.all(this.members.map((member) => member.start())));
    await this.leader();
  }

  async leader(): Promise<Member> {
    const find = () => this.members.find(({ controller }) => controller?.active === true);
    if (!(await this.world.runUntil(() => find() !== undefined, 10_000))) throw new Error('no leader in 10 s');
    return find() as Member;
  }

  /**
   * Runs the command through the gateway of the first node that lives; like a client, it tries another one when a node
   * is lost.
   */
  async execute(command: AdminCommand) {
    for (;;) {
      const member = this.members.find(({ gateway }) => gateway !== undefined);
      if (member?.gateway === undefined) throw new Error('no node lives');
      const deadlineMs = member.host.env.clock.monotonicMs() + 5_000;
      const context = { principal: 'User:test', listener: 'grpc', clientId: 'test', clientHost: 'test', deadlineMs };
      const executing = member.gateway.execute(context, command).catch((reason: DraveError) => reason);
      const answer = Promise.race([executing, this.death(member)]);
      const result = await this.world.finish(answer, 20_000);
      if (result !== undefined) return result;
    }
  }

  private async death(member: Member): Promise<undefined> {
    const { incarnation } = member.host;
    for (;;) {
      if (!member.host.alive || member.host.incarnation !== incarnation) return undefined;
      await new Promise<void>((resolve) => void this.world.schedule(5, resolve));
    }
  }
}

function endpointOf(nodeId: NodeId) {
  return { host: `n${nodeId}`, port: 9093 };
}

const createOne = (name: string): AdminCommand => ({
  kind: 'createTopics',
  topics: [{ name, assignments: [[1]], configs: {} }],
  requestId: `create-${name}`,
});

async function registerBroker(cluster: RaftCluster): Promise<void> {
  const { controller, feed } = await cluster.leader();
  const registering = controller?.registerBroker({
    clusterId: testClusterId,
    brokerId: 1,
    incarnationId: testUuid(77),
    listeners: [{ name: 'grpc', host: 'b1', port: 1 }],
    rack: undefined,
    directories: [testUuid(78)],
    features: supportedFeatures,
    metadataLevelMax: 1,
    bootId: 'boot',
    previousBrokerEpoch: -1,
    provenDurable: true,
  });
  const { brokerEpoch = -1 } = (await cluster.world.finish(registering ?? Promise.resolve(undefined))) ?? {};
  const request = {
    brokerId: 1,
    brokerEpoch,
    wantFence: false,
    wantShutdown: false,
    offlineDirectories: [],
    maxWaitMs: 0,
  };
  const metadataOffset = feed?.appliedOffset ?? 0;
  await cluster.world.finish(controller?.heartbeat({ ...request, metadataOffset }) ?? Promise.resolve(undefined));
}

describe('controllers on Raft', () => {
  it.each([1, 2, 3, 4])('lose nothing and do nothing twice while leaders are killed (seed %i)', async (seed) => {
    const cluster = new RaftCluster(seed, 3);
    await cluster.start();
    await registerBroker(cluster);
    const outcomes: unknown[] = [];
    for (let round = 0; round < 5; round++) {
      const leader = await cluster.leader();
      const names = Array.from({ length: 6 }, (_, i) => `t-${round}-${i}`);
      const creating = names.map((name) => cluster.execute(createOne(name)));
      await cluster.world.runFor(round * 2);
      leader.crash();
      for (const result of await Promise.all(creating)) {
        outcomes.push(result instanceof DraveError ? result.code : result.response);
      }
      leader.host.restart();
      await cluster.world.finish(leader.start());
    }
    expect(outcomes).toHaveLength(30);
    expect(outcomes.every((response) => Array.isArray(response) && response[0].kind === 'ok')).toBe(true);
    await cluster.leader();
    await cluster.world.runFor(2_000);
    const images = cluster.members.map(({ feed }) => feed?.image);
    expect(images.map((image) => image?.topicCount)).toEqual([30, 30, 30]);
    const states = images.map((image) =>
      image === undefined ? '' : Buffer.concat([...snapshotFrames(image)]).toString('hex'),
    );
    expect(new Set(states).size).toBe(1);
    expect(cluster.members.every(({ raft }) => raft?.status().snapshot !== undefined)).toBe(true);
    expect(cluster.fatal).toEqual([]);
  });

  it('a leader that was cut off gives no answer that is not true', async () => {
    const cluster = new RaftCluster(9, 3);
    await cluster.start();
    await registerBroker(cluster);
    const old = await cluster.leader();
    expect(await cluster.execute(createOne('before'))).toMatchObject({ response: [{ kind: 'ok' }] });
    old.host.pause();
    const others = cluster.members.filter((member) => member !== old);
    const elected = () => others.some(({ controller }) => controller?.active === true);
    expect(await cluster.world.runUntil(elected, 10_000)).toBe(true);
    const next = others.find(({ controller }) => controller?.active === true);
    const deleting = next?.controller?.execute(
      { principal: 'p' },
      { kind: 'deleteTopics', topics: [{ name: 'before' }] },
      5_000,
    );
    expect(await cluster.world.finish(Promise.resolve(deleting))).toMatchObject({ response: [{ kind: 'ok' }] });
    // The old leader wakes up, believes that it leads, and is asked at once.
    const late = old.controller?.execute({ principal: 'p' }, createOne('before'), 5_000);
    old.host.resume();
    await expect(cluster.world.finish(Promise.resolve(late))).rejects.toMatchObject({
      code: expect.stringMatching(/NOT_CONTROLLER|REQUEST_TIMED_OUT/),
    });
    await cluster.world.runFor(3_000);
    expect(cluster.members.map(({ feed }) => feed?.image.topicCount)).toEqual([0, 0, 0]);
  });
});
