import { DraveError, assert, type Millis, type NodeId, type PartitionIndex, type TopicId } from '@drave/base';
import { allowAll, type Authorizer } from '@drave/base/access';
import { effectiveBrokerConfig, timerProfiles } from '@drave/config';
import { SimWorld, type SimHost, type SimLife } from '@drave/env/sim';
import { MetadataDelta, type ListenerEndpoint } from '@drave/metadata';
import { ScriptedController, acceptLeaderStream, dialFollowerStream } from '@drave/replica/testing';
import type { BrokerHeartbeatRequest, RegisterBrokerRequest, ControllerConnection } from '@drave/metadata/controller';
import { Broker } from '../broker.js';
import { unlimitedQuota } from '@drave/quota';
import { noLease, type RequestContext } from '../request-context.js';
import type { TransactionPeers } from '../transaction-peers.js';
import { ScriptedFeed } from './scripted-feed.js';

const PORT = 9_000;
export const CLUSTER_ID = 'broker-test';

type Asked = keyof ControllerConnection | 'catchUp' | keyof TransactionPeers;

export interface BrokerClusterOptions {
  readonly seed?: number;
  readonly brokers?: number;
  readonly racks?: readonly string[];
  readonly authorizer?: Authorizer;
  readonly settings?: ReadonlyMap<string, string>;
  /** The log directories of each broker. Default: `data`. */
  readonly paths?: readonly string[];
  /** The listeners of a broker, beside its gRPC listener; the test serves them itself. */
  readonly listeners?: (id: NodeId) => readonly ListenerEndpoint[];
}

/** Whole brokers on simulated hosts around a scripted controller, which tests also let misbehave. */
export class BrokerCluster {
  readonly world: SimWorld;
  readonly controller = new ScriptedController();
  readonly nodes: readonly BrokerNode[];
  /** What the controller answers instead, by method; undefined lets it answer itself. */
  intercept: (method: Asked, from: NodeId) => DraveError | 'silence' | undefined = () => undefined;
  /** Whether a broker that was asked by another one answers in vain: it has done it, and nobody hears of it. */
  losesAnswer: (method: keyof TransactionPeers) => boolean = () => false;
  readonly registrations: RegisterBrokerRequest[] = [];
  readonly heartbeats: BrokerHeartbeatRequest[] = [];
  /** Brokers whose heartbeat was late with its answer, each time. */
  readonly lateness: NodeId[] = [];
  /** The controller holds back answers that say nothing new for as long as it may. */
  holdsAnswers = false;
  /** Brokers that asked to leave; the test says when they may. */
  readonly mayShutDown = new Set<NodeId>();

  private constructor(options: BrokerClusterOptions) {
    this.world = new SimWorld({ seed: options.seed ?? 1 });
    this.nodes = Array.from({ length: options.brokers ?? 1 }, (_, at) => new BrokerNode(this, at + 1, options));
    this.controller.onChange(() => {
      for (const node of this.nodes) node.deliver();
    });
  }

  static async start(options: BrokerClusterOptions = {}): Promise<BrokerCluster> {
    const cluster = new BrokerCluster(options);
    for (const node of cluster.nodes) await cluster.world.finish(node.start());
    return cluster;
  }

  node(id: NodeId): BrokerNode {
    const node = this.nodes[id - 1];
    assert(node !== undefined, `there is a broker ${id}`);
    return node;
  }

  async createTopic(name: string, options: { readonly partitions?: number; readonly minInsyncReplicas?: number } = {}) {
    const topicId = this.controller.createTopic({
      name,
      partitions: options.partitions ?? 1,
      replicas: this.nodes.map((node) => node.id),
      minInsyncReplicas: options.minInsyncReplicas ?? 1,
    });
    for (let index = 0; index < (options.partitions ?? 1); index++)
      await this.until(() => this.leads(topicId, index), `a leader of ${name}-${index}`);
    return topicId;
  }

  leads(topicId: TopicId, index: PartitionIndex): boolean {
    const { leader, leaderEpoch } = this.controller.partition(topicId, index);
    const partition = leader < 0 ? undefined : this.node(leader).broker?.replicas.partitionOf(topicId, index);
    return partition?.isLeader === true && partition.leaderEpoch === leaderEpoch;
  }

  async until(condition: () => boolean, what: string, timeoutMs = 20_000): Promise<void> {
    const reached = await this.world.runUntil(() => condition() || this.failure() !== undefined, timeoutMs);
    const failure = this.failure();
    if (failure !== undefined) throw failure;
    assert(reached, `not reached in ${timeoutMs} virtual ms: ${what}`);
  }

  failure(): unknown {
    return this.nodes.find((node) => node.failure !== undefined)?.failure;
  }

