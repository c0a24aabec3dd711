import {
  DraveError,
  type Millis,
  type Offset,
  type PartitionIndex,
  type TopicName,
  type TopicPartition,
} from '@drave/base';
import type { DecodedRecord } from '@drave/records';
import type { Backoff } from '../backoff.js';
import type { BrokerChannels } from '../cluster/broker-channels.js';
import type { ClusterMetadata } from '../cluster/cluster-metadata.js';
import { CoordinatorLink } from '../group/coordinator-link.js';
import type { CommittedOffset, OffsetAndMetadata } from '../group/group-offsets.js';
import { GroupSession, type RebalanceListener, type TransactionOffsets } from '../group/group-session.js';
import type { ClientMetrics } from '../client-metrics.js';
import type { ClientEnv } from '../options.js';
import { type RecordHandling, RecordRunner } from '../run/record-runner.js';
import type { RunSettings } from '../run/run-settings.js';
import type { ConsumerSettings } from './consumer-settings.js';
import type { ResetTarget } from './fetch-state.js';
import { Fetcher } from './fetcher.js';
import { OffsetLookup, TIMESTAMP_EARLIEST, TIMESTAMP_LATEST } from './offset-lookup.js';
import { PartitionCursor } from './partition-cursor.js';
import { isStale, type PartitionRecords, PollLoop, type PollOptions, type RoomOf, type Taken } from './poll-loop.js';

interface ConsumerPorts {
  readonly env: ClientEnv;
  readonly channels: BrokerChannels;
  readonly metadata: ClusterMetadata;
  readonly backoff: Backoff;
  readonly settings: ConsumerSettings;
  readonly metrics: ClientMetrics;
  /** Called when the consumer is closed. */
  readonly onClosed?: () => void;
}

/** Where to begin: at an offset, at an end of the log, or at the first record at or after a time. */
export type StartPosition = Offset | ResetTarget;

export interface Assignment extends TopicPartition {
  /** Where to begin. Default: at what the group has committed, if there is a group, else as `autoOffsetReset` says. */
  readonly from?: StartPosition;
}

/** One record with its topic and partition. */
export interface PlacedRecord {
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
  readonly record: DecodedRecord;
}

/** Topic names, or an expression in RE2 syntax for all topics, present and future, whose whole name matches it. */
export type Topics = TopicName | readonly TopicName[] | { readonly regex: string };

/**
 * Reads partitions that the application assigns, or that its group assigns to it. It follows their leaders, and fetches
 * ahead within `fetchMaxBytes`.
 */
export class RawConsumer {
  private readonly ports: ConsumerPorts;
  private readonly fetcher: Fetcher;
  private readonly lookup: OffsetLookup;
  private readonly stopListening: () => void;
  private readonly session: GroupSession | undefined;
  private readonly polls: PollLoop;
  private cursors: PartitionCursor[] = [];
  private polling = false;
  private closing: Promise<void> | undefined;
  private closed = false;
  private runner: RecordRunner | undefined;
  /** True once the consumer is closed for good. While `close` runs, a last commit may still be made. */
  private ended = false;

  constructor(ports: ConsumerPorts) {
    this.ports = ports;
    const { env, channels, metadata, settings } = ports;
    this.lookup = new OffsetLookup(channels, metadata, settings.isolationLevel, settings.attemptTimeoutMs);
    this.polls = new PollLoop({
      env,
      settings,
      cursors: () => this.cursors,
      beforeCollecting: () => this.session?.reconcile(),
      batchRejected: (cursor, error) => this.fetcher.batchRejected(cursor, error),
    });
    this.fetcher = new Fetcher({
      ...ports,
      lookup: this.lookup,
      cursors: () => this.cursors,
      arrived: () => this.polls.wake(),
      failed: (error) => this.polls.fail(error),
    });
    this.stopListening = metadata.onChange(() => this.fetcher.wake());
    this.session = this.createSession();
  }

