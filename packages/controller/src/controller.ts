import { DraveError, type BrokerEpoch, type ClusterId, type Epoch, type Millis, type NodeId } from '@drave/base';
import type { Caller } from '@drave/base/access';
import { accessRows, controllerRows, membershipRows, quorumRows, readConfig } from '@drave/config';
import type { Env } from '@drave/env';
import type { LeadershipState, MetadataFeed, MetadataImage } from '@drave/metadata';
import type {
  AllocateProducerIdsRequest,
  AlterPartitionItemResult,
  AlterPartitionRequest,
  AssignDirectoriesRequest,
  AssignDirectoriesResponse,
  BrokerHeartbeatRequest,
  BrokerHeartbeatResponse,
  LeaveIsrRequest,
  ProducerIdBlock,
  RegisterBrokerRequest,
  RegisterBrokerResponse,
} from '@drave/metadata/controller';
import { MutationQuotas } from '@drave/quota';
import { ClusterConfig, type StaticLayers } from './cluster-config.js';
import { CommandExecutor } from './command-executor.js';
import { ControllerMetrics } from './controller-metrics.js';
import type { AdminCommand, AdminResult } from './commands.js';
import type { DecisionSteps } from './decision.js';
import { decideAllocateProducerIds } from './decide/allocate-producer-ids.js';
import { decideAlterPartition } from './decide/alter-partition.js';
import { decideAssignDirectories } from './decide/assign-directories.js';
import { decideBegin } from './decide/begin.js';
import { currentBroker } from './decide/broker-epoch.js';
import { decideHeartbeat } from './decide/heartbeat.js';
import { decideLeaveIsr } from './decide/leave-isr.js';
import { decideRegisterBroker } from './decide/register-broker.js';
import { firstMetadataLevel } from './decide/update-features.js';
import { PeriodicTasks } from './periodic-tasks.js';
import { HeldHeartbeats } from './held-heartbeats.js';
import type { DialBackPort, RaftPort } from './ports.js';
import { SessionKeeper, type ConnectionLoss } from './session-keeper.js';
import { SessionTracker } from './session-tracker.js';
import { WriteQueue, type Decide } from './write-queue.js';

export interface ControllerOptions {
  readonly env: Pick<Env, 'clock' | 'timers' | 'random' | 'compute' | 'logger' | 'metrics'>;
  readonly nodeId: NodeId;
  readonly clusterId: ClusterId;
  /** The feed that the same Raft node delivers to. */
  readonly feed: MetadataFeed;
  readonly raft: RaftPort;
  readonly dialBack: DialBackPort;
  /** This node's configuration file and timer profile. */
  readonly layers: StaticLayers;
  /** One of our own promises is broken: the process must end. */
  readonly onFatal: (error: DraveError) => void;
}

/**
 * Beyond the time after which a healthy quorum ends the leadership of a node that no majority answers, which ends the
 * wait: on a starved machine that takes longer.
 */
const BARRIER_EXTRA_MS = 10_000;

/**
 * A node of the controller quorum. While Raft leads here it decides for the cluster; else every operation rejects with
 * NOT_CONTROLLER and a hint.
 */
export class Controller {
  private readonly options: ControllerOptions;
  private readonly config: ClusterConfig;
  private readonly queue: WriteQueue;
  private readonly tracker: SessionTracker;
  private readonly keeper: SessionKeeper;
  private readonly held: HeldHeartbeats;
  private readonly heartbeatIntervalMs: Millis;
  private readonly periodic: PeriodicTasks;
  private readonly executor: CommandExecutor;
  private readonly unsubscribe: (() => void)[];
  private epoch: Epoch | undefined;

