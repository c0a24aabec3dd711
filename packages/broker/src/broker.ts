import {
  DraveError,
  limits,
  uuidFrom,
  type BrokerEpoch,
  type ClusterId,
  type IncarnationId,
  type Millis,
  type NodeId,
} from '@drave/base';
import {
  CLUSTER,
  requireAccess,
  type Authorizer,
  type Caller,
  type IfDenied,
  type Operation,
  type ResourceRef,
} from '@drave/base/access';
import type {
  ConfigSettings,
  GroupConfig,
  ListenerConfig,
  MembershipConfig,
  QuorumConfig,
  ReplicaConfig,
  TransactionConfig,
} from '@drave/config';
import { GroupCoordinator, type InternalTopicPort } from '@drave/coordinator';
import type { Env, Metrics } from '@drave/env';
import { ClientQuotas } from '@drave/quota';
import type { LogResources } from '@drave/log';
import type { ListenerEndpoint, MetadataFeed, SupportedFeature } from '@drave/metadata';
import { ReplicaManager, type LeaderStream, type ReplicaTransportPort } from '@drave/replica';
import type { ControllerConnection } from '@drave/metadata/controller';
import { alterLogDirs } from './alter-log-dirs.js';
import { BrokerIdentity } from './broker-identity.js';
import { BrokerLifecycle, type LifecycleState } from './broker-lifecycle.js';
import type { BrokerDomain } from './domain.js';
import { deleteRecords, refuseDeleteRecords } from './delete-records.js';
import { describeProducers, leaderEpochs, refuseDescribeProducers, refuseLeaderEpochs } from './describe-partitions.js';
import { fetch, refuseFetch } from './fetch.js';
import { HeldAppends } from './held-appends.js';
import { listOffsets, refuseListOffsets } from './list-offsets.js';
import { describeLogDirs } from './log-dirs.js';
import { MemoryPool } from './memory-pool.js';
import { MetadataCatchUp } from './metadata-catch-up.js';
import { isUnknownTopic, readMetadata } from './metadata-read.js';
import { PartitionReadiness } from './partition-readiness.js';
import { produce, refuseProduce } from './produce.js';
import { ProducerIds } from './producer-ids.js';
import { registerQuotaMetrics } from './quota-metrics.js';
import type { RequestContext } from './request-context.js';
import type {
  AlterLogDirsRequest,
  AlterLogDirsResponse,
  DeleteRecordsRequest,
  DeleteRecordsResponse,
  DescribeLogDirsRequest,
  DescribeProducersRequest,
  DescribeProducersResponse,
  FetchRequest,
  FetchResponse,
  InitProducerIdRequest,
  InitProducerIdResponse,
  LeaderEpochsRequest,
  LeaderEpochsResponse,
  ListOffsetsRequest,
  ListOffsetsResponse,
  LogDirDescription,
  MetadataRequest,
  MetadataResponse,
  PartitionFailure,
  ProduceRequest,
  ProduceTicket,
} from './requests.js';
import type { TransactionPeers } from './transaction-peers.js';
import { noPeers, Transactions } from './transactions.js';

export interface BrokerOptions {
  readonly env: Env;
  readonly clusterId: ClusterId;
  readonly nodeId: NodeId;
  /** Where clients and other nodes reach this broker, as bound; asked whenever it registers. */
  readonly listeners: () => readonly ListenerEndpoint[];
  readonly features?: readonly SupportedFeature[];
  /** Data directories. */
  readonly paths: readonly string[];
  /** In force at the start; topic defaults also follow the metadata. */
  readonly config: MembershipConfig &
    ReplicaConfig &
    GroupConfig &
    TransactionConfig &
    QuorumConfig &
    Pick<ListenerConfig, 'quotaWindowNum' | 'quotaWindowSizeSeconds'>;
  /** The node's configuration file. */
  readonly fileSettings: ConfigSettings;
  /** A timer profile. */
  readonly defaultSettings: ConfigSettings;
  readonly feed: Pick<MetadataFeed, 'image' | 'appliedOffset' | 'waitFor' | 'subscribe' | 'subscribeLeadership'>;
  readonly controller: ControllerConnection;
  /**
   * Resolves when `feed` has every change that was acknowledged before the call. @throws DraveError when that is not
   * known in time.
   */
  readonly catchUp: (deadlineMs: Millis) => Promise<void>;
  readonly transport: ReplicaTransportPort;
  readonly authorizer: Authorizer;
  /** Makes the topics of coordinators when they are first needed. Left out: they must be made by hand. */
  readonly internalTopics?: InternalTopicPort;
  /** The way to the other brokers for transactions. Left out: there are none. */
  readonly transactionPeers?: TransactionPeers;
  readonly logResources?: LogResources;
  readonly scrubIntervalMs?: Millis;
  /** The epoch in which a transactional id begins; 0 by default. */
  readonly firstProducerEpoch?: number | undefined;
  /** Why no log may grow at the moment, else undefined; see `LogDirectoryOptions.growthRefusal`. */
  readonly growthRefusal?: () => DraveError | undefined;
  /** The broker cannot go on: the last log directory failed, the operator must act, or our own code broke a promise. */
  readonly onFatal: (reason: unknown) => void;
}

