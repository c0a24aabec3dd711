import {
  DraveError,
  DrainLoop,
  assert,
  type BrokerEpoch,
  type Bytes,
  type ClusterId,
  type Millis,
  type NodeId,
  type Offset,
} from '@drave/base';
import type { Clock, Logger, Random, TimerHandle, Timers } from '@drave/env';
import { asBuffer } from '@drave/records';
import type { ReplicationQuota } from './core/replication-quota.js';
import { FetchThrottle } from './fetch-throttle.js';
import type { FetchedOutcome } from './follower-log.js';
import type { OpenPartition, ReplicaFetchResponse, ReplicaPartitionData, ReplicaPosition } from './fetch-messages.js';
import type { Partition } from './partition.js';
import type { FollowerStream, ReplicaTransportPort } from './ports.js';

interface FetcherSettings {
  /** What a leader may send ahead (`replica.fetch.response.max.bytes`). */
  readonly creditBytes: Bytes;
  /** After a refused partition or a lost stream (`replica.fetch.backoff.ms`). */
  readonly backoffMs: Millis;
  /** A ping goes out after so much silence (`replica.fetch.wait.max.ms`). */
  readonly pingIntervalMs: Millis;
  /** A leader that is silent for so long is given up (`replica.socket.timeout.ms`). */
  readonly silenceMsMax: Millis;
}

export interface FetcherOptions {
  readonly leaderId: NodeId;
  readonly localId: NodeId;
  readonly clusterId: ClusterId;
  /** The present registration; asked anew for every stream. */
  readonly brokerEpoch: () => BrokerEpoch;
  readonly transport: ReplicaTransportPort;
  readonly settings: FetcherSettings;
  /** The quota of what this broker takes for its throttled replicas. */
  readonly quota: ReplicationQuota;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly logger: Logger;
  /** A promise of our own code was broken. */
  readonly fatal: (reason: unknown) => void;
}

interface Following {
  readonly partition: Partition;
  /** Undefined while nothing is open for it. */
  handle: number | undefined;
  /** How the leader was asked to serve it. */
  paced: boolean;
  /** The log start that the leader was told last. */
  reportedLogStart: Offset;
}

/**
 * The follower's end of the stream to one leader broker, for all partitions that it leads and we follow: opens them at
 * their log ends, appends what is pushed, reports positions, grants credits. A lost stream is opened anew for ever.
 */
export class FollowerFetcher {
  private readonly following = new Map<Partition, Following>();
  private readonly waiting = new Set<Partition>();
  private link: Link | undefined;
  private retryTimer: TimerHandle | undefined;
  private stopped = false;
  private wakeUp: AbortController | undefined;
  private running: Promise<void> | undefined;

  private readonly options: FetcherOptions;

  constructor(options: FetcherOptions) {
    this.options = options;
  }

  get leaderId(): NodeId {
    return this.options.leaderId;
  }

  get partitionCount(): number {
    return this.following.size;
  }

  has(partition: Partition): boolean {
    return this.following.has(partition);
  }

  add(partition: Partition): void {
    assert(!this.stopped, 'a stopped fetcher takes no partition');
    if (!this.following.has(partition))
      this.following.set(partition, { partition, handle: undefined, paced: false, reportedLogStart: -1 });
    this.reopen(partition);
    this.running ??= this.run();
  }

  remove(partition: Partition): void {
    const following = this.following.get(partition);
    if (following === undefined) return;
    this.following.delete(partition);
    this.waiting.delete(partition);
    this.link?.close(following);
  }

  /** Resolves when the stream is gone and no append of ours is under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    if (this.retryTimer !== undefined) this.options.timers.clear(this.retryTimer);
    this.following.clear();
    this.waiting.clear();
    this.link?.cancel(new DraveError('CANCELLED', 'the fetcher stops'));
    this.wakeUp?.abort();
    await this.running;
  }

  /**
   * Opens a new stream, such as under a new registration of this broker: the old one speaks for the old registration.
   */
  reconnect(): void {
    this.link?.cancel(new DraveError('CANCELLED', 'this broker has registered anew'));
    this.wakeUp?.abort();
  }

