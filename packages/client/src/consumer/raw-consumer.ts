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
import type { ClientEnv } from '../options.js';
import type { ConsumerSettings } from './consumer-settings.js';
import type { ResetTarget } from './fetch-state.js';
import { Fetcher } from './fetcher.js';
import { OffsetLookup, TIMESTAMP_EARLIEST, TIMESTAMP_LATEST } from './offset-lookup.js';
import { PartitionCursor } from './partition-cursor.js';
import { isStale, type PartitionRecords, PollLoop, type PollOptions, type Taken } from './poll-loop.js';

interface ConsumerPorts {
  readonly env: ClientEnv;
  readonly channels: BrokerChannels;
  readonly metadata: ClusterMetadata;
  readonly backoff: Backoff;
  readonly settings: ConsumerSettings;
}

/** Where to begin: an offset, an end of the log, or the first record at or after a time. */
export type StartPosition = Offset | ResetTarget;

export interface Assignment extends TopicPartition {
  /** Default: what the group has committed, when there is one, else `autoOffsetReset`. */
  readonly from?: StartPosition;
}

/** One record and where it came from, for those who go record by record. */
export interface PlacedRecord {
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
  readonly record: DecodedRecord;
}

/** Topic names, or all topics whose whole name matches an expression in RE2 syntax, now and later. */
export type Topics = TopicName | readonly TopicName[] | { readonly regex: string };

