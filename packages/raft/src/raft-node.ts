import {
  assert,
  DrainLoop,
  DraveError,
  type Bytes,
  type ClusterId,
  type DirectoryId,
  type Endpoint,
  type Epoch,
  type Millis,
  type NodeId,
  type Offset,
  limits,
} from '@drave/base';
import type { Env, TimerHandle } from '@drave/env';
import { plainVoter } from './core/control-entries.js';
import { RaftCore } from './core/core.js';
import type { Instant, RaftEvent } from './core/events.js';
import type { CoreState } from './core/state.js';
import { Delivery } from './driver/delivery.js';
import { EffectRunner } from './driver/effect-runner.js';
import { PendingProposals, PendingRequests } from './driver/pending.js';
import { RaftMetrics } from './driver/raft-metrics.js';
import { SnapshotWriter } from './driver/snapshot-writer.js';
import { quorumStatus } from './driver/status.js';
import { StorageLane } from './driver/storage-lane.js';
import { changeVoters, wholeTimeoutMs } from './driver/voter-changes.js';
import type { AddVoterRequest, RaftRequest, RaftResponse, RemoveVoterRequest, UpdateVoterRequest } from './messages.js';
import type { RaftTransportPort } from './ports.js';
import { RaftStore } from './store/raft-store.js';
import type { RaftTimers } from './timers.js';
import type { FeatureRange, QuorumStatus, RaftListener, RaftPeer, ReplicaKey, Voter } from './types.js';

export interface RaftNodeOptions {
  readonly env: Env;
  readonly nodeId: NodeId;
  readonly clusterId: ClusterId;
  /** The directory of the quorum's store, which `formatStorage` made. */
  readonly directory: string;
  /**
   * Room that is kept for the store for when the disk is full. Default 0: there is none, and a full disk ends the node.
   */
  readonly reserveBytesMax?: Bytes;
  /**
   * The directory id to expect: another one is refused with DATA_DIRECTORY_MISMATCH. Without it the directory's own is
   * taken.
   */
  readonly directoryId?: DirectoryId;
  /** `observer` (a broker) never votes and never becomes a voter; `voter` does once the voter set names it. */
  readonly role: 'voter' | 'observer';
  /** Where other nodes reach this node's raft service. Required for `voter`. */
  readonly endpoint?: Endpoint;
  /** Where to look for the leader while no voter set is known (`controller.quorum.bootstrap.servers`). */
  readonly bootstrapServers: readonly RaftPeer[];
  /** What this node supports of the cluster's features; the leader's `status` shows it. */
  readonly features?: readonly FeatureRange[];
  readonly transport: RaftTransportPort;
  readonly timers: RaftTimers;
  readonly listeners: readonly RaftListener[];
  /**
   * The node can go on no longer (failed sync, full disk, log asked to truncate committed entries): the process must
   * end.
   */
  readonly onFatal: (error: DraveError) => void;
  readonly tuning?: Partial<RaftTuning>;
  /** Called with the name of a place that was reached, where a test wants to know. */
  readonly mark?: (name: string) => void;
}

/** Sizes; the defaults are for production, tests shrink them. */
export interface RaftTuning {
  readonly fetchBytesMax: number;
  readonly snapshotChunkBytes: number;
  /** Uncommitted bytes a leader takes before it answers THROTTLING_QUOTA_EXCEEDED. */
  readonly uncommittedBytesMax: number;
  /** The tail of the log that is kept in memory. */
  readonly cacheBytesMax: number;
  /** How far the stored floor of the log end may lag. */
  readonly floorLagMax: number;
}

const TUNING: RaftTuning = {
  fetchBytesMax: limits.raftFetchBytesMax,
  snapshotChunkBytes: limits.snapshotChunkBytes,
  uncommittedBytesMax: 64 * 1024 * 1024,
  cacheBytesMax: 16 * 1024 * 1024,
  floorLagMax: 1_000,
};

