import type { BrokerEpoch, DraveError, NodeId, Offset } from '@drave/base';
import { SimWorld, type SimHost } from '@drave/env/sim';
import { MetadataFeed, supportedFeatures, type BrokerRegistration } from '@drave/metadata';
import { testUuid } from '@drave/metadata/testing';
import type {
  BrokerHeartbeatRequest,
  BrokerHeartbeatResponse,
  RegisterBrokerRequest,
} from '@drave/metadata/controller';
import type { AdminCommand, AdminResult } from '../commands.js';
import { Controller } from '../controller.js';
import type { DialBackOutcome } from '../ports.js';
import { MemoryQuorum, type MemoryRaft } from './memory-quorum.js';

interface TestMember {
  readonly host: SimHost;
  readonly feed: MetadataFeed;
  readonly raft: MemoryRaft;
  readonly controller: Controller;
}

export const testClusterId = 'test-cluster';

/** Real controllers on a quorum in memory, in virtual time, and brokers that exist only as their requests. */
export class TestCluster {
  readonly world: SimWorld;
  readonly quorum: MemoryQuorum;
  readonly members: readonly TestMember[];
  readonly fatal: DraveError[] = [];
  /** What a called-back broker says. */
  dialBack: (broker: BrokerRegistration) => DialBackOutcome = () => ({ kind: 'unknown' });
  private readonly epochs: Map<NodeId, BrokerEpoch> = new Map();
  private incarnations = 0;

  constructor(options: { readonly controllers?: number; readonly file?: Readonly<Record<string, string>> } = {}) {
    this.world = new SimWorld({ seed: 1 });
    const quorumHost = this.world.createHost('quorum');
    this.quorum = new MemoryQuorum(quorumHost.env);
    const file = new Map(Object.entries({ 'broker.session.timeout.ms': '1000', ...options.file }));
    this.members = Array.from({ length: options.controllers ?? 1 }, (_, i) => {
      const host = this.world.createHost(`controller-${i}`);
      const onFatal = (error: DraveError) => void this.fatal.push(error);
      const feed = new MetadataFeed({ env: host.env, onFatal });
      const raft = this.quorum.join(3_000 + i, feed);
      const controller = new Controller({
        env: host.env,
        nodeId: 3_000 + i,
        clusterId: testClusterId,
        feed,
        raft,
        dialBack: { dial: async (broker) => this.dialBack(broker) },
        layers: { file },
        onFatal,
      });
      return { host, feed, raft, controller };
    });
  }

  member(index = 0): TestMember {
    const member = this.members[index];
    if (member === undefined) throw new RangeError(`the test has no controller ${index}`);
    return member;
  }

  get leader(): TestMember {
    const leader = this.members.find((member) => member.raft === this.quorum.leader);
    if (leader === undefined) throw new Error('the test has no leader');
    return leader;
  }

  get controller(): Controller {
    return this.leader.controller;
  }

  get image() {
    return this.leader.feed.image;
  }

  /** Elects a controller and waits until it has begun. */
  async elect(index = 0, waiting: 'keep' | 'lose' = 'lose'): Promise<void> {
    await this.world.finish(this.quorum.elect(this.member(index).raft, waiting));
    await this.world.runFor(10);
  }

  /** Holds an election, and registers and unfences the brokers. */
  async start(...brokers: readonly NodeId[]): Promise<void> {
    await this.elect();
    for (const id of brokers) await this.join(id);
  }

  /** Registers a broker and unfences it. */
  async join(id: NodeId, change: Partial<RegisterBrokerRequest> = {}): Promise<BrokerEpoch> {
    const epoch = await this.register(id, change);
    await this.heartbeat(id);
    return epoch;
  }

  async register(id: NodeId, change: Partial<RegisterBrokerRequest> = {}): Promise<BrokerEpoch> {
    const request = this.registration(id, change);
    const { brokerEpoch } = await this.world.finish(this.controller.registerBroker(request));
    this.epochs.set(id, brokerEpoch);
    return brokerEpoch;
  }

  registration(id: NodeId, change: Partial<RegisterBrokerRequest> = {}): RegisterBrokerRequest {
    return {
      clusterId: testClusterId,
      brokerId: id,
      incarnationId: testUuid(50_000 + this.incarnations++),
      listeners: [{ name: 'grpc', host: `broker-${id}`, port: 9_100 + id }],
      rack: undefined,
      directories: [testUuid(1_000 + id)],
      features: supportedFeatures,
      metadataLevelMax: 1,
      bootId: 'boot-1',
      previousBrokerEpoch: -1,
      provenDurable: true,
      ...change,
    };
  }

  epochOf(id: NodeId): BrokerEpoch {
    return this.epochs.get(id) ?? -1;
  }

  heartbeat(id: NodeId, change: Partial<BrokerHeartbeatRequest> = {}): Promise<BrokerHeartbeatResponse> {
    return this.world.finish(this.controller.heartbeat(this.heartbeatOf(id, change)));
  }

  heartbeatOf(id: NodeId, change: Partial<BrokerHeartbeatRequest> = {}): BrokerHeartbeatRequest {
    const metadataOffset: Offset = this.leader.feed.appliedOffset;
    return {
      brokerId: id,
      brokerEpoch: this.epochOf(id),
      metadataOffset,
      wantFence: false,
      wantShutdown: false,
      offlineDirectories: [],
      maxWaitMs: 0,
      ...change,
    };
  }

  /** Lets virtual time pass, with heartbeats of these brokers every 200 ms. */
  async pass(durationMs: number, ...alive: readonly NodeId[]): Promise<void> {
    for (let at = 0; at < durationMs; at += 200) {
      for (const id of alive) await this.heartbeat(id);
      await this.world.runFor(Math.min(200, durationMs - at));
    }
  }

  execute<Command extends AdminCommand>(command: Command, principal = 'User:test'): Promise<AdminResult<Command>> {
    return this.world.finish(this.controller.execute({ principal }, command, 5_000));
  }

  /** Creates one topic. @throws the message of its rejection. */
  async createTopic(name: string, assignments: readonly (readonly NodeId[])[], configs: Record<string, string> = {}) {
    const { response } = await this.execute({ kind: 'createTopics', topics: [{ name, assignments, configs }] });
    const result = response[0];
    if (result?.kind !== 'ok') throw new Error(result?.message);
    return result.value;
  }

  /** The partition, as it is committed. */
  partition(topic: string, index = 0) {
    const found = this.image.topicByName(topic)?.partition(index);
    if (found === undefined) throw new Error(`the test has no partition ${topic}-${index}`);
    return found;
  }

  async stop(): Promise<void> {
    for (const { controller } of this.members) await this.world.finish(controller.stop());
  }
}
