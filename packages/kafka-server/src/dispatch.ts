import { AssertionFailure, DraveError, errors, type Bytes, type Millis } from '@drave/base';
import { DEADLINE_MS_MAX } from '@drave/base/access';
import type { RequestContext } from '@drave/broker';
import type { Env } from '@drave/env';
import { encodeResponseFrame, parseRequestHeader, type ParsedRequest, type RequestHeader } from '@drave/kafka-protocol';
import { unlimitedQuota } from '@drave/quota';
import type { AnswerMemory } from './connection/answer-memory.js';
import type { Prologue } from './connection/frame-cutter.js';
import type { Answer, ReceivedRequest, RequestRunner } from './connection/request-runner.js';
import { isAnswered, refusalOf, type RequestFaults, type Struck } from './faults/request-faults.js';
import type { FetchSessions } from './fetch-sessions/fetch-sessions.js';
import { unsupportedApiVersions } from './handlers/18-api-versions.js';
import { retryAfterMs } from './handlers/controller-calls.js';
import { estimateOf, type AnyHandlerRow, type HandlerContext } from './handlers/handler-row.js';
import type { KafkaDomain } from './kafka-domain.js';
import { RequestDurations } from './request-durations.js';
import type { RequestWatches } from './requests/request-watches.js';

interface DispatcherOptions {
  readonly env: Pick<Env, 'clock' | 'logger' | 'metrics'>;
  readonly domain: KafkaDomain;
  readonly rows: readonly AnyHandlerRow[];
  readonly answers: AnswerMemory;
  readonly sessions: FetchSessions;
  /** Of nodes that have a fault kit. */
  readonly faults: RequestFaults | undefined;
  /** Of nodes whose requests can be watched. */
  readonly watches: RequestWatches | undefined;
}

const API_VERSIONS_KEY = 18;
const INT32_MAX = 2 ** 31 - 1;
const NOTHING: Answer = { kind: 'nothing', throttleMs: 0 };

/** From a frame to its handler and back: headers, versions, errors that belong to no handler. */
export class Dispatcher implements RequestRunner {
  private readonly options: DispatcherOptions;
  private readonly rows: ReadonlyMap<number, AnyHandlerRow>;
  private readonly durations: RequestDurations;
  private serving = false;

  constructor(options: DispatcherOptions) {
    this.options = options;
    this.durations = new RequestDurations(options.env.metrics);
    this.rows = new Map(options.rows.map((row) => [row.api.key, row]));
  }

  memoryEstimate({ apiKey, frameBytes }: Prologue): Bytes {
    return this.rows.get(apiKey)?.memoryEstimate?.(frameBytes) ?? estimateOf(frameBytes);
  }

  run(request: ReceivedRequest): Promise<Answer> {
    const { watches, env, domain } = this.options;
    if (watches?.isWatched !== true) return this.answer(request);
    const topicName = (topicId: string): string | undefined => domain.feed.image.topic(topicId)?.name;
    return watches.follow(request, (one) => this.answer(one), env.clock, topicName);
  }

  private async answer(request: ReceivedRequest): Promise<Answer> {
    let parsed: ParsedRequest;
    try {
      parsed = parseRequestHeader(request.frame);
    } catch (reason) {
      return close(messageOf(reason));
    }
    const { header } = parsed;
    const row = this.rows.get(header.apiKey);
    if (row === undefined) return close(`client '${header.clientId ?? ''}' asks for api key ${header.apiKey}`);
    const served = header.apiVersion >= row.minVersion && header.apiVersion <= row.maxVersion;
    const refused = !served && header.apiVersion > row.maxVersion && header.apiVersion <= (row.refusedMaxVersion ?? -1);
    if (parsed.kind !== 'request' || !(served || refused)) return this.refuseVersion(row, header);
    let body: unknown;
    try {
      body = row.api.request.decode(parsed.body, header.apiVersion);
    } catch (reason) {
      return close(`client '${header.clientId ?? ''}' sent a ${messageOf(reason)}`);
    }
    if (refused) return this.refuseLimited(row, header, body);
    // The versions may be asked at any time, also before this broker serves anything.
    if (!this.serving && row.api.key !== API_VERSIONS_KEY && !(await this.whenServing(request))) return NOTHING;
    const striking = this.options.faults?.strike(row, body, request.connection);
    if (striking !== undefined) return this.handleStruck(await striking, row, header, body, request);
    return this.handle(row, header, body, request);
  }