const STARTING: PartitionFailure = { code: 'BROKER_NOT_AVAILABLE', message: 'the broker is starting' };

/** A broker's domain service: what the gRPC data service and the Kafka listener both call. */
export class Broker {
  readonly nodeId: NodeId;
  /** New for every start of the process. */
  readonly incarnationId: IncarnationId;
  readonly replicas: ReplicaManager;
  /** Consumer groups and committed offsets, as far as this broker coordinates them. */
  readonly groups: GroupCoordinator;
  /** Transactions: those that this broker coordinates, and its part in all others. */
  readonly transactions: Transactions;
  /**
   * Bounds the record bytes of requests that wait (`limits.produceBytesInFlightMax`); listeners take leases from it.
   */
  readonly memory = new MemoryPool(limits.produceBytesInFlightMax);
  /** What clients may use of this broker; listeners put each caller's into its context. */
  readonly quotas: ClientQuotas;
  private readonly lifecycle: BrokerLifecycle;
  private readonly producerIds: ProducerIds;
  private readonly domain: BrokerDomain;
  private readonly catchUp: MetadataCatchUp;
  private readonly unsubscribe: (() => void)[] = [];
  private produceRequests = 0;
  private producedBytes = 0;
  private fetchRequests = 0;
  private fetchedBytes = 0;
  private active = false;
  private stopping = false;

  private readonly options: BrokerOptions;

  private constructor(options: BrokerOptions, replicas: ReplicaManager, epochCell: { epoch: () => BrokerEpoch }) {
    const { env, controller, feed } = options;
    this.options = options;
    this.nodeId = options.nodeId;
    this.incarnationId = uuidFrom((length) => env.random.bytes(length));
    this.replicas = replicas;
    const online = replicas.directories.online.map((directory) => directory.path);
    const identity = new BrokerIdentity(env.disk, online);
    this.lifecycle = new BrokerLifecycle({
      clusterId: options.clusterId,
      brokerId: options.nodeId,
      incarnationId: this.incarnationId,
      bootId: env.bootId,
      listeners: options.listeners,
      rack: options.config.brokerRack,
      features: options.features ?? [],
      controller,
      metadata: {
        get appliedOffset() {
          return replicas.behindAtOffset ?? feed.appliedOffset;
        },
        waitFor: (offset, timeoutMs) => feed.waitFor(offset, timeoutMs),
      },
      storage: storageOf(replicas, identity),
      activate: () => this.activate(),
      registrationChanged: () => replicas.registrationChanged(),
      timing: timingOf(options.config),
      clock: env.clock,
      timers: env.timers,
      logger: env.logger,
      onFatal: options.onFatal,
    });
    epochCell.epoch = () => this.lifecycle.brokerEpoch;
    this.registerMetrics(env.metrics);
    this.producerIds = new ProducerIds(controller, options.nodeId, epochCell.epoch, env.logger);
    const { clock, logger } = env;
    const timeoutMs = limits.metadataWaitMsMax;
    this.catchUp = new MetadataCatchUp({ clock, logger, catchUp: options.catchUp, timeoutMs });
    const shared = { nodeId: options.nodeId, clock, replicas, image: () => feed.image };
    const { quotaWindowNum: samples, quotaWindowSizeSeconds } = options.config;
    const windows = { samples, sampleMs: quotaWindowSizeSeconds * 1_000 };
    this.quotas = new ClientQuotas({ clock, image: () => feed.image, windows });
    registerQuotaMetrics(env.metrics, this.quotas);
    const readiness = new PartitionReadiness({ ...shared, catchUp: this.catchUp });
    this.groups = new GroupCoordinator({
      env,
      nodeId: options.nodeId,
      deadlines: replicas.deadlines,
      config: options.config,
      image: () => feed.image,
      authorizer: options.authorizer,
      metadataOffset: () => feed.appliedOffset,
      readiness,
      internalTopics: options.internalTopics ?? noInternalTopics,
      onFatal: options.onFatal,
    });
    this.domain = {
      ...shared,
      authorizer: options.authorizer,
      readiness,
      held: new HeldAppends(),
    };
    this.transactions = this.openTransactions();
    replicas.onRoleChange((partition) => {
      this.groups.roleChanged(partition);
      this.transactions.coordinator.roleChanged(partition);
    });
  }

