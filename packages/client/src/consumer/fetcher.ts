import { DrainLoop, DraveError, type ErrorCode, type Millis, type Offset } from '@drave/base';
import type { TimerHandle } from '@drave/env';
import { asBuffer, batchLastOffset, batchLeaderEpoch, batchSizeBytes, BATCH_HEADER_BYTES } from '@drave/records';
import type { dataV1 } from '@drave/rpc';
import type { Backoff } from '../backoff.js';
import type { BrokerChannels } from '../cluster/broker-channels.js';
import { BrokerLinks } from '../cluster/broker-links.js';
import type { ClusterMetadata } from '../cluster/cluster-metadata.js';
import { type Leader, partitionError } from '../cluster/cluster-view.js';
import type { ClientEnv } from '../options.js';
import type { AssignedPartition } from './assigned-partition.js';
import type { ConsumerSettings } from './consumer-settings.js';
import { FetchConnection } from './fetch-connection.js';
import { type OffsetAnswer, type OffsetLookup, TIMESTAMP_EARLIEST, TIMESTAMP_LATEST } from './offset-lookup.js';

export interface FetcherPorts {
  readonly env: ClientEnv;
  readonly channels: BrokerChannels;
  readonly metadata: ClusterMetadata;
  readonly backoff: Backoff;
  readonly settings: ConsumerSettings;
  readonly lookup: OffsetLookup;
  /** What is assigned now. */
  partitions(): readonly AssignedPartition[];
  /** There is something to hand out, or to throw. */
  news(): void;
  failed(error: DraveError): void;
}

/** Keeps every assigned partition open at its leader, and finds positions for those that have none. */
export class Fetcher {
  private readonly ports: FetcherPorts;
  private readonly loop: DrainLoop;
  private readonly links: BrokerLinks<FetchConnection>;
  private timer: TimerHandle | undefined;
  private wakeAtMs: Millis = Number.POSITIVE_INFINITY;
  private stopped = false;

  constructor(ports: FetcherPorts) {
    this.ports = ports;
    this.links = new BrokerLinks(ports.backoff);
    this.loop = new DrainLoop(
      () => this.turn(),
      (reason) => ports.failed(DraveError.from(reason)),
    );
  }

  wake(): void {
    this.loop.wake();
  }

  /** Stops fetching a partition; it stays idle until its time has come. */
  close(partition: AssignedPartition, notBeforeMs: Millis = 0): void {
    if (partition.state.kind === 'open') partition.state.connection.close(partition.state.handle);
    partition.state = { kind: 'idle', notBeforeMs };
    this.wake();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.loop.stop();
    if (this.timer !== undefined) this.ports.env.timers.clear(this.timer);
    this.links.dropAll(new DraveError('CANCELLED', 'the consumer was closed'));
  }

  private turn(): void {
    const nowMs = this.ports.env.clock.monotonicMs();
    this.wakeAtMs = Number.POSITIVE_INFINITY;
    const homeless: AssignedPartition[] = [];
    for (const partition of this.ports.partitions()) {
      this.followLeader(partition);
      const { state } = partition;
      if (state.kind !== 'idle' || partition.paused) continue;
      if (state.notBeforeMs > nowMs) this.wakeBy(state.notBeforeMs);
      else if (partition.position === undefined) homeless.push(partition);
      else this.openAtLeader(partition, partition.position, nowMs);
    }
    if (homeless.length > 0) this.startReset(homeless);
    for (const connection of this.links.all()) {
      this.watch(connection, nowMs);
      connection.flush();
    }
    this.arm(nowMs);
  }

  /** A partition that is open at a broker which was deposed will get no error from one that hangs. */
  private followLeader(partition: AssignedPartition): void {
    const { state } = partition;
    if (state.kind !== 'open') return;
    const leader = this.ports.metadata.leader(partition.topic, partition.partition);
    if (leader === undefined || leader.epoch <= state.leaderEpoch) return;
    partition.readReplica = undefined;
    this.close(partition);
  }

