import {
  DraveError,
  assert,
  isDraveError,
  unreachable,
  type LeaderEpoch,
  type Millis,
  type NodeId,
  type Offset,
  type Semaphore,
  type TopicId,
  type TopicName,
  type TopicPartition,
} from '@drave/base';
import type { Clock, Compute, Logger } from '@drave/env';
import { type Corruption, type PartitionLog, endsDirectory } from '@drave/log';
import type { AppendRequest, AppendTicket } from './append.js';
import type { BrokerView, IsrProposal, PartitionAssignment, PartitionEffect, PartitionEvent } from './core/events.js';
import { PartitionCore } from './core/partition-core.js';
import type { DeadlineQueue } from './deadline-queue.js';
import { FollowerLog } from './follower-log.js';
import { LeaderAppender } from './leader-appender.js';
import type { PartitionChange, PartitionHost } from './partition-host.js';
import type { TransactionVerificationPort } from './ports.js';
import type { PartitionSettings } from './settings.js';
import type { TopicCounts } from './topic-traffic.js';
import type { Verification, Verified } from './transaction-gate.js';

/**
 * What a partition tells those who serve it: sessions, fetch waiters. Called synchronously; only take note and wake.
 */
export interface PartitionObserver {
  changed(partition: Partition, what: PartitionChange): void;
}

/** What a partition asks of the broker around it. */
export interface PartitionHooks {
  proposeIsr(partition: Partition, proposal: IsrProposal): void;
  /** A new role began: the fetcher must follow, or must stop. */
  roleBegan(partition: Partition): void;
  /** The controller has committed another ISR than before, as the leader sees it. */
  isrChanged(before: readonly NodeId[], after: readonly NodeId[]): void;
  /** Stored bytes are wrong. The manager asks the controller to take this replica out of the ISR, then refetches. */
  corruptionFound(partition: Partition, corruption: Corruption): void;
  /** Something that our own code promised did not hold; the process must stop. */
  fatal(reason: unknown): void;
}

interface PartitionOptions {
  readonly localId: NodeId;
  readonly log: PartitionLog;
  readonly highWatermark: Offset;
  readonly settings: PartitionSettings;
  readonly brokers: BrokerView;
  readonly traffic: (topic: TopicName) => TopicCounts;
  readonly clock: Clock;
  readonly compute: Compute;
  readonly logger: Logger;
  readonly deadlines: DeadlineQueue;
  /**
   * How many produced batches are open at a time, over all partitions of one broker. An open one may take a
   * thousand times the bytes that came, so a request for many partitions must not open them all at once.
   */
  readonly openBatches: Semaphore;
  /** Who is asked before a transaction begins here; without it, clients' transactions are refused. */
  readonly transactionCoordinators?: TransactionVerificationPort | undefined;
  readonly hooks: PartitionHooks;
}

/**
 * The shell of one replica: it feeds the core, executes its effects on the log, and releases waiters. Appends are
 * ordered by the log itself; role changes and truncations run one after another in `exclusive`, after the writes under
 * way.
 */
export class Partition implements PartitionHost {
  readonly topicPartition: TopicPartition;
  readonly topicId: TopicId;
  readonly log: PartitionLog;
  readonly core: PartitionCore;
  readonly clock: Clock;
  readonly compute: Compute;
  readonly logger: Logger;
  /** What fetchers deliver, and what truncates. */
  readonly follower: FollowerLog;

  private readonly localId: NodeId;
  private readonly hooks: PartitionHooks;
  private readonly appender: LeaderAppender;
  private readonly observers = new Set<PartitionObserver>();
  private settingsNow: PartitionSettings;
  private assignmentNow: PartitionAssignment | undefined;
  /** Tail of the chain of role changes and truncations. Never rejects. */
  private exclusiveTail: Promise<void> = Promise.resolve();
  private transitions = 0;
  private closed = false;
  private trafficNow: TopicCounts | undefined;
  private readonly trafficOf: PartitionOptions['traffic'];