  /**
   * Opens and recovers the log directories; serves nothing before `start`.
   * @throws DraveError DATA_DIRECTORY_LOCKED, DATA_DIRECTORY_MISMATCH, CORRUPT_DATA, KAFKA_STORAGE_ERROR.
   */
  static async open(options: BrokerOptions): Promise<Broker> {
    const cell: { epoch: () => BrokerEpoch; broker: Broker | undefined } = { epoch: () => -1, broker: undefined };
    const replicas = await ReplicaManager.open({
      env: options.env,
      clusterId: options.clusterId,
      nodeId: options.nodeId,
      paths: options.paths,
      config: options.config,
      fileSettings: options.fileSettings,
      defaultSettings: options.defaultSettings,
      transport: options.transport,
      controller: options.controller,
      transactionCoordinators: {
        verify: (question) => (cell.broker as Broker).transactions.verifier.verify(question),
      },
      brokerEpoch: () => cell.epoch(),
      ...(options.logResources === undefined ? {} : { logResources: options.logResources }),
      ...(options.scrubIntervalMs === undefined ? {} : { scrubIntervalMs: options.scrubIntervalMs }),
      growthRefusal: options.growthRefusal,
      onDirectoryOffline: () => cell.broker?.lifecycle.heartbeatSoon(),
      onAllDirectoriesOffline: options.onFatal,
      onFatal: options.onFatal,
    });
    cell.broker = new Broker(options, replicas, cell);
    return cell.broker;
  }

  get state(): LifecycleState {
    return this.lifecycle.state;
  }

  /** -1 before the first registration. */
  get brokerEpoch(): BrokerEpoch {
    return this.lifecycle.brokerEpoch;
  }

  /** Registers and keeps the registration alive. `whenRunning` tells when clients are welcome. */
  start(): void {
    this.unsubscribe.push(
      this.options.feed.subscribe(this.replicas),
      this.options.feed.subscribe({
        onMetadata: (delta) => {
          this.groups.metadataChanged(delta);
          this.transactions.coordinator.metadataChanged();
        },
      }),
      this.options.feed.subscribeLeadership(() => this.lifecycle.heartbeatSoon()),
    );
    this.lifecycle.start();
  }

  /** Resolves when the controller has unfenced this broker for the first time. */
  whenRunning(): Promise<void> {
    return this.lifecycle.whenRunning();
  }

  /** From its first activation until it has stopped serving; in between clients are refused nothing by its state. */
  get isActive(): boolean {
    return this.active;
  }

  /** Never throws: every partition fails on its own. The order of the writes is fixed when it returns. */
  produce(context: RequestContext, request: ProduceRequest): ProduceTicket {
    return this.guarded(context, request, refuseProduce, () => {
      this.produceRequests++;
      for (const { records } of request.partitions) this.producedBytes += records.length;
      return produce(this.domain, context, request);
    });
  }

  async fetch(context: RequestContext, request: FetchRequest): Promise<FetchResponse> {
    return this.guarded(context, request, refuseFetch, async () => {
      this.fetchRequests++;
      const response = await fetch(this.domain, context, request);
      for (const { data } of response.partitions) for (const part of data.records) this.fetchedBytes += part.length;
      return response;
    });
  }

