import { DraveError, type Millis, type TopicPartition } from '@drave/base';
import type { TimerHandle } from '@drave/env';
import type { CommitBasis } from '../consumer/consumed-marks.js';
import type { PartitionCursor } from '../consumer/partition-cursor.js';
import type { ClientEnv } from '../options.js';
import type { CoordinatorLink } from './coordinator-link.js';
import { type CommittedOffset, GroupOffsets, type OffsetAndMetadata } from './group-offsets.js';
import type { GroupSettings } from './group-settings.js';
import type { Subscription } from './member-state.js';
import { GroupMembership } from './membership.js';
import { type OwnedPartition, PartitionSet } from './owned-partitions.js';

/**
 * Callbacks for changes of the assignment. They are called only inside `poll`, so never while the application works on
 * records. `poll` awaits what they return, and throws what they throw.
 */
export interface RebalanceListener {
  /** The partitions are assigned. Nothing of them has been fetched yet, so this is where to seek. */
  readonly assigned?: (partitions: readonly TopicPartition[]) => Promise<void> | void;
  /**
   * The partitions are about to be revoked, and still belong to this member, so this is where to commit what was done.
   * No other member gets them before the returned promise resolves.
   */
  readonly revoked?: (partitions: readonly TopicPartition[]) => Promise<void> | void;
  /**
   * The partitions were lost with the membership. Other members may own them, so that nothing of them can be committed.
   * Default: `revoked`.
   */
  readonly lost?: (partitions: readonly TopicPartition[]) => Promise<void> | void;
}

/** What the session needs of its consumer. */
interface GroupHost {
  readonly env: ClientEnv;
  assigned(): readonly PartitionCursor[];
  cursorFor(where: TopicPartition): PartitionCursor;
  /** Resolves when the application no longer works on records of partitions that are about to be revoked. */
  settle(partitions: readonly PartitionCursor[]): Promise<void>;
  /** Replaces the assigned partitions. What was fetched of those that are left out is dropped. */
  replace(partitions: readonly PartitionCursor[]): void;
  /** Wakes the fetcher, for example when partitions have got their positions. */
  wake(): void;
  /** Wakes a waiting poll, because there is a rebalance to do. */
  wakePolls(): void;
  fail(error: DraveError): void;
}

/** A consumer's side of its group: it takes and revokes partitions inside `poll`, and commits offsets. */
export class GroupSession {
  readonly offsets: GroupOffsets;
  private readonly settings: GroupSettings;
  private readonly link: CoordinatorLink;
  private readonly host: GroupHost;
  private readonly apiTimeoutMs: Millis;
  private membership: GroupMembership | undefined;
  private subscription: Subscription | undefined;
  private listener: RebalanceListener = {};
  /** Partitions that were lost, for which `listener.lost` has not been called yet. */
  private unreportedLost: OwnedPartition[] = [];
  /** Counts losses of the membership: a rebalance that was begun before one is not finished after it. */
  private term = 0;
  private pollTimer: TimerHandle | undefined;
  private commitTimer: TimerHandle | undefined;
  private closed = false;

  constructor(link: CoordinatorLink, settings: GroupSettings, host: GroupHost, apiTimeoutMs: Millis) {
    this.link = link;
    this.settings = settings;
    this.host = host;
    this.apiTimeoutMs = apiTimeoutMs;
    this.offsets = new GroupOffsets(link, () => this.membership);
    this.armCommit();
  }

  get subscribed(): boolean {
    return this.subscription !== undefined;
  }

  /** The member epoch: 0 while it is not a member, undefined without a subscription. */
  get memberEpoch(): number | undefined {
    return this.membership?.epoch;
  }

  get memberId(): string | undefined {
    return this.membership?.memberId;
  }

  /** Sets the subscription, which is sent to the group from the next poll on. */
  subscribe(subscription: Subscription, listener: RebalanceListener): void {
    this.subscription = subscription;
    this.listener = listener;
    if (this.membership !== undefined) this.membership.subscribe(subscription);
  }