/** Requests of other nodes that wait for an answer. */
const REQUESTS_PENDING_MAX = 20_000;
/** Events handled before timers and sockets get their turn. */
const EVENTS_PER_TURN_MAX = 500;

/** What became of a proposal: offsets are assigned at once, `committed` settles later. */
export interface Proposal {
  readonly firstOffset: Offset;
  readonly lastOffset: Offset;
  /**
   * Resolves when the high watermark passes `lastOffset` in this epoch. Rejects with REQUEST_TIMED_OUT when leadership
   * ended first: the outcome is then unknown, a later leader may still commit the entries.
   */
  readonly committed: Promise<void>;
}

/** One member of the quorum, or one observer of its log: the core, its store, and the loop that joins them. */
export class RaftNode {
  readonly directoryId: DirectoryId;
  private readonly options: RaftNodeOptions;
  private readonly store: RaftStore;
  private readonly core: RaftCore;
  private readonly lane: StorageLane;
  private readonly runner: EffectRunner;
  private readonly deliveries: readonly Delivery[];
  private readonly snapshotWriter: SnapshotWriter;
  private readonly responses = new PendingRequests<RaftResponse>();
  private readonly reads = new PendingRequests<number>();
  private readonly metrics: RaftMetrics;
  private readonly proposals = new PendingProposals((proposedMs) => this.metrics.committed(proposedMs));
  private readonly loop: DrainLoop;
  private events: RaftEvent[] = [];
  private nextRequestId = 1;
  private timer: { readonly handle: TimerHandle; readonly atMs: Millis } | undefined;
  private closing: Promise<void> | undefined;
  private life: 'opened' | 'running' | 'closing' | 'ended' = 'opened';

  /**
   * Opens the store, checks all of it, and reads who is in the quorum.
   * @throws DraveError CORRUPT_DATA, DATA_DIRECTORY_MISMATCH, DATA_DIRECTORY_LOCKED, INVALID_CONFIG (not formatted).
   */
  static async open(options: RaftNodeOptions): Promise<RaftNode> {
    const tuning = { ...TUNING, ...options.tuning };
    const { clusterId, nodeId, directoryId, reserveBytesMax } = options;
    const { cacheBytesMax, floorLagMax } = tuning;
    const identity = { clusterId, nodeId, directoryId, cacheBytesMax, floorLagMax, reserveBytesMax };
    assert(options.role === 'observer' || options.endpoint !== undefined, 'a voter says where it can be reached');
    return new RaftNode(options, tuning, await RaftStore.open(options.env, options.directory, identity));
  }

  private constructor(options: RaftNodeOptions, tuning: RaftTuning, store: RaftStore) {
    const { env, nodeId } = options;
    this.options = options;
    this.store = store;
    this.directoryId = store.identity.directoryId;
    this.core = new RaftCore(
      {
        self: { nodeId, directoryId: this.directoryId },
        clusterId: options.clusterId,
        mayVote: options.role === 'voter',
        endpoint: options.endpoint,
        bootstrapServers: options.bootstrapServers,
        features: options.features ?? [],
        timers: options.timers,
        random: env.random.fork('raft'),
        fetchBytesMax: tuning.fetchBytesMax,
        snapshotChunkBytes: tuning.snapshotChunkBytes,
        uncommittedBytesMax: tuning.uncommittedBytesMax,
        mark: options.mark ?? (() => {}),
      },
      store.recovered(),
      this.now(),
    );
    this.metrics = new RaftMetrics({ metrics: env.metrics, clock: env.clock, status: () => this.status() });
    this.loop = new DrainLoop(
      () => this.turn(),
      (reason) => this.fail(DraveError.from(reason)),
    );
    this.lane = new StorageLane(store, {
      release: (effects) => this.release(effects),
      enqueue: (event) => this.enqueue(event),
      written: (entries) => this.metrics.written(entries, this.core.state.role.kind === 'leader'),
      onStorageFailure: (error) => this.onStorageFailure(error),
    });
    this.deliveries = options.listeners.map(
      (listener) => new Delivery(store, listener, (reason) => this.fail(DraveError.from(reason))),
    );
    this.snapshotWriter = new SnapshotWriter(store, this.lane, tuning.snapshotChunkBytes);
    this.runner = this.makeRunner();
  }