  private handleStruck(
    struck: Struck,
    row: AnyHandlerRow,
    header: RequestHeader,
    body: unknown,
    request: ReceivedRequest,
  ): Promise<Answer> | Answer {
    switch (struck.kind) {
      case 'pass':
        return this.handle(row, header, struck.body, request);
      case 'answer':
        return struck.answer;
      case 'refuse': {
        const response = refusalOf(row, struck.code, body, header.apiVersion);
        return response === undefined
          ? close(`${row.api.name} fails with ${struck.code} (injected fault)`)
          : this.encode(row, header, response);
      }
    }
  }

  private async handle(
    row: AnyHandlerRow,
    header: RequestHeader,
    body: unknown,
    request: ReceivedRequest,
  ): Promise<Answer> {
    const { clock } = this.options.env;
    const { times } = request;
    const startedMs = clock.monotonicMs();
    times.startedMs = startedMs;
    times.waitingMs = startedMs;
    const context = new RequestHandling(this.options, row, header, request, startedMs);
    let response: unknown;
    try {
      const handling = row.handle(context, body);
      times.waitingMs = clock.monotonicMs();
      context.workedMs = times.waitingMs - startedMs;
      response = await handling;
    } catch (reason) {
      const error = errorOf(reason);
      if (row.refuse === undefined) return close(`${row.api.name} failed: ${error.message}`);
      if (error.code === 'UNKNOWN_SERVER_ERROR')
        this.options.env.logger.error({ api: row.api.name, err: error }, 'a Kafka request failed');
      response = row.refuse(errors[error.code].kafka, error.message, body, header.apiVersion);
      context.heldBackMs = retryAfterMs(error) ?? 0;
    }
    times.answeredMs = clock.monotonicMs();
    times.meter = this.durations.of(row.api.name);
    if (context.closeReason !== undefined) return close(context.closeReason);
    // The connection ends, as one to a Kafka broker that stops, and the client goes elsewhere. Most clients take the
    // error that would stand in the answer, BROKER_NOT_AVAILABLE, for the end of everything.
    if (this.serving && !this.options.domain.broker.isActive) return close('the broker is stopping');
    const answer = this.throttled(row, header, response, context);
    return answer.kind === 'send' && context.endReason !== undefined
      ? { ...answer, endReason: context.endReason }
      : answer;
  }

  /**
   * A client that has used more than it may is answered at once, and told how long nothing will be read from it
   * (KIP-219). The time of the event loop that counts is what the handler worked at once, and the encoding.
   */
  private throttled(
    row: AnyHandlerRow,
    header: RequestHeader,
    response: unknown,
    { caller: { quota }, heldBackMs, workedMs }: RequestHandling,
  ): Answer {
    if (quota === unlimitedQuota && heldBackMs === 0)
      return response === undefined ? NOTHING : this.encode(row, header, response);
    const requestMs = quota.chargeRequestTime(workedMs);
    if (response === undefined) return { kind: 'nothing', throttleMs: Math.max(requestMs, heldBackMs) };
    const { throttleTimeMs = 0 } = response as { readonly throttleTimeMs?: number };
    const throttleMs = Math.min(Math.max(throttleTimeMs, requestMs, heldBackMs), INT32_MAX);
    const encodedFromMs = this.options.env.clock.monotonicMs();
    const answer = this.encode(row, header, { ...response, throttleTimeMs: throttleMs });
    quota.chargeRequestTime(this.options.env.clock.monotonicMs() - encodedFromMs);
    return answer;
  }

  /** What cannot be written down is a mistake of ours; the client hears of it by the end of its connection. */
  private encode(row: AnyHandlerRow, header: RequestHeader, response: unknown): Answer {
    try {
      return encode(row, header, response);
    } catch (reason) {
      const error = errorOf(reason);
      const fields = { api: row.api.name, version: header.apiVersion, err: error };
      this.options.env.logger.error(fields, 'an answer to a Kafka client cannot be encoded');
      return close(`the answer to ${row.api.name} cannot be encoded: ${error.message}`);
    }
  }

