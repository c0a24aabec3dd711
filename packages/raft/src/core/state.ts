import {
  assert,
  type ClusterId,
  type Endpoint,
  type Epoch,
  type ErrorCode,
  type Millis,
  type NodeId,
  type Offset,
} from '@drave/base';
import type { Random } from '@drave/env';
import type { RaftErrorCode, RaftRequest, RaftResponse, ResponseHeader } from '../messages.js';
import type { RaftTimers } from '../timers.js';
import type { FeatureRange, RaftPeer, ReplicaKey, Voter } from '../types.js';
import type { Instant, OutwardEffect, RaftEffect, RecoveredState, StorageEffect } from './events.js';
import { Detection } from './detection.js';
import { LogView } from './log-view.js';
import { QuorumPatience } from './quorum-patience.js';
import type { Call, CallPurpose, Download, LeaderRef, Role, Transition } from './roles.js';
import { VoterHistory } from './voters.js';

export interface CoreConfig {
  readonly self: ReplicaKey;
  readonly clusterId: ClusterId;
  /** False for brokers: they never vote and never become voters. */
  readonly mayVote: boolean;
  readonly endpoint: Endpoint | undefined;
  readonly bootstrapServers: readonly RaftPeer[];
  readonly timers: RaftTimers;
  /** Seeded; the core's only source of chance. */
  readonly random: Random;
  /** What this node supports; told to the leader. */
  readonly features: readonly FeatureRange[];
  readonly fetchBytesMax: number;
  readonly snapshotChunkBytes: number;
  /** Uncommitted bytes a leader takes before it throttles. */
  readonly uncommittedBytesMax: number;
  /** Names a place that tests want to know was reached. */
  readonly mark: (name: string) => void;
}

/** What all roles share: the persistent state, the log's shape, and how effects are given out. */
export class CoreState {
  readonly config: CoreConfig;
  readonly log: LogView;
  readonly voters: VoterHistory;
  readonly detection: Detection;
  readonly quorumPatience = new QuorumPatience();
  readonly calls = new Map<number, Call>();
  nowMs: Millis;
  /** Used for entry timestamps only. */
  wallMs: Millis;
  epoch: Epoch;
  votedFor: ReplicaKey | undefined;
  /** What this voter may have promised before is not known yet (`joining.ts`). */
  joining: boolean;
  highWatermark: Offset;
  role: Role;
  /** Set by the core, which alone carries transitions out. */
  become: (transition: Transition) => void = () => assert(false, 'transitions are wired by the core');
  /** Version of the quorum state in memory, and of what is known to be on disk. */
  version = 0;
  durableVersion = 0;
  /** A snapshot of which something has arrived; kept through changes of role. */
  download: Download | undefined;
  /** Snapshots that replaced the log in memory and are still on their way to the disk. */
  installsPending = 0;
  /** Uncommitted payload bytes by the last offset of their proposal; the leader's admission control. */
  uncommitted: { readonly endOffset: Offset; readonly bytes: number }[] = [];
  uncommittedBytes = 0;

  /** What nodes of other clusters answered, by peer, so that it is told once. */
  readonly refusals = new Map<string, string>();
  private nextCallId = 1;
  private nextDownloadId = 1;
  private outward: OutwardEffect[] = [];
  private storage: StorageEffect[] = [];
  private local: RaftEffect[] = [];
  private saveWanted = false;
  /** Since when what has arrived is being read. */
  private listeningSinceMs: Millis | undefined;
  /** True in a step before which everything that had arrived was handed over. */
  private hasListened = false;

  constructor(config: CoreConfig, recovered: RecoveredState, now: Instant, initialRole: (state: CoreState) => Role) {
    this.config = config;
    this.detection = new Detection(config.timers);
    this.nowMs = now.monotonicMs;
    this.wallMs = now.wallMs;
    this.epoch = recovered.quorumState.epoch;
    this.votedFor = recovered.quorumState.votedFor;
    this.joining = recovered.quorumState.joining;
    this.log = new LogView(recovered.logStart, recovered.endOffset, recovered.epochStarts, recovered.snapshots);
    this.voters = new VoterHistory(recovered.voterSets);
    this.highWatermark = this.log.latestSnapshot?.offset ?? 0;
    assert(this.epoch >= this.log.lastEpoch, `epoch ${this.epoch} is older than the log's last epoch`);
    this.role = initialRole(this);
  }

