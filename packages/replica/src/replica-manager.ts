import {
  DraveError,
  assert,
  type BrokerEpoch,
  type ClusterId,
  type DirectoryId,
  type Millis,
  type NodeId,
  type Offset,
  type PartitionIndex,
  type Steps,
  type TopicId,
  type TopicName,
  type TopicPartition,
} from '@drave/base';
import { replicaRows, valueOf, type ConfigSettings, type ReplicaConfig } from '@drave/config';
import type { Env } from '@drave/env';
import type { Corruption, LogDirectory, LogResources, PartitionLog } from '@drave/log';
import {
  MetadataDelta,
  MetadataImage,
  type LocalPartition,
  type LocalRemoval,
  type MetadataPosition,
} from '@drave/metadata';
import { applyChanges, type ReplicaHost } from './apply-changes.js';
import { CurrentImage } from './broker-image.js';
import { ChangeQueue } from './change-queue.js';
import type { IsrProposal } from './core/events.js';
import { ReplicationQuota } from './core/replication-quota.js';
import { DeadlineQueue } from './deadline-queue.js';
import type { ReplicaHello } from './fetch-messages.js';
import { FetcherSet } from './fetcher-set.js';
import { HostedReplicas } from './hosted-replicas.js';
import { Housekeeping, type HousekeepingSettings } from './housekeeping.js';
import { IsrUpdater } from './isr-updater.js';
import { PartitionWaiters } from './partition-waiters.js';
import { ReplicaFetchSession, type SessionHost, type SessionLimits } from './leader-session.js';
import { LogDirectories } from './log-directories.js';
import type { Partition, PartitionHooks, PartitionObserver } from './partition.js';
import type { PartitionChange } from './partition-host.js';
import type {
  LeaderStream,
  ReplicaControllerPort,
  ReplicaTransportPort,
  TransactionVerificationPort,
} from './ports.js';
import { Quarantine } from './quarantine.js';
import { ReplicaMoves, type MoveRefusal } from './replica-moves.js';
import { ReplicaCensus } from './replica-census.js';
import { registerReplicaMetrics, type ReplicaCounts } from './replica-metrics.js';
import { TopicSettings } from './settings.js';
import { anyThrottled } from './throttled-replicas.js';
import { TopicTraffic } from './topic-traffic.js';

interface ReplicaManagerOptions {
  readonly env: Env;
  readonly clusterId: ClusterId;
  readonly nodeId: NodeId;
  /** Data directories of this broker. */
  readonly paths: readonly string[];
  /** The node's settings in force at its start. */
  readonly config: ReplicaConfig;
  /** Layers under the metadata's own: the node's file and its timer profile. */
  readonly fileSettings: ConfigSettings;
  readonly defaultSettings: ConfigSettings;
  readonly transport: ReplicaTransportPort;
  readonly controller: ReplicaControllerPort;
  /** Who is asked before a transaction begins in a partition; without it, clients' transactions are refused. */
  readonly transactionCoordinators?: TransactionVerificationPort | undefined;
  /** The present registration; -1 before the first. */
  readonly brokerEpoch: () => BrokerEpoch;
  readonly logResources?: LogResources;
  /** The time between two looks at cold data; 0 turns the scrubber off. Default 10 minutes. */
  readonly scrubIntervalMs?: number;
  /** Why no log may grow at the moment, else undefined; see `LogDirectoryOptions.growthRefusal`. */
  readonly growthRefusal?: (() => DraveError | undefined) | undefined;
  /** A directory failed; the next heartbeat tells the controller. */
  readonly onDirectoryOffline: (directoryId: DirectoryId) => void;
  /** The last directory failed: the broker must stop. */
  readonly onAllDirectoriesOffline: (reason: DraveError) => void;
  /** A promise of our own code was broken: the process must stop. */
  readonly onFatal: (reason: unknown) => void;
}

const SCRUB_INTERVAL_MS = 600_000;
const SCRUB_BYTES_MAX = 4 * 1024 * 1024;
const ISR_RETRY_BACKOFF_MS = 200;

/**
 * A broker's replicas: which there are and their lifecycle. What a replica does is `Partition`; what the metadata
 * demands is `apply-changes`.
 */