  /** The replica's log starts later than the leader was told, and a DeleteRecords request there waits for that. */
  logStartMoved(partition: Partition): void {
    const following = this.following.get(partition);
    if (following !== undefined) this.link?.report(following);
  }

  /** The rate or a list of throttled replicas has changed. */
  throttleChanged(): void {
    this.link?.throttleChanged(this.following.values());
  }

  /** Opens the partition anew at its present log end; what is on its way for the old handle is ignored. */
  reopen(partition: Partition): void {
    const following = this.following.get(partition);
    if (following === undefined) return;
    this.waiting.delete(partition);
    this.link?.close(following);
    this.link?.wantOpen(following);
  }

  retryLater(partition: Partition): void {
    const following = this.following.get(partition);
    if (following === undefined || this.stopped) return;
    this.link?.close(following);
    this.waiting.add(partition);
    this.retryTimer ??= this.options.timers.set(this.jittered(this.options.settings.backoffMs), () => {
      this.retryTimer = undefined;
      for (const waiting of [...this.waiting]) this.reopen(waiting);
    });
  }

  private async run(): Promise<void> {
    const { options } = this;
    while (!this.stopped) {
      const link = new Link(this, options, options.transport.open(options.leaderId));
      this.link = link;
      for (const following of this.following.values()) {
        following.handle = undefined;
        if (!this.waiting.has(following.partition)) link.wantOpen(following);
      }
      const error = await link.run();
      this.link = undefined;
      for (const following of this.following.values()) following.handle = undefined;
      if (this.stopped) return;
      options.logger.debug(
        { leaderId: options.leaderId, code: error?.code },
        `replica fetch stream to broker ${options.leaderId} ended: ${error?.message ?? 'by the leader'}`,
      );
      await this.pause();
    }
  }

  private async pause(): Promise<void> {
    const abort = new AbortController();
    this.wakeUp = abort;
    try {
      await this.options.timers.sleep(this.jittered(this.options.settings.backoffMs), abort.signal);
    } catch (reason) {
      if (!abort.signal.aborted) throw reason;
    }
    this.wakeUp = undefined;
  }

  /** Half to all of it, so that followers of a leader that comes back do not arrive together. */
  private jittered(spanMs: Millis): Millis {
    return Math.ceil(spanMs / 2 + this.options.random.next() * (spanMs / 2));
  }
}

/** One stream's lifetime. */
class Link {
  private nextHandle = 1;
  private readonly byHandle = new Map<number, Following>();
  private readonly toOpen = new Set<Following>();
  private readonly dirty = new Set<number>();
  private toClose: number[] = [];
  private credit: Bytes;
  private helloSent = false;
  private ended = false;
  private lastReceivedMs: Millis;
  private lastSentMs: Millis;
  private pingWanted = false;
  private pinger: TimerHandle | undefined;
  private applying = 0;
  private readonly sender: DrainLoop;
  private readonly throttle: FetchThrottle<Following>;

  private readonly fetcher: FollowerFetcher;
  private readonly options: FetcherOptions;
  private readonly stream: FollowerStream;

  constructor(fetcher: FollowerFetcher, options: FetcherOptions, stream: FollowerStream) {
    this.fetcher = fetcher;
    this.options = options;
    this.stream = stream;
    this.credit = options.settings.creditBytes;
    this.lastReceivedMs = options.clock.monotonicMs();
    this.lastSentMs = this.lastReceivedMs;
    this.throttle = new FetchThrottle({ ...options, release: (following) => this.report(following) });
    this.sender = new DrainLoop(
      () => this.send(),
      (reason) => this.sendFailed(reason),
    );
  }

  throttleChanged(all: Iterable<Following>): void {
    for (const following of all)
      if (following.handle !== undefined && following.paced !== this.throttle.isThrottled(following.partition))
        this.fetcher.reopen(following.partition);
    this.throttle.reconsider();
  }