  constructor(options: ControllerOptions) {
    const { env, feed, raft, layers } = options;
    this.options = options;
    const settings = readConfig({ ...accessRows, ...controllerRows, ...membershipRows, ...quorumRows }, layers);
    this.config = new ClusterConfig(layers);
    this.queue = new WriteQueue({
      env,
      raft,
      barrierTimeoutMs: 1.5 * settings.controllerQuorumFetchTimeoutMs + BARRIER_EXTRA_MS,
      notController: () => this.notController(),
      onFatal: options.onFatal,
    });
    this.tracker = new SessionTracker({
      timeoutMs: settings.brokerSessionTimeoutMs,
      heartbeatIntervalMs: settings.brokerHeartbeatIntervalMs,
      extraMs: () => raft.patienceExtraMs(),
    });
    this.held = new HeldHeartbeats(env);
    this.heartbeatIntervalMs = settings.brokerHeartbeatIntervalMs;
    const metrics = new ControllerMetrics(env.metrics, {
      feed,
      active: () => this.active,
      queueLength: () => this.queue.length,
      committedOffset: () => raft.status().highWatermark,
    });
    const { queue, tracker, config } = this;
    this.keeper = new SessionKeeper({
      env,
      queue,
      tracker,
      config,
      metrics,
      dialBack: options.dialBack,
      sessionTimeoutMs: settings.brokerSessionTimeoutMs,
      heartbeatIntervalMs: settings.brokerHeartbeatIntervalMs,
    });
    this.periodic = new PeriodicTasks({
      env,
      queue,
      config,
      balanceLeaders: settings.autoLeaderRebalanceEnable,
      balanceIntervalMs: settings.leaderImbalanceCheckIntervalSeconds * 1_000,
      imbalancePercentage: settings.leaderImbalancePerBrokerPercentage,
      uncleanIntervalMs: settings.uncleanLeaderElectionIntervalMs,
    });
    const { controllerQuotaWindowNum: samples, controllerQuotaWindowSizeSeconds } = settings;
    const windows = { samples, sampleMs: controllerQuotaWindowSizeSeconds * 1_000 };
    const quotas = new MutationQuotas({ clock: env.clock, image: () => feed.image, windows });
    this.executor = new CommandExecutor({ env, queue, raft, config, settings, quotas, resign: () => this.resign() });
    this.unsubscribe = [
      feed.subscribe({
        onMetadata: (delta, image, position) => {
          queue.adopt(image, position.offset);
          if (this.active) metrics.committed(delta);
        },
      }),
      feed.subscribeLeadership((state) => this.onLeadership(state)),
    ];
    this.onLeadership(feed.leadership);
  }

  /** Whether this node decides for the cluster now. */
  get active(): boolean {
    return this.epoch !== undefined;
  }

  async stop(): Promise<void> {
    for (const unsubscribe of this.unsubscribe) unsubscribe();
    this.becomeInactive();
    await this.queue.stop();
  }

  /** Runs an operator's command. @throws DraveError: see `WriteQueue.submit`, or the decision's own error. */
  execute<Command extends AdminCommand>(
    { principal, clientId = '' }: Pick<Caller, 'principal'> & Partial<Pick<Caller, 'clientId'>>,
    command: Command,
    timeoutMs: Millis,
  ): Promise<AdminResult<Command>> {
    if (!this.active) return Promise.reject(this.notController());
    return this.executor.execute({ principal, clientId }, command, timeoutMs);
  }

  /** Ends an earlier incarnation of the broker, and starts it fenced. */
  async registerBroker(request: RegisterBrokerRequest): Promise<RegisterBrokerResponse> {
    const ports = {
      clusterId: this.options.clusterId,
      config: this.config,
      hasSession: (broker: NodeId) => this.tracker.has(broker),
    };
    const { response, firstOffset } = await this.write('register broker', (image) =>
      decideRegisterBroker(image, request, ports),
    );
    const brokerEpoch: BrokerEpoch = response.existingEpoch ?? Number(firstOffset);
    // A new incarnation has no session before its first heartbeat.
    if (response.existingEpoch === undefined) this.tracker.end(request.brokerId);
    return { brokerEpoch, metadataOffset: this.options.raft.status().highWatermark };
  }

  /**
   * A heartbeat counts when it arrives. It is answered at once where the broker is told something, and else when the
   * next one is due; unless the broker's state has to change, which is answered when that is decided.
   */
  async heartbeat(request: BrokerHeartbeatRequest): Promise<BrokerHeartbeatResponse> {
    const image = this.queue.speculativeImage;
    if (image === undefined) throw this.notController();
    this.held.release(request.brokerId);
    const sender = currentBroker(image, request);
    if (sender.kind === 'ok' && !(sender.value.fenced && request.wantFence)) {
      const nowMs = this.options.env.clock.monotonicMs();
      this.tracker.touch(request.brokerId, request.brokerEpoch, request.metadataOffset, nowMs);
    }
    // The first step says whether anything changes; what does is decided again when its turn comes.
    const { done, value: quick } = this.decideHeartbeat(image, request).next();
    if (done === true && quick.kind === 'accepted' && quick.records.length === 0)
      return this.answerUnchanged(request, quick.response);
    const { response, visibleAtOffset } = await this.write('heartbeat', (now) => this.decideHeartbeat(now, request));
    if (request.wantShutdown && !response.fenced) {
      this.tracker.beginShutdown(request.brokerId, request.brokerEpoch, visibleAtOffset);
    }
    return response;
  }