export class ReplicaManager implements SessionHost, PartitionObserver {
  readonly clusterId: ClusterId;
  readonly localId: NodeId;
  readonly directories: LogDirectories;
  readonly deadlines: DeadlineQueue;
  readonly leaderQuota: ReplicationQuota;
  /** What goes in and out here, by topic. */
  readonly traffic: TopicTraffic;
  private readonly followerQuota: ReplicationQuota;
  private readonly current = new CurrentImage();
  private readonly settings: TopicSettings;
  private readonly moveQuota: ReplicationQuota;
  private readonly moves: ReplicaMoves;
  private readonly hosted: HostedReplicas;
  private readonly fetchers: FetcherSet;
  private readonly isrUpdater: IsrUpdater;
  private readonly quarantine: Quarantine;
  private readonly housekeeping: Housekeeping;
  private readonly sessions = new Map<NodeId, ReplicaFetchSession>();
  private readonly offlineIds = new Set<DirectoryId>();
  private readonly roleListeners = new Set<(partition: Partition) => void>();
  private readonly leadWaiters: PartitionWaiters;
  private readonly counts: ReplicaCounts = { isrShrinks: 0, isrExpands: 0, corruptions: 0 };
  private readonly changes: ChangeQueue;
  /** Exclusive end of what `onMetadata` has delivered. */
  private deliveredOffset: Offset = 0;
  private active = false;
  private closed = false;

  private readonly options: ReplicaManagerOptions;
  private readonly sessionLimits: SessionLimits;

  private constructor(options: ReplicaManagerOptions, directories: LogDirectories, settings: TopicSettings) {
    const { env, config } = options;
    this.options = options;
    this.clusterId = options.clusterId;
    this.localId = options.nodeId;
    this.directories = directories;
    this.settings = settings;
    this.traffic = new TopicTraffic(config.draveMetricsSeriesMax);
    this.deadlines = new DeadlineQueue(env.clock, env.timers);
    this.leadWaiters = new PartitionWaiters(this.deadlines);
    this.changes = new ChangeQueue(env.timers, options.onFatal);
    const windowMs = config.replicationQuotaWindowSizeSeconds * 1_000;
    this.leaderQuota = new ReplicationQuota(config.replicationQuotaWindowNum, windowMs);
    this.followerQuota = new ReplicationQuota(config.replicationQuotaWindowNum, windowMs);
    this.moveQuota = new ReplicationQuota(config.replicationQuotaWindowNum, windowMs);
    this.sessionLimits = { messageBytesMax: 1024 * 1024, partitionBytesMax: config.replicaFetchMaxBytes };
    const shared = sharedOf(options);
    this.fetchers = new FetcherSet({
      ...shared,
      clusterId: options.clusterId,
      transport: options.transport,
      random: env.random.fork('replica-fetcher'),
      quota: this.followerQuota,
      settings: {
        creditBytes: Math.max(config.replicaFetchResponseMaxBytes, 2 * config.replicaFetchMaxBytes),
        backoffMs: config.replicaFetchBackoffMs,
        pingIntervalMs: config.replicaFetchWaitMaxMs,
        silenceMsMax: Math.max(config.replicaLagTimeMaxMs, 4 * config.replicaFetchWaitMaxMs),
      },
    });
    this.isrUpdater = new IsrUpdater({ ...shared, port: options.controller, backoffMs: ISR_RETRY_BACKOFF_MS });
    this.quarantine = new Quarantine({
      ...shared,
      port: options.controller,
      retryMs: config.replicaFetchBackoffMs,
      isolate: (partition) => this.fetchers.leave(partition),
      release: (partition) => this.fetchers.follow(partition),
    });
    this.moves = this.makeMoves();
    this.hosted = new HostedReplicas({
      ...shared,
      moves: this.moves,
      directories,
      deadlines: this.deadlines,
      brokers: this.current,
      hooks: this.partitionHooks(),
      traffic: (topic) => this.traffic.of(topic),
      controller: options.controller,
      transactionCoordinators: options.transactionCoordinators,
      settingsOf: (topic) => this.settings.of(topic, this.current.image),
      opened: (partition) => partition.observe(this),
      closing: (partition) => this.forget(partition),
      notOpened: (topicId, index) => this.leadWaiters.release(topicId, index),
      checkpointAnew: (directoryId) => this.housekeeping.checkpointAnew(directoryId),
    });
    this.registerMetrics();
    this.housekeeping = new Housekeeping({
      ...shared,
      settings: housekeepingOf(options),
      directories,
      partitions: () => this.partitions(),
      movingTo: (partition) => this.moves.targetOf(partition),
    });
  }