  private openAtLeader(partition: AssignedPartition, position: Offset, nowMs: Millis): void {
    const { metadata, settings } = this.ports;
    const leader = metadata.leader(partition.topic, partition.partition);
    if (leader === undefined) {
      this.awaitLeader(partition, nowMs);
      return;
    }
    const target = this.replicaOf(partition, leader);
    const connection = this.links.get(target.brokerId, target.endpoint, nowMs, () => this.connect(target));
    if (connection === undefined) {
      this.wakeBy(this.links.pausedUntilMs(target.brokerId) ?? nowMs);
      return;
    }
    if (partition.fetchOffset < position) partition.fetchOffset = position;
    const handle = connection.open(partition, {
      topicId: metadata.view.topic(partition.topic)?.id ?? '',
      topic: partition.topic,
      partition: partition.partition,
      fetchOffset: partition.fetchOffset,
      currentLeaderEpoch: leader.epoch,
      lastFetchedEpoch: partition.lastFetchedEpoch,
    });
    partition.state = { kind: 'open', connection, handle, leaderEpoch: leader.epoch };
    this.wakeBy(nowMs + settings.leaderSilenceMs);
  }

  private replicaOf(partition: AssignedPartition, leader: Leader): Leader {
    if (partition.readReplica === undefined) return leader;
    const broker = this.ports.metadata.view.brokers.get(partition.readReplica);
    return broker === undefined ? leader : { brokerId: broker.id, endpoint: broker.endpoint, epoch: leader.epoch };
  }

  private awaitLeader(partition: AssignedPartition, nowMs: Millis): void {
    const { metadata, settings } = this.ports;
    const refusal = metadata.view.topicError(partition.topic);
    if (refusal !== undefined && !refusal.retriable) {
      this.give(partition, refusal);
      return;
    }
    metadata.want(partition.topic);
    metadata.request();
    this.wakeBy(nowMs + settings.leaderSilenceMs);
  }

  private connect(target: Leader): FetchConnection {
    const { env, channels, settings } = this.ports;
    const channel = channels.get(target.endpoint, 'bulk');
    return new FetchConnection(target.brokerId, target.endpoint, channel, env.clock, settings, {
      received: (connection, partition, handle, data) => this.received(connection, partition, handle, data),
      lost: (connection, error) => this.lost(connection, error),
    });
  }

  /** Nothing to hear may mean nothing to say, or a leader that hangs: other brokers know. */
  private watch(connection: FetchConnection, nowMs: Millis): void {
    if (connection.openCount === 0) return;
    const { leaderSilenceMs } = this.ports.settings;
    if (nowMs - connection.heardMs >= leaderSilenceMs) {
      this.ports.metadata.request();
      this.wakeBy(nowMs + leaderSilenceMs);
    } else {
      this.wakeBy(connection.heardMs + leaderSilenceMs);
    }
  }

  private received(
    connection: FetchConnection,
    partition: AssignedPartition,
    handle: number,
    data: dataV1.FetchedData,
  ): void {
    const { state } = partition;
    if (state.kind !== 'open' || state.connection !== connection || state.handle !== handle) return;
    this.links.worked(connection.brokerId);
    if (data.highWatermark >= 0) {
      partition.highWatermark = data.highWatermark;
      partition.lastStableOffset = data.lastStableOffset;
      partition.logStartOffset = data.logStartOffset;
    }
    if (data.error !== undefined) {
      if (data.leader !== undefined) {
        this.ports.metadata.applyLeaderHint(partition.topic, partition.partition, data.leader);
      }
      this.refused(partition, partitionError(data.error));
    } else if (data.diverging !== undefined) this.diverged(partition, data.diverging);
    else this.accept(connection, partition, data);
  }

  private accept(connection: FetchConnection, partition: AssignedPartition, data: dataV1.FetchedData): void {
    partition.failures = 0;
    // Aborted transactions are told by counting markers, so what they concern must stay in one piece.
    const pieces = data.abortedTransactions.length > 0 ? [Buffer.concat(data.records)] : data.records;
    for (const records of pieces) {
      const bytes = asBuffer(records);
      const last = lastBatchAt(bytes);
      if (last === undefined) {
        connection.grant(bytes.length);
        this.doubt(
          partition,
          new DraveError('CORRUPT_MESSAGE', `${partition.name}: what a broker sent is not whole batches`),
        );
        return;
      }
      const chunk = { bytes, connection, aborted: data.abortedTransactions };
      partition.push(chunk, batchLastOffset(bytes, last) + 1, batchLeaderEpoch(bytes, last));
    }
    if (data.preferredReadReplica !== undefined && data.preferredReadReplica !== connection.brokerId) {
      partition.readReplica = data.preferredReadReplica;
      this.close(partition);
    }
    this.ports.news();
  }