  /**
   * Subscribes to topics as a member of the group, which assigns partitions from the next poll on. Replaces an earlier
   * subscription.
   * @throws DraveError INVALID_REQUEST without a `groupId`, or while partitions are assigned by hand.
   */
  subscribe(topics: Topics, listener: RebalanceListener = {}): void {
    this.assertOpen();
    const session = this.requireGroup();
    if (!session.subscribed && this.cursors.length > 0) {
      throw new DraveError('INVALID_REQUEST', 'partitions are assigned by hand: assign([]) first, then subscribe');
    }
    session.subscribe(subscriptionOf(topics), listener);
    this.polls.wake();
  }

  /** Makes the last automatic commit, if `enableAutoCommit`, and leaves the group. */
  async unsubscribe(): Promise<void> {
    await this.requireGroup().unsubscribe();
  }

  /**
   * Commits offsets of the group: of what polls have handed out so far, or the given ones, each the next one to read.
   * Resolves when every in-sync replica has them.
   * @throws DraveError UNKNOWN_MEMBER_ID, FENCED_MEMBER_EPOCH when the membership was lost and other members may own
   * the partitions.
   */
  async commit(offsets?: readonly OffsetAndMetadata[], options: { readonly timeoutMs?: Millis } = {}): Promise<void> {
    this.assertNotEnded();
    await this.requireGroup().commit(offsets, options.timeoutMs);
  }

  /** Resolves with the committed offsets of the group, in the order of `partitions`. */
  committed(partitions: readonly TopicPartition[]): Promise<CommittedOffset[]> {
    this.assertNotEnded();
    return this.requireGroup().committed(partitions);
  }

  /**
   * The offsets that a transaction is to commit in the name of this member: of what polls have handed out so far, or
   * the given ones. `Transaction.sendOffsets` calls it.
   * @throws DraveError INVALID_REQUEST without a `groupId`, INVALID_CONFIG with automatic commits.
   */
  offsetsForTransaction(offsets?: readonly OffsetAndMetadata[]): TransactionOffsets {
    this.assertOpen();
    return this.requireGroup().offsetsForTransaction(offsets);
  }

  /**
   * Seeks to what the group has committed, as is needed after an aborted transaction: the records since are handed out
   * again. A partition without a committed offset goes to where `autoOffsetReset` says.
   * @throws DraveError INVALID_REQUEST when nothing is committed for a partition and `autoOffsetReset` is 'none'.
   */
  async seekToCommitted(): Promise<void> {
    this.assertOpen();
    const session = this.requireGroup();
    const cursors = [...this.cursors];
    const committed = await session.committed(cursors);
    for (const [index, cursor] of cursors.entries()) {
      if (!this.cursors.includes(cursor)) continue;
      const to = committed[index]?.offset ?? this.ports.settings.autoOffsetReset;
      if (to === 'none') throw new DraveError('INVALID_REQUEST', `the group has committed nothing of ${cursor.name}`);
      this.moveTo(cursor, to);
    }
  }

  /**
   * The membership of this consumer in its group; undefined without a subscription. The epoch is 0 while it is not a
   * member.
   */
  get membership(): { readonly memberId: string; readonly epoch: number } | undefined {
    const { memberId, memberEpoch: epoch } = this.session ?? {};
    return memberId === undefined || epoch === undefined ? undefined : { memberId, epoch };
  }

  /**
   * Replaces the assigned partitions. Those that were assigned before keep their position, unless `from` is given.
   * @throws DraveError INVALID_REQUEST while subscribed.
   */
  assign(assignments: readonly Assignment[]): void {
    this.assertOpen();
    if (this.session?.subscribed === true) {
      throw new DraveError('INVALID_REQUEST', 'the group assigns the partitions: unsubscribe first, then assign');
    }
    const before = new Map(this.cursors.map((cursor) => [cursor.name, cursor]));
    const next: PartitionCursor[] = [];
    for (const { topic, partition, from } of assignments) {
      const known = before.get(`${topic}-${partition}`);
      before.delete(`${topic}-${partition}`);
      const cursor = known ?? this.cursorFor(topic, partition);
      if (known === undefined && this.session !== undefined) cursor.awaitCommitted();
      if (from !== undefined) this.moveTo(cursor, from);
      next.push(cursor);
    }
    this.replace(next);
    void this.session?.findPositions(next);
  }

  /** The group of this consumer; undefined outside any. */
  get groupId(): string | undefined {
    return this.ports.settings.group?.groupId;
  }