  get self(): ReplicaKey {
    return this.config.self;
  }

  get isVoter(): boolean {
    return this.config.mayVote && this.voters.has(this.self);
  }

  /**
   * A voter, or one that an entry not yet known to be committed has removed. The latter must still stand for election:
   * the others may be unable to win without the entries that it alone has (Ongaro's thesis, section 4.2.2).
   */
  get mayCampaign(): boolean {
    return this.config.mayVote && this.voters.mayStillCount(this.self, this.highWatermark);
  }

  get otherVoters(): readonly Voter[] {
    return this.voters.current.filter((voter) => voter.nodeId !== this.self.nodeId);
  }

  /** The leader of this epoch, as far as known here. */
  get leader(): LeaderRef | undefined {
    switch (this.role.kind) {
      case 'leader': {
        const endpoint = this.config.endpoint ?? this.voters.byId(this.self.nodeId)?.endpoint;
        return endpoint === undefined ? undefined : { nodeId: this.self.nodeId, endpoint };
      }
      case 'follower':
      case 'observer':
        return this.role.leader;
      default:
        return undefined;
    }
  }

  /** The election timeout as it is now, without jitter, in whole milliseconds. */
  get electionTimeoutMs(): Millis {
    return Math.ceil(this.detection.electionTimeoutMs(this.nowMs));
  }

  /** The fetch timeout as it is now: what a follower grants its leader. */
  get fetchTimeoutMs(): Millis {
    return this.detection.fetchTimeoutMs(this.nowMs);
  }

  /** What this member says of itself; whole milliseconds. */
  get patienceMs(): Millis {
    return Math.round(this.detection.ownExtraMs(this.nowMs));
  }

  /** What a majority of the voters says, as far as heard here; whole milliseconds. */
  get quorumPatienceMs(): Millis {
    const { voters, self, patienceMs, nowMs } = this;
    return Math.round(this.quorumPatience.majorityMs(voters.current, self.nodeId, patienceMs, nowMs));
  }

  /** A voter said how patient it has to be. */
  heardPatience(nodeId: NodeId, patienceMs: Millis): void {
    if (nodeId === this.self.nodeId || this.voters.byId(nodeId) === undefined) return;
    this.quorumPatience.heard(nodeId, patienceMs, this.nowMs);
    this.detection.quorumSaid(this.quorumPatienceMs, this.nowMs);
  }

  /** Jittered: one to two times the election timeout. */
  electionDelay(): Millis {
    const electionTimeoutMs = this.electionTimeoutMs;
    return electionTimeoutMs + this.config.random.integer(electionTimeoutMs + 1);
  }

  /**
   * Another member has been silent for too long. True when what had arrived by now has been looked at; else that comes
   * first: a timer fires before the sockets are read, and where a process was not scheduled for a while, the word that
   * was waited for is in one of them.
   */
  mayJudge(): boolean {
    if (this.hasListened) return true;
    if (this.listeningSinceMs === undefined) this.emit({ kind: 'listen' });
    this.listeningSinceMs ??= this.nowMs;
    return false;
  }

  /** Undefined unless a verdict waits for what has arrived. */
  get listeningSince(): Millis | undefined {
    return this.listeningSinceMs;
  }

  /** A step begins; `listened` when what had arrived was handed over before it. */
  beginStep(listened: boolean): void {
    this.hasListened = listened;
    if (!listened) return;
    assert(this.listeningSinceMs !== undefined, 'who was asked to listen has listened');
    this.listeningSinceMs = undefined;
  }