  private refused(partition: AssignedPartition, error: DraveError): void {
    const nowMs = this.ports.env.clock.monotonicMs();
    this.ports.env.logger.debug({ partition: partition.name, code: error.code }, 'fetch refused');
    partition.readReplica = undefined;
    if (error.code === 'OFFSET_OUT_OF_RANGE') {
      partition.state = { kind: 'looking' };
      void this.judgeRange(partition);
      return;
    }
    if (!error.retriable && !TRANSIENT.has(error.code)) {
      this.give(partition, error);
      return;
    }
    this.ports.metadata.request();
    this.retryLater(partition, nowMs);
  }

  /**
   * A leader denies our position. It may be wrong: one that has just taken over may not know its own range yet. So the
   * range is asked for first, and a position above the end is given up only after several such answers in a row.
   */
  private async judgeRange(partition: AssignedPartition): Promise<void> {
    const { topic, partition: index } = partition;
    const query = (timestampMs: number) => ({ topic, partition: index, timestampMs });
    const before = partition.position;
    const [start, end] = await this.ports.lookup.ask([query(TIMESTAMP_EARLIEST), query(TIMESTAMP_LATEST)]);
    // A seek meanwhile made the question moot.
    if (this.stopped || partition.state.kind !== 'looking' || partition.position !== before || before === undefined)
      return;
    const nowMs = this.ports.env.clock.monotonicMs();
    if (start?.kind !== 'found' || end?.kind !== 'found') {
      this.ports.metadata.request();
      this.retryLater(partition, nowMs);
      return;
    }
    const inside = before >= start.offset && before <= end.offset;
    if (inside || (before > end.offset && ++partition.doubts < DOUBTS_MAX)) {
      this.ports.metadata.request();
      this.retryLater(partition, nowMs);
      return;
    }
    partition.doubts = 0;
    this.outOfRange(partition, before, start.offset, end.offset);
  }

  private outOfRange(partition: AssignedPartition, position: Offset, start: Offset, end: Offset): void {
    const { autoOffsetReset } = this.ports.settings;
    const what = `${partition.name}: position ${position} is outside ${start} to ${end}`;
    if (autoOffsetReset === 'none') {
      this.give(
        partition,
        new DraveError('OFFSET_OUT_OF_RANGE', `${what}, and auto.offset.reset is none: seek to go on`),
      );
      return;
    }
    this.ports.env.logger.warn({ partition: partition.name, position, start, end, autoOffsetReset }, 'position reset');
    partition.moveToTarget(autoOffsetReset);
    this.close(partition);
  }

  /**
   * The log we read from was cut (KIP-320): go back to where it still agrees, unless the application wants to decide.
   */
  private diverged(partition: AssignedPartition, diverging: dataV1.Diverging): void {
    const { position } = partition;
    const { endOffset, epoch } = diverging;
    const { autoOffsetReset } = this.ports.settings;
    if (position !== undefined && position <= endOffset) {
      // Only what was fetched ahead is gone.
      partition.dropBuffered();
      this.close(partition);
      return;
    }
    if (autoOffsetReset === 'none') {
      const message = `${partition.name}: the log was truncated to ${endOffset}, below position ${position}, and auto.offset.reset is none: seek to go on`;
      this.give(partition, new DraveError('OFFSET_OUT_OF_RANGE', message));
      return;
    }
    this.ports.env.logger.warn({ partition: partition.name, position, endOffset }, 'the log was truncated; going back');
    partition.moveTo(endOffset, epoch >= 0 ? epoch : undefined);
    this.close(partition);
  }

  /** A batch that fails its checks is fetched again, a few times; then the application must decide. */
  doubt(partition: AssignedPartition, error: DraveError): void {
    partition.dropBuffered();
    if (++partition.doubts >= DOUBTS_MAX) {
      partition.doubts = 0;
      this.give(partition, error);
      return;
    }
    this.ports.env.logger.warn({ partition: partition.name, reason: error.message }, 'bad batch; fetching again');
    this.close(partition, this.ports.env.clock.monotonicMs() + this.ports.backoff.delayMs(partition.doubts));
  }

  private startReset(partitions: readonly AssignedPartition[]): void {
    const { autoOffsetReset } = this.ports.settings;
    const asked: AssignedPartition[] = [];
    for (const partition of partitions) {
      if (partition.reset === undefined && autoOffsetReset === 'none') {
        const message = `${partition.name}: no position, and auto.offset.reset is none: seek first`;
        this.give(partition, new DraveError('OFFSET_OUT_OF_RANGE', message));
        continue;
      }
      partition.state = { kind: 'looking' };
      this.ports.metadata.want(partition.topic);
      asked.push(partition);
    }
    if (asked.length > 0) void this.resetAll(asked);
  }