/**
 * Reads partitions that the application assigns, or that its group gives it. Follows leaders, fetches ahead within
 * bounds.
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
  private closed = false;
  /** Closed, and nothing of it works any more; until then a last commit does. */
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
      doubt: (cursor, error) => this.fetcher.doubt(cursor, error),
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
   * Takes part in the group: from the next poll on it says what is read. Replaces an earlier subscription.
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

  /** Commits what was processed, when that is automatic, and leaves the group. */
  async unsubscribe(): Promise<void> {
    await this.requireGroup().unsubscribe();
  }

  /**
   * Commits for the group: what polls have handed out so far, or the given offsets, each the next one to read. Resolves
   * when every in-sync replica has it.
   * @throws DraveError UNKNOWN_MEMBER_ID, FENCED_MEMBER_EPOCH when the partitions may belong to others by now.
   */
  async commit(offsets?: readonly OffsetAndMetadata[], options: { readonly timeoutMs?: Millis } = {}): Promise<void> {
    this.assertNotEnded();
    await this.requireGroup().commit(offsets, options.timeoutMs);
  }

  /** What the group has committed, in the order of `partitions`. */
  committed(partitions: readonly TopicPartition[]): Promise<CommittedOffset[]> {
    this.assertNotEnded();
    return this.requireGroup().committed(partitions);
  }

  /**
   * What a transaction is to commit for the group in this consumer's name: what polls have handed out so far, or the
   * given offsets. For `Transaction.sendOffsets`.
   * @throws DraveError INVALID_REQUEST without a `groupId`, INVALID_CONFIG with automatic commits.
   */
  offsetsForTransaction(offsets?: readonly OffsetAndMetadata[]): TransactionOffsets {
    this.assertOpen();
    return this.requireGroup().offsetsForTransaction(offsets);
  }

  /**
   * Goes back to what the group has committed, as after a transaction that was aborted: what was handed out since is
   * handed out again. Where nothing is committed, to where `autoOffsetReset` says.
   * @throws DraveError INVALID_REQUEST where that is 'none', and nothing is committed.
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

  /** This consumer in its group; undefined without a subscription. The epoch is 0 while it is not a member. */
  get membership(): { readonly memberId: string; readonly epoch: number } | undefined {
    const { memberId, memberEpoch: epoch } = this.session ?? {};
    return memberId === undefined || epoch === undefined ? undefined : { memberId, epoch };
  }

  /** Replaces the assignment. Partitions that stay keep their position, unless `from` says otherwise. */
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

  assignment(): TopicPartition[] {
    return this.cursors.map(({ topic, partition }) => ({ topic, partition }));
  }

  /**
   * Moves the position; the next poll begins there, and no record from before the seek is handed out any more, also not
   * by a loop over `records` or `batches`. @throws DraveError INVALID_REQUEST when not assigned.
   */
  seek(where: TopicPartition, to: StartPosition): void {
    this.moveTo(this.find(where), to);
  }

  /**
   * Stops fetching; what was fetched ahead is dropped. The position stays. A poll that is under way may still give what
   * it has taken. @throws DraveError INVALID_REQUEST when one is not assigned.
   */
  pause(partitions: readonly TopicPartition[]): void {
    for (const where of partitions) {
      const cursor = this.find(where);
      this.fetcher.follow(cursor, cursor.pause());
    }
  }

  /** Goes on where `pause` stopped. @throws DraveError INVALID_REQUEST when one is not assigned. */
  resume(partitions: readonly TopicPartition[]): void {
    for (const where of partitions) {
      const cursor = this.find(where);
      this.fetcher.follow(cursor, cursor.resume());
    }
  }

  paused(): TopicPartition[] {
    return this.cursors.flatMap(({ paused, topic, partition }) => (paused ? { topic, partition } : []));
  }

  /** The next offset that poll gives; undefined while it is being looked up. */
  position(where: TopicPartition): Offset | undefined {
    return this.find(where).position;
  }

  /** End of what is committed, as last heard; undefined before the first answer. */
  highWatermark(where: TopicPartition): Offset | undefined {
    return this.find(where).highWatermark;
  }

  /** Records between the position and the end that is visible to us; undefined while unknown. */
  lag(where: TopicPartition): number | undefined {
    return this.find(where).lag(this.readCommitted);
  }

  /** The largest lag of any assigned partition (`records-lag-max`); undefined while none is known. */
  recordsLagMax(): number | undefined {
    const lags = this.cursors.flatMap((cursor) => cursor.lag(this.readCommitted) ?? []);
    return lags.length === 0 ? undefined : Math.max(...lags);
  }

  /**
   * What has been fetched, as soon as there is something; empty when nothing came in time. The position moves with it.
   * @throws DraveError what stands in the way of a partition: OFFSET_OUT_OF_RANGE without a reset policy,
   * CORRUPT_MESSAGE, an authorisation error. The others go on with the next poll; a seek clears it.
   */
  async poll(options: PollOptions = {}): Promise<PartitionRecords[]> {
    const taken = await this.take(options);
    for (const cursor of this.cursors) cursor.deliverAll();
    return taken.map(placed);
  }

  /**
   * Every batch of records, for ever; ends when the consumer is closed. Whoever leaves the loop and reads on later gets
   * what was not handed out.
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
        if (!finished) this.giveBack(groups);
      }
    }
  }

  /**
   * Every record, for ever; ends when the consumer is closed. A record counts as processed when the next one is asked
   * for. Whoever leaves the loop and reads on later gets the record after the last one.
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
            // While the application worked on the record before, it may have sought, or lost the partition.
            if (isStale(taken)) break;
            cursor.deliver(record);
            yield { topic, partition, record };
            cursor.process();
          }
        }
        finished = true;
      } finally {
        if (!finished) this.giveBack(groups);
      }
    }
  }

  /** The first offset of each partition. */
  beginningOffsets(partitions: readonly TopicPartition[]): Promise<Offset[]> {
    return this.offsets(partitions, TIMESTAMP_EARLIEST);
  }

  /** The high watermark of each partition, or its last stable offset under read_committed. */
  endOffsets(partitions: readonly TopicPartition[]): Promise<Offset[]> {
    return this.offsets(partitions, TIMESTAMP_LATEST);
  }

  /** The first offset at or after a time in each partition; -1 where no record is that late. */
  offsetsForTime(partitions: readonly TopicPartition[], timestampMs: Millis): Promise<Offset[]> {
    return this.offsets(partitions, Math.max(0, timestampMs));
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.polls.close();
    await this.session?.close();
    this.ended = true;
    this.stopListening();
    await this.fetcher.stop();
    this.cursors = [];
  }

  private async take(options: PollOptions): Promise<Taken[]> {
    this.assertOpen();
    if (this.polling) throw new DraveError('INVALID_REQUEST', 'one poll at a time: await the last one first');
    options.signal?.throwIfAborted();
    this.polling = true;
    const wake = () => this.polls.wake();
    options.signal?.addEventListener('abort', wake);
    this.session?.beginPoll();
    try {
      return await this.polls.poll(options);
    } finally {
      options.signal?.removeEventListener('abort', wake);
      this.polling = false;
      this.session?.endPoll();
    }
  }

  private giveBack(groups: readonly Taken[]): void {
    for (const taken of groups) {
      if (!isStale(taken)) this.fetcher.follow(taken.cursor, taken.cursor.giveBack());
    }
  }

  private moveTo(cursor: PartitionCursor, to: StartPosition): void {
    if (typeof to === 'number' && (!Number.isSafeInteger(to) || to < 0)) {
      throw new DraveError('INVALID_REQUEST', `${cursor.name}: cannot seek to offset ${to}`);
    }
    this.fetcher.follow(cursor, typeof to === 'number' ? cursor.seek(to) : cursor.resetTo(to));
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