  assignment(): TopicPartition[] {
    return this.cursors.map(({ topic, partition }) => ({ topic, partition }));
  }

  /**
   * Moves the position. The next poll begins there, and neither a poll nor a loop over `records` or `batches` hands out
   * a record from before the seek.
   * @throws DraveError INVALID_REQUEST when not assigned.
   */
  seek(where: TopicPartition, to: StartPosition): void {
    this.moveTo(this.find(where), to);
  }

  /**
   * Stops fetching these partitions, and drops what was fetched ahead. The position stays. A poll that is under way may
   * still return what it has taken.
   * @throws DraveError INVALID_REQUEST when one is not assigned.
   */
  pause(partitions: readonly TopicPartition[]): void {
    for (const where of partitions) {
      const cursor = this.find(where);
      this.fetcher.follow(cursor, cursor.pause());
    }
    this.runner?.partitionsHeld();
  }

  /**
   * Fetches paused partitions again, from their positions. @throws DraveError INVALID_REQUEST when one is not assigned.
   */
  resume(partitions: readonly TopicPartition[]): void {
    for (const where of partitions) {
      const cursor = this.find(where);
      this.fetcher.follow(cursor, cursor.resume());
    }
    this.runner?.partitionsHeld();
  }

  paused(): TopicPartition[] {
    return this.cursors.flatMap(({ paused, topic, partition }) => (paused ? { topic, partition } : []));
  }

  /** The offset of the next record that a poll takes; undefined while it is being looked up. */
  position(where: TopicPartition): Offset | undefined {
    return this.find(where).position;
  }

  /** The high watermark, as of the last fetch response; undefined before the first. */
  highWatermark(where: TopicPartition): Offset | undefined {
    return this.find(where).highWatermark;
  }

  /** Offsets between the position and the end that is visible to this consumer; undefined while unknown. */
  lag(where: TopicPartition): number | undefined {
    return this.find(where).lag(this.readCommitted);
  }

  /** The largest lag of any assigned partition (`records-lag-max`); undefined while none is known. */
  recordsLagMax(): number | undefined {
    const lags = this.cursors.flatMap((cursor) => cursor.lag(this.readCommitted) ?? []);
    return lags.length === 0 ? undefined : Math.max(...lags);
  }

  /**
   * Resolves with fetched records as soon as there are some, or with none when `timeoutMs` has passed, and moves the
   * positions past them.
   * @throws DraveError the error of a partition that cannot be read: OFFSET_OUT_OF_RANGE without a reset policy,
   * CORRUPT_MESSAGE, an authorisation error. The other partitions go on with the next poll; a seek clears the error.
   */
  async poll(options: PollOptions = {}): Promise<PartitionRecords[]> {
    const taken = await this.take(options);
    for (const cursor of this.cursors) cursor.deliverAll();
    return taken.map(placed);
  }

  /**
   * Yields the records of one poll and partition after another, until the consumer is closed. What a loop that is left
   * early has not yielded comes with the next poll or loop.
   */
  async *batches(options: PollOptions = {}): AsyncGenerator<PartitionRecords, void, undefined> {
    while (!this.closed) {
      const groups = await this.take(options);
      let finished = false;
      try {
        for (const taken of groups) {
          const last = taken.records.at(-1);
          if (last === undefined || isStale(taken)) continue;
          taken.cursor.deliver(last);
          yield placed(taken);
          taken.cursor.process();
        }
        finished = true;
      } finally {
        if (!finished) this.rewindUndelivered(groups);
      }
    }
  }

  /**
   * Yields every record, until the consumer is closed. A record counts as processed when the loop asks for the next
   * one. After a loop that is left early, the next poll or loop goes on with the record after the last one.
   */
  async *records(options: PollOptions = {}): AsyncGenerator<PlacedRecord, void, undefined> {
    while (!this.closed) {
      const groups = await this.take(options);
      let finished = false;
      try {
        for (const taken of groups) {
          const { cursor, records } = taken;
          const { topic, partition } = cursor;
          for (const record of records) {
            // While the application worked on the record before, it may have sought, or the partition may have been
            // revoked.
            if (isStale(taken)) break;
            cursor.deliver(record);
            yield { topic, partition, record };
            cursor.process();
          }
        }
        finished = true;
      } finally {
        if (!finished) this.rewindUndelivered(groups);
      }
    }
  }