  constructor(options: PartitionOptions) {
    const { log } = options;
    this.topicPartition = log.topicPartition;
    this.topicId = log.topicId;
    this.log = log;
    this.clock = options.clock;
    this.compute = options.compute;
    this.logger = options.logger;
    this.localId = options.localId;
    this.hooks = options.hooks;
    this.settingsNow = options.settings;
    this.trafficOf = options.traffic;
    this.core = new PartitionCore({
      localId: options.localId,
      brokers: options.brokers,
      rules: options.settings.rules,
      logStartOffset: log.logStartOffset,
      endOffset: log.writtenEndOffset,
      highWatermark: options.highWatermark,
    });
    const { deadlines, openBatches, transactionCoordinators } = options;
    this.appender = new LeaderAppender(this, deadlines, openBatches, transactionCoordinators);
    this.follower = new FollowerLog(this);
  }

  get settings(): PartitionSettings {
    return this.settingsNow;
  }

  /** A topic has a series from the first time on that something goes in or out. */
  get traffic(): TopicCounts {
    return (this.trafficNow ??= this.trafficOf(this.topicPartition.topic));
  }

  /** The registration that the metadata showed last; undefined before the first. */
  get assignment(): PartitionAssignment | undefined {
    return this.assignmentNow;
  }

  get isLeader(): boolean {
    return this.core.roleKind === 'leader';
  }

  /** The metadata has made this broker the leader, and what the role before left is still being finished. */
  get isTakingLead(): boolean {
    return this.transitions > 0 && this.assignmentNow?.leaderId === this.localId && this.core.roleKind === 'idle';
  }

  get leaderEpoch(): LeaderEpoch {
    return this.core.leaderEpoch;
  }

  get highWatermark(): Offset {
    return this.core.highWatermark;
  }

  /** Leader only: fewer replicas are in sync than `min.insync.replicas`, so writes with acks=all are refused. */
  get isUnderMinIsr(): boolean {
    const { leader } = this.core;
    return leader !== undefined && leader.isr.committed.length < this.minimumIsrSize;
  }

  /** `min.insync.replicas`, but no more than there are replicas; 0 unless leader. */
  get minimumIsrSize(): number {
    return this.core.leader?.minimumIsrSize(this.settingsNow.rules) ?? 0;
  }

  /** The smaller of the high watermark and the start of the oldest transaction whose end is not replicated. */
  get lastStableOffset(): Offset {
    const { highWatermark } = this.core;
    this.log.replicatedUpTo(highWatermark);
    const unstable = this.log.firstUnstableOffset;
    return unstable === undefined ? highWatermark : Math.min(unstable, highWatermark);
  }

  /** The earliest record that a replica on one of the brokers that `counts` names still holds; -1 unless leader. */
  lowWatermark(counts: (id: NodeId) => boolean): Offset {
    return this.core.leader?.lowWatermark(this.core.logStartOffset, counts) ?? -1;
  }

  /** Leader only. The offsets are fixed when it returns; the outcome follows. Never throws, never rejects. */
  append(request: AppendRequest): AppendTicket {
    return this.appender.append(request);
  }

  /**
   * For the records of our own coordinators: asks whether a transaction may write here, and gives what an append of
   * origin `internal` has to show. The answer may be too late when it comes; the append tells.
   */
  verifyTransaction(verification: Verification): Promise<Verified> {
    return this.appender.verifyTransaction(verification);
  }

  observe(observer: PartitionObserver): void {
    this.observers.add(observer);
  }

  unobserve(observer: PartitionObserver): void {
    this.observers.delete(observer);
  }

  updateSettings(settings: PartitionSettings): void {
    this.settingsNow = settings;
    this.log.updateConfig(settings.log);
    this.step({ kind: 'rulesChanged', rules: settings.rules, nowMs: this.nowMs() });
  }

