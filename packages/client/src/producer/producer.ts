import {
  assert,
  type Deferred,
  deferred,
  DraveError,
  type Millis,
  type PartitionIndex,
  type TopicName,
} from '@drave/base';
import type { TimerHandle } from '@drave/env';
import { codecById, codecId } from '@drave/records';
import type { RecordMetadata } from '../client-records.js';
import type { Backoff } from '../backoff.js';
import type { BrokerChannels } from '../cluster/broker-channels.js';
import type { ClusterMetadata } from '../cluster/cluster-metadata.js';
import type { TopicView } from '../cluster/cluster-view.js';
import type { ClientMetrics } from '../client-metrics.js';
import type { BatchReport, ClientEnv, ProducerOptions, RawRecord } from '../options.js';
import { Accumulator, chargeOf } from './accumulator.js';
import { IdentityFetcher } from './identity-fetcher.js';
import type { BatchResult, DeliveryListener, ProducerBatch } from './producer-batch.js';
import { IdentitySource } from './producer-identity.js';
import type { ProducerSettings } from './producer-settings.js';
import type { PartitionQueue } from './partition-queue.js';
import { Sender } from './sender.js';
import { splitBatch } from './split-batch.js';
import type { TransactionPort } from './transaction-port.js';
import { type WaitingRecord, WaitingRecords } from './waiting-records.js';

interface ProducerPorts {
  readonly env: ClientEnv;
  readonly channels: BrokerChannels;
  readonly metadata: ClusterMetadata;
  readonly backoff: Backoff;
  readonly settings: ProducerSettings;
  readonly onBatch: ProducerOptions['onBatch'];
  readonly metrics: ClientMetrics;
  /** Called when the producer is closed. */
  readonly onClosed?: () => void;
  /** The transactions that all records belong to; undefined outside transactions. */
  readonly transaction?: TransactionPort;
}

/**
 * Writes records, with two methods that may be mixed; records of one partition keep the order of the calls:
 *
 * - `send` returns a promise for one record, and waits for room in the buffer.
 * - `append` makes no promise: it returns false when the buffer is full, and `onBatch` reports the outcome of each
 * batch.
 */
export class RawProducer {
  private readonly ports: ProducerPorts;
  private readonly settings: ProducerSettings;
  private readonly accumulator: Accumulator;
  private readonly sender: Sender;
  private readonly identities: IdentityFetcher | undefined;
  private readonly waiting = new WaitingRecords();
  private readonly available = new Map<TopicName, { view: TopicView; partitions: readonly PartitionIndex[] }>();
  private readonly unsubscribe: () => void;
  private roomWaiters: Deferred<void>[] = [];
  private admittedWaiters: Deferred<void>[] = [];
  /** The bytes of the record for which `append` last returned false. */
  private refusedBytes = 0;
  private flushes: { readonly done: Deferred<void>; readonly left: Set<ProducerBatch> }[] = [];
  private readonly unsettled = new Set<ProducerBatch>();
  private deadlineTimer: TimerHandle | undefined;
  private failure: DraveError | undefined;
  private closing = false;
  private closed: Promise<void> | undefined;
  // These are made once, because they are passed with every record.
  private readonly sealBatch = (batch: ProducerBatch) => this.seal(batch);
  private readonly batchBegun = (batch: ProducerBatch) => void this.unsettled.add(batch);

  constructor(ports: ProducerPorts) {
    this.ports = ports;
    this.settings = ports.settings;
    const { env, channels, metadata, backoff, settings, transaction } = ports;
    const source = settings.idempotent && transaction === undefined ? new IdentitySource() : undefined;
    this.accumulator = new Accumulator(settings, transaction?.identities ?? source, env.clock);
    const { accumulator } = this;
    this.sender = new Sender({
      env,
      channels,
      metadata,
      accumulator,
      settings,
      backoff,
      transaction,
      sealsAtOnce: () =>
        this.flushes.length > 0 || this.closing || this.roomWaiters.length > 0 || !this.waiting.isEmpty,
      seal: (batch) => this.seal(batch),
      split: (queue, batch) => this.split(queue, batch),
      settled: (batch, result) => this.settled(batch, result),
      wantIdentity: () => this.identities?.want(),
      failed: (error) => this.fail(error),
    });
    if (source !== undefined) {
      const { requestTimeoutMs } = settings;
      const fetcherPorts = {
        env,
        channels,
        metadata,
        backoff,
        requestTimeoutMs,
        assigned: () => this.sender.wake(),
        refused: (error: DraveError) => this.fail(error),
      };
      this.identities = new IdentityFetcher(fetcherPorts, source);
    }
    this.unsubscribe = metadata.onChange(() => {
      this.admitWaiting();
      this.sender.wake();
    });
  }