  /**
   * Gives records to handlers until it is ended by its signal or by `close`. A commit, automatic or not, covers only
   * records whose handlers have finished, and all records of their partition before them.
   * @throws DraveError INVALID_REQUEST while another run is under way; INVALID_RECORD when a record could not be
   * handled and there is no dead-letter topic; or what `poll` throws.
   */
  async run(settings: RunSettings, handling: RecordHandling): Promise<void> {
    this.assertOpen();
    if (this.runner !== undefined || this.polling) {
      throw new DraveError('INVALID_REQUEST', 'one run or poll at a time: await the last one first');
    }
    const runner = new RecordRunner(this.runHost(), settings, handling);
    this.runner = runner;
    try {
      await runner.run();
    } finally {
      this.runner = undefined;
    }
  }

  /** Resolves with the log start offset of each partition, in their order. */
  beginningOffsets(partitions: readonly TopicPartition[]): Promise<Offset[]> {
    return this.offsets(partitions, TIMESTAMP_EARLIEST);
  }

  /** Resolves with the high watermark of each partition, or its last stable offset under read_committed. */
  endOffsets(partitions: readonly TopicPartition[]): Promise<Offset[]> {
    return this.offsets(partitions, TIMESTAMP_LATEST);
  }

  /**
   * Resolves with the offset of the first record at or after a wall-clock time in each partition; -1 where no record is
   * that late.
   */
  offsetsForTime(partitions: readonly TopicPartition[], timestampMs: Millis): Promise<Offset[]> {
    return this.offsets(partitions, Math.max(0, timestampMs));
  }

  /**
   * Ends a run, whose handlers get up to `timeoutMs` ms to finish, makes the last automatic commit, and leaves the
   * group.
   */
  close(timeoutMs: Millis = 30_000): Promise<void> {
    this.closing ??= this.closeOnce(timeoutMs).finally(this.ports.onClosed);
    return this.closing;
  }