  async listOffsets(context: RequestContext, request: ListOffsetsRequest): Promise<ListOffsetsResponse> {
    return this.guarded(context, request, refuseListOffsets, () => listOffsets(this.domain, context, request));
  }

  async deleteRecords(context: RequestContext, request: DeleteRecordsRequest): Promise<DeleteRecordsResponse> {
    return this.guarded(context, request, refuseDeleteRecords, () => deleteRecords(this.domain, context, request));
  }

  /** OffsetForLeaderEpoch. */
  async leaderEpochs(context: RequestContext, request: LeaderEpochsRequest): Promise<LeaderEpochsResponse> {
    return this.guarded(context, request, refuseLeaderEpochs, () => leaderEpochs(this.domain, context, request));
  }

  async describeProducers(
    context: RequestContext,
    request: DescribeProducersRequest,
  ): Promise<DescribeProducersResponse> {
    return this.guarded(context, request, refuseDescribeProducers, () =>
      describeProducers(this.domain, context, request),
    );
  }

  /** @throws DraveError CLUSTER_AUTHORIZATION_FAILED, BROKER_NOT_AVAILABLE. */
  async alterLogDirs(context: RequestContext, request: AlterLogDirsRequest): Promise<AlterLogDirsResponse> {
    this.require(context);
    requireAccess(this.domain.authorizer, context, 'alter', CLUSTER);
    return alterLogDirs(this.replicas, request);
  }

  /** @throws DraveError CLUSTER_AUTHORIZATION_FAILED, BROKER_NOT_AVAILABLE. */
  async describeLogDirs(context: RequestContext, request: DescribeLogDirsRequest): Promise<LogDirDescription[]> {
    this.require(context);
    requireAccess(this.domain.authorizer, context, 'describe', CLUSTER);
    return describeLogDirs(this.domain, this.replicas, this.options.env.disk, context, request);
  }

  /** @throws DraveError what the controller answers; CLUSTER_AUTHORIZATION_FAILED, BROKER_NOT_AVAILABLE. */
  async initProducerId(context: RequestContext, request: InitProducerIdRequest): Promise<InitProducerIdResponse> {
    this.require(context);
    const { authorizer } = this.domain;
    // Who may write to any topic may do so with an idempotent producer (KIP-679).
    if (authorizer.allowsSome?.(context, 'write', 'topic') !== true)
      requireAccess(authorizer, context, 'idempotentWrite', CLUSTER);
    return this.producerIds.init(request);
  }

  /**
   * What the image does not have is looked for once more when that is up to date.
   * @throws DraveError BROKER_NOT_AVAILABLE while the broker starts: an old image would send clients astray.
   */
  async metadata(context: RequestContext, request: MetadataRequest): Promise<MetadataResponse> {
    this.require(context);
    const { feed, env } = this.options;
    const response = await readMetadata(this.domain, env.timers, context, request, feed.appliedOffset);
    if (!response.topics.some(isUnknownTopic)) return response;
    await this.bringUpToDate();
    return readMetadata(this.domain, env.timers, context, request, feed.appliedOffset);
  }

  /** Resolves when the image has all that was acknowledged before the call, or when that is not to be had for now. */
  bringUpToDate(): Promise<void> {
    return this.catchUp.run();
  }

  /** For listeners that tell clients what they may do, and that guard requests of their own. */
  allows(caller: Caller, operation: Operation, resource: ResourceRef, ifDenied?: IfDenied): boolean {
    return this.domain.authorizer.allows(caller, operation, resource, ifDenied);
  }

  /** One follower's stream, until it ends. */
  serveReplicaFetch(stream: LeaderStream): Promise<void> {
    return this.replicas.serveReplicaFetch(stream);
  }

  /**
   * With `controlledMs`, first lets the controller move every leadership away, for at most that long. Metadata is
   * applied and requests are served until the very end (KAFKA-14296). Then closes the logs in order.
   */
  async shutdown(options: { readonly controlledMs: Millis }): Promise<void> {
    if (this.stopping) return;
    this.stopping = true;
    if (options.controlledMs > 0) {
      const moved = await this.lifecycle.controlledShutdown(options.controlledMs);
      this.options.env.logger.info({ moved }, 'controlled shutdown ends');
    }
    this.active = false;
    await this.lifecycle.stop();
    for (const unsubscribe of this.unsubscribe) unsubscribe();
    await this.groups.close();
    await this.transactions.coordinator.close();
    await this.replicas.close();
  }