  /**
   * Opens the data directories and recovers what is in them; serves nothing before `activate`.
   * @throws DraveError DATA_DIRECTORY_LOCKED, DATA_DIRECTORY_MISMATCH, or the first failure when no directory opens.
   */
  static async open(options: ReplicaManagerOptions): Promise<ReplicaManager> {
    const opened: { manager?: ReplicaManager } = {};
    const settings = new TopicSettings({
      nodeId: options.nodeId,
      file: options.fileSettings,
      defaults: options.defaultSettings,
      replicaLagTimeMaxMs: options.config.replicaLagTimeMaxMs,
      isrRetryBackoffMs: ISR_RETRY_BACKOFF_MS,
    });
    const directories = await LogDirectories.open(
      {
        env: options.env,
        paths: options.paths,
        clusterId: options.clusterId,
        nodeId: options.nodeId,
        configOf: ({ topic }) => settings.of(topic, MetadataImage.empty).log,
        resources: options.logResources,
        producerExpirationMs: options.config.producerIdExpirationMs,
        producerExpirationCheckIntervalMs: options.config.producerIdExpirationCheckIntervalMs,
        recoveryConcurrency: options.config.numRecoveryThreadsPerDataDir,
        growthRefusal: options.growthRefusal,
      },
      {
        directoryOffline: (directory, reason) => opened.manager?.directoryOffline(directory, reason),
        corruption: (log, corruption) => opened.manager?.corruptionIn(log, corruption),
      },
    );
    // What recovery used before the metadata was known must not stick.
    settings.forget();
    opened.manager = new ReplicaManager(options, directories, settings);
    return opened.manager;
  }

  get image(): MetadataImage {
    return this.current.image;
  }

  get provenDurable(): boolean {
    return this.directories.provenDurable;
  }

  /** The ids of the online directories, sorted: for the registration. */
  get directoryIds(): readonly DirectoryId[] {
    return this.directories.online.map((directory) => directory.directoryId).sort();
  }

  get offlineDirectoryIds(): readonly DirectoryId[] {
    return [...this.offlineIds].sort();
  }

  /** A replica that is here and open; undefined while it is being made, and when it is not ours. */
  partitionOf(topicId: TopicId, index: PartitionIndex): Partition | undefined {
    return this.hosted.get(topicId, index);
  }

  /** The metadata has made this broker the leader, which it is not yet: the log is being opened, an older role ends. */
  isTakingLead(topicId: TopicId, index: PartitionIndex): boolean {
    if (this.closed) return false;
    if (this.changes.idle || this.hosted.has(topicId, index)) return this.hosted.isTakingLead(topicId, index);
    return this.image.partition(topicId, index)?.leader === this.localId;
  }

  /** Resolves when `isTakingLead` may have come to an end, or the time is up: the caller looks again. */
  whenLeadTaken(topicId: TopicId, index: PartitionIndex, deadlineMs: Millis): Promise<void> {
    return this.leadWaiters.wait(topicId, index, deadlineMs);
  }

  /** The partitions by topic id and index. */
  partitions(): Iterable<Partition> {
    return this.hosted.open();
  }

  /**
   * The image has caught up with this broker's registration: from here on the replicas take the roles it says. What
   * lies on disk and belongs to no topic of the image, or no longer to this broker, is removed; nothing is before.
   */
  activate(image: MetadataImage): void {
    assert(!this.active, 'a replica manager is activated once');
    this.active = true;
    this.current.replace(image);
    this.settings.forget();
    this.setThrottledRates();
    this.changes.push(0, this.applyImage(image));
  }

  onMetadata(delta: MetadataDelta, image: MetadataImage, { offset }: Pick<MetadataPosition, 'offset'>): void {
    if (this.closed) return;
    this.current.replace(image);
    for (const { name } of delta.deletedTopics()) this.traffic.forget(name);
    if (this.active) this.changes.push(this.deliveredOffset, applyChanges(this.host, delta, this.localId));
    this.deliveredOffset = offset;
  }

  /** Exclusive: what the metadata below it demands has been begun; undefined for all that this broker was told. */
  get behindAtOffset(): Offset | undefined {
    return this.changes.doneOffset;
  }

  private *applyImage(image: MetadataImage): Steps<void> {
    yield* applyChanges(this.host, MetadataDelta.between(MetadataImage.empty, image), this.localId);
    yield* this.hosted.removeStrays(image);
    this.housekeeping.start();
  }

  /** This broker has a new broker epoch: only streams that say so count towards an ISR (KIP-903). */
  registrationChanged(): void {
    this.fetchers.reconnect();
  }

  /**
   * Has this broker's replica moved to the log directory of this path (KIP-113); resolves when its future log is there,
   * or with why not. Where there is no such replica, the directory is remembered for when it is made. `validateOnly`
   * checks and does nothing.
   */
  alterLogDirectory(topicPartition: TopicPartition, path: string, validateOnly = false): Promise<MoveRefusal> {
    const topicId = this.image.topicByName(topicPartition.topic)?.id;
    const partition = topicId === undefined ? undefined : this.hosted.get(topicId, topicPartition.partition);
    return this.moves.alter(topicPartition, path, partition, validateOnly);
  }