  /**
   * Takes a record; returns false when the buffer is full, after which the caller awaits `room()` and calls again.
   * `token` is part of the report of the batch. A record that can never be written is reported as failed through
   * `onBatch`.
   * @throws DraveError CANCELLED after `close`, or the error that ended the producer.
   */
  append(record: RawRecord, token?: unknown): boolean {
    this.assertUsable();
    if (this.take(record, undefined, token)) return true;
    this.refusedBytes = chargeOf(record);
    return false;
  }

  /** Resolves when `append` has room for the record that it last refused. */
  room(): Promise<void> {
    if (this.hasRoomAgain()) return Promise.resolve();
    const waiter = deferred();
    this.roomWaiters.push(waiter);
    this.sender.wake();
    return waiter.promise;
  }

  private hasRoomAgain(): boolean {
    const { bufferBytes } = this.settings;
    const used = this.accumulator.usedBytes;
    const waiting = this.waiting.bytes;
    const fits = (bytes: number) => bytes === 0 || bytes + this.refusedBytes <= bufferBytes;
    return this.failure !== undefined || this.closing || (fits(used) && fits(waiting));
  }

  /** Writes one record. Resolves when `acks` is fulfilled, and rejects with the DraveError of its batch. */
  send(record: RawRecord): Promise<RecordMetadata> {
    const listener = deferred<RecordMetadata>();
    try {
      this.assertUsable();
      if (!this.take(record, listener, undefined)) this.wait(record, listener, undefined);
    } catch (reason) {
      listener.reject(DraveError.from(reason));
    }
    return listener.promise;
  }

  /**
   * Sends what is buffered now, without waiting for full batches. Resolves when every batch of it is acknowledged or
   * has failed.
   */
  async flush(): Promise<void> {
    // Records that wait for the metadata of their topic are buffered too: they must be in batches, or have failed,
    // first.
    while (!this.waiting.isEmpty) {
      const admitted = deferred();
      this.admittedWaiters.push(admitted);
      this.sender.wake();
      await admitted.promise;
    }
    if (this.unsettled.size === 0) return;
    const flush = { done: deferred(), left: new Set(this.unsettled) };
    this.flushes.push(flush);
    this.sender.wake();
    await flush.done.promise;
  }

  /**
   * Flushes for up to `timeoutMs` ms, and then fails what is left. Later calls of `send` and `append` fail at once, and
   * those of `close` resolve with the first.
   */
  close(timeoutMs: Millis = 30_000): Promise<void> {
    this.closing = true;
    this.closed ??= this.closeOnce(timeoutMs).finally(this.ports.onClosed);
    return this.closed;
  }

  /** Closes it: `await using producer = client.rawProducer()`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Fails every batch that is not settled; the producer stays usable. */
  failPending(error: DraveError): void {
    this.failWaiting(error);
    this.sender.failPending(error);
  }

  /** Wakes the sender, for batches that could not be sent before. */
  wake(): void {
    this.sender.wake();
  }

  /** The bytes of records that are buffered now. */
  get bufferedBytes(): number {
    return this.accumulator.usedBytes + this.waiting.bytes;
  }

  /** Puts a record into a batch, or into the list of those that wait for metadata. False when there is no room. */
  private take(record: RawRecord, listener: DeliveryListener | undefined, token: unknown): boolean {
    const bytes = chargeOf(record);
    const { requestBytesMax } = this.settings;
    if (bytes > requestBytesMax) {
      const message = `a record of ${bytes} bytes for ${record.topic} is larger than maxRequestSize, which is ${requestBytesMax}`;
      this.reject(record, listener, token, new DraveError('MESSAGE_TOO_LARGE', message));
      return true;
    }
    const view = this.ports.metadata.view.topic(record.topic);
    if (view === undefined || this.waiting.has(record.topic)) {
      if (!this.mayWait(record)) return false;
      this.wait(record, listener, token);
      return true;
    }
    if (!this.accumulator.hasRoom(record)) return false;
    this.place(view, record, this.timestampOf(record), listener, token);
    return true;
  }

  private place(
    view: TopicView,
    record: RawRecord,
    timestamp: Millis,
    listener: DeliveryListener | undefined,
    token: unknown,
  ): void {
    const partition = record.partition ?? this.choose(view, record);
    if (!Number.isInteger(partition) || partition < 0 || partition >= view.partitions.length) {
      const message = `${record.topic} has partitions 0 to ${view.partitions.length - 1}, not ${partition}`;
      this.reject(record, listener, token, new DraveError('UNKNOWN_TOPIC_OR_PARTITION', message));
      return;
    }
    const hasNewBatch = this.accumulator.append(
      record,
      partition,
      timestamp,
      listener,
      token,
      this.sealBatch,
      this.batchBegun,
    );
    if (record.partition === undefined && record.key === null) {
      this.settings.partitioner.appended?.(record.topic, partition, chargeOf(record));
    }
    if (hasNewBatch) this.sender.wake();
  }