  private openTransactions(): Transactions {
    const { env, config, feed, authorizer, catchUp, onFatal, internalTopics, transactionPeers } = this.options;
    return new Transactions({
      ...{ env, config, authorizer, catchUp, onFatal },
      domain: this.domain,
      deadlines: this.replicas.deadlines,
      image: () => feed.image,
      internalTopics: internalTopics ?? noInternalTopics,
      producerIds: this.producerIds,
      firstProducerEpoch: this.options.firstProducerEpoch,
      findGroupCoordinator: (caller) => this.groups.coordinatorFor(caller, ''),
      groups: this.groups,
      peers: transactionPeers ?? noPeers,
    });
  }

  private activate(): void {
    this.replicas.activate(this.options.feed.image);
    this.active = true;
  }

  private registerMetrics(metrics: Metrics): void {
    metrics.counterFrom('drave_broker_produce_requests_total', 'Produce requests.', () => this.produceRequests);
    metrics.counterFrom('drave_broker_produced_bytes_total', 'Record bytes taken in.', () => this.producedBytes);
    metrics.counterFrom('drave_broker_fetch_requests_total', 'Consumer fetches.', () => this.fetchRequests);
    metrics.counterFrom(
      'drave_broker_fetched_bytes_total',
      'Record bytes given to consumers.',
      () => this.fetchedBytes,
    );
    metrics.gauge('drave_broker_produce_bytes_in_flight', 'Request bytes held.', () => this.memory.used);
  }

  /** Runs the request, unless this broker answers nothing at the moment: then every partition has the same refusal. */
  private guarded<Request, Refused, Answer>(
    context: RequestContext,
    request: Request,
    refuse: (request: Request, failure: PartitionFailure) => Refused,
    run: () => Answer,
  ): Refused | Answer {
    const refusal = this.refusal(context);
    return refusal === undefined ? run() : refuse(request, refusal);
  }

  private refusal(context: RequestContext): PartitionFailure | undefined {
    if (!this.active) return STARTING;
    // A request that waited through a stall of this process has an answer that no client waits for any more.
    if (context.deadlineMs < this.options.env.clock.monotonicMs())
      return { code: 'REQUEST_TIMED_OUT', message: 'the deadline had passed before the broker looked at the request' };
    return undefined;
  }

  private require(context: RequestContext): void {
    const refusal = this.refusal(context);
    if (refusal !== undefined) throw new DraveError(refusal.code, refusal.message);
  }
}

const noInternalTopics: InternalTopicPort = {
  create: ({ name }) => Promise.reject(new DraveError('UNIMPLEMENTED', `this broker does not make ${name} by itself`)),
};

function storageOf(replicas: ReplicaManager, identity: BrokerIdentity) {
  return {
    get directoryIds() {
      return replicas.directoryIds;
    },
    get offlineDirectoryIds() {
      return replicas.offlineDirectoryIds;
    },
    get provenDurable() {
      return replicas.provenDurable;
    },
    previousEpoch: () => identity.previousEpoch(),
    remember: (epoch: BrokerEpoch) => identity.remember(epoch),
  };
}

function timingOf(config: MembershipConfig & QuorumConfig) {
  // A controller that is silent for the quorum's own fetch timeout may have been replaced by another.
  const silenceMsMax = Math.min(config.controllerQuorumFetchTimeoutMs, Math.floor(config.brokerSessionTimeoutMs / 2));
  return {
    heartbeatIntervalMs: config.brokerHeartbeatIntervalMs,
    // Sooner than the quorum concludes anything: to ask around costs little.
    heartbeatLateMs: Math.floor(silenceMsMax / 2),
    heartbeatTimeoutMs: Math.max(config.brokerHeartbeatIntervalMs, silenceMsMax),
    retryMs: Math.min(500, config.brokerHeartbeatIntervalMs),
    registrationTimeoutMs: config.initialBrokerRegistrationTimeoutMs,
    directoryFailureTimeoutMs: config.logDirFailureTimeoutMs,
  };
}