  /** Serves one follower's stream until it ends; rejects with the DraveError that broke it. */
  async serveReplicaFetch(stream: LeaderStream): Promise<void> {
    if (this.closed) throw new DraveError('SHUTTING_DOWN', 'this broker is shutting down');
    const { timers, logger } = this.options.env;
    const session = new ReplicaFetchSession(stream, this, timers, logger, this.sessionLimits);
    try {
      await session.run();
    } catch (reason) {
      if (!(reason instanceof DraveError)) this.options.onFatal(reason);
      throw reason;
    } finally {
      const { replicaId } = session;
      if (replicaId !== undefined && this.sessions.get(replicaId) === session) this.sessions.delete(replicaId);
    }
  }

  admit(session: ReplicaFetchSession, hello: ReplicaHello): void {
    const before = this.sessions.get(hello.replicaId);
    if (before !== undefined && before !== session) {
      if (before.brokerEpoch > hello.brokerEpoch)
        throw new DraveError('STALE_BROKER_EPOCH', `broker ${hello.replicaId} has registered anew since`);
      before.cancel(new DraveError('CANCELLED', `broker ${hello.replicaId} has opened a newer stream`));
    }
    this.sessions.set(hello.replicaId, session);
  }

  /**
   * The listener is called whenever a replica takes up a role or gives one up; synchronously, so it may only take note.
   * Returns how to stop.
   */
  onRoleChange(listener: (partition: Partition) => void): () => void {
    this.roleListeners.add(listener);
    return () => this.roleListeners.delete(listener);
  }

  changed(partition: Partition, what: PartitionChange): void {
    if (what === 'highWatermark') this.housekeeping.noteProgress(partition);
    else if (what === 'lowWatermark') this.fetchers.logStartMoved(partition);
    else if (what === 'role') {
      if (partition.core.followedLeaderId === undefined) this.fetchers.leave(partition);
      this.quarantine.reconsider(partition);
      for (const listener of this.roleListeners) listener(partition);
      if (!partition.isTakingLead) this.leadWaiters.release(partition.topicId, partition.topicPartition.partition);
    }
  }