  /**
   * Takes what the metadata says now. An older or repeated registration changes nothing. A newer leader epoch ends the
   * old role before this returns; the new one begins after the writes and truncations under way.
   */
  applyAssignment(assignment: PartitionAssignment): void {
    const known = this.assignmentNow;
    if (known !== undefined && assignment.partitionEpoch < known.partitionEpoch) return;
    this.assignmentNow = assignment;
    if (known === undefined || assignment.leaderEpoch > known.leaderEpoch) {
      this.beginTransition(assignment);
      return;
    }
    if (this.transitions === 0) this.step({ kind: 'assignmentChanged', assignment, nowMs: this.nowMs() });
  }

  /** The partition is of no use any more: the replica is removed, or the broker shuts down. */
  get isClosed(): boolean {
    return this.closed;
  }

  /** Serves nothing any more: the directory failed, or the replica is quarantined. Ends only by `resume`. */
  goOffline(reason: DraveError): void {
    if (this.core.roleKind === 'offline') return;
    this.logger.error({ ...this.topicPartition, code: reason.code }, `partition goes offline: ${reason.message}`);
    this.appender.failAll({ kind: 'failed', error: 'KAFKA_STORAGE_ERROR', message: reason.message });
    this.step({ kind: 'becomeOffline' });
    this.notify('role');
  }

  reportCorruption(corruption: Corruption): void {
    this.hooks.corruptionFound(this, corruption);
  }

  /** Feeds the core and carries out what follows. */
  step(event: PartitionEvent): void {
    for (const effect of this.core.step(event)) this.execute(effect);
  }

  nowMs(): Millis {
    return this.clock.monotonicMs();
  }

  notify(what: PartitionChange): void {
    for (const observer of this.observers) observer.changed(this, what);
  }

  /** The log failed in the middle of an operation: offline when the log says so, fatal when it was a broken promise. */
  storageFailed(reason: unknown): void {
    if (!(reason instanceof DraveError)) {
      this.hooks.fatal(reason);
      return;
    }
    if (this.log.state.kind === 'corrupt') this.reportCorruption(this.log.state.corruption);
    else if (endsDirectory(reason.code)) this.goOffline(reason);
  }

  /**
   * Runs `work` after every earlier role change and truncation, and after the writes under way. The promise resolves
   * when it is done; failures end in `storageFailed`.
   */
  exclusive(work: () => Promise<void> | void): Promise<void> {
    const run = async (): Promise<void> => {
      try {
        await this.appender.quiesce();
        await this.follower.quiesce();
        if (!this.closed) await work();
      } catch (reason) {
        this.storageFailed(reason);
      }
    };
    this.exclusiveTail = this.exclusiveTail.then(run);
    return this.exclusiveTail;
  }

  /** Runs a housekeeping job; a failure is the log's, not the job's. */
  async attempt(job: () => Promise<void>): Promise<void> {
    if (this.closed) return;
    try {
      await job();
    } catch (reason) {
      if (isDraveError(reason) && !endsDirectory(reason.code))
        this.logger.warn({ ...this.topicPartition, code: reason.code }, `housekeeping waits: ${reason.message}`);
      this.storageFailed(reason);
    }
  }

  /** Retention or DeleteRecords may have raised the start of the log. */
  logStartMayHaveMoved(): void {
    const startOffset = this.log.logStartOffset;
    if (this.closed || startOffset <= this.core.logStartOffset) return;
    // A follower that begins anew has moved its log first; `restarted` is about to tell the core of both ends.
    if (startOffset > this.core.writtenEndOffset) return;
    this.step({ kind: 'logStartMoved', startOffset });
    this.notify('highWatermark');
  }

  /** DeleteRecords: everything below `offset` goes. Returns the new start. Leader only; at most the high watermark. */
  async deleteRecordsBefore(offset: Offset): Promise<Offset> {
    assert(offset <= this.highWatermark, 'only committed records are deleted');
    try {
      return await this.log.deleteRecordsBefore(offset);
    } finally {
      // On a full disk the start may have moved only as far as whole segments go.
      this.logStartMayHaveMoved();
    }
  }

