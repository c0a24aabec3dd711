import {
  DraveError,
  DrainLoop,
  assert,
  type BrokerEpoch,
  type Bytes,
  type ClusterId,
  type ErrorCode,
  type LeaderEpoch,
  type NodeId,
  type Offset,
  type PartitionIndex,
  type TopicId,
} from '@drave/base';
import type { Logger, TimerHandle, Timers } from '@drave/env';
import type { ReadResult } from '@drave/log';
import { divergence } from './consumer-read.js';
import type { ReplicationQuota } from './core/replication-quota.js';
import type {
  OpenPartition,
  ReplicaFetchRequest,
  ReplicaHello,
  ReplicaPartitionData,
  ReplicaPosition,
} from './fetch-messages.js';
import type { Partition, PartitionObserver } from './partition.js';
import type { PartitionChange } from './partition-host.js';
import type { LeaderStream } from './ports.js';
import { SessionThrottle } from './session-throttle.js';

/** What a session asks of the broker that serves it. */
export interface SessionHost {
  readonly clusterId: ClusterId;
  readonly localId: NodeId;
  /** The quota of what this broker sends for its throttled replicas. */
  readonly leaderQuota: ReplicationQuota;
  partitionOf(topicId: TopicId, index: PartitionIndex): Partition | undefined;
  /** Ends an older session of the same follower; throws STALE_BROKER_EPOCH when this one is the older. */
  admit(session: ReplicaFetchSession, hello: ReplicaHello): void;
}

export interface SessionLimits {
  /** Records in one message, about. */
  readonly messageBytesMax: Bytes;
  /** Records of one partition in one message (`replica.fetch.max.bytes`). */
  readonly partitionBytesMax: Bytes;
}

const sessionLimitsDefault: SessionLimits = { messageBytesMax: 1024 * 1024, partitionBytesMax: 1024 * 1024 };

/**
 * How long a newer high watermark may wait for records of the follower to ride with. Acknowledgements do not depend on
 * it: it tells the follower only how far its own readers may see, and where its next leadership begins to count.
 */
const WATERMARK_DELAY_MS = 25;

interface Served {
  readonly handle: number;
  readonly partition: Partition;
  readonly leaderEpoch: LeaderEpoch;
  readonly paced: boolean;
  /** What the next records start at; ahead of the acknowledged position by what is on its way. */
  nextOffset: Offset;
  /** Nothing was sent yet and the follower's log is empty: its first batch may reach below its log start. */
  beginsEmpty: boolean;
  sentHighWatermark: Offset;
  sentLogStart: Offset;
  queued: boolean;
  /** True while the partition stands in the list of those that wait for credits. */
  starved: boolean;
  closed: boolean;
}

/**
 * The leader's end of one follower's stream: it pushes records of the opened partitions in rotation, as far as the
 * follower's byte credits reach, and turns the positions that come back into acknowledgements. Cost follows what
 * changed: a partition that is idle costs nothing here.
 */
export class ReplicaFetchSession implements PartitionObserver {
  private hello: ReplicaHello | undefined;
  private creditBytes: Bytes = 0;
  private readonly served = new Map<number, Served>();
  private readonly servedBy = new Map<Partition, Served>();
  /** Opened for a leader epoch that our metadata has not reached; tried again when the partition's role changes. */
  private readonly parked = new Map<string, OpenPartition>();
  private readonly parkedKeys = new Map<number, string>();
  /** The partitions that have something to send; each stands in it at most once. */
  private ready: Served[] = [];
  /** The partitions that have records while the credits are used up. */
  private starved: Served[] = [];
  /** Has nothing to send but a newer high watermark, which goes with the next message or by the timer. */
  private readonly lagging = new Set<Served>();
  private watermarkTimer: TimerHandle | undefined;
  /** Answers that carry no records: errors and divergences. */
  private answers: ReplicaPartitionData[] = [];
  private pongs = 0;
  private ended = false;
  private readonly sender: DrainLoop;
  private readonly throttle: SessionThrottle<Served>;

