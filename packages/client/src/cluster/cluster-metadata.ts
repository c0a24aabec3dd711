import {
  type Deferred,
  deferred,
  DrainLoop,
  DraveError,
  type Endpoint,
  type Millis,
  type NodeId,
  type PartitionIndex,
  type TopicName,
} from '@drave/base';
import type { TimerHandle } from '@drave/env';
import { dataService, type dataV1 } from '@drave/rpc';
import { Backoff } from '../backoff.js';
import type { ClientEnv } from '../options.js';
import { type BrokerChannels, endpointText } from './broker-channels.js';
import { ClusterView, type Leader } from './cluster-view.js';

export interface MetadataSettings {
  readonly bootstrap: readonly Endpoint[];
  readonly attemptTimeoutMs: Millis;
  readonly maxAgeMs: Millis;
  readonly backoff: Backoff;
  readonly refreshPauseMs: Millis;
}

/**
 * Keeps the view fresh: one fetch at a time, asked of any broker in rotation, the bootstrap addresses when none answers.
 * Requests that come while one is under way are served by the next one, since the answer may already be old.
 */
export class ClusterMetadata {
  readonly view = new ClusterView();
  private readonly env: ClientEnv;
  private readonly channels: BrokerChannels;
  private readonly settings: MetadataSettings;
  private readonly wantedTopics = new Set<TopicName>();
  private readonly listeners = new Set<() => void>();
  private readonly loop: DrainLoop;
  private waiters: Deferred<void>[] = [];
  private requested = false;
  private rotation: number;
  private failures = 0;
  private lastSuccessMs: Millis = Number.NEGATIVE_INFINITY;
  private lastFailure: DraveError | undefined;
  private ageTimer: TimerHandle | undefined;
  private readonly closing = new AbortController();

  constructor(env: ClientEnv, channels: BrokerChannels, settings: MetadataSettings) {
    this.env = env;
    this.channels = channels;
    this.settings = settings;
    this.rotation = env.random.integer(1 << 16);
    this.loop = new DrainLoop(
      () => this.turn(),
      (reason) => this.fail(DraveError.from(reason)),
    );
  }

  leader(topic: TopicName, partition: PartitionIndex): Leader | undefined {
    return this.view.leader(topic, partition);
  }

  /** Adds a topic to what every fetch asks for; fetches at once when it is new. */
  want(topic: TopicName): void {
    if (this.wantedTopics.has(topic)) return;
    this.wantedTopics.add(topic);
    this.request();
  }

  /** Asks for a fetch soon; cheap to call often. */
  request(): void {
    this.requested = true;
    this.loop.wake();
  }

  /** Resolves after a fetch that began after this call; rejects when the client closes. */
  refresh(): Promise<void> {
    const waiter = deferred();
    this.waiters.push(waiter);
    this.request();
    return waiter.promise;
  }

  /** The error of the last fetch; undefined when it went well. */
  get failure(): DraveError | undefined {
    return this.lastFailure;
  }

  /** Called after every change of the view. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  applyLeaderHint(topic: TopicName, partition: PartitionIndex, hint: dataV1.LeaderHint): void {
    if (this.view.applyLeaderHint(topic, partition, hint)) this.notify();
  }

  async close(): Promise<void> {
    if (this.ageTimer !== undefined) this.env.timers.clear(this.ageTimer);
    this.closing.abort(new DraveError('CANCELLED', 'the client was closed'));
    await this.loop.stop();
    this.fail(new DraveError('CANCELLED', 'the client was closed'));
  }

  /** One unary call to any broker, in rotation; the next one when a broker cannot be reached. */
  async callAny<T>(call: (endpoint: Endpoint, brokerId: NodeId | undefined) => Promise<T>): Promise<T> {
    const candidates = this.candidates();
    let failure: DraveError | undefined;
    for (const { endpoint, id } of candidates) {
      try {
        return await call(endpoint, id);
      } catch (thrown) {
        failure = DraveError.from(thrown);
        if (!failure.retriable || this.closing.signal.aborted) throw failure;
        this.env.logger.debug({ broker: endpointText(endpoint), code: failure.code }, 'broker did not answer');
      }
    }
    throw failure ?? new DraveError('BROKER_NOT_AVAILABLE', 'no broker address is known');
  }

  private async turn(): Promise<void> {
    if (!this.requested) return;
    this.requested = false;
    const waiters = this.waiters;
    this.waiters = [];
    try {
      const response = await this.callAny((endpoint) => this.fetchFrom(endpoint));
      this.failures = 0;
      this.lastFailure = undefined;
      this.lastSuccessMs = this.env.clock.monotonicMs();
      this.view.applyMetadata(response);
      this.armAge();
      this.notify();
      for (const waiter of waiters) waiter.resolve();
      await this.pause(this.settings.refreshPauseMs);
    } catch (thrown) {
      this.lastFailure = DraveError.from(thrown);
      this.waiters = [...waiters, ...this.waiters];
      if (this.closing.signal.aborted) return;
      this.env.logger.debug({ code: this.lastFailure.code }, 'no broker gave metadata');
      await this.pause(this.settings.backoff.delayMs(this.failures++));
      this.request();
    }
  }

  /** Between fetches, so that many complaints become one request. */
  private async pause(delayMs: Millis): Promise<void> {
    try {
      await this.env.timers.sleep(delayMs, this.closing.signal);
    } catch (thrown) {
      if (!this.closing.signal.aborted) throw thrown;
    }
  }

  private fetchFrom(endpoint: Endpoint): Promise<dataV1.MetadataResponse> {
    const request: dataV1.MetadataRequest = {
      topics: [...this.wantedTopics].sort(),
      topicIds: [],
      allTopics: false,
      allowAutoTopicCreation: true,
    };
    const channel = this.channels.get(endpoint, 'control');
    const options = { deadlineMs: this.settings.attemptTimeoutMs, signal: this.closing.signal };
    return channel.unary(dataService.methods.metadata, request, options);
  }

  /** Known brokers, starting with the next one in turn, then the bootstrap addresses that are not among them. */
  private candidates(): { readonly endpoint: Endpoint; readonly id: NodeId | undefined }[] {
    const known = [...this.view.brokers.values()].sort((a, b) => a.id - b.id);
    const addresses = new Set(known.map((broker) => endpointText(broker.endpoint)));
    const others = this.settings.bootstrap.filter((endpoint) => !addresses.has(endpointText(endpoint)));
    this.rotation++;
    const rotated = (length: number, index: number) => (index + this.rotation) % length;
    const first = known.map((_, index) => known[rotated(known.length, index)]).flatMap((broker) => broker ?? []);
    const last = others.map((_, index) => others[rotated(others.length, index)]).flatMap((endpoint) => endpoint ?? []);
    return [...first, ...last.map((endpoint) => ({ endpoint, id: undefined }))];
  }

  private armAge(): void {
    if (this.ageTimer !== undefined) this.env.timers.clear(this.ageTimer);
    this.ageTimer = this.env.timers.set(this.settings.maxAgeMs, () => this.request());
  }

  private notify(): void {
    for (const listener of [...this.listeners]) listener();
  }

  private fail(error: DraveError): void {
    const waiters = this.waiters;
    this.waiters = [];
    for (const waiter of waiters) waiter.reject(error);
  }

  /** Milliseconds since the view was last confirmed. */
  get ageMs(): Millis {
    return this.env.clock.monotonicMs() - this.lastSuccessMs;
  }
}