  /** Ends every role and waits for what is under way; the log stays open (its directory owns it). */
  async close(): Promise<void> {
    if (this.closed) return this.exclusiveTail;
    this.closed = true;
    this.appender.failAll({ kind: 'failed', error: 'NOT_LEADER_OR_FOLLOWER', message: 'the replica was closed' });
    this.step({ kind: 'becomeOffline' });
    this.notify('role');
    await this.exclusiveTail;
    await this.appender.quiesce();
    await this.follower.quiesce();
  }

  private beginTransition(assignment: PartitionAssignment): void {
    assert(!this.closed, 'a closed replica takes no role');
    if (this.core.roleKind !== 'offline') {
      this.step({ kind: 'suspend', leaderEpoch: assignment.leaderEpoch });
      this.notify('role');
    }
    this.transitions++;
    void this.exclusive(async () => {
      try {
        if (assignment.leaderId !== this.localId) await this.dropEmptyEpochs();
      } finally {
        this.transitions--;
      }
      this.endTransition(assignment.leaderEpoch);
    });
  }

  /**
   * A leadership that ended before its first record left an epoch that starts at the log end. The next leader may have
   * records of an older epoch there, which were never truncated because no follower fetched meanwhile (KAFKA-10706).
   */
  private async dropEmptyEpochs(): Promise<void> {
    const last = this.log.leaderEpochs.entries.at(-1);
    const endOffset = this.log.writtenEndOffset;
    if (last !== undefined && last.startOffset >= endOffset && this.log.state.kind === 'online')
      await this.log.truncateTo(endOffset);
  }

  private endTransition(leaderEpoch: LeaderEpoch): void {
    const assignment = this.assignmentNow;
    assert(assignment !== undefined, 'a transition has a target');
    // A newer epoch came while we waited: its own transition is queued behind this one.
    if (assignment.leaderEpoch !== leaderEpoch || this.core.roleKind === 'offline') return;
    const endOffset = this.log.writtenEndOffset;
    assert(endOffset === this.log.logEndOffset, 'a role begins with no write under way');
    if (assignment.leaderId === this.localId) {
      this.log.leaderEpochs.assign(leaderEpoch, endOffset);
      this.step({ kind: 'becomeLeader', assignment, endOffset, nowMs: this.nowMs() });
    } else this.step({ kind: 'becomeFollower', assignment, endOffset });
  }

  private execute(effect: PartitionEffect): void {
    switch (effect.kind) {
      case 'followerStartMoved':
        this.notify('lowWatermark');
        return;
      case 'progress':
        this.log.replicatedUpTo(effect.highWatermark);
        this.appender.highWatermarkMoved(effect.highWatermark);
        this.notify('highWatermark');
        return;
      case 'proposeIsr':
        this.hooks.proposeIsr(this, effect.proposal);
        return;
      case 'leadershipEnded':
        this.appender.failAll({
          kind: 'failed',
          error: 'NOT_LEADER_OR_FOLLOWER',
          message: `leadership of epoch ${effect.leaderEpoch} ended before the append was acknowledged`,
        });
        return;
      case 'leadershipBegan':
      case 'followingBegan':
        this.logger.info({ ...this.topicPartition, ...effect }, 'role began');
        this.notify('role');
        this.hooks.roleBegan(this);
        return;
      case 'isrChanged':
        this.hooks.isrChanged(effect.before, effect.isr);
        this.logger.info({ ...this.topicPartition, isr: effect.isr, partitionEpoch: effect.partitionEpoch }, 'ISR');
        return;
      case 'highWatermarkLowered':
        this.logger.warn(
          { ...this.topicPartition, from: effect.from, to: effect.to },
          'the log was cut below its high watermark (unclean election, or damaged data thrown away)',
        );
        this.notify('highWatermark');
        return;
      case 'accepted':
      case 'rejected':
        // The appender reads these itself.
        return;
      default:
        unreachable(effect);
    }
  }
}