  private choose(view: TopicView, record: RawRecord): PartitionIndex {
    const { topic, key, value } = record;
    const partitionCount = view.partitions.length;
    return this.settings.partitioner.partition({
      topic,
      key,
      value,
      partitionCount,
      available: this.availableOf(view),
    });
  }

  /** The partitions with a leader, computed once per view of the topic. */
  private availableOf(view: TopicView): readonly PartitionIndex[] {
    const cached = this.available.get(view.name);
    if (cached?.view === view) return cached.partitions;
    const led = view.partitions.filter((partition) => partition.leaderId >= 0);
    const partitions = (led.length > 0 ? led : view.partitions).map((partition) => partition.partition);
    this.available.set(view.name, { view, partitions });
    return partitions;
  }

  private timestampOf(record: RawRecord): Millis {
    return record.timestamp ?? this.ports.env.clock.wallMs();
  }

  /** Whether the list of waiting records has room. Its bound is `bufferMemory` as well, in addition to the buffer's. */
  private mayWait(record: RawRecord): boolean {
    return this.waiting.bytes === 0 || this.waiting.bytes + chargeOf(record) <= this.settings.bufferBytes;
  }

  /** Puts a record into the waiting list. @throws DraveError THROTTLING_QUOTA_EXCEEDED when the list is full. */
  private wait(record: RawRecord, listener: DeliveryListener | undefined, token: unknown): void {
    if (!this.mayWait(record)) {
      const message = `bufferMemory (${this.settings.bufferBytes} bytes) is full, and so is the list of sends that wait for it: await earlier sends`;
      throw new DraveError('THROTTLING_QUOTA_EXCEEDED', message);
    }
    const deadlineMs = this.ports.env.clock.monotonicMs() + this.settings.blockMsMax;
    this.waiting.push({ record, timestamp: this.timestampOf(record), deadlineMs, listener, token });
    this.ports.metadata.want(record.topic, true);
    this.armDeadline();
    this.sender.wake();
  }

  private admitWaiting(): void {
    const nowMs = this.ports.env.clock.monotonicMs();
    for (const topic of this.waiting.topics()) {
      this.waiting.drain(topic, (waiting) => this.admit(waiting, nowMs));
    }
    if (this.waiting.isEmpty) this.wakeAdmittedWaiters();
    else this.armDeadline();
    if (this.hasRoomAgain()) this.wakeRoomWaiters();
  }

  /** True when the record no longer waits, because it is in a batch or has failed. */
  private admit(waiting: WaitingRecord, nowMs: Millis): boolean {
    const { record, listener, token } = waiting;
    const { view, failure, reachability } = this.ports.metadata;
    const topic = view.topic(record.topic);
    const refusal = view.topicError(record.topic);
    if (topic !== undefined && this.accumulator.hasRoom(record)) {
      this.place(topic, record, waiting.timestamp, listener, token);
      return true;
    }
    if (topic === undefined && refusal !== undefined && !refusal.retriable) {
      this.reject(record, listener, token, refusal);
      return true;
    }
    if (waiting.deadlineMs > nowMs) {
      if (topic === undefined) this.ports.metadata.request();
      return false;
    }
    const timedOut = new DraveError('REQUEST_TIMED_OUT', `no room in the buffer for ${record.topic} within maxBlockMs`);
    const unheard = failure ?? new DraveError('REQUEST_TIMED_OUT', `no metadata for ${record.topic}`);
    const unknown = refusal ?? reachability.timedOut(this.settings.blockMsMax, unheard);
    this.reject(record, listener, token, topic === undefined ? unknown : timedOut);
    return true;
  }

  /**
   * Arms a timer that examines the waiting records, so that their deadlines are noticed even when nothing else happens.
   */
  private armDeadline(): void {
    if (this.deadlineTimer !== undefined || this.waiting.isEmpty) return;
    const delayMs = Math.min(this.settings.leaderSilenceMs, this.settings.blockMsMax);
    this.deadlineTimer = this.ports.env.timers.set(delayMs, () => {
      this.deadlineTimer = undefined;
      this.admitWaiting();
    });
  }

  private seal(batch: ProducerBatch): void {
    const nowMs = this.ports.env.clock.monotonicMs();
    const codec = codecById(codecId(this.settings.compressionType));
    if (codec === undefined || codec === 'none') {
      batch.seal(nowMs);
      return;
    }
    batch.sealCompressed(codec, this.ports.env.compute, nowMs).then(
      () => this.sender.wake(),
      (reason: unknown) => this.fail(DraveError.from(reason)),
    );
  }