  async close(): Promise<void> {
    for (const node of this.nodes) if (node.alive) await this.world.finish(node.stop());
  }
}

/** One broker's host, feed and controller link. */
export class BrokerNode {
  readonly id: NodeId;
  readonly host: SimHost;
  broker: Broker | undefined;
  /** What the broker could not go on with. */
  failure: unknown;
  /** Metadata stops arriving while true. */
  deaf = false;
  feed: ScriptedFeed | undefined;
  private delivered = 0;

  private readonly cluster: BrokerCluster;
  private readonly options: BrokerClusterOptions;

  constructor(cluster: BrokerCluster, id: NodeId, options: BrokerClusterOptions) {
    this.cluster = cluster;
    this.id = id;
    this.options = options;
    this.host = cluster.world.createHost(`broker-${id}`);
  }

  get alive(): boolean {
    return this.host.alive && this.broker !== undefined;
  }

  requireBroker(): Broker {
    assert(this.broker !== undefined, `broker ${this.id} is up`);
    return this.broker;
  }

  /** Resolves when the controller has unfenced the broker. */
  async start(): Promise<void> {
    await this.open();
    await this.requireBroker().whenRunning();
  }

  async open(): Promise<void> {
    if (!this.host.alive) this.host.restart();
    const { env, life } = this.host;
    const feed = new ScriptedFeed(env.timers);
    this.feed = feed;
    this.delivered = 0;
    const file = new Map(this.options.settings);
    const rack = this.options.racks?.[this.id - 1];
    if (rack !== undefined) file.set('broker.rack', rack);
    const defaults = new Map(Object.entries(timerProfiles.local));
    const broker = await Broker.open({
      env,
      clusterId: CLUSTER_ID,
      nodeId: this.id,
      listeners: () => [
        { name: 'grpc', host: this.host.name, port: PORT },
        ...(this.options.listeners?.(this.id) ?? []),
      ],
      paths: this.options.paths ?? ['data'],
      config: effectiveBrokerConfig({ file, defaults }),
      fileSettings: file,
      defaultSettings: defaults,
      feed,
      controller: this.controllerPort(life),
      catchUp: async (deadlineMs) => {
        const { history } = this.cluster.controller;
        const offset = await this.call(life, 'catchUp', () => history.at(-1)?.offset ?? 0);
        await feed.waitFor(offset, Math.max(0, deadlineMs - env.clock.monotonicMs()));
      },
      transport: {
        open: (leaderId) => dialFollowerStream(this.cluster.world, life, { host: `broker-${leaderId}`, port: PORT }),
      },
      transactionPeers: {
        addPartitions: (to, questions, timeoutMs) =>
          this.askPeer(life, to, 'addPartitions', timeoutMs, ({ transactions }) =>
            transactions.coordinator.answerLeaders(questions),
          ),
        writeMarkers: (to, markers, timeoutMs) =>
          this.askPeer(life, to, 'writeMarkers', timeoutMs, ({ transactions }) => transactions.writeMarkers(markers)),
      },
      authorizer: this.options.authorizer ?? allowAll,
      scrubIntervalMs: 0,
      onFatal: (reason) => {
        this.failure ??= reason;
      },
    });
    this.broker = broker;
    this.cluster.world.bind(life, PORT, {
      onPipe: (pipe) => {
        broker.serveReplicaFetch(acceptLeaderStream(pipe)).catch((reason: unknown) => {
          if (!(reason instanceof DraveError)) this.failure ??= reason;
        });
      },
    });
    broker.start();
    this.deliver();
  }

  /** Publishes what the controller has decided since, in order. */
  deliver(): void {
    const { feed } = this;
    if (feed === undefined || this.deaf || !this.host.alive) return;
    const { history } = this.cluster.controller;
    for (let change = history[this.delivered]; change !== undefined; change = history[this.delivered]) {
      this.delivered++;
      feed.publish(change.delta, change.image, change.offset);
    }
  }

  /** Delivers as `deliver` does, but all of it in one delta, as after a snapshot. */
  deliverTogether(): void {
    const { feed } = this;
    const { history } = this.cluster.controller;
    const last = history.at(-1);
    if (feed === undefined || last === undefined) return;
    this.delivered = history.length;
    feed.publish(MetadataDelta.between(feed.image, last.image), last.image, last.offset);
  }

  crash(options: { readonly loseUnsynced: boolean }): void {
    this.broker = undefined;
    this.feed = undefined;
    this.host.crash(options);
  }

  async stop(controlledMs = 0): Promise<void> {
    const { broker } = this;
    await broker?.shutdown({ controlledMs });
    this.broker = undefined;
    this.feed = undefined;
    this.host.crash();
  }