  /** Makes the last automatic commit, if there are any, and leaves the group. */
  async unsubscribe(): Promise<void> {
    this.subscription = undefined;
    this.disarmPoll();
    const { membership } = this;
    if (membership === undefined) return;
    await this.host.settle(this.host.assigned());
    await this.autoCommit(this.host.assigned());
    const owned = membership.owned.list();
    const { term } = this;
    if (owned.length > 0) await this.listener.revoked?.(owned.map(topicPartitionOf));
    if (this.term === term) this.host.replace([]);
    await membership.leave(LEAVE_MS_MAX);
    await membership.stop();
    this.membership = undefined;
  }

  /**
   * Called at the start of a poll: the application has processed what it was given. The first call joins the group.
   * `isBusy` says that it still works on what it was given, and has finished nothing since the poll before. Then this
   * is no sign of life.
   */
  beginPoll(isBusy = false): void {
    if (isBusy) return;
    this.disarmPoll();
    for (const cursor of this.host.assigned()) cursor.process();
    if (this.subscription === undefined || this.membership !== undefined) return;
    this.membership = this.join();
    this.membership.subscribe(this.subscription);
  }

  /** Called at the end of a poll: the next one must begin within `maxPollIntervalMs`. */
  endPoll(isBusy = false): void {
    if (this.membership === undefined || this.closed || (isBusy && this.pollTimer !== undefined)) return;
    this.disarmPoll();
    this.pollTimer = this.host.env.timers.set(this.settings.maxPollIntervalMs, () => this.pollOverdue());
  }

  /** Called when the application has finished something: `maxPollIntervalMs` begins anew. */
  showLife(): void {
    if (this.pollTimer !== undefined) this.endPoll();
  }

  /** Brings what this member owns to what the coordinator has assigned, and calls the listener. */
  async reconcile(): Promise<void> {
    if (this.unreportedLost.length > 0) await this.notifyLost();
    const { membership } = this;
    if (membership === undefined || this.subscription === undefined) return;
    if (membership.target.equals(membership.owned)) return;
    const { term } = this;
    const revoked = membership.owned.without(membership.target);
    if (revoked.size > 0) await this.revoke(membership, revoked);
    const added = membership.target.without(membership.owned);
    if (this.term === term && added.size > 0) await this.assign(membership, added);
  }

  /**
   * Commits the offsets of what was handed out, or the given ones. @throws DraveError as `GroupOffsets.commit`.
   */
  async commit(offsets?: readonly OffsetAndMetadata[], timeoutMs: Millis = this.apiTimeoutMs): Promise<void> {
    if (offsets === undefined) {
      await this.commitMarks(() => this.host.assigned(), 'delivered', timeoutMs);
      return;
    }
    const moves = new Map<PartitionCursor, number>();
    await this.offsets.commit(() => {
      for (const cursor of this.host.assigned()) moves.set(cursor, cursor.moves);
      return offsets;
    }, timeoutMs);
    for (const { topic, partition, offset } of offsets) {
      const cursor = [...moves.keys()].find((one) => one.topic === topic && one.partition === partition);
      cursor?.committed(offset, moves.get(cursor) ?? -1);
    }
  }

  /**
   * The offsets that a transaction is to commit for the group: of what was handed out, or the given ones.
   * @throws DraveError INVALID_CONFIG with automatic commits, which would commit them before the transaction does.
   */
  offsetsForTransaction(offsets?: readonly OffsetAndMetadata[]): TransactionOffsets {
    const { groupId, autoCommitIntervalMs } = this.settings;
    if (autoCommitIntervalMs !== undefined) {
      const message = 'enableAutoCommit: offsets that a transaction commits must not be committed before it';
      throw new DraveError('INVALID_CONFIG', `${message}; expected enableAutoCommit: false`);
    }
    const marked =
      offsets === undefined ? markedOf(this.host.assigned(), 'delivered') : { offsets, committed: () => {} };
    return { groupId, committer: this.offsets.committer(), ...marked };
  }

