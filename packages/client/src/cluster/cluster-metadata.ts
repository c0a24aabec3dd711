import {
  type Deferred,
  deferred,
  DrainLoop,
  DraveError,
  type Endpoint,
  type Millis,
  type PartitionIndex,
  type TopicName,
} from '@drave/base';
import type { TimerHandle } from '@drave/env';
import { dataService, type dataV1 } from '@drave/rpc';
import { Backoff } from '../backoff.js';
import type { ClientEnv } from '../options.js';
import { type BrokerChannels, endpointText } from './broker-channels.js';
import { ClusterView, type Leader } from './cluster-view.js';
import { Reachability } from './reachability.js';

interface MetadataSettings {
  readonly bootstrap: readonly Endpoint[];
  readonly attemptTimeoutMs: Millis;
  readonly maxAgeMs: Millis;
  readonly backoff: Backoff;
  readonly refreshPauseMs: Millis;
}

/**
 * Keeps the client's view of the cluster up to date. One fetch runs at a time, at any broker in rotation, and at the
 * bootstrap addresses when none answers. A request that comes while a fetch is under way is served by the next fetch,
 * since the answer of the current one may already be stale.
 */
export class ClusterMetadata {
  readonly view = new ClusterView();
  readonly reachability = new Reachability();
  private readonly env: ClientEnv;
  private readonly channels: BrokerChannels;
  private readonly settings: MetadataSettings;
  /** The topics to fetch; true for those that the cluster may create (auto.create.topics.enable). */
  private readonly wantedTopics = new Map<TopicName, boolean>();
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

  /**
   * Adds a topic to those that every fetch asks for, and fetches at once when it is new. With `create` the cluster may
   * create it.
   */
  want(topic: TopicName, create = false): void {
    const known = this.wantedTopics.get(topic);
    if (known !== undefined && (known || !create)) return;
    this.wantedTopics.set(topic, create);
    this.request();
  }

  /** Requests a fetch soon. Calls before it begins are merged into one, so calling often is cheap. */
  request(): void {
    this.requested = true;
    this.loop.wake();
  }

  /**
   * Resolves after a fetch that began after this call.
   * @throws DraveError REQUEST_TIMED_OUT when no broker has answered within `timeoutMs`, whose message has the failure
   * of each address; CANCELLED when the client closes.
   */
  async refresh(timeoutMs: Millis): Promise<void> {
    if (this.closing.signal.aborted) throw new DraveError('CANCELLED', 'the client was closed');
    const waiter = deferred();
    this.waiters.push(waiter);
    this.request();
    const timer = this.env.timers.set(timeoutMs, () => {
      const last = this.lastFailure ?? new DraveError('REQUEST_TIMED_OUT', 'the first fetch of metadata is under way');
      waiter.reject(this.reachability.timedOut(timeoutMs, last));
    });
    try {
      await waiter.promise;
    } finally {
      this.env.timers.clear(timer);
      this.waiters = this.waiters.filter((one) => one !== waiter);
    }
  }

  /** The error of the last fetch; undefined when it succeeded. */
  get failure(): DraveError | undefined {
    return this.lastFailure;
  }

  /** Calls `listener` after every change of the view, until the returned function is called. */
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

  /**
   * Makes one call at any node, in rotation, and goes on to the next node when `next` returns true for the failure. By
   * default that is every retriable failure, and UNIMPLEMENTED, which a controller among the bootstrap addresses
   * answers.
   * @throws DraveError the last failure when every node failed.
   */
  async callAny<T>(
    call: (endpoint: Endpoint, attempt: number) => Promise<T>,
    next: (error: DraveError) => boolean = (error) => error.retriable || error.code === 'UNIMPLEMENTED',
  ): Promise<T> {
    let failure: DraveError | undefined;
    for (const [attempt, endpoint] of this.candidates().entries()) {
      try {
        const answer = await call(endpoint, attempt);
        this.reachability.succeeded(endpoint);
        return answer;
      } catch (reason) {
        const error = DraveError.from(reason);
        if (!this.closing.signal.aborted) this.reachability.failed(endpoint, error);
        if (this.closing.signal.aborted || !next(error)) throw error;
        // UNIMPLEMENTED explains less than any other failure, so another one replaces it as the error to report.
        if (failure === undefined || error.code !== 'UNIMPLEMENTED') failure = error;
        this.env.logger.debug({ node: endpointText(endpoint), code: error.code }, 'a node did not answer');
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
      const topics = [...this.wantedTopics.keys()];
      const response = await this.callAny((endpoint, attempt) => this.fetchFrom(endpoint, topics, false, attempt));
      this.failures = 0;
      this.lastFailure = undefined;
      this.lastSuccessMs = this.env.clock.monotonicMs();
      this.view.applyMetadata(response);
      await this.createMissing();
      this.armAge();
      this.notify();
      for (const waiter of waiters) waiter.resolve();
      await this.pause(this.settings.refreshPauseMs);
    } catch (reason) {
      this.lastFailure = DraveError.from(reason);
      this.waiters = [...waiters, ...this.waiters];
      if (this.closing.signal.aborted) return;
      this.env.logger.debug({ code: this.lastFailure.code }, 'no broker gave metadata');
      await this.pause(this.settings.backoff.delayMs(this.failures++));
      this.request();
    }
  }

  /** Waits between two fetches, so that many requests become one. */
  private async pause(delayMs: Millis): Promise<void> {
    try {
      await this.env.timers.sleep(delayMs, this.closing.signal);
    } catch (reason) {
      if (!this.closing.signal.aborted) throw reason;
    }
  }

  /**
   * Makes a second request for the missing topics that may be created. It names no others, because a request that
   * allows creation would create every missing topic in it.
   */
  private async createMissing(): Promise<void> {
    const wanted = [...this.wantedTopics].filter(([topic, create]) => create && this.view.topic(topic) === undefined);
    if (wanted.length === 0) return;
    const names = wanted.map(([topic]) => topic);
    this.view.applyMetadata(await this.callAny((endpoint, attempt) => this.fetchFrom(endpoint, names, true, attempt)));
  }

  private fetchFrom(
    endpoint: Endpoint,
    topics: readonly TopicName[],
    create: boolean,
    attempt: number,
  ): Promise<dataV1.MetadataResponse> {
    const request: dataV1.MetadataRequest = {
      topics: [...topics].sort(),
      topicIds: [],
      allTopics: false,
      allowAutoTopicCreation: create,
    };
    const channel = this.channels.get(endpoint, 'control');
    // A short first deadline skips a stopped broker quickly; doubling it gives slow brokers the time they need.
    const deadlineMs = Math.min(this.settings.attemptTimeoutMs, FIRST_ATTEMPT_MS * 2 ** attempt);
    const options = { deadlineMs, signal: this.closing.signal };
    return channel.unary(dataService.methods.metadata, request, options);
  }

  /**
   * The addresses to ask: known brokers from the next one in rotation on, then bootstrap addresses of no known broker.
   */
  private candidates(): Endpoint[] {
    const brokers = [...this.view.brokers.values()].sort((a, b) => a.id - b.id);
    const known = brokers.map((broker) => broker.endpoint);
    const addresses = new Set(known.map(endpointText));
    const others = this.settings.bootstrap.filter((endpoint) => !addresses.has(endpointText(endpoint)));
    this.rotation++;
    return [...rotated(known, this.rotation), ...rotated(others, this.rotation)];
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

function rotated<T>(items: readonly T[], by: number): T[] {
  const start = items.length === 0 ? 0 : by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

/** How long the first broker may take; each further one gets twice as long as the one before. */
const FIRST_ATTEMPT_MS = 500;
