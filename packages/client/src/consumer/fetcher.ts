import { DraveError, type Millis } from '@drave/base';
import type { dataV1 } from '@drave/rpc';
import type { Backoff } from '../backoff.js';
import type { BrokerChannels } from '../cluster/broker-channels.js';
import type { ClusterMetadata } from '../cluster/cluster-metadata.js';
import type { Leader } from '../cluster/cluster-view.js';
import { BrokerLinkLoop } from '../cluster/broker-link-loop.js';
import type { ClientEnv } from '../options.js';
import type { ConsumerSettings } from './consumer-settings.js';
import { FetchConnection } from './fetch-connection.js';
import type { Followup, OffsetQuestion, PositionLoss, RetryTime } from './fetch-state.js';
import { type OffsetLookup, TIMESTAMP_EARLIEST, TIMESTAMP_LATEST } from './offset-lookup.js';
import type { PartitionCursor } from './partition-cursor.js';

interface FetcherPorts {
  readonly env: ClientEnv;
  readonly channels: BrokerChannels;
  readonly metadata: ClusterMetadata;
  readonly backoff: Backoff;
  readonly settings: ConsumerSettings;
  readonly lookup: OffsetLookup;
  /** The partitions that are assigned now. */
  cursors(): readonly PartitionCursor[];
  /** Called when a poll has records to hand out, or an error to throw. */
  arrived(): void;
  failed(error: DraveError): void;
}

/** A partition without a position, and the offset that is looked up for it. */
interface Asked {
  readonly cursor: PartitionCursor;
  readonly question: OffsetQuestion;
}

/**
 * Keeps every assigned partition open at its leader, and looks up the offsets that its cursor needs. It is one drain
 * loop with one timer; the cursor of a partition decides what comes next for it.
 */
export class Fetcher {
  private readonly ports: FetcherPorts;
  private readonly loop: BrokerLinkLoop<FetchConnection>;
  private readonly retryTime: RetryTime;

  constructor(ports: FetcherPorts) {
    this.ports = ports;
    this.loop = new BrokerLinkLoop(ports, DELAY_MIN_MS, (nowMs) => this.turn(nowMs));
    this.retryTime = (failures) => ports.env.clock.monotonicMs() + ports.backoff.delayMs(failures);
  }

  wake(): void {
    this.loop.wake();
  }

  /** Carries out what a cursor has decided. */
  follow(cursor: PartitionCursor, followup: Followup): void {
    const { metadata, env } = this.ports;
    switch (followup.kind) {
      case 'nothing':
        return;
      case 'open':
        if (followup.loss !== undefined) this.tell(cursor, followup.loss);
        this.wake();
        return;
      case 'retry':
        metadata.request();
        this.wake();
        return;
      case 'refetch':
        env.logger.warn({ partition: cursor.name, reason: followup.reason.message }, 'bad batch; fetching again');
        this.wake();
        return;
      case 'arrived':
        if (followup.reopen) this.wake();
        this.ports.arrived();
        return;
      case 'lookUp':
        void this.askRange(cursor, followup.question);
        return;
      case 'fail':
        this.ports.arrived();
        return;
    }
  }

  /** Called when a fetched batch fails its checks. */
  batchRejected(cursor: PartitionCursor, error: DraveError): void {
    this.follow(cursor, cursor.batchRejected(error, this.retryTime));
  }

  stop(): Promise<void> {
    return this.loop.stop(new DraveError('CANCELLED', 'the consumer was closed'));
  }

  private turn(nowMs: Millis): void {
    const asked: Asked[] = [];
    for (const cursor of this.ports.cursors()) {
      const leader = this.ports.metadata.leader(cursor.topic, cursor.partition);
      if (leader !== undefined) this.follow(cursor, cursor.leaderIs(leader.epoch));
      const { dueMs } = cursor;
      if (dueMs === undefined) continue;
      if (dueMs > nowMs) {
        this.loop.wakeBy(dueMs);
        continue;
      }
      const next = cursor.start();
      if (next.kind === 'open') this.openAtLeader(cursor, leader, nowMs);
      else if (next.kind === 'lookUp') asked.push({ cursor, question: next.question });
      else this.follow(cursor, next);
    }
    if (asked.length > 0) void this.askStarts(asked);
    for (const connection of this.loop.links.all()) {
      if (connection.openCount > 0) this.loop.watch(connection, nowMs);
      connection.flush();
    }
  }

  private openAtLeader(cursor: PartitionCursor, leader: Leader | undefined, nowMs: Millis): void {
    const { metadata, settings } = this.ports;
    const from = cursor.fetchFrom;
    if (leader === undefined || from === undefined) {
      this.awaitLeader(cursor, nowMs);
      return;
    }
    const target = this.replicaOf(cursor, leader);
    const connection = this.loop.links.get(target.brokerId, target.endpoint, nowMs, () => this.connect(target));
    if (connection === undefined) {
      this.loop.wakeBy(this.loop.links.pausedUntilMs(target.brokerId) ?? nowMs);
      return;
    }
    const handle = connection.open(cursor, {
      topicId: metadata.view.topic(cursor.topic)?.id ?? '',
      topic: cursor.topic,
      partition: cursor.partition,
      fetchOffset: from.offset,
      currentLeaderEpoch: leader.epoch,
      lastFetchedEpoch: from.epoch,
    });
    cursor.opened(connection, handle, leader.epoch);
    this.loop.wakeBy(nowMs + settings.leaderSilenceMs);
  }