  private readonly stream: LeaderStream;
  private readonly host: SessionHost;
  private readonly limits: SessionLimits;
  private readonly logger: Logger;
  private readonly timers: Timers;

  constructor(
    stream: LeaderStream,
    host: SessionHost,
    timers: Timers,
    logger: Logger,
    limits: SessionLimits = sessionLimitsDefault,
  ) {
    this.stream = stream;
    this.host = host;
    this.timers = timers;
    this.limits = limits;
    this.logger = logger;
    this.throttle = new SessionThrottle({
      quota: host.leaderQuota,
      timers,
      replicaId: () => this.replicaId,
      release: (served) => this.enqueue(served),
    });
    this.sender = new DrainLoop(
      () => this.send(),
      (reason) => this.fail(reason),
    );
  }

  get replicaId(): NodeId | undefined {
    return this.hello?.replicaId;
  }

  get brokerEpoch(): BrokerEpoch {
    return this.hello?.brokerEpoch ?? -1;
  }

  /** Serves until the follower ends the stream; rejects with the DraveError that broke it. */
  async run(): Promise<void> {
    try {
      for (;;) {
        const request = await this.stream.receive();
        if (request === undefined || this.ended) return;
        this.take(request);
      }
    } finally {
      this.end();
      await this.sender.stop();
    }
  }

  /** Ends the stream; `run` then rejects. */
  cancel(reason: DraveError): void {
    if (this.ended) return;
    this.end();
    this.stream.cancel(reason);
  }

  changed(partition: Partition, what: PartitionChange): void {
    if (what === 'lowWatermark') return;
    const served = this.servedBy.get(partition);
    if (served === undefined) return;
    if (what === 'highWatermark' && served.nextOffset >= partition.core.writtenEndOffset)
      this.tellWatermarkLater(served);
    else this.enqueue(served);
  }

  /** A role began here, or a replica came into being: what was parked for it may go on. */
  partitionReady(partition: Partition): void {
    const open = this.parked.get(keyOf(partition.topicId, partition.topicPartition.partition));
    if (open === undefined) return;
    this.unpark(open.handle);
    this.open(open);
    this.sender.wake();
  }

  /** Rates or lists of throttled replicas have changed. */
  throttleChanged(): void {
    this.throttle.reconsider();
  }

  private take(request: ReplicaFetchRequest): void {
    if (request.hello !== undefined) this.onHello(request.hello);
    if (this.hello === undefined) throw new DraveError('INVALID_REQUEST', 'a replica fetch stream begins with hello');
    for (const handle of request.close) this.close(handle);
    for (const open of request.open) this.open(open);
    for (const position of request.positions) this.acknowledge(position, this.hello);
    if (request.creditBytes > 0) this.addCredit(request.creditBytes);
    if (isPing(request)) this.pongs++;
    this.sender.wake();
  }

  private onHello(hello: ReplicaHello): void {
    if (this.hello !== undefined) throw new DraveError('INVALID_REQUEST', 'a second hello on one replica fetch stream');
    if (hello.clusterId !== this.host.clusterId)
      throw new DraveError('INCONSISTENT_CLUSTER_ID', `broker ${hello.replicaId} is of cluster ${hello.clusterId}`);
    if (hello.leaderId !== this.host.localId)
      throw new DraveError('INVALID_REQUEST', `this is broker ${this.host.localId}, not ${hello.leaderId}`);
    this.host.admit(this, hello);
    this.hello = hello;
  }