  wantOpen(following: Following): void {
    this.toOpen.add(following);
    this.sender.wake();
  }

  /** Tells the leader where the replica stands. */
  report(following: Following): void {
    if (following.handle === undefined) return;
    this.dirty.add(following.handle);
    this.sender.wake();
  }

  close(following: Following): void {
    this.toOpen.delete(following);
    const { handle } = following;
    if (handle === undefined) return;
    following.handle = undefined;
    this.byHandle.delete(handle);
    this.dirty.delete(handle);
    this.throttle.closed(following);
    this.toClose.push(handle);
    this.sender.wake();
  }

  cancel(reason: DraveError): void {
    this.ended = true;
    this.stream.cancel(reason);
  }

  /** Runs until the stream ends; returns what ended it, or undefined for an orderly end. */
  async run(): Promise<DraveError | undefined> {
    this.armPing();
    this.sender.wake();
    try {
      for (;;) {
        const response = await this.stream.receive();
        if (response === undefined) return undefined;
        this.lastReceivedMs = this.options.clock.monotonicMs();
        this.take(response);
      }
    } catch (reason) {
      if (!(reason instanceof DraveError)) this.options.fatal(reason);
      return DraveError.from(reason);
    } finally {
      this.ended = true;
      if (this.pinger !== undefined) this.options.timers.clear(this.pinger);
      this.throttle.end();
      this.stream.cancel();
      await this.sender.stop();
    }
  }

  private take(response: ReplicaFetchResponse): void {
    for (const data of response.partitions) {
      let bytes = 0;
      for (const part of data.records) bytes += part.length;
      const following = this.byHandle.get(data.handle);
      if (following === undefined) {
        // The partition was given up after the leader sent this: only the credit goes back.
        this.giveBack(bytes);
        continue;
      }
      this.applying++;
      this.apply(following, data, bytes).then(
        () => this.applying--,
        (reason: unknown) => this.options.fatal(reason),
      );
    }
  }

  private async apply(following: Following, data: ReplicaPartitionData, bytes: Bytes): Promise<void> {
    const { partition } = following;
    this.throttle.received(partition, bytes);
    if (data.error !== undefined) return this.refused(following, data);
    if (data.diverging !== undefined) {
      this.forget(following);
      await partition.follower.truncate(data.leaderEpoch, data.diverging);
      this.fetcher.reopen(partition);
      return;
    }
    const outcome = await partition.follower.append({
      leaderEpoch: data.leaderEpoch,
      fetchOffset: data.fetchOffset,
      records: data.records.map(asBuffer),
      highWatermark: data.highWatermark,
      logStartOffset: data.logStartOffset,
    });
    this.giveBack(bytes);
    if (this.ended || following.handle !== data.handle) return;
    await this.settle(following, outcome, data);
  }

  private async settle(following: Following, outcome: FetchedOutcome, data: ReplicaPartitionData): Promise<void> {
    const { partition } = following;
    switch (outcome.kind) {
      case 'applied':
        // The leader also hears where the log starts now: a DeleteRecords request waits for every replica.
        if (data.records.length === 0 && partition.core.logStartOffset === following.reportedLogStart) return;
        if (!this.throttle.holds(following, data.highWatermark)) this.report(following);
        return;
      case 'stale':
        this.close(following);
        await partition.follower.quiesce();
        this.fetcher.reopen(partition);
        return;
      case 'retry':
        this.options.logger.warn(
          { ...partition.topicPartition, code: outcome.error.code },
          `replication pauses: ${outcome.error.message}`,
        );
        this.fetcher.retryLater(partition);
        return;
      case 'offline':
        this.close(following);
        return;
      default:
        return outcome satisfies never;
    }
  }