  /** Closes it: `await using consumer = client.rawConsumer()`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async closeOnce(timeoutMs: Millis): Promise<void> {
    await this.runner?.stop(timeoutMs);
    this.closed = true;
    this.polls.close();
    await this.session?.close();
    this.ended = true;
    this.stopListening();
    await this.fetcher.stop();
    this.cursors = [];
  }

  private async take(
    options: PollOptions,
    room?: { readonly roomOf: RoomOf; readonly isBusy: boolean },
  ): Promise<Taken[]> {
    this.assertOpen();
    if (this.runner !== undefined && room === undefined) {
      throw new DraveError('INVALID_REQUEST', 'a run is under way, which polls: end it first with its signal');
    }
    if (this.polling) throw new DraveError('INVALID_REQUEST', 'one poll at a time: await the last one first');
    options.signal?.throwIfAborted();
    this.polling = true;
    const wake = () => this.polls.wake();
    options.signal?.addEventListener('abort', wake);
    this.session?.beginPoll(room?.isBusy);
    try {
      const taken = await this.polls.poll(options, room?.roomOf);
      this.ports.metrics.count(
        'recordsConsumed',
        taken.reduce((sum, { records }) => sum + records.length, 0),
      );
      return taken;
    } finally {
      options.signal?.removeEventListener('abort', wake);
      this.polling = false;
      this.session?.endPoll(room?.isBusy);
    }
  }

  private runHost(): ConstructorParameters<typeof RecordRunner>[0] {
    return {
      env: this.ports.env,
      recordsMax: this.ports.settings.pollRecordsMax,
      assigned: () => this.cursors,
      take: (roomOf, isBusy, signal) => this.take({ signal }, { roomOf, isBusy }),
      progressed: () => {
        this.session?.showLife();
        this.polls.wake();
      },
      rewind: () => {
        for (const cursor of this.cursors) this.fetcher.follow(cursor, cursor.rewindToDelivered());
      },
    };
  }

  private rewindUndelivered(groups: readonly Taken[]): void {
    for (const taken of groups) {
      if (!isStale(taken)) this.fetcher.follow(taken.cursor, taken.cursor.rewindToDelivered());
    }
  }

  private moveTo(cursor: PartitionCursor, to: StartPosition): void {
    if (typeof to === 'number' && (!Number.isSafeInteger(to) || to < 0)) {
      throw new DraveError('INVALID_REQUEST', `${cursor.name}: cannot seek to offset ${to}`);
    }
    this.fetcher.follow(cursor, typeof to === 'number' ? cursor.seek(to) : cursor.resetTo(to));
    this.runner?.partitionsMoved();
  }

  private cursorFor(topic: TopicName, partition: PartitionIndex): PartitionCursor {
    return new PartitionCursor(topic, partition, this.ports.settings.autoOffsetReset);
  }

  private replace(next: readonly PartitionCursor[]): void {
    const staying = new Set(next);
    for (const gone of this.cursors) {
      if (!staying.has(gone)) this.fetcher.follow(gone, gone.revoke());
    }
    this.cursors = [...next];
    this.runner?.partitionsMoved();
    for (const { topic } of next) this.ports.metadata.want(topic);
    this.fetcher.wake();
  }

  private createSession(): GroupSession | undefined {
    const { env, channels, metadata, backoff, settings } = this.ports;
    if (settings.group === undefined) return undefined;
    const { attemptTimeoutMs, apiTimeoutMs } = settings;
    const { groupId } = settings.group;
    const link = new CoordinatorLink({ env, channels, metadata, backoff, groupId, attemptTimeoutMs });
    const host = {
      env,
      assigned: () => this.cursors,
      cursorFor: ({ topic, partition }: TopicPartition) => this.cursorFor(topic, partition),
      settle: async (cursors: readonly PartitionCursor[]) => this.runner?.settle(cursors),
      replace: (cursors: readonly PartitionCursor[]) => this.replace(cursors),
      wake: () => this.fetcher.wake(),
      wakePolls: () => this.polls.wake(),
      fail: (error: DraveError) => this.polls.fail(error),
    };
    return new GroupSession(link, settings.group, host, apiTimeoutMs);
  }

  private async offsets(partitions: readonly TopicPartition[], timestampMs: Millis): Promise<Offset[]> {
    const { env, metadata, backoff, settings } = this.ports;
    const endMs = env.clock.monotonicMs() + settings.apiTimeoutMs;
    const queries = partitions.map(({ topic, partition }) => ({ topic, partition, timestampMs }));
    for (const { topic } of queries) metadata.want(topic);
    for (let failures = 0; ; failures++) {
      const answers = await this.lookup.ask(queries);
      const failed = answers.find((answer) => answer.kind === 'failed');
      if (failed === undefined) return answers.map((answer) => (answer.kind === 'found' ? answer.offset : -1));
      if (!failed.error.retriable || env.clock.monotonicMs() >= endMs) throw failed.error;
      metadata.request();
      await env.timers.sleep(backoff.delayMs(failures));
      this.assertOpen();
    }
  }

  private requireGroup(): GroupSession {
    if (this.session !== undefined) return this.session;
    throw new DraveError('INVALID_REQUEST', "this consumer has no group: give it one, for example groupId: 'billing'");
  }

  private get readCommitted(): boolean {
    return this.ports.settings.isolationLevel === 'READ_COMMITTED';
  }

  private find(where: TopicPartition): PartitionCursor {
    const found = this.cursors.find(({ topic, partition }) => topic === where.topic && partition === where.partition);
    if (found === undefined) {
      throw new DraveError('INVALID_REQUEST', `${where.topic}-${where.partition} is not assigned to this consumer`);
    }
    return found;
  }

  private assertNotEnded(): void {
    if (this.ended) throw new DraveError('CANCELLED', 'the consumer was closed');
  }

  private assertOpen(): void {
    if (this.closed) throw new DraveError('CANCELLED', 'the consumer was closed');
  }
}

function subscriptionOf(topics: Topics) {
  if (typeof topics === 'string') return { topics: [topics], topicRegex: '' };
  return 'regex' in topics ? { topics: [], topicRegex: topics.regex } : { topics, topicRegex: '' };
}

function placed({ cursor: { topic, partition }, records }: Taken): PartitionRecords {
  return { topic, partition, records };
}