  private open(open: OpenPartition): void {
    if (this.served.has(open.handle) || this.parkedKeys.has(open.handle))
      throw new DraveError('INVALID_REQUEST', `handle ${open.handle} is open already`);
    const partition = this.host.partitionOf(open.topicId, open.partition);
    if (partition === undefined || partition.core.leaderEpoch < open.leaderEpoch) {
      if (partition !== undefined && partition.core.roleKind === 'offline')
        this.refuse(open, 'KAFKA_STORAGE_ERROR', partition);
      else this.park(open);
      return;
    }
    const { core } = partition;
    const leader = core.leader;
    // Epoch before everything else: a stale follower must not conclude anything from our state (KAFKA-14078).
    if (open.leaderEpoch < core.leaderEpoch) this.refuse(open, 'FENCED_LEADER_EPOCH', partition);
    else if (core.roleKind === 'offline') this.refuse(open, 'KAFKA_STORAGE_ERROR', partition);
    else if (leader === undefined) this.refuse(open, 'NOT_LEADER_OR_FOLLOWER', partition);
    else if (!leader.replicaIds.includes(this.hello?.replicaId ?? -1))
      this.refuse(open, 'UNKNOWN_LEADER_EPOCH', partition);
    else if (open.fetchOffset < core.logStartOffset) this.refuse(open, 'OFFSET_OUT_OF_RANGE', partition);
    else this.serve(open, partition);
  }

  private serve(open: OpenPartition, partition: Partition): void {
    const { core, log } = partition;
    const diverging = divergence(log.leaderEpochs, core.writtenEndOffset, open.fetchOffset, open.lastFetchedEpoch);
    if (diverging !== undefined) {
      this.answers.push({ ...this.header(open.handle, partition, open.leaderEpoch), diverging });
      return;
    }
    const before = this.servedBy.get(partition);
    if (before !== undefined) this.close(before.handle);
    const served: Served = {
      handle: open.handle,
      partition,
      leaderEpoch: open.leaderEpoch,
      paced: open.paced,
      nextOffset: open.fetchOffset,
      beginsEmpty: open.fetchOffset === open.logStartOffset,
      sentHighWatermark: -1,
      sentLogStart: -1,
      queued: false,
      starved: false,
      closed: false,
    };
    this.served.set(open.handle, served);
    this.servedBy.set(partition, served);
    partition.observe(this);
    this.enqueue(served);
    this.fetched(served, open.fetchOffset, open.logStartOffset);
  }

  private acknowledge(position: ReplicaPosition, hello: ReplicaHello): void {
    const served = this.served.get(position.handle);
    // We closed the partition after the follower sent this.
    if (served === undefined) return;
    if (position.fetchOffset > served.nextOffset)
      throw new DraveError(
        'INVALID_REQUEST',
        `broker ${hello.replicaId} confirms offset ${position.fetchOffset}, sent was ${served.nextOffset}`,
      );
    this.fetched(served, position.fetchOffset, position.logStartOffset);
    this.throttle.acknowledged(served, position.fetchOffset);
  }

  private fetched(served: Served, fetchOffset: Offset, logStartOffset: Offset): void {
    assert(this.hello !== undefined, 'positions come after hello');
    const { partition } = served;
    partition.step({
      kind: 'followerFetched',
      replicaId: this.hello.replicaId,
      brokerEpoch: this.hello.brokerEpoch,
      leaderEpoch: served.leaderEpoch,
      fetchOffset,
      logStartOffset,
      nowMs: partition.nowMs(),
    });
  }

  private addCredit(bytes: Bytes): void {
    this.creditBytes += bytes;
    if (this.creditBytes <= 0) return;
    const { starved } = this;
    this.starved = [];
    for (const served of starved) {
      served.starved = false;
      this.enqueue(served);
    }
  }

  private enqueue(served: Served): void {
    if (served.queued || served.closed) return;
    served.queued = true;
    this.ready.push(served);
    this.sender.wake();
  }

  private tellWatermarkLater(served: Served): void {
    if (served.queued || this.ended) return;
    this.lagging.add(served);
    this.watermarkTimer ??= this.timers.set(WATERMARK_DELAY_MS, () => {
      this.watermarkTimer = undefined;
      this.enqueueLagging();
    });
  }

  private enqueueLagging(): void {
    for (const served of this.lagging) this.enqueue(served);
    this.lagging.clear();
  }