  private async resetAll(partitions: readonly AssignedPartition[]): Promise<void> {
    const targets = partitions.map((partition) => partition.reset);
    const queries = partitions.map((partition) => ({
      topic: partition.topic,
      partition: partition.partition,
      timestampMs: this.timestampOf(partition),
    }));
    const answers = await this.ports.lookup.ask(queries);
    for (const [index, partition] of partitions.entries()) {
      const answer = answers[index];
      const moot = partition.state.kind !== 'looking' || partition.position !== undefined;
      if (this.stopped || moot || partition.reset !== targets[index] || answer === undefined) continue;
      this.finishReset(partition, answer);
    }
    this.wake();
  }

  private finishReset(partition: AssignedPartition, answer: OffsetAnswer): void {
    const nowMs = this.ports.env.clock.monotonicMs();
    if (answer.kind === 'found' && answer.offset >= 0) {
      partition.moveTo(answer.offset, undefined);
      partition.state = { kind: 'idle', notBeforeMs: 0 };
      partition.failures = 0;
    } else if (answer.kind === 'found') {
      // No record is that late: what comes next is.
      partition.reset = 'latest';
      partition.state = { kind: 'idle', notBeforeMs: 0 };
    } else if (!answer.error.retriable && !TRANSIENT.has(answer.error.code)) {
      this.give(partition, answer.error);
    } else {
      this.ports.metadata.request();
      this.retryLater(partition, nowMs);
    }
  }

  private timestampOf(partition: AssignedPartition): Millis {
    const target = partition.reset ?? this.ports.settings.autoOffsetReset;
    if (typeof target === 'object') return target.timestampMs;
    return target === 'earliest' ? TIMESTAMP_EARLIEST : TIMESTAMP_LATEST;
  }

  private retryLater(partition: AssignedPartition, nowMs: Millis): void {
    partition.state = { kind: 'idle', notBeforeMs: nowMs + this.ports.backoff.delayMs(partition.failures++) };
    this.wake();
  }

  private give(partition: AssignedPartition, error: DraveError): void {
    partition.state = { kind: 'failed', error };
    this.ports.news();
  }

  private lost(connection: FetchConnection, error: DraveError): void {
    const nowMs = this.ports.env.clock.monotonicMs();
    this.links.lost(connection.brokerId, connection, nowMs);
    if (this.stopped) return;
    this.ports.env.logger.debug({ broker: connection.brokerId, code: error.code }, 'fetch stream lost');
    this.ports.metadata.request();
    for (const partition of this.ports.partitions()) {
      const { state } = partition;
      if (state.kind !== 'open' || state.connection !== connection) continue;
      partition.readReplica = undefined;
      partition.state = { kind: 'idle', notBeforeMs: 0 };
    }
    this.wake();
  }

  private wakeBy(atMs: Millis): void {
    if (atMs < this.wakeAtMs) this.wakeAtMs = atMs;
  }

  private arm(nowMs: Millis): void {
    if (this.timer !== undefined) this.ports.env.timers.clear(this.timer);
    this.timer = undefined;
    if (this.stopped || !Number.isFinite(this.wakeAtMs)) return;
    this.timer = this.ports.env.timers.set(Math.max(1, this.wakeAtMs - nowMs), () => this.loop.wake());
  }
}

/** Answers of this kind in a row before a position is given up or an error is passed on. */
const DOUBTS_MAX = 4;

/** Not marked retriable in general, but a fetch simply goes on: the server may be starting or of another version. */
const TRANSIENT: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['UNKNOWN_SERVER_ERROR', 'CORRUPT_DATA', 'CANCELLED']);

/** Where the last of several whole batches begins; undefined when they are not whole. */
function lastBatchAt(bytes: Buffer): number | undefined {
  let last: number | undefined;
  let at = 0;
  while (at + BATCH_HEADER_BYTES <= bytes.length) {
    last = at;
    const sizeBytes = batchSizeBytes(bytes, at);
    if (sizeBytes < BATCH_HEADER_BYTES) return undefined;
    at += sizeBytes;
  }
  return at === bytes.length ? last : undefined;
}