  private replicaOf({ readReplica }: PartitionCursor, leader: Leader): Leader {
    if (readReplica === undefined) return leader;
    const broker = this.ports.metadata.view.brokers.get(readReplica);
    return broker === undefined ? leader : { brokerId: broker.id, endpoint: broker.endpoint, epoch: leader.epoch };
  }

  private awaitLeader(cursor: PartitionCursor, nowMs: Millis): void {
    const { metadata, settings } = this.ports;
    const refusal = metadata.view.topicError(cursor.topic);
    if (refusal !== undefined && !refusal.retriable) {
      this.follow(cursor, cursor.cannotOpen(refusal));
      return;
    }
    metadata.want(cursor.topic);
    metadata.request();
    this.loop.wakeBy(nowMs + settings.leaderSilenceMs);
  }

  private connect({ brokerId, endpoint }: Leader): FetchConnection {
    const { env, channels, settings } = this.ports;
    const peer = { brokerId, endpoint, channel: channels.get(endpoint, 'bulk') };
    return new FetchConnection(peer, env.clock, settings, {
      received: (connection, cursor, handle, data) => this.received(connection, cursor, handle, data),
      lost: (connection, error) => this.lost(connection, error),
    });
  }

  private received(
    connection: FetchConnection,
    cursor: PartitionCursor,
    handle: number,
    data: dataV1.FetchedData,
  ): void {
    if (!cursor.isOpenUnder(connection, handle)) return;
    this.loop.links.worked(connection.brokerId);
    if (data.error !== undefined) {
      const { metadata, env } = this.ports;
      if (data.leader !== undefined) metadata.applyLeaderHint(cursor.topic, cursor.partition, data.leader);
      env.logger.debug({ partition: cursor.name, code: data.error.code }, 'fetch refused');
    }
    this.follow(cursor, cursor.received(data, this.retryTime));
  }

  /** Looks up the first and the end offset of a leader that has answered OFFSET_OUT_OF_RANGE. */
  private async askRange(cursor: PartitionCursor, question: OffsetQuestion): Promise<void> {
    const query = (timestampMs: Millis) => ({ topic: cursor.topic, partition: cursor.partition, timestampMs });
    const [start, end] = await this.ports.lookup.ask([query(TIMESTAMP_EARLIEST), query(TIMESTAMP_LATEST)]);
    if (this.loop.stopped) return;
    const failed = [start, end].find((answer) => answer?.kind === 'failed');
    if (start?.kind === 'found' && end?.kind === 'found') {
      this.follow(cursor, cursor.rangeFound(question, start.offset, end.offset, this.retryTime));
    } else {
      const error = failed?.kind === 'failed' ? failed.error : new DraveError('UNKNOWN_SERVER_ERROR');
      this.follow(cursor, cursor.lookUpFailed(question, error, this.retryTime));
    }
  }

  private async askStarts(asked: readonly Asked[]): Promise<void> {
    const queries = asked.map(({ cursor, question }) => {
      const { topic, partition } = cursor;
      this.ports.metadata.want(topic);
      return { topic, partition, timestampMs: timestampOf(question) };
    });
    const answers = await this.ports.lookup.ask(queries);
    if (this.loop.stopped) return;
    for (const [index, { cursor, question }] of asked.entries()) {
      const answer = answers[index];
      if (answer?.kind === 'found') this.follow(cursor, cursor.startFound(question, answer.offset));
      else if (answer !== undefined) this.follow(cursor, cursor.lookUpFailed(question, answer.error, this.retryTime));
    }
    this.wake();
  }

  private lost(connection: FetchConnection, error: DraveError): void {
    this.loop.lost(connection);
    if (this.loop.stopped) return;
    this.ports.env.logger.debug({ broker: connection.brokerId, code: error.code }, 'fetch stream lost');
    for (const cursor of this.ports.cursors()) this.follow(cursor, cursor.streamLost(connection));
    this.wake();
  }

  private tell(cursor: PartitionCursor, { position, to, start, end }: PositionLoss): void {
    const { logger } = this.ports.env;
    if (typeof to === 'number') {
      logger.warn({ partition: cursor.name, position, endOffset: end }, 'the log was truncated; going back');
    } else {
      logger.warn({ partition: cursor.name, position, start, end, autoOffsetReset: to }, 'position reset');
    }
  }
}

/** The least time that the timer waits. Pauses need not be exact, so what is due within it is done in one turn. */
const DELAY_MIN_MS: Millis = 1;

function timestampOf(question: OffsetQuestion): Millis {
  if (question.kind !== 'start') return TIMESTAMP_LATEST;
  if (typeof question.target === 'object') return question.target.timestampMs;
  return question.target === 'earliest' ? TIMESTAMP_EARLIEST : TIMESTAMP_LATEST;
}