  /** One turn: messages until nothing is ready or the credits are used up. */
  private async send(): Promise<void> {
    // What this turn of the event loop still brings, of other partitions and followers, goes into the same message.
    await this.timers.yieldTurn();
    if (this.ready.length > 0) this.enqueueLagging();
    while (!this.ended && (this.ready.length > 0 || this.answers.length > 0 || this.pongs > 0)) {
      const partitions = this.answers;
      this.answers = [];
      const ping = this.pongs > 0;
      this.pongs = 0;
      await this.gather(partitions);
      if (this.ended || (partitions.length === 0 && !ping)) continue;
      await this.stream.send({ partitions });
    }
  }

  /** Takes partitions off the front of the rotation until the message is full. */
  private async gather(partitions: ReplicaPartitionData[]): Promise<void> {
    let room = this.limits.messageBytesMax;
    const round = this.ready;
    this.ready = [];
    let taken = 0;
    for (const served of round) {
      if (room <= 0) break;
      taken++;
      served.queued = false;
      if (served.closed) continue;
      const data = await this.read(served, Math.min(room, this.limits.partitionBytesMax));
      if (data === undefined) continue;
      partitions.push(data);
      for (const bytes of data.records) room -= bytes.length;
    }
    this.throttle.next();
    // What did not fit goes first next time; what got ready meanwhile stands behind it.
    if (taken < round.length) this.ready = [...round.slice(taken), ...this.ready];
  }

  private async read(served: Served, bytesMax: Bytes): Promise<ReplicaPartitionData | undefined> {
    const { partition } = served;
    const { core } = partition;
    if (!isStillServed(served)) return this.closeWith(served, errorOf(served));
    const written = core.writtenEndOffset;
    if (served.nextOffset < written && !this.isHeld(served)) {
      const from = served.nextOffset;
      const result = await this.readLog(partition, from, written, bytesMax);
      // The role may have ended during the read, and the bytes may be gone.
      if (served.closed || !isStillServed(served)) return this.closeWith(served, errorOf(served));
      if (result === undefined) return this.closeWith(served, 'KAFKA_STORAGE_ERROR');
      if (result.kind === 'corrupt') {
        partition.reportCorruption(result.corruption);
        return this.closeWith(served, 'KAFKA_STORAGE_ERROR');
      }
      if (result.kind === 'outOfRange') return this.closeWith(served, 'OFFSET_OUT_OF_RANGE');
      if (result.startOffset < from && !served.beginsEmpty) return this.cutBack(served, result.startOffset);
      assert(result.byteLength > 0, 'a read below the written end returns a batch');
      served.beginsEmpty = false;
      served.nextOffset = result.nextOffset;
      this.creditBytes -= result.byteLength;
      this.throttle.sent(served, result.byteLength, partition.nowMs());
      if (served.nextOffset < core.writtenEndOffset) this.enqueue(served);
      return this.dataOf(served, from, result.parts);
    }
    if (core.highWatermark <= served.sentHighWatermark && core.logStartOffset <= served.sentLogStart) return undefined;
    return this.dataOf(served, served.nextOffset, []);
  }

  /** Undefined when the log has failed: the stream goes on for the partitions in other directories. */
  private async readLog(
    partition: Partition,
    from: Offset,
    upToOffset: Offset,
    bytesMax: Bytes,
  ): Promise<ReadResult | undefined> {
    try {
      return await partition.log.read(from, { upToOffset, bytesMax, minOneBatch: true });
    } catch (reason) {
      partition.storageFailed(reason);
      return undefined;
    }
  }

  /** It has records, and may not be sent any now. */
  private isHeld(served: Served): boolean {
    if (this.creditBytes > 0) return this.throttle.holds(served, served.partition.nowMs());
    if (!served.starved) {
      served.starved = true;
      this.starved.push(served);
    }
    return true;
  }