  /** Writes the high watermarks, closes every log and leaves the clean-shutdown marker. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.changes.close();
    this.leadWaiters.releaseAll();
    this.quarantine.close();
    await this.housekeeping.stop();
    await this.isrUpdater.stop();
    for (const session of this.sessions.values())
      session.cancel(new DraveError('SHUTTING_DOWN', 'the leader is shutting down'));
    await this.fetchers.close();
    await this.moves.close();
    await this.hosted.close();
    await this.housekeeping.checkpoint();
    this.deadlines.close();
    await this.directories.close();
  }

  private readonly host: ReplicaHost = {
    remove: (removal: LocalRemoval) => this.hosted.remove(removal),
    assign: (local: LocalPartition) => {
      this.hosted.assign(local);
      const partition = this.hosted.get(local.topicId, local.index);
      if (partition !== undefined) this.quarantine.reconsider(partition);
      if (!this.hosted.isTakingLead(local.topicId, local.index)) this.leadWaiters.release(local.topicId, local.index);
    },
    settingsChanged: (topics: 'all' | readonly TopicName[]) => this.settingsChanged(topics),
    brokersChanged: () => this.brokersChanged(),
  };

  private registerMetrics(): void {
    const { env, config } = this.options;
    registerReplicaMetrics(env.metrics, {
      census: new ReplicaCensus(() => this.partitions(), config.draveMetricsSeriesMax),
      traffic: this.traffic,
      counts: this.counts,
      offlineDirectories: () => this.offlineIds.size + this.directories.failed.size,
    });
  }

  private makeMoves(): ReplicaMoves {
    const { env, onFatal } = this.options;
    return new ReplicaMoves({
      directories: this.directories,
      quota: this.moveQuota,
      inTurn: (topicPartition, work) => this.hosted.inTurn(topicPartition, work),
      checkpointAnew: (directoryId) => this.housekeeping.checkpointAnew(directoryId),
      moved: (partition) => {
        this.hosted.moved(partition);
        this.housekeeping.noteProgress(partition);
      },
      clock: env.clock,
      timers: env.timers,
      logger: env.logger,
      fatal: onFatal,
    });
  }

  private partitionHooks(): PartitionHooks {
    return {
      proposeIsr: (partition: Partition, proposal: IsrProposal) => this.isrUpdater.submit(partition, proposal),
      roleBegan: (partition: Partition) => this.roleBegan(partition),
      isrChanged: (before, after) => {
        for (const id of before) if (!after.includes(id)) this.counts.isrShrinks++;
        for (const id of after) if (!before.includes(id)) this.counts.isrExpands++;
      },
      corruptionFound: (partition: Partition, corruption: Corruption) => {
        if (!this.quarantine.holds(partition)) this.counts.corruptions++;
        this.quarantine.admit(partition, corruption);
      },
      fatal: this.options.onFatal,
    };
  }

  private roleBegan(partition: Partition): void {
    for (const session of this.sessions.values()) session.partitionReady(partition);
    if (partition.core.roleKind !== 'follower' || this.quarantine.holds(partition)) return;
    if (partition.log.state.kind === 'online') this.fetchers.follow(partition);
  }

  private forget(partition: Partition): void {
    this.fetchers.leave(partition);
    this.quarantine.forget(partition);
  }

  private *brokersChanged(): Steps<void> {
    for (const partition of this.partitions()) {
      if (partition.isLeader) {
        partition.step({ kind: 'brokersChanged', nowMs: this.options.env.clock.monotonicMs() });
        partition.notify('lowWatermark');
      }
      yield;
    }
  }

  private *settingsChanged(topics: 'all' | readonly TopicName[]): Steps<void> {
    if (topics === 'all') this.settings.forget();
    else for (const topic of topics) this.settings.forget(topic);
    const named = topics === 'all' ? undefined : new Set(topics);
    let throttled = false;
    for (const partition of this.partitions()) {
      const { topic } = partition.topicPartition;
      if (named !== undefined && !named.has(topic)) continue;
      const settings = this.settings.of(topic, this.image);
      throttled ||= anyThrottled(partition.settings) || anyThrottled(settings);
      partition.updateSettings(settings);
      yield;
    }
    if (topics === 'all') this.setThrottledRates();
    if (!throttled) return;
    for (const session of this.sessions.values()) session.throttleChanged();
    this.fetchers.throttleChanged();
  }

  private setThrottledRates(): void {
    const { localId, image, options } = this;
    const layers = {
      broker: image.config({ type: 'broker', name: String(localId) }),
      cluster: image.config({ type: 'broker', name: '' }),
      file: options.fileSettings,
      defaults: options.defaultSettings,
    };
    this.leaderQuota.setRate(valueOf(replicaRows['leader.replication.throttled.rate'], layers));
    this.followerQuota.setRate(valueOf(replicaRows['follower.replication.throttled.rate'], layers));
    this.moveQuota.setRate(valueOf(replicaRows['replica.alter.log.dirs.io.max.bytes.per.second'], layers));
  }

  private directoryOffline(directory: LogDirectory, reason: DraveError): void {
    this.offlineIds.add(directory.directoryId);
    this.options.env.logger.error(
      { directory: directory.path, code: reason.code },
      `log directory goes offline: ${reason.message}`,
    );
    for (const partition of this.partitions())
      if (partition.log.directoryId === directory.directoryId) partition.goOffline(reason);
    this.options.onDirectoryOffline(directory.directoryId);
    if (this.directories.online.length === 0) this.options.onAllDirectoriesOffline(reason);
  }

  private corruptionIn(log: PartitionLog, corruption: Corruption): void {
    const partition = this.hosted.get(log.topicId, log.topicPartition.partition);
    partition?.reportCorruption(corruption);
  }
}

/** What most parts of the manager need. */
function sharedOf({ env, nodeId, brokerEpoch, onFatal }: ReplicaManagerOptions) {
  const { clock, compute, timers, logger } = env;
  return { localId: nodeId, brokerEpoch, clock, compute, timers, logger, fatal: onFatal };
}

function housekeepingOf({ config, scrubIntervalMs }: ReplicaManagerOptions): HousekeepingSettings {
  return {
    checkpointIntervalMs: config.replicaHighWatermarkCheckpointIntervalMs,
    lagCheckIntervalMs: Math.ceil(config.replicaLagTimeMaxMs / 2),
    retentionIntervalMs: config.logRetentionCheckIntervalMs,
    cleanerIntervalMs: config.logCleanerEnable ? config.logCleanerBackoffMs : 0,
    scrubIntervalMs: scrubIntervalMs ?? SCRUB_INTERVAL_MS,
    scrubBytesMax: SCRUB_BYTES_MAX,
  };
}