  private async refused(following: Following, data: ReplicaPartitionData): Promise<void> {
    const { partition } = following;
    this.forget(following);
    if (data.error === 'OFFSET_OUT_OF_RANGE') {
      await partition.follower.restartAt(data.leaderEpoch, data.logStartOffset);
      this.fetcher.reopen(partition);
      return;
    }
    this.options.logger.debug(
      { ...partition.topicPartition, leaderId: this.options.leaderId, code: data.error },
      'the leader refuses to serve the partition',
    );
    this.fetcher.retryLater(partition);
  }

  /** The leader has closed the handle already. */
  private forget(following: Following): void {
    const { handle } = following;
    if (handle === undefined) return;
    following.handle = undefined;
    this.byHandle.delete(handle);
    this.dirty.delete(handle);
    this.throttle.closed(following);
  }

  private giveBack(bytes: Bytes): void {
    this.credit += bytes;
    if (this.credit >= this.options.settings.creditBytes / 4) this.sender.wake();
  }

  private async send(): Promise<void> {
    // Writes that end in the same turn of the event loop are reported together.
    await this.options.timers.yieldTurn();
    if (this.ended) return;
    const open = this.openings();
    const positions = this.positions();
    const close = this.toClose;
    this.toClose = [];
    const creditBytes = this.credit;
    const ping = this.pingWanted;
    this.pingWanted = false;
    const grant = creditBytes > 0 && (positions.length > 0 || creditBytes >= this.options.settings.creditBytes / 4);
    if (this.helloSent && open.length === 0 && positions.length === 0 && close.length === 0 && !grant && !ping) return;
    if (grant) this.credit = 0;
    const hello = this.helloSent
      ? undefined
      : {
          clusterId: this.options.clusterId,
          replicaId: this.options.localId,
          brokerEpoch: this.options.brokerEpoch(),
          leaderId: this.options.leaderId,
        };
    this.helloSent = true;
    this.lastSentMs = this.options.clock.monotonicMs();
    await this.stream.send({ hello, open, positions, close, creditBytes: grant ? creditBytes : 0 });
  }

  private openings(): OpenPartition[] {
    const openings: OpenPartition[] = [];
    for (const following of this.toOpen) {
      const { partition } = following;
      if (partition.follower.isWriting) {
        void partition.follower.quiesce().then(() => this.fetcher.reopen(partition));
        continue;
      }
      const position = partition.follower.position();
      // Not a follower now: its next role will ask again.
      if (position === undefined || partition.core.followedLeaderId !== this.options.leaderId) continue;
      const handle = this.nextHandle++;
      following.handle = handle;
      following.reportedLogStart = position.logStartOffset;
      following.paced = this.throttle.isThrottled(partition);
      this.byHandle.set(handle, following);
      openings.push({
        handle,
        topicId: partition.topicId,
        partition: partition.topicPartition.partition,
        paced: following.paced,
        ...position,
      });
    }
    this.toOpen.clear();
    return openings;
  }

  private positions(): ReplicaPosition[] {
    const positions: ReplicaPosition[] = [];
    for (const handle of this.dirty) {
      const following = this.byHandle.get(handle);
      assert(following !== undefined, 'a dirty handle is open');
      const { core } = following.partition;
      positions.push({ handle, fetchOffset: core.writtenEndOffset, logStartOffset: core.logStartOffset });
      following.reportedLogStart = core.logStartOffset;
    }
    this.dirty.clear();
    return positions;
  }

  private armPing(): void {
    const { settings, timers, clock } = this.options;
    this.pinger = timers.set(settings.pingIntervalMs, () => {
      this.pinger = undefined;
      if (this.ended) return;
      const nowMs = clock.monotonicMs();
      if (nowMs - this.lastReceivedMs > settings.silenceMsMax) {
        this.cancel(new DraveError('NETWORK_EXCEPTION', `broker ${this.options.leaderId} is silent`));
        return;
      }
      if (nowMs - this.lastSentMs >= settings.pingIntervalMs) {
        this.pingWanted = true;
        this.sender.wake();
      }
      this.armPing();
    });
  }

  private sendFailed(reason: unknown): void {
    if (!(reason instanceof DraveError)) this.options.fatal(reason);
    this.cancel(DraveError.from(reason));
  }
}