  committed(partitions: readonly TopicPartition[]): Promise<CommittedOffset[]> {
    return this.offsets.fetch(partitions, this.apiTimeoutMs);
  }

  /** Sets the positions of the partitions that wait for the committed offsets of the group. */
  async findPositions(cursors: readonly PartitionCursor[]): Promise<void> {
    const { env } = this.host;
    for (;;) {
      const awaiting = cursors.filter(({ awaitsCommitted }) => awaitsCommitted);
      if (awaiting.length === 0 || this.closed) return;
      try {
        // Until a transaction ends, others of these partitions may be taken away: so they are looked at again.
        const found = await this.offsets.fetch(awaiting, this.apiTimeoutMs, 'refused');
        for (const [index, cursor] of awaiting.entries()) {
          const { offset, leaderEpoch } = found[index] ?? {};
          cursor.committedFound(offset, leaderEpoch);
        }
        this.host.wake();
        return;
      } catch (reason) {
        const error = DraveError.from(reason);
        env.logger.warn({ group: this.settings.groupId, code: error.code }, 'committed offsets cannot be read');
        if (error.row.grpc === 'PERMISSION_DENIED' || error.row.grpc === 'UNAUTHENTICATED') {
          this.host.fail(error);
          return;
        }
        await env.timers.sleep(this.link.ports.backoff.delayMs(5));
      }
    }
  }

  /** Leaves the group after the last automatic commit, and ends the session. */
  async close(): Promise<void> {
    if (this.closed) return;
    await this.unsubscribe();
    if (this.membership === undefined) await this.autoCommit(this.host.assigned());
    this.closed = true;
    this.disarmPoll();
    if (this.commitTimer !== undefined) this.host.env.timers.clear(this.commitTimer);
  }

  private join(): GroupMembership {
    return new GroupMembership(this.link, this.settings, {
      changed: () => this.host.wakePolls(),
      lost: () => this.lose(),
      failed: (error) => this.host.fail(error),
    });
  }

  private async revoke(membership: GroupMembership, revoked: PartitionSet): Promise<void> {
    const { term } = this;
    const names = new Set(revoked.list().map(nameOf));
    const leaving = this.host.assigned().filter((partition) => names.has(partition.name));
    // The commit below must cover all that is handed out, so nothing more is from here on.
    for (const cursor of leaving) cursor.holdForRevocation();
    await this.host.settle(leaving);
    if (this.term !== term) return;
    await this.autoCommit(leaving);
    if (this.term !== term) return;
    await this.listener.revoked?.(revoked.list().map(topicPartitionOf));
    if (this.term !== term) return;
    this.host.replace(this.host.assigned().filter((partition) => !leaving.includes(partition)));
    membership.setOwned(membership.owned.without(revoked));
  }

  private async assign(membership: GroupMembership, added: PartitionSet): Promise<void> {
    const { term } = this;
    const taken = added.list().map((where) => this.host.cursorFor(where));
    for (const cursor of taken) cursor.awaitCommitted();
    membership.setOwned(membership.owned.plus(added));
    this.host.replace([...this.host.assigned(), ...taken]);
    await this.listener.assigned?.(added.list().map(topicPartitionOf));
    if (this.term === term) void this.findPositions(taken);
  }

  /**
   * Drops every partition. It may be called at any time: other members may own them, so not one more record is handed
   * out.
   */
  private lose(): void {
    this.term++;
    const { membership } = this;
    if (membership === undefined) return;
    this.unreportedLost.push(
      ...this.host.assigned().map(({ topic, partition }) => ({ topicId: '', topic, partition })),
    );
    this.host.replace([]);
    this.host.wakePolls();
  }