  /** The write decides on what may be taken back; this answer is read from what is committed (docs/faults.md B22). */
  private async answerUnchanged(
    request: BrokerHeartbeatRequest,
    response: BrokerHeartbeatResponse,
  ): Promise<BrokerHeartbeatResponse> {
    const isFenced = (): boolean => {
      const committed = this.options.feed.image.broker(request.brokerId);
      return committed?.epoch !== request.brokerEpoch || committed.fenced;
    };
    const fenced = isFenced();
    const maxWaitMs = Math.min(request.maxWaitMs, this.heartbeatIntervalMs);
    if (fenced || request.wantShutdown || maxWaitMs <= 0)
      return { ...response, fenced, shouldShutDown: response.shouldShutDown && fenced };
    await this.held.hold(request.brokerId, maxWaitMs);
    if (!this.active) throw this.notController();
    return { ...response, fenced: isFenced(), held: true };
  }

  /** The connection that carried this broker's heartbeats broke. Never rejects. */
  async brokerConnectionLost(brokerId: NodeId, brokerEpoch: BrokerEpoch, loss: ConnectionLoss): Promise<void> {
    const broker = this.queue.speculativeImage?.broker(brokerId);
    if (broker?.epoch === brokerEpoch) await this.keeper.connectionLost(broker, loss);
  }

  async alterPartition(request: AlterPartitionRequest): Promise<readonly AlterPartitionItemResult[]> {
    const ports = { config: this.config };
    return (await this.write('alter partition', (image) => decideAlterPartition(image, request, ports))).response;
  }

  async leaveIsr(request: LeaveIsrRequest): Promise<readonly AlterPartitionItemResult[]> {
    const ports = { config: this.config };
    return (await this.write('leave isr', (image) => decideLeaveIsr(image, request, ports))).response;
  }

  async allocateProducerIds(request: AllocateProducerIdsRequest): Promise<ProducerIdBlock> {
    return (await this.write('allocate producer ids', (image) => decideAllocateProducerIds(image, request))).response;
  }

  async assignDirectories(request: AssignDirectoriesRequest): Promise<AssignDirectoriesResponse> {
    const { config } = this;
    return (await this.write('assign directories', (image) => decideAssignDirectories(image, request, config)))
      .response;
  }

  private write<Response>(name: string, decide: Decide<Response>) {
    return this.queue.submit(decide, { name, linearizable: false });
  }

  private decideHeartbeat(
    image: MetadataImage,
    request: BrokerHeartbeatRequest,
  ): DecisionSteps<BrokerHeartbeatResponse> {
    return decideHeartbeat(image, request, {
      config: this.config,
      lowestAppliedOffset: () => this.tracker.lowestAppliedOffset(image),
      shutdownOffset: this.tracker.shutdownOffset(request.brokerId),
    });
  }

  private onLeadership(state: LeadershipState): void {
    if (state.kind !== 'leader') {
      this.becomeInactive();
      return;
    }
    if (this.epoch === state.epoch) return;
    const { env, feed } = this.options;
    const image = feed.workingImage;
    this.epoch = state.epoch;
    this.executor.reset();
    this.queue.become(state.epoch, image, state.startOffset + 1);
    this.tracker.reset(image, env.clock.monotonicMs(), state.startOffset + 1);
    this.keeper.start();
    this.periodic.start();
    env.logger.info({ epoch: state.epoch, offset: state.startOffset }, 'this node is the active controller');
    // This write is the first in the queue, so that every other decision sees a whole image.
    const level = firstMetadataLevel(this.options.raft.status());
    this.write('begin', (now) => decideBegin(now, level)).catch((reason: unknown) => {
      env.logger.debug({ reason, epoch: state.epoch }, 'leadership ended before its first record');
    });
  }

  private becomeInactive(): void {
    if (this.epoch === undefined) return;
    this.options.env.logger.info({ epoch: this.epoch }, 'this node is no longer the active controller');
    this.epoch = undefined;
    this.keeper.stop();
    this.held.releaseAll();
    this.periodic.stop();
    this.tracker.clear();
    this.queue.drop();
  }

  private resign(): void {
    const { epoch } = this;
    if (epoch === undefined) return;
    this.becomeInactive();
    this.options.raft.resign(epoch);
  }

  private notController(): DraveError {
    const { leadership } = this.options.feed;
    if (leadership.kind !== 'follower') return new DraveError('NOT_CONTROLLER');
    const { host, port } = leadership.leaderEndpoint;
    return new DraveError('NOT_CONTROLLER', `the active controller is node ${leadership.leaderId}`, {
      leaderId: leadership.leaderId,
      leaderEndpoint: `${host}:${port}`,
      leaderEpoch: leadership.epoch,
    });
  }
}