  /** Why nothing but the metadata may grow on its disk at the moment; undefined when everything may. */
  get growthRefusal(): DraveError | undefined {
    return this.store.reserve?.refusal;
  }

  /** Starts timers and deliveries. `handle` works from here on. */
  start(): void {
    assert(this.life === 'opened', 'a node starts once');
    this.life = 'running';
    for (const delivery of this.deliveries) delivery.onCommit(this.core.state.highWatermark);
    this.enqueue({ kind: 'tick' });
  }

  /**
   * Resigns if leader, tells the others, waits for the write under way, closes the store. It is called after a failure,
   * too, and lets go of the directory.
   */
  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private async shutDown(): Promise<void> {
    const { timers } = this.options.env;
    const { state } = this.core;
    if (this.life === 'running' && state.role.kind === 'leader') {
      this.life = 'closing';
      this.runner.run(this.core.step(this.now(), { kind: 'resign', epoch: state.epoch }));
      const requests = [...this.runner.sends];
      // An EndQuorumEpoch may get lost: a node that does not get it notices by itself.
      await Promise.race([Promise.all(requests), timers.sleep(this.options.timers.electionTimeoutMs / 2)]);
    }
    this.end(new DraveError('SHUTTING_DOWN'));
    await this.loop.stop();
    for (const delivery of this.deliveries) await delivery.stop();
    await this.lane.stop();
    await this.store.close();
  }

  /**
   * Appends each payload as one entry, if this node leads `epoch`.
   * @throws DraveError NOT_CONTROLLER (nothing was appended; with a leader hint), MESSAGE_TOO_LARGE (an entry above
   * `raftEntryBytesMax`, nothing was appended), THROTTLING_QUOTA_EXCEEDED (too much uncommitted, nothing was appended).
   */
  propose(epoch: Epoch, payloads: readonly Uint8Array[]): Proposal {
    this.mustRun();
    const { outcome, effects } = this.core.propose(this.now(), epoch, payloads);
    if (outcome.kind === 'refused') {
      this.runner.run(effects);
      throw new DraveError(outcome.refusal.code, outcome.refusal.message, this.leaderHint());
    }
    const { firstOffset, lastOffset } = outcome;
    const committed = this.proposals.add(epoch, lastOffset, this.options.env.clock.monotonicMs());
    this.runner.run(effects);
    this.armTimer();
    return { firstOffset, lastOffset, committed };
  }

  /**
   * An offset such that a state machine that has applied everything below it reflects every write acknowledged before
   * this call. Leader only. @throws DraveError NOT_CONTROLLER, REQUEST_TIMED_OUT.
   */
  async readBarrier(timeoutMs: Millis): Promise<Offset> {
    this.mustRun();
    const requestId = this.nextRequestId++;
    const done = this.reads.add(requestId);
    this.enqueue({ kind: 'readBarrier', requestId, timeoutMs });
    return done;
  }

  /** Gives up leadership of `epoch`; harmless when this node does not lead it. */
  resign(epoch: Epoch): void {
    this.enqueue({ kind: 'resign', epoch });
  }

  /**
   * Adds a voter that already observes and has caught up; waits for both and for the commit. From any node: forwarded
   * to the leader. @throws DraveError DUPLICATE_VOTER, CHANGE_IN_PROGRESS, REQUEST_TIMED_OUT, NOT_CONTROLLER.
   */
  addVoter(voter: Voter, timeoutMs: Millis): Promise<void> {
    const { clusterId } = this.options;
    const wholeMs = wholeTimeoutMs(timeoutMs);
    return this.change({ kind: 'addVoter', clusterId, voter: plainVoter(voter), timeoutMs: wholeMs }, wholeMs);
  }