  private async notifyLost(): Promise<void> {
    const lost = this.unreportedLost.map(topicPartitionOf);
    this.unreportedLost = [];
    const tell = this.listener.lost ?? this.listener.revoked;
    await tell?.(lost);
  }

  /**
   * Leaves the group because the application has not polled for `maxPollIntervalMs`, so that other members get its
   * partitions.
   */
  private pollOverdue(): void {
    const { membership } = this;
    if (membership === undefined || this.closed) return;
    this.host.env.logger.warn(
      { group: this.settings.groupId, maxPollIntervalMs: this.settings.maxPollIntervalMs },
      'no poll for maxPollIntervalMs: leaving the group; poll more often or raise the limit',
    );
    this.lose();
    this.membership = undefined;
    void membership.leave(LEAVE_MS_MAX).then(() => membership.stop());
  }

  private armCommit(): void {
    const { autoCommitIntervalMs } = this.settings;
    if (autoCommitIntervalMs === undefined || this.closed) return;
    this.commitTimer = this.host.env.timers.set(autoCommitIntervalMs, () => {
      void this.autoCommit(this.host.assigned()).then(() => this.armCommit());
    });
  }

  /** Makes an automatic commit. A failure is only logged, because the next commit covers more. */
  private async autoCommit(cursors: readonly PartitionCursor[]): Promise<void> {
    if (this.settings.autoCommitIntervalMs === undefined) return;
    try {
      await this.commitMarks(() => cursors, 'processed', AUTO_COMMIT_MS_MAX);
    } catch (reason) {
      const { code, message } = DraveError.from(reason);
      this.host.env.logger.warn({ group: this.settings.groupId, code }, `automatic commit failed: ${message}`);
    }
  }

  private async commitMarks(
    cursors: () => readonly PartitionCursor[],
    basis: CommitBasis,
    timeoutMs: Millis,
  ): Promise<void> {
    let marked: Marked | undefined;
    await this.offsets.commit(() => {
      marked = markedOf(cursors(), basis);
      return marked.offsets;
    }, timeoutMs);
    marked?.committed();
  }

  private disarmPoll(): void {
    if (this.pollTimer !== undefined) this.host.env.timers.clear(this.pollTimer);
    this.pollTimer = undefined;
  }
}

/** Offsets that a transaction commits in the name of the consumer that has read up to them. */
export interface TransactionOffsets {
  readonly groupId: string;
  readonly offsets: readonly OffsetAndMetadata[];
  /**
   * The member that commits. @throws DraveError UNKNOWN_MEMBER_ID when the membership was lost, so that others may own
   * the partitions.
   */
  readonly committer: () => { readonly memberId: string; readonly memberEpoch: number };
  /** To be called when the transaction is committed. */
  readonly committed: () => void;
}

type Marked = Pick<TransactionOffsets, 'offsets' | 'committed'>;

/** The offsets of `cursors` that are not committed yet, and what to call when they are. */
function markedOf(cursors: readonly PartitionCursor[], basis: CommitBasis): Marked {
  const marks = cursors.flatMap((cursor) => {
    const mark = cursor.toCommit(basis);
    return mark === undefined ? [] : { cursor, mark, moves: cursor.moves };
  });
  return {
    offsets: marks.map(({ cursor: { topic, partition }, mark }) => {
      return { topic, partition, offset: mark.offset, leaderEpoch: mark.epoch };
    }),
    committed: () => {
      for (const { cursor, mark, moves } of marks) cursor.committed(mark.offset, moves);
    },
  };
}

/** How long a consumer that leaves its group tries to tell the coordinator; without that its session times out. */
const LEAVE_MS_MAX: Millis = 5000;
/** How long a revocation waits for the last automatic commit. */
const AUTO_COMMIT_MS_MAX: Millis = 10_000;

function topicPartitionOf({ topic, partition }: OwnedPartition): TopicPartition {
  return { topic, partition };
}

function nameOf({ topic, partition }: TopicPartition): string {
  return `${topic}-${partition}`;
}