  private dataOf(served: Served, fetchOffset: Offset, records: readonly Uint8Array[]): ReplicaPartitionData {
    const { core } = served.partition;
    served.sentHighWatermark = core.highWatermark;
    served.sentLogStart = core.logStartOffset;
    return { ...this.header(served.handle, served.partition, served.leaderEpoch), fetchOffset, records };
  }

  private header(handle: number, partition: Partition, leaderEpoch: LeaderEpoch): ReplicaPartitionData {
    const { core } = partition;
    return {
      handle,
      error: undefined,
      leaderEpoch,
      highWatermark: core.highWatermark,
      logStartOffset: core.logStartOffset,
      fetchOffset: -1,
      diverging: undefined,
      records: [],
    };
  }

  /**
   * The follower holds records and ends inside one of our batches: what it has of that batch cannot be ours. The batch
   * may reach below our log start, where no epoch is known (-1); the offset alone is enough for the follower.
   */
  private cutBack(served: Served, endOffset: Offset): ReplicaPartitionData {
    const epoch = served.partition.log.leaderEpochs.epochForOffset(endOffset - 1);
    this.close(served.handle);
    return {
      ...this.header(served.handle, served.partition, served.leaderEpoch),
      diverging: { epoch, endOffset },
    };
  }

  private closeWith(served: Served, error: ErrorCode): ReplicaPartitionData | undefined {
    if (served.closed) return undefined;
    this.close(served.handle);
    return { ...this.header(served.handle, served.partition, served.leaderEpoch), error };
  }

  private refuse(open: OpenPartition, error: ErrorCode, partition: Partition): void {
    this.answers.push({ ...this.header(open.handle, partition, open.leaderEpoch), error });
  }

  private park(open: OpenPartition): void {
    const key = keyOf(open.topicId, open.partition);
    const before = this.parked.get(key);
    if (before !== undefined) this.parkedKeys.delete(before.handle);
    this.parked.set(key, open);
    this.parkedKeys.set(open.handle, key);
  }

  private unpark(handle: number): boolean {
    const key = this.parkedKeys.get(handle);
    if (key === undefined) return false;
    this.parkedKeys.delete(handle);
    this.parked.delete(key);
    return true;
  }

  private close(handle: number): void {
    if (this.unpark(handle)) return;
    const served = this.served.get(handle);
    if (served === undefined) return;
    served.closed = true;
    this.lagging.delete(served);
    this.served.delete(handle);
    this.servedBy.delete(served.partition);
    served.partition.unobserve(this);
    this.throttle.closed(served);
  }

  private end(): void {
    if (this.ended) return;
    this.ended = true;
    if (this.watermarkTimer !== undefined) this.timers.clear(this.watermarkTimer);
    this.lagging.clear();
    this.throttle.end();
    for (const served of this.served.values()) {
      served.closed = true;
      served.partition.unobserve(this);
    }
    this.served.clear();
    this.servedBy.clear();
    this.parked.clear();
    this.parkedKeys.clear();
  }

  private fail(reason: unknown): void {
    const error = DraveError.from(reason);
    this.logger.debug({ replicaId: this.replicaId, code: error.code }, `replica fetch stream ends: ${error.message}`);
    this.end();
    this.stream.cancel(error);
  }
}

function isStillServed(served: Served): boolean {
  const { core } = served.partition;
  return core.roleKind === 'leader' && core.leaderEpoch === served.leaderEpoch;
}

function errorOf(served: Served): ErrorCode {
  const { core } = served.partition;
  if (core.roleKind === 'offline') return 'KAFKA_STORAGE_ERROR';
  return core.leaderEpoch > served.leaderEpoch ? 'FENCED_LEADER_EPOCH' : 'NOT_LEADER_OR_FOLLOWER';
}

function isPing(request: ReplicaFetchRequest): boolean {
  return (
    request.hello === undefined &&
    request.open.length === 0 &&
    request.positions.length === 0 &&
    request.close.length === 0 &&
    request.creditBytes === 0
  );
}

function keyOf(topicId: TopicId, index: PartitionIndex): string {
  return `${topicId}:${index}`;
}