  /**
   * @throws DraveError VOTER_NOT_FOUND, CHANGE_IN_PROGRESS, INVALID_REQUEST (the last voter), REQUEST_TIMED_OUT,
   * NOT_CONTROLLER.
   */
  removeVoter(voter: ReplicaKey, timeoutMs: Millis): Promise<void> {
    const { clusterId } = this.options;
    const { nodeId, directoryId } = voter;
    const wholeMs = wholeTimeoutMs(timeoutMs);
    const key = { nodeId, directoryId };
    return this.change({ kind: 'removeVoter', clusterId, voter: key, timeoutMs: wholeMs }, wholeMs);
  }

  /** Changes a voter's endpoint. Voters do it on their own when they start elsewhere; this is for operators. */
  updateVoter(voter: Voter, timeoutMs: Millis): Promise<void> {
    const { epoch } = this.core.state;
    return this.change(
      { kind: 'updateVoter', clusterId: this.options.clusterId, epoch, voter: plainVoter(voter) },
      timeoutMs,
    );
  }

  /**
   * Stores the state machine's snapshot of everything below `offset` (delivered to it before) and lets the log's prefix
   * go. Harmless when a newer snapshot exists. @throws DraveError INVALID_REQUEST when `offset` is not committed.
   */
  async writeSnapshot(offset: Offset, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    this.mustRun();
    const { state } = this.core;
    if (offset > state.highWatermark)
      throw new DraveError(
        'INVALID_REQUEST',
        `a snapshot at ${offset} would cover more than the committed ${state.highWatermark}`,
      );
    if (offset <= (state.log.latestSnapshot?.offset ?? 0)) return;
    const id = { offset, epoch: state.log.epochBefore(offset) };
    await this.snapshotWriter.write(id, state.voters.asOf(offset), chunks);
  }

  status(): QuorumStatus {
    return quorumStatus(this.core.state, this.options.env.clock.monotonicMs());
  }

  /** What this member adds to its timeouts now, because it or others are slow; 0 when all is well. */
  patienceExtraMs(): Millis {
    return this.core.state.detection.extraMs(this.options.env.clock.monotonicMs());
  }

  /**
   * Serves one request of another node. Refusals of the protocol are inside the response. @throws DraveError
   * SHUTTING_DOWN, THROTTLING_QUOTA_EXCEEDED.
   */
  async handle(request: RaftRequest, _from: NodeId | undefined): Promise<RaftResponse> {
    this.mustRun();
    if (this.responses.size >= REQUESTS_PENDING_MAX)
      throw new DraveError('THROTTLING_QUOTA_EXCEEDED', 'too many quorum requests wait for an answer');
    const requestId = this.nextRequestId++;
    const done = this.responses.add(requestId);
    this.enqueue({ kind: 'request', requestId, request });
    return done;
  }

  /** The transport saw the connection to this node reset or refused (never call it for a timeout). */
  connectionLost(nodeId: NodeId): void {
    this.enqueue({ kind: 'connectionLost', nodeId });
  }

  /**
   * The leader is late with the answer to something else that this node asked it. An observer, whose fetch may be
   * parked for long (`RaftTimers.observerFetchMaxWaitMs`), asks around for another leader then; nothing else follows
   * from it.
   */
  leaderLate(nodeId: NodeId): void {
    this.enqueue({ kind: 'leaderLate', nodeId });
  }

  /** What the core believes, and what is on disk; it is for checkers and tests. */
  inspect(): { readonly state: CoreState; readonly store: RaftStore } {
    return { state: this.core.state, store: this.store };
  }

  private async change(
    request: AddVoterRequest | RemoveVoterRequest | UpdateVoterRequest,
    timeoutMs: Millis,
  ): Promise<void> {
    this.mustRun();
    await changeVoters(request, timeoutMs, {
      handle: (own) => this.handle(own, this.options.nodeId),
      forward: (to, own, deadlineMs) => this.options.transport.send(to, own, deadlineMs),
    });
  }