  header(error: RaftErrorCode = 'NONE', message = ''): ResponseHeader {
    const leader = this.leader;
    const patience = {
      patienceMs: this.patienceMs,
      quorumPatienceMs: this.role.kind === 'leader' ? this.quorumPatienceMs : 0,
    };
    return {
      error,
      message,
      epoch: this.epoch,
      leaderId: leader?.nodeId,
      leaderEndpoint: leader?.endpoint,
      ...patience,
    };
  }

  // Effects. Whatever leaves the node during a step, or later while a save is under way, waits for that save.

  send(to: RaftPeer, request: RaftRequest, purpose: CallPurpose, deadlineMs: Millis): void {
    const callId = this.nextCallId++;
    this.calls.set(callId, { to, role: this.role, purpose });
    this.outward.push({ kind: 'send', callId, to, request, deadlineMs });
  }

  respond(requestId: number, response: RaftResponse): void {
    this.outward.push({ kind: 'respond', requestId, response });
  }

  emitOutward(effect: OutwardEffect): void {
    this.outward.push(effect);
  }

  emitStorage(effect: StorageEffect): void {
    this.storage.push(effect);
  }

  emit(effect: Exclude<RaftEffect, OutwardEffect | StorageEffect>): void {
    this.local.push(effect);
  }

  fatal(code: ErrorCode, message: string): void {
    this.local.push({ kind: 'fatal', code, message });
  }

  note(level: 'debug' | 'info' | 'warn' | 'error', message: string): void {
    this.local.push({ kind: 'log', level, message });
  }

  mark(name: string): void {
    this.config.mark(name);
  }

  newDownloadId(): number {
    return this.nextDownloadId++;
  }

  /** Changes epoch and vote; both only ever move forward. */
  setQuorumState(epoch: Epoch, votedFor: ReplicaKey | undefined): void {
    assert(epoch >= this.epoch, `epoch ${epoch} would go back from ${this.epoch}`);
    if (epoch === this.epoch && this.votedFor !== undefined)
      assert(votedFor !== undefined && votedFor.nodeId === this.votedFor.nodeId, 'one vote per epoch');
    if (epoch === this.epoch && votedFor?.nodeId === this.votedFor?.nodeId) return;
    this.epoch = epoch;
    this.votedFor = votedFor;
    if (votedFor !== undefined) this.joining = false;
    this.version++;
    this.saveWanted = true;
  }

  /** From here on this voter counts; `votedFor` is the vote of this epoch, given or not needed any more. */
  endJoining(votedFor: ReplicaKey): void {
    assert(this.joining, 'a voter joins once');
    this.joining = false;
    this.votedFor = votedFor;
    this.version++;
    this.saveWanted = true;
  }

  /** Makes completions under way meaningless, and asks for a new one if something is on its way to the disk. */
  bumpGeneration(): void {
    const generation = this.log.bumpGeneration();
    if (this.log.durableEndOffset < this.log.endOffset)
      this.storage.push({ kind: 'flush', generation, endOffset: this.log.endOffset });
  }

  /** Ends a step: everything outward hangs on the save it must wait for. */
  takeEffects(): RaftEffect[] {
    const effects: RaftEffect[] = this.local;
    const { outward, storage } = this;
    this.local = [];
    this.outward = [];
    this.storage = [];
    if (this.saveWanted) {
      this.saveWanted = false;
      const state = { epoch: this.epoch, votedFor: this.votedFor, joining: this.joining };
      effects.push({ kind: 'save', state, version: this.version, afterDurable: outward });
    } else if (outward.length > 0 && this.durableVersion < this.version) {
      effects.push({ kind: 'barrier', afterDurable: outward });
    } else {
      effects.push(...outward);
    }
    effects.push(...storage);
    return effects;
  }

  /** The endpoint to use for a node: what the voter set says, else what was told. */
  leaderRef(nodeId: NodeId, told: Endpoint | undefined): LeaderRef | undefined {
    const endpoint = told ?? this.voters.byId(nodeId)?.endpoint;
    return endpoint === undefined ? undefined : { nodeId, endpoint };
  }
}
