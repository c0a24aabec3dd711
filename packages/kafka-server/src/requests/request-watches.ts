import { BoundedQueue, deferred, type Bytes, type Deferred, type Millis } from '@drave/base';
import type { Clock } from '@drave/env';
import { parseRequestHeader, type ParsedRequest } from '@drave/kafka-protocol';
import type { Answer, ReceivedRequest } from '../connection/request-runner.js';
import { topicsNamed, type NamedTopic } from '../faults/concerned.js';

/** Which requests a watch is told of. */
interface RequestFilter {
  /** Names of APIs; empty for all. */
  readonly apis: readonly string[];
  /** Undefined for every client. */
  readonly clientId?: string | undefined;
  readonly withFrames: boolean;
}

/** A request of a Kafka client, and what became of it. */
interface WatchedRequest {
  /** Empty for a key that is not known here. */
  readonly api: string;
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly correlationId: number;
  readonly clientId: string | undefined;
  readonly clientHost: string;
  readonly clientPort: number;
  readonly listener: string;
  readonly connectionId: number;
  /** In the order of arrival. */
  readonly sequence: number;
  readonly receivedWallMs: Millis;
  /** Monotonic. */
  readonly receivedUs: number;
  readonly tookUs: number;
  readonly frameBytes: Bytes;
  readonly topics: readonly NamedTopic[];
  readonly outcome: 'ANSWERED' | 'UNANSWERED' | 'CLOSED';
  /** The first error in the answer; 0 for none. */
  readonly errorCode: number;
  /** Empty unless it was asked for. */
  readonly frame: Buffer;
}

interface ToldRequests {
  readonly requests: readonly WatchedRequest[];
  /** Since what was told before. */
  readonly dropped: number;
}

const WAITING_MAX = 10_000;
const WAITING_BYTES_MAX: Bytes = 32 * 1024 * 1024;
/** What is told at once. */
const TOLD_MAX = 500;
const TOLD_BYTES_MAX: Bytes = 1024 * 1024;
/** Of topics, and of partitions of each. */
const NAMED_MAX = 100;
const US_PER_MS = 1_000;
const NOTHING = Buffer.alloc(0);

/**
 * Who watches the requests of Kafka clients to this broker. Only brokers of local clusters can be watched, and while
 * none watches, a request costs one look at a set.
 */
export class RequestWatches {
  private readonly watches = new Set<RequestWatch>();
  private sequence = 0;

  get isWatched(): boolean {
    return this.watches.size > 0;
  }

  open(filter: RequestFilter): RequestWatch {
    const watch = new RequestWatch(filter, () => this.watches.delete(watch));
    this.watches.add(watch);
    return watch;
  }

  /** Has a request answered, and tells of it. What fixes its order happens before this returns. */
  async follow(
    request: ReceivedRequest,
    answer: (request: ReceivedRequest) => Promise<Answer>,
    clock: Clock,
    topicName: (topicId: string) => string | undefined,
  ): Promise<Answer> {
    const noted = this.note(request, clock, topicName);
    const answered = await answer(request);
    if (noted === undefined) return answered;
    const { connection } = request;
    const closed = answered.kind === 'close' || connection.signal.aborted;
    const outcome = closed ? 'CLOSED' : answered.kind === 'send' ? 'ANSWERED' : 'UNANSWERED';
    const errorCode = answered.kind === 'send' ? firstError(answered.response) : 0;
    const tookUs = Math.round(clock.monotonicMs() * US_PER_MS) - noted.receivedUs;
    for (const watch of this.watches) watch.tell({ ...noted, outcome, errorCode, tookUs });
    return answered;
  }

  /** Before the request is carried out, which may change the bytes. Undefined for what is no request. */
  private note({ frame, connection }: ReceivedRequest, clock: Clock, topicName: (id: string) => string | undefined) {
    let parsed: ParsedRequest;
    try {
      parsed = parseRequestHeader(frame);
    } catch {
      // Who runs the request ends the connection for it.
      return undefined;
    }
    const { apiKey, apiVersion, correlationId, clientId } = parsed.header;
    const { remote, listener, id } = connection;
    return {
      api: parsed.kind === 'unknownApi' ? '' : parsed.api.name,
      apiKey,
      apiVersion,
      correlationId,
      clientId: clientId ?? undefined,
      clientHost: remote.host,
      clientPort: remote.port,
      listener,
      connectionId: id,
      sequence: this.sequence++,
      receivedWallMs: clock.wallMs(),
      receivedUs: Math.round(clock.monotonicMs() * US_PER_MS),
      frameBytes: frame.length,
      topics: topicsOf(parsed, topicName),
      frame: [...this.watches].some(({ withFrames }) => withFrames) ? Buffer.from(frame) : NOTHING,
    };
  }
}

/** What one who watches has not read yet. When that is too much, later requests are dropped, and counted. */
class RequestWatch {
  private readonly filter: RequestFilter;
  private readonly onClosed: () => void;
  private readonly waiting = new BoundedQueue<WatchedRequest>(WAITING_MAX);
  private waitingBytes: Bytes = 0;
  private dropped = 0;
  private closed = false;
  private moved: Deferred<void> = deferred();

  constructor(filter: RequestFilter, onClosed: () => void) {
    this.filter = filter;
    this.onClosed = onClosed;
  }

  get withFrames(): boolean {
    return this.filter.withFrames;
  }

  tell(request: WatchedRequest): void {
    const { apis, clientId, withFrames } = this.filter;
    if (apis.length > 0 && !apis.includes(request.api)) return;
    if (clientId !== undefined && clientId !== request.clientId) return;
    const told = withFrames ? request : { ...request, frame: NOTHING };
    const fits = this.waitingBytes + told.frame.length <= WAITING_BYTES_MAX && this.waiting.push(told);
    if (fits) this.waitingBytes += told.frame.length;
    else this.dropped += 1;
    this.moved.resolve();
  }

  /** Resolves when there is something to tell; with undefined once it is closed. */
  async next(): Promise<ToldRequests | undefined> {
    while (this.waiting.length === 0 && this.dropped === 0 && !this.closed) {
      await this.moved.promise;
      this.moved = deferred();
    }
    if (this.closed) return undefined;
    const requests: WatchedRequest[] = [];
    let bytes = 0;
    while (requests.length < TOLD_MAX && bytes < TOLD_BYTES_MAX) {
      const request = this.waiting.shift();
      if (request === undefined) break;
      requests.push(request);
      bytes += request.frame.length;
    }
    this.waitingBytes -= bytes;
    const { dropped } = this;
    this.dropped = 0;
    return { requests, dropped };
  }

  close(): void {
    this.closed = true;
    this.onClosed();
    this.moved.resolve();
  }
}

/** Of a body that cannot be read, none: the client hears of it from who runs the request. */
function topicsOf(parsed: ParsedRequest, topicName: (id: string) => string | undefined): readonly NamedTopic[] {
  if (parsed.kind !== 'request') return [];
  try {
    return topicsNamed(parsed.api.request.decode(parsed.body, parsed.header.apiVersion), NAMED_MAX, topicName);
  } catch {
    return [];
  }
}

/** The first error code that stands in an answer, wherever it is; 0 for none. */
function firstError(response: unknown): number {
  if (typeof response !== 'object' || response === null || ArrayBuffer.isView(response)) return 0;
  for (const [field, value] of Object.entries(response))
    if (typeof value === 'number' && value !== 0 && field.toLowerCase().endsWith('errorcode')) return value;
  for (const value of Object.values(response)) {
    const found = firstError(value);
    if (found !== 0) return found;
  }
  return 0;
}