  /** The format of the answer is known here, unlike by the older broker that this one stands for. */
  private refuseLimited(row: AnyHandlerRow, header: RequestHeader, body: unknown): Answer {
    if (row.api.key === API_VERSIONS_KEY) return this.refuseVersion(row, header);
    const response = refusalOf(row, 'UNSUPPORTED_VERSION', body, header.apiVersion, 'limited to older versions');
    return response === undefined || !isAnswered(body)
      ? close(`${row.api.name} version ${header.apiVersion} is above the limit of ${row.maxVersion}`)
      : this.encode(row, header, response);
  }

  private refuseVersion(row: AnyHandlerRow, header: RequestHeader): Answer {
    const { apiKey, apiVersion, clientId } = header;
    if (apiKey === API_VERSIONS_KEY)
      return encode(row, { ...header, apiVersion: 0 }, unsupportedApiVersions(this.options.rows));
    return close(
      `client '${clientId ?? ''}' asks for ${row.api.name} version ${apiVersion}; here are ${row.minVersion} to ${row.maxVersion}`,
    );
  }

  /** False when the client has gone before. */
  private async whenServing({ connection: { signal } }: ReceivedRequest): Promise<boolean> {
    if (signal.aborted) return false;
    await new Promise<void>((resolve) => {
      const leave = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      signal.addEventListener('abort', leave);
      void this.options.domain.broker.whenRunning().then(() => {
        this.serving = true;
        leave();
      });
    });
    return this.serving;
  }
}

class RequestHandling implements HandlerContext {
  readonly domain: KafkaDomain;
  readonly rows: readonly AnyHandlerRow[];
  readonly version: number;
  readonly connection: ReceivedRequest['connection'];
  readonly caller: RequestContext;
  readonly answers: AnswerMemory;
  readonly sessions: FetchSessions;
  closeReason: string | undefined;
  heldBackMs: Millis = 0;
  workedMs: Millis = 0;
  endReason: string | undefined;
  private readonly startedMs: Millis;

  constructor(
    options: DispatcherOptions,
    { api }: AnyHandlerRow,
    header: RequestHeader,
    request: ReceivedRequest,
    startedMs: Millis,
  ) {
    const { connection, memory } = request;
    // Anybody can say the client id of another: until a client is known, its requests count for nobody.
    const isNobody = connection.sasl?.isAuthenticated === false;
    this.domain = options.domain;
    this.rows = options.rows;
    this.version = header.apiVersion;
    this.connection = connection;
    this.answers = options.answers;
    this.sessions = options.sessions;
    this.startedMs = startedMs;
    this.caller = {
      principal: connection.principal,
      listener: connection.listener,
      clientId: header.clientId ?? '',
      clientHost: connection.remote.host,
      // Requests that may wait say in their body for how long.
      deadlineMs: startedMs + DEADLINE_MS_MAX,
      api: api.name,
      quota: isNobody ? unlimitedQuota : options.domain.broker.quotas.of(connection.principal, header.clientId ?? ''),
      memory,
    };
  }

  within(timeoutMs: Millis): RequestContext {
    return { ...this.caller, deadlineMs: this.startedMs + Math.max(0, Math.min(timeoutMs, DEADLINE_MS_MAX)) };
  }

  holdBack(throttleMs: Millis): undefined {
    this.heldBackMs = throttleMs;
    return undefined;
  }

  readonly endConnection = (reason: string): void => {
    this.endReason = reason;
  };

  closeConnection(reason: string): undefined {
    this.closeReason = reason;
    return undefined;
  }
}

function encode(row: AnyHandlerRow, { correlationId, apiVersion }: RequestHeader, response: unknown): Answer {
  const parts = encodeResponseFrame(correlationId, row.api as never, apiVersion, response as never);
  let bytes = 0;
  for (const part of parts) bytes += part.length;
  const { throttleTimeMs } = response as { readonly throttleTimeMs?: number };
  return { kind: 'send', parts, bytes, throttleMs: throttleTimeMs ?? 0, response };
}

function close(reason: string): Answer {
  return { kind: 'close', reason };
}

function messageOf(reason: unknown): string {
  return errorOf(reason).message;
}

/** A broken promise of our own code is not caught. */
function errorOf(reason: unknown): DraveError {
  if (reason instanceof AssertionFailure) throw reason;
  return DraveError.from(reason);
}
