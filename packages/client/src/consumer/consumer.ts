import {
  deferred,
  DraveError,
  type Deferred,
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
import { GroupSession, type RebalanceListener } from '../group/group-session.js';
import type { ClientEnv } from '../options.js';
import { AssignedPartition, type Mark, type ResetTarget } from './assigned-partition.js';
import type { ConsumerSettings } from './consumer-settings.js';
import { decodeNext } from './decode-next.js';
import { Fetcher } from './fetcher.js';
import { OffsetLookup, TIMESTAMP_EARLIEST, TIMESTAMP_LATEST } from './offset-lookup.js';

export interface ConsumerPorts {
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

/** Records of one partition, in offset order. They are views into fetched memory: see `DecodedRecord`. */
export interface PartitionRecords {
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
  readonly records: readonly DecodedRecord[];
}

export interface PollOptions {
  /** How long to wait when nothing is there. Default 1,000; 0 does not wait. */
  readonly timeoutMs?: Millis;
  /** Default `maxPollRecords`. */
  readonly maxRecords?: number;
  /** Ends the waiting: poll rejects with the signal's reason. */
  readonly signal?: AbortSignal;
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
  private assigned: AssignedPartition[] = [];
  private arrival: Deferred<void> = deferred();
  private polling = false;
  private closed = false;
  /** Closed, and nothing of it works any more; until then a last commit does. */
  private ended = false;
  private failure: DraveError | undefined;
  private rotation = 0;

  constructor(ports: ConsumerPorts) {
    this.ports = ports;
    const { channels, metadata, settings } = ports;
    this.lookup = new OffsetLookup(channels, metadata, settings.isolationLevel, settings.attemptTimeoutMs);
    this.fetcher = new Fetcher({
      ...ports,
      lookup: this.lookup,
      partitions: () => this.assigned,
      news: () => this.arrival.resolve(),
      failed: (error) => {
        this.failure = error;
        this.arrival.resolve();
      },
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
    if (!session.subscribed && this.assigned.length > 0) {
      throw new DraveError('INVALID_REQUEST', 'partitions are assigned by hand: assign([]) first, then subscribe');
    }
    session.subscribe(subscriptionOf(topics), listener);
    this.arrival.resolve();
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
    const before = new Map(this.assigned.map((partition) => [partition.name, partition]));
    const next: AssignedPartition[] = [];
    for (const { topic, partition, from } of assignments) {
      const known = before.get(`${topic}-${partition}`);
      before.delete(`${topic}-${partition}`);
      const assigned = known ?? new AssignedPartition(topic, partition);
      if (known === undefined && this.session !== undefined) assigned.state = { kind: 'looking' };
      if (from !== undefined) this.moveTo(assigned, from);
      next.push(assigned);
    }
    this.replace(next);
    void this.session?.findPositions(next);
  }

  private replace(next: readonly AssignedPartition[]): void {
    const staying = new Set(next);
    for (const gone of this.assigned) {
      if (staying.has(gone)) continue;
      gone.gone = true;
      this.fetcher.close(gone);
      gone.dropBuffered();
    }
    this.assigned = [...next];
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
      assigned: () => this.assigned,
      replace: (partitions: readonly AssignedPartition[]) => this.replace(partitions),
      wake: () => this.fetcher.wake(),
      news: () => this.arrival.resolve(),
      fail: (error: DraveError) => {
        this.failure = error;
        this.arrival.resolve();
      },
    };
    return new GroupSession(link, settings.group, host, apiTimeoutMs);
  }

  assignment(): TopicPartition[] {
    return this.assigned.map(({ topic, partition }) => ({ topic, partition }));
  }

  /** Moves the position; the next poll begins there. @throws DraveError INVALID_REQUEST when not assigned. */
  seek(where: TopicPartition, to: StartPosition): void {
    this.moveTo(this.find(where), to);
  }

  /** Stops fetching; what was fetched ahead is dropped. The position stays. */
  pause(partitions: readonly TopicPartition[]): void {
    for (const where of partitions) {
      const partition = this.find(where);
      partition.paused = true;
      partition.dropBuffered();
      if (partition.state.kind === 'open') this.fetcher.close(partition);
    }
  }

  resume(partitions: readonly TopicPartition[]): void {
    for (const where of partitions) this.find(where).paused = false;
    this.fetcher.wake();
  }

  paused(): TopicPartition[] {
    return this.assigned.flatMap(({ paused, topic, partition }) => (paused ? { topic, partition } : []));
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
    return this.lagOf(this.find(where));
  }

  /** The largest lag of any assigned partition (`records-lag-max`); undefined while none is known. */
  recordsLagMax(): number | undefined {
    const lags = this.assigned.flatMap((partition) => this.lagOf(partition) ?? []);
    return lags.length === 0 ? undefined : Math.max(...lags);
  }

  /**
   * What has been fetched, as soon as there is something; empty when nothing came in time. The position moves with it.
   * @throws DraveError what stands in the way of a partition: OFFSET_OUT_OF_RANGE without a reset policy,
   * CORRUPT_MESSAGE, an authorisation error. The others go on with the next poll; a seek clears it.
   */
  async poll(options: PollOptions = {}): Promise<PartitionRecords[]> {
    const groups = await this.pollOnce(options);
    for (const partition of this.assigned) partition.deliver();
    return groups;
  }

  /** Every batch of records, for ever; ends when the consumer is closed. */
  async *batches(options: PollOptions = {}): AsyncGenerator<PartitionRecords, void, undefined> {
    while (!this.closed) {
      for (const group of await this.pollOnce(options)) {
        const partition = this.stillAssigned(group);
        if (partition === undefined) continue;
        partition.delivered = markAfter(partition, group.records.at(-1));
        yield group;
        partition.processed = partition.delivered;
      }
    }
  }

  /**
   * Every record, for ever; ends when the consumer is closed. A record counts as processed when the next one is asked
   * for.
   */
  async *records(options: PollOptions = {}): AsyncGenerator<PlacedRecord, void, undefined> {
    while (!this.closed) {
      for (const group of await this.pollOnce(options)) {
        const partition = this.stillAssigned(group);
        if (partition === undefined) continue;
        for (const record of group.records) {
          // The group may have taken the partition away while the application worked on the record before.
          if (partition.gone) break;
          partition.delivered = markAfter(partition, record);
          yield { topic: group.topic, partition: group.partition, record };
          partition.processed = partition.delivered;
        }
      }
    }
  }

  private async pollOnce(options: PollOptions): Promise<PartitionRecords[]> {
    this.assertOpen();
    if (this.polling) throw new DraveError('INVALID_REQUEST', 'one poll at a time: await the last one first');
    options.signal?.throwIfAborted();
    this.polling = true;
    const wake = () => this.arrival.resolve();
    options.signal?.addEventListener('abort', wake);
    this.session?.beginPoll();
    try {
      const limit = options.maxRecords ?? this.ports.settings.pollRecordsMax;
      const endMs = this.ports.env.clock.monotonicMs() + (options.timeoutMs ?? 1000);
      for (;;) {
        await this.session?.reconcile();
        const found = await this.collect(limit);
        if (found.length > 0) return found;
        this.throwFailures();
        options.signal?.throwIfAborted();
        const leftMs = endMs - this.ports.env.clock.monotonicMs();
        if (leftMs <= 0 || this.closed) return [];
        await this.awaitArrival(leftMs);
      }
    } finally {
      options.signal?.removeEventListener('abort', wake);
      this.polling = false;
      this.session?.endPoll();
    }
  }

  private stillAssigned({ topic, partition: index }: PartitionRecords): AssignedPartition | undefined {
    return this.assigned.find((partition) => partition.topic === topic && partition.partition === index);
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
    this.arrival.resolve();
    await this.session?.close();
    this.ended = true;
    this.stopListening();
    await this.fetcher.stop();
    this.assigned = [];
  }

  private moveTo(partition: AssignedPartition, to: StartPosition): void {
    if (typeof to === 'number') {
      if (!Number.isSafeInteger(to) || to < 0) {
        throw new DraveError('INVALID_REQUEST', `${partition.name}: cannot seek to offset ${to}`);
      }
      partition.moveTo(to, undefined);
    } else partition.moveToTarget(to);
    partition.doubts = 0;
    this.fetcher.close(partition);
  }

  /** Up to `limit` records from what is buffered, beginning with another partition each time. */
  private async collect(limit: number): Promise<PartitionRecords[]> {
    const found: (PartitionRecords & { readonly from: AssignedPartition })[] = [];
    const partitions = this.assigned;
    let left = limit;
    const start = this.rotation++;
    for (let index = 0; index < partitions.length && left > 0; index++) {
      const partition = partitions[(start + index) % partitions.length];
      if (partition === undefined || partition.paused) continue;
      const records = await this.take(partition, left);
      if (records.length === 0) continue;
      left -= records.length;
      found.push({ topic: partition.topic, partition: partition.partition, records, from: partition });
    }
    // A partition that was lost while another one was decoded is somebody else's by now.
    return found.flatMap(({ from, ...group }) => (from.gone ? [] : group));
  }

  private async take(partition: AssignedPartition, limit: number): Promise<DecodedRecord[]> {
    const taken: DecodedRecord[] = [];
    const { settings, env } = this.ports;
    const rules = { checkCrcs: settings.checkCrcs, readCommitted: settings.isolationLevel === 'READ_COMMITTED' };
    while (taken.length < limit && partition.hasBuffered) {
      if (partition.current === undefined) {
        try {
          await decodeNext(partition, rules, env.compute);
        } catch (thrown) {
          this.fetcher.doubt(partition, DraveError.from(thrown));
          break;
        }
      }
      // A seek while the codec worked: what was taken so far would be from before it.
      if (partition.paused || partition.gone || partition.position === undefined) return [];
      const { current } = partition;
      if (current === undefined) continue;
      const part = current.records.slice(current.next, current.next + limit - taken.length);
      taken.push(...part);
      current.next += part.length;
      const last = part.at(-1);
      const done = current.next >= current.records.length;
      partition.position = done ? current.lastOffset + 1 : last === undefined ? partition.position : last.offset + 1;
      partition.positionEpoch = current.leaderEpoch;
      if (done) partition.current = undefined;
    }
    return taken;
  }

  private throwFailures(): void {
    if (this.failure !== undefined) throw this.failure;
    for (const partition of this.assigned) {
      if (partition.state.kind === 'failed' && !partition.paused) throw partition.state.error;
    }
  }

  private async awaitArrival(timeoutMs: Millis): Promise<void> {
    if (this.arrival.settled) this.arrival = deferred();
    // Whatever arrived before this line is in the buffers already, which were just looked at.
    if (this.assigned.some((partition) => !partition.paused && partition.hasBuffered)) return;
    const timer = this.ports.env.timers.set(timeoutMs, () => this.arrival.resolve());
    await this.arrival.promise;
    this.ports.env.timers.clear(timer);
  }

  private lagOf(partition: AssignedPartition): number | undefined {
    const committed = this.ports.settings.isolationLevel === 'READ_COMMITTED';
    const end = committed ? partition.lastStableOffset : partition.highWatermark;
    if (end === undefined || partition.position === undefined) return undefined;
    return Math.max(0, end - partition.position);
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

  private find(where: TopicPartition): AssignedPartition {
    const found = this.assigned.find(({ topic, partition }) => topic === where.topic && partition === where.partition);
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

function markAfter(partition: AssignedPartition, record: DecodedRecord | undefined): Mark | undefined {
  if (record === undefined) return partition.delivered;
  return { offset: record.offset + 1, epoch: partition.positionEpoch };
}
