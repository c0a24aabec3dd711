import { setTimeout as sleep } from 'node:timers/promises';
import { deferred, DraveError, isDraveError, type Deferred, type Endpoint, type Millis } from '@drave/base';
import type { localV1 } from '@drave/rpc';
import type { ClusterView, RequestFilter } from '../../cluster-view.js';
import type { WaitOptions } from '../../options.js';
import { waitUntil } from '../effects.js';
import { KeptItems } from '../kept-items.js';
import type { ManagedNode } from '../local-node.js';
import type { Timeline } from '../timeline.js';
import { clientRequestOf, type ClientRequest } from './client-request.js';

/** Before a broker that was lost, and is there, is asked again. */
const PAUSE_MS: Millis = 50;

export interface RequestLogParts {
  readonly view: ClusterView;
  readonly timeline: Timeline;
  /** The brokers to watch, at this moment. */
  readonly brokers: () => readonly ManagedNode[];
  readonly endpointOf: (broker: ManagedNode) => Endpoint;
  readonly filter: RequestFilter;
  readonly keepMax: number;
  /** Is given each request as it was told; the next one waits. */
  readonly onTold?: (broker: ManagedNode, told: localV1.ClientRequest) => Promise<void> | void;
  /** Aborted when the cluster closes. */
  readonly closing: AbortSignal;
}

/**
 * The requests that Kafka clients have sent to the brokers of a cluster since the log was opened, in the order in which
 * their answers were ready; the oldest are dropped when there are too many. Brokers cost nothing while there is none.
 *
 * A broker that is started later is watched when the verb that has started it resolves, and usually before it serves
 * anything.
 */
export class RequestLog implements AsyncDisposable {
  private readonly parts: RequestLogParts;
  private readonly requests: KeptItems<ClientRequest>;
  private readonly watches = new Map<ManagedNode, BrokerWatch>();
  private readonly waiters = new Set<{ readonly see: (request: ClientRequest) => void }>();
  private readonly end = new AbortController();
  private readonly signal: AbortSignal;
  private untoldCount = 0;
  private watching: Promise<void> | undefined;

  constructor(parts: RequestLogParts) {
    this.parts = parts;
    this.requests = new KeptItems(parts.keepMax);
    this.signal = AbortSignal.any([this.end.signal, parts.closing]);
  }

  /** Resolves when every broker that runs is watched. @throws DraveError INVALID_REQUEST for an API that is none. */
  async open(): Promise<void> {
    try {
      await this.begun();
    } catch (reason) {
      await this.close();
      throw reason;
    }
    this.watching = this.watchAll();
  }

  /** Resolves when every broker that runs is watched. */
  async begun(): Promise<void> {
    while (!this.isClosed) {
      this.watchMore();
      const outcomes = await Promise.all([...this.watches.values()].map((watch) => watch.begun.promise));
      if (!outcomes.includes('lost')) return;
      await sleep(PAUSE_MS);
    }
  }

  get isClosed(): boolean {
    return this.signal.aborted;
  }

  /** How many requests are kept: at most as many as was said when it was opened. */
  get kept(): number {
    return this.requests.items.length;
  }

  /** How many are not kept any more, or were never told because too many came at once. */
  get dropped(): number {
    return this.requests.forgotten + this.untold;
  }

  /** How many were never told. */
  get untold(): number {
    return this.untoldCount;
  }

  /** Those that are kept, the oldest first. */
  [Symbol.iterator](): Iterator<ClientRequest> {
    return [...this.requests.items].values();
  }

  /** Those that are kept, and then those that come, until the log or the cluster is closed. */
  [Symbol.asyncIterator](): AsyncGenerator<ClientRequest, void, undefined> {
    return this.follow('oldest');
  }

  /** As the iterator, also only from now on, and until aborted. */
  follow(from: 'oldest' | 'now', signal?: AbortSignal): AsyncGenerator<ClientRequest, void, undefined> {
    return this.requests.follow(from, signal === undefined ? this.signal : AbortSignal.any([this.signal, signal]));
  }

  /**
   * Resolves with the first request, of those that are kept and those that come, for which the predicate is true.
   * @throws DraveError REQUEST_TIMED_OUT, or what the predicate throws.
   */
  async waitFor(predicate: (request: ClientRequest) => boolean, options: WaitOptions = {}): Promise<ClientRequest> {
    let found = this.requests.items.find(predicate);
    let seen = this.kept;
    let failure: unknown;
    const see = (request: ClientRequest): void => {
      seen += 1;
      try {
        if (found === undefined && predicate(request)) found = request;
      } catch (reason) {
        failure ??= reason;
      }
    };
    const waiter = { see };
    this.waiters.add(waiter);
    try {
      const missing = (): string | undefined =>
        found !== undefined || failure !== undefined ? undefined : `none of ${seen} requests is it`;
      await waitUntil('a client sends the request', missing, { ...options, signal: this.signal });
    } finally {
      this.waiters.delete(waiter);
    }
    if (failure !== undefined) throw failure;
    return found as ClientRequest;
  }

  /** What is kept can still be read. Harmless when called twice. */
  async close(): Promise<void> {
    this.end.abort(new DraveError('CANCELLED', 'the log of requests is closed'));
    await Promise.all([...[...this.watches.values()].map(({ over }) => over), this.watching]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Brokers come, and come back. */
  private async watchAll(): Promise<void> {
    for await (const _ of this.parts.timeline.beats(PAUSE_MS, this.signal)) this.watchMore();
  }

  /** Begins to watch those that run and are not watched. */
  private watchMore(): void {
    for (const broker of this.parts.brokers()) {
      const known = this.watches.get(broker);
      if (!broker.running || known?.runNumber === broker.runNumber) continue;
      // Of an earlier run, whose end has not been seen yet.
      known?.abort.abort();
      const watch = { runNumber: broker.runNumber, abort: new AbortController(), begun: deferred<'told' | 'lost'>() };
      // Only those who have opened the log, or started the broker, wait for it.
      watch.begun.promise.catch(() => {});
      const over = this.watch(broker, watch).then(() => {
        if (this.watches.get(broker)?.abort === watch.abort) this.watches.delete(broker);
        this.parts.timeline.touch();
      });
      this.watches.set(broker, { ...watch, over });
    }
  }

  /** Resolves when the broker is lost, or the log is closed. */
  private async watch(broker: ManagedNode, { begun, abort }: Omit<BrokerWatch, 'over'>): Promise<void> {
    const { view, endpointOf, filter } = this.parts;
    const signal = AbortSignal.any([this.signal, abort.signal]);
    try {
      for await (const { requests, dropped } of view.watchRequests(endpointOf(broker), filter, signal)) {
        begun.resolve('told');
        this.untoldCount += dropped;
        for (const told of requests) {
          await this.parts.onTold?.(broker, told);
          this.take(clientRequestOf(broker.name, told));
        }
      }
    } catch (reason) {
      // Whatever else ended it, the broker is watched again when it is there.
      if (isDraveError(reason, 'INVALID_REQUEST')) begun.reject(reason);
    }
    begun.resolve('lost');
  }

  private take(request: ClientRequest): void {
    this.requests.add(request);
    for (const { see } of this.waiters) see(request);
  }
}

/** Of one run of a broker. */
interface BrokerWatch {
  readonly runNumber: number;
  readonly abort: AbortController;
  /** Settles when the broker has said that it tells, or is lost before. */
  readonly begun: Deferred<'told' | 'lost'>;
  readonly over: Promise<void>;
}