  private split(queue: PartitionQueue, batch: ProducerBatch): void {
    this.accumulator.tooLarge(batch);
    splitBatch(batch, this.settings.compressionType, this.ports.env.compute).then(
      (parts) => {
        if (!queue.replace(batch, parts)) return;
        for (const left of [this.unsettled, ...this.flushes.map((flush) => flush.left)]) {
          if (left.delete(batch)) for (const part of parts) left.add(part);
        }
        this.sender.wake();
      },
      (reason: unknown) => this.fail(DraveError.from(reason)),
    );
  }

  private settled(batch: ProducerBatch, result: BatchResult): void {
    this.unsettled.delete(batch);
    batch.notifyListeners(result);
    const failed = result.kind === 'failed';
    this.measure(batch, failed);
    this.report({
      topic: batch.topic,
      partition: batch.partition,
      recordCount: batch.recordCount,
      baseOffset: failed ? -1 : result.baseOffset,
      error: failed ? result.error : undefined,
      outcomeUnknown: failed && result.outcomeUnknown,
      tokens: batch.tokens,
    });
    for (const flush of this.flushes) {
      if (flush.left.delete(batch) && flush.left.size === 0) flush.done.resolve();
    }
    this.flushes = this.flushes.filter((flush) => flush.left.size > 0);
    if (!this.waiting.isEmpty) this.admitWaiting();
    if (this.hasRoomAgain()) this.wakeRoomWaiters();
  }

  private measure({ recordCount, sizeBytes, createdMs }: ProducerBatch, failed: boolean): void {
    const { metrics, env } = this.ports;
    metrics.count(failed ? 'recordsFailed' : 'recordsSent', recordCount);
    metrics.count(failed ? 'batchesFailed' : 'batchesSent');
    if (!failed) metrics.count('bytesSent', sizeBytes);
    metrics.observe('batchLatencyMs', env.clock.monotonicMs() - createdMs);
  }

  /** Fails a record that was never in a batch. */
  private reject(record: RawRecord, listener: DeliveryListener | undefined, token: unknown, error: DraveError): void {
    listener?.reject(error);
    this.ports.metrics.count('recordsFailed');
    this.report({
      topic: record.topic,
      partition: record.partition ?? -1,
      recordCount: 1,
      baseOffset: -1,
      error,
      outcomeUnknown: false,
      tokens: token === undefined ? [] : [token],
    });
  }

  private report(report: BatchReport): void {
    if (report.error !== undefined) this.ports.transaction?.failed(report.error);
    this.ports.onBatch?.(report);
  }

  private async closeOnce(timeoutMs: Millis): Promise<void> {
    if (timeoutMs > 0 && this.failure === undefined) await this.flushFor(timeoutMs);
    this.unsubscribe();
    const error = this.failure ?? new DraveError('CANCELLED', 'the producer was closed');
    this.failWaiting(error);
    await this.identities?.close();
    await this.sender.stop(error);
    if (this.deadlineTimer !== undefined) this.ports.env.timers.clear(this.deadlineTimer);
    this.wakeRoomWaiters();
  }

  private async flushFor(timeoutMs: Millis): Promise<void> {
    const stop = new AbortController();
    const { timers } = this.ports.env;
    const timeout = timers.sleep(timeoutMs, stop.signal).catch((reason: unknown) => {
      if (!stop.signal.aborted) throw reason;
    });
    try {
      await Promise.race([this.flush(), timeout]);
    } finally {
      stop.abort();
    }
  }

  private failWaiting(error: DraveError): void {
    for (const topic of this.waiting.topics()) {
      this.waiting.drain(topic, ({ record, listener, token }) => {
        this.reject(record, listener, token, error);
        return true;
      });
    }
    this.wakeAdmittedWaiters();
  }

  private wakeRoomWaiters(): void {
    const waiters = this.roomWaiters;
    this.roomWaiters = [];
    for (const waiter of waiters) waiter.resolve();
  }

  private wakeAdmittedWaiters(): void {
    const waiters = this.admittedWaiters;
    this.admittedWaiters = [];
    for (const waiter of waiters) waiter.resolve();
  }

  /** Ends the producer with an error that no retry can change. */
  private fail(error: DraveError): void {
    if (this.failure !== undefined) return;
    this.failure = error;
    this.ports.env.logger.error({ code: error.code, reason: error.message }, 'the producer cannot go on');
    this.failWaiting(error);
    this.sender.stop(error).then(
      () => this.wakeRoomWaiters(),
      (reason: unknown) => assert(false, `the sender stops without an error: ${String(reason)}`),
    );
  }

  private assertUsable(): void {
    if (this.failure !== undefined) throw this.failure;
    if (this.closing) throw new DraveError('CANCELLED', 'the producer was closed');
  }
}