  context(change: Partial<RequestContext> = {}): RequestContext {
    return {
      principal: 'User:test',
      listener: 'grpc',
      clientId: 'test',
      clientHost: 'test',
      deadlineMs: this.host.env.clock.monotonicMs() + 30_000,
      quota: unlimitedQuota,
      memory: noLease,
      ...change,
    };
  }

  private controllerPort(life: SimLife): ControllerConnection {
    const { controller, registrations, heartbeats, lateness, mayShutDown, world } = this.cluster;
    let nextProducerId = this.id * 1_000;
    let release: (() => void) | undefined;
    return {
      registerBroker: (request) =>
        this.call(life, 'registerBroker', () => {
          registrations.push(request);
          const brokerEpoch = controller.register(this.id, {
            provenDurable: request.provenDurable,
            ...(this.options.listeners === undefined ? {} : { listeners: request.listeners }),
            ...(request.rack === undefined ? {} : { rack: request.rack }),
          });
          controller.fence(this.id);
          return { brokerEpoch, metadataOffset: brokerEpoch + 1 };
        }),
      heartbeat: async (request) => {
        const answer = await this.call(life, 'heartbeat', () => {
          heartbeats.push(request);
          const registered = controller.image.broker(this.id);
          if (registered === undefined) throw new DraveError('BROKER_ID_NOT_REGISTERED', 'it was unregistered');
          if (registered.epoch !== request.brokerEpoch)
            throw new DraveError('STALE_BROKER_EPOCH', 'another registration holds');
          if (request.wantShutdown) controller.fence(this.id);
          else if (!request.wantFence) controller.unfence(this.id);
          const fenced = controller.image.broker(this.id)?.fenced ?? true;
          const caughtUp = request.metadataOffset > registered.epoch;
          return { fenced, caughtUp, shouldShutDown: request.wantShutdown && mayShutDown.has(this.id), held: false };
        });
        if (!this.cluster.holdsAnswers || answer.fenced || request.maxWaitMs === 0) return answer;
        await new Promise<void>((resolve) => {
          release = resolve;
          world.schedule(request.maxWaitMs, resolve, life, 'held');
        });
        return { ...answer, held: true };
      },
      endSession: () => {},
      answerSoon: () => release?.(),
      controllerLate: () => void lateness.push(this.id),
      alterPartition: (request) => this.call(life, 'alterPartition', () => controller.alterPartition(request)),
      leaveIsr: (request) => this.call(life, 'leaveIsr', () => controller.leaveIsr(request)),
      assignDirectories: (request) => this.call(life, 'assignDirectories', () => request.replicas.map(() => undefined)),
      allocateProducerIds: () =>
        this.call(life, 'allocateProducerIds', () => {
          const block = { firstProducerId: nextProducerId, count: 3 };
          nextProducerId += 3;
          return block;
        }),
    };
  }

  /** Another broker, over a network that takes 1 ms each way. */
  private askPeer<T>(
    life: SimLife,
    to: NodeId,
    method: keyof TransactionPeers,
    timeoutMs: Millis,
    serve: (broker: Broker) => Promise<T>,
  ): Promise<T> {
    const { cluster } = this;
    const { world } = cluster;
    return new Promise((resolve, reject) => {
      const refuse = (reason: unknown): void => reject(DraveError.from(reason));
      world.schedule(1, () => {
        const { broker } = cluster.node(to);
        const verdict = broker === undefined ? 'silence' : cluster.intercept(method, this.id);
        if (broker === undefined || verdict === 'silence') return;
        const answer = verdict === undefined ? serve(broker) : Promise.reject(verdict);
        answer.then(
          (value) =>
            world.schedule(1, () => (cluster.losesAnswer(method) ? undefined : resolve(value)), life, 'answer'),
          (reason: unknown) => world.schedule(1, () => refuse(reason), life, 'answer'),
        );
      });
      const silent = new DraveError('REQUEST_TIMED_OUT', `broker ${to} is silent`);
      world.schedule(timeoutMs, () => reject(silent), life, 'peer-timeout');
    });
  }

  private call<T>(life: SimLife, method: Asked, serve: () => T): Promise<T> {
    const { world } = this.cluster;
    return new Promise((resolve, reject) => {
      world.schedule(1, () => {
        const verdict = this.cluster.intercept(method, this.id);
        if (verdict === 'silence' || !life.alive) return;
        let answer: () => void;
        try {
          if (verdict !== undefined) throw verdict;
          const result = serve();
          answer = () => resolve(result);
        } catch (reason) {
          answer = () => reject(DraveError.from(reason));
        }
        world.schedule(1, answer, life, 'answer');
      });
      world.schedule(
        800,
        () => reject(new DraveError('REQUEST_TIMED_OUT', 'the controller is silent')),
        life,
        'call-timeout',
      );
    });
  }
}
