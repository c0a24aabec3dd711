import type { Bytes, Millis } from '@drave/base';
import type { RequestContext } from '@drave/broker';
import type { Codec } from '@drave/kafka-protocol';
import type { AnswerMemory } from '../connection/answer-memory.js';
import type { ConnectionFacts } from '../connection/request-runner.js';
import type { FetchSessions } from '../fetch-sessions/fetch-sessions.js';
import type { KafkaDomain } from '../kafka-domain.js';

/**
 * One API of the protocol: what is advertised, and who answers. ApiVersions, admission and metrics are computed from
 * these rows.
 */
export interface HandlerRow<Request = unknown, Response = unknown> {
  readonly api: {
    readonly name: string;
    readonly key: number;
    readonly request: Codec<Request, never>;
    readonly response: Codec<unknown, Response>;
  };
  /** What is advertised; within what the codec of the API can do. */
  readonly minVersion: number;
  readonly maxVersion: number;
  /** Where versions are limited on purpose: above `maxVersion`, up to this, UNSUPPORTED_VERSION is answered. */
  readonly refusedMaxVersion?: number;
  /** What a request holds in all while it is worked on; by default `estimateOf`. */
  memoryEstimate?(frameBytes: Bytes): Bytes;
  /**
   * Starts the request. Whatever its order matters for (a place in a log) happens before the first `await`. Undefined
   * for no answer. What it throws becomes `refuse`, or ends the connection.
   */
  handle(context: HandlerContext, request: Request): Promise<Response | undefined> | Response | undefined;
  /** The same error for everything that was asked. */
  refuse?(errorCode: number, message: string, request: Request, version: number): Response;
  /** The same said of each part that was asked for, where `refuse` says it once of the whole. */
  refuseEach?(errorCode: number, message: string, request: Request, version: number): Response;
}

/** Any row, where its types do not matter. */
export type AnyHandlerRow = HandlerRow;

export interface HandlerContext {
  readonly domain: KafkaDomain;
  /** Every API that is served. */
  readonly rows: readonly AnyHandlerRow[];
  /** The version of the request. */
  readonly version: number;
  readonly connection: ConnectionFacts;
  /** The caller as the broker's operations want it. */
  readonly caller: RequestContext;
  readonly answers: AnswerMemory;
  readonly sessions: FetchSessions;
  /** The caller with less time, for requests that say how long they may take. */
  within(timeoutMs: Millis): RequestContext;
  /** Of a request that is not answered: nothing is read from the client for so long. */
  holdBack(throttleMs: Millis): undefined;
  /** The connection ends instead of an answer. */
  closeConnection(reason: string): undefined;
  /** The connection ends after the answer, and nothing more is read from it. For what is answered alone: SASL. */
  readonly endConnection: (reason: string) => void;
}

/** Small fields become objects of some hundred bytes; requests with bulk in them say so themselves. */
export function estimateOf(frameBytes: Bytes): Bytes {
  return 1_024 + 4 * frameBytes;
}