  private enqueue(event: RaftEvent): void {
    if (this.life !== 'running') return;
    this.events.push(event);
    this.loop.wake();
  }

  private async turn(): Promise<void> {
    let handled = 0;
    while (this.events.length > 0 && this.life === 'running') {
      const events = this.events;
      this.events = [];
      for (const [index, event] of events.entries()) {
        this.runner.run(this.core.step(this.now(), event));
        if (this.life !== 'running') return;
        if (++handled < EVENTS_PER_TURN_MAX) continue;
        this.events.unshift(...events.slice(index + 1));
        handled = 0;
        await this.options.env.timers.yieldTurn();
        break;
      }
    }
    this.armTimer();
  }

  private armTimer(): void {
    if (this.life !== 'running') return;
    const atMs = this.core.nextDeadlineMs();
    if (this.timer?.atMs === atMs) return;
    const { timers, clock } = this.options.env;
    if (this.timer !== undefined) timers.clear(this.timer.handle);
    this.timer = undefined;
    if (!Number.isFinite(atMs)) return;
    // The delay is rounded up to whole milliseconds: a timer that fires a hair too early would find nothing due, again
    // and again.
    const delayMs = Math.max(1, Math.ceil(atMs - clock.monotonicMs()));
    const handle = timers.set(delayMs, () => {
      this.timer = undefined;
      this.enqueue({ kind: 'tick' });
    });
    this.timer = { handle, atMs };
  }

  private release(effects: Parameters<EffectRunner['run']>[0]): void {
    if (this.life === 'running' || this.life === 'closing') this.runner.run(effects);
  }

  /**
   * Nothing that was not synced may be trusted any more, so the process ends; the others hear of it first if they can.
   */
  private onStorageFailure(error: DraveError): void {
    if (this.life === 'running') this.runner.run(this.core.step(this.now(), { kind: 'storageFailed' }));
    this.fail(error);
  }

  private fail(error: DraveError): void {
    if (this.life === 'ended') return;
    const closing = this.life === 'closing';
    this.options.env.logger.error({ code: error.code }, `the quorum member stops: ${error.message}`);
    this.end(new DraveError('SHUTTING_DOWN', `the quorum member has failed: ${error.message}`));
    if (!closing) this.options.onFatal(error);
  }

  private end(reason: DraveError): void {
    this.life = 'ended';
    this.events = [];
    if (this.timer !== undefined) this.options.env.timers.clear(this.timer.handle);
    this.timer = undefined;
    this.responses.rejectAll(reason);
    this.reads.rejectAll(reason);
    this.proposals.onLeadershipLost('the node stopped');
  }

  private mustRun(): void {
    if (this.life !== 'running') throw new DraveError('SHUTTING_DOWN', 'the quorum member is not running');
  }

  private now(): Instant {
    const { clock } = this.options.env;
    return { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
  }

  private leaderHint(): {
    readonly leaderId?: number;
    readonly leaderEndpoint?: string;
    readonly leaderEpoch?: number;
  } {
    const { leader, epoch } = this.core.state;
    if (leader === undefined) return { leaderEpoch: epoch };
    const { host, port } = leader.endpoint;
    return { leaderId: leader.nodeId, leaderEndpoint: `${host}:${port}`, leaderEpoch: epoch };
  }

  private makeRunner(): EffectRunner {
    const { env, transport, nodeId } = this.options;
    const { store, lane, deliveries, responses, reads, proposals } = this;
    return new EffectRunner({
      env,
      transport,
      store,
      lane,
      deliveries,
      responses,
      reads,
      proposals,
      onLeadership: (state) => this.metrics.onLeadership(state, nodeId),
      enqueue: (event) => this.enqueue(event),
      generation: () => this.core.state.log.generation,
      leaderHint: () => this.leaderHint(),
      onFatal: (error) => this.fail(error),
    });
  }
}
