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
 * Told when the group gives or takes partitions, always inside `poll`, so never while the application works on records.
 * What they return is awaited; what they throw fails that poll.
 */
export interface RebalanceListener {
  /** Taken up; nothing of them has been fetched yet, so this is the place to seek. */
  readonly assigned?: (partitions: readonly TopicPartition[]) => Promise<void> | void;
  /** To be given up, still ours: the place to commit what was done. Nobody else gets them before this is over. */
  readonly revoked?: (partitions: readonly TopicPartition[]) => Promise<void> | void;
  /** Gone already, others may work on them: nothing of them can be committed. Default: `revoked`. */
  readonly lost?: (partitions: readonly TopicPartition[]) => Promise<void> | void;
}

/** What the session needs of its consumer. */
interface GroupHost {
  readonly env: ClientEnv;
  assigned(): readonly PartitionCursor[];
  cursorFor(where: TopicPartition): PartitionCursor;
  /** Replaces what is read; what is left out is not fetched any more, and what was fetched of it is dropped. */
  replace(partitions: readonly PartitionCursor[]): void;
  /** Looks at partitions again, such as when they have got their positions. */
  wake(): void;
  /** There is something to do in `poll`. */
  wakePolls(): void;
  fail(error: DraveError): void;
}

/** A consumer's part in its group: takes up and lets go of partitions at the pace of `poll`, and commits offsets. */
export class GroupSession {
  readonly offsets: GroupOffsets;
  private readonly settings: GroupSettings;
  private readonly link: CoordinatorLink;
  private readonly host: GroupHost;
  private readonly apiTimeoutMs: Millis;
  private membership: GroupMembership | undefined;
  private subscription: Subscription | undefined;
  private listener: RebalanceListener = {};
  /** Lost, and the application has not been told. */
  private lostNow: OwnedPartition[] = [];
  /** Counts losses: what was begun before one is not finished after it. */
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

  /** 0 while not a member, undefined without a subscription. */
  get memberEpoch(): number | undefined {
    return this.membership?.epoch;
  }

  get memberId(): string | undefined {
    return this.membership?.memberId;
  }

  /** The group hears of it with the next poll. */
  subscribe(subscription: Subscription, listener: RebalanceListener): void {
    this.subscription = subscription;
    this.listener = listener;
    if (this.membership !== undefined) this.membership.subscribe(subscription);
  }

  /** Leaves the group, after committing what was processed. */
  async unsubscribe(): Promise<void> {
    this.subscription = undefined;
    this.disarmPoll();
    const { membership } = this;
    if (membership === undefined) return;
    await this.autoCommit(this.host.assigned());
    const owned = membership.owned.list();
    const { term } = this;
    if (owned.length > 0) await this.listener.revoked?.(owned.map(place));
    if (this.term === term) this.host.replace([]);
    await membership.leave(LEAVE_MS_MAX);
    await membership.stop();
    this.membership = undefined;
  }

  /** The application is back: what it had been given is processed. Joins on the first call. */
  beginPoll(): void {
    this.disarmPoll();
    for (const cursor of this.host.assigned()) cursor.process();
    if (this.subscription === undefined || this.membership !== undefined) return;
    this.membership = this.join();
    this.membership.subscribe(this.subscription);
  }

  /** The application works on what it was given, for `maxPollIntervalMs` at most. */
  endPoll(): void {
    if (this.membership === undefined || this.closed) return;
    this.disarmPoll();
    this.pollTimer = this.host.env.timers.set(this.settings.maxPollIntervalMs, () => this.pollOverdue());
  }

  /** Brings what we own to what the group wants, and tells the application. */
  async reconcile(): Promise<void> {
    if (this.lostNow.length > 0) await this.tellLost();
    const { membership } = this;
    if (membership === undefined || this.subscription === undefined) return;
    if (membership.target.equals(membership.owned)) return;
    const { term } = this;
    const revoked = membership.owned.without(membership.target);
    if (revoked.size > 0) await this.revoke(membership, revoked);
    const added = membership.target.without(membership.owned);
    if (this.term === term && added.size > 0) await this.takeUp(membership, added);
  }

  /**
   * Commits what was handed out, or the given offsets.
   * @throws DraveError as `GroupOffsets.commit`.
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
   * What a transaction is to commit for the group: what was handed out, or the given offsets.
   * @throws DraveError INVALID_CONFIG with automatic commits: they would come before the transaction's.
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

  /** Positions for those that await what the group has committed. */
  async findPositions(cursors: readonly PartitionCursor[]): Promise<void> {
    const { env } = this.host;
    for (;;) {
      const awaiting = cursors.filter(({ awaitsCommitted }) => awaitsCommitted);
      if (awaiting.length === 0 || this.closed) return;
      try {
        const found = await this.offsets.fetch(awaiting, this.apiTimeoutMs);
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

  /** Commits what was processed and leaves. */
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
    // Nothing more of them is handed out from here on.
    for (const cursor of leaving) cursor.withhold();
    await this.autoCommit(leaving);
    if (this.term !== term) return;
    await this.listener.revoked?.(revoked.list().map(place));
    if (this.term !== term) return;
    this.host.replace(this.host.assigned().filter((partition) => !leaving.includes(partition)));
    membership.setOwned(membership.owned.without(revoked));
  }

  private async takeUp(membership: GroupMembership, added: PartitionSet): Promise<void> {
    const { term } = this;
    const taken = added.list().map((where) => this.host.cursorFor(where));
    for (const cursor of taken) cursor.awaitCommitted();
    membership.setOwned(membership.owned.plus(added));
    this.host.replace([...this.host.assigned(), ...taken]);
    await this.listener.assigned?.(added.list().map(place));
    if (this.term === term) void this.findPositions(taken);
  }

  /** Called at any time: others may have the partitions, so not one record more is handed out. */
  private lose(): void {
    this.term++;
    const { membership } = this;
    if (membership === undefined) return;
    this.lostNow.push(...this.host.assigned().map(({ topic, partition }) => ({ topicId: '', topic, partition })));
    this.host.replace([]);
    this.host.wakePolls();
  }

  private async tellLost(): Promise<void> {
    const lost = this.lostNow.map(place);
    this.lostNow = [];
    const tell = this.listener.lost ?? this.listener.revoked;
    await tell?.(lost);
  }

  /** The application has not come back for too long: others shall go on with its partitions. */
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

  /** A commit that fails is not the end of anything: the next one commits more. */
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

/** Offsets that a transaction commits in the name of whoever read up to them. */
export interface TransactionOffsets {
  readonly groupId: string;
  readonly offsets: readonly OffsetAndMetadata[];
  /** @throws DraveError UNKNOWN_MEMBER_ID when the partitions may belong to others by now. */
  readonly committer: () => { readonly memberId: string; readonly memberEpoch: number };
  /** To be called when they are committed. */
  readonly committed: () => void;
}

type Marked = Pick<TransactionOffsets, 'offsets' | 'committed'>;

/** What there is to commit of `cursors`. */
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

/** How long a consumer that closes waits to be heard; its session ends anyway. */
const LEAVE_MS_MAX: Millis = 5000;
/** A revocation waits for this long for the last commit, and then goes on. */
const AUTO_COMMIT_MS_MAX: Millis = 10_000;

function place({ topic, partition }: OwnedPartition): TopicPartition {
  return { topic, partition };
}

function nameOf({ topic, partition }: TopicPartition): string {
  return `${topic}-${partition}`;
}
