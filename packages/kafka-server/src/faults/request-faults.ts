import { errors, type ErrorCode } from '@drave/base';
import type { Timers } from '@drave/env';
import type { FaultControl } from '@drave/env/faulty';
import type { FetchRequest } from '@drave/kafka-protocol';
import type { Answer, ConnectionFacts } from '../connection/request-runner.js';
import type { AnyHandlerRow } from '../handlers/handler-row.js';
import { isAbout } from './concerned.js';

interface RequestFaultsOptions {
  readonly control: FaultControl;
  readonly timers: Timers;
  readonly topicName: (topicId: string) => string | undefined;
}

/** What becomes of a request. */
export type Struck =
  | { readonly kind: 'pass'; readonly body: unknown }
  | { readonly kind: 'refuse'; readonly code: ErrorCode }
  | { readonly kind: 'answer'; readonly answer: Answer };

/** Faults of a fault kit, in front of the handlers. Only nodes of local clusters have it. */
export class RequestFaults {
  private readonly options: RequestFaultsOptions;
  /** What a connection sends behind a request that is late is late, too: a broker takes one after the other. */
  private readonly late = new WeakMap<ConnectionFacts, Promise<void>>();

  constructor(options: RequestFaultsOptions) {
    this.options = options;
  }

  /** Undefined at once when nothing can strike, so that requests go on as without it. */
  strike(row: AnyHandlerRow, body: unknown, connection: ConnectionFacts): Promise<Struck> | undefined {
    const late = this.late.get(connection);
    if (late === undefined && !this.isConcerned(row)) return undefined;
    const struck = this.struck(row, body, connection, late);
    const done = struck.then(
      () => {},
      () => {},
    );
    this.late.set(connection, done);
    void done.then(() => {
      if (this.late.get(connection) === done) this.late.delete(connection);
    });
    return struck;
  }

  private isConcerned({ api }: AnyHandlerRow): boolean {
    const { control } = this.options;
    return !control.idle && control.list().some(({ rule }) => rule.target === 'api' && rule.api === api.name);
  }

  private async struck(
    { api }: AnyHandlerRow,
    asked: unknown,
    { signal }: ConnectionFacts,
    late: Promise<void> | undefined,
  ): Promise<Struck> {
    await late;
    const { control, timers, topicName } = this.options;
    const body = api.name === 'Fetch' ? this.withoutSession(asked as FetchRequest) : asked;
    if (body === undefined) return { kind: 'refuse', code: 'FETCH_SESSION_ID_NOT_FOUND' };
    const struck = control.take('api', (rule) => {
      if (rule.api !== api.name) return false;
      const { topic, partition } = rule;
      return topic === undefined || isAbout(body, { topic, partition }, topicName);
    });
    const fault = struck?.rule.fault;
    switch (fault?.kind) {
      case undefined:
        return { kind: 'pass', body };
      case 'error':
        if (!isAnswered(body)) return closed(`${api.name} with acks=0 fails with ${fault.code} (injected fault)`);
        return { kind: 'refuse', code: fault.code };
      case 'delay':
        await until(timers.sleep(fault.delayMs, signal), signal);
        return { kind: 'pass', body };
      case 'drop':
        await Promise.race([struck?.removed, whenGone(signal)]);
        return closed(`${api.name} was never answered (injected fault)`);
      case 'disconnect':
        return closed(`${api.name} ends it (injected fault)`);
    }
  }

  /**
   * A fetch within a session does not say again which partitions it is about. While a fault asks for that there are no
   * sessions, as in a broker that has no room for more. Undefined for a request that has to be asked anew.
   */
  private withoutSession(body: FetchRequest): FetchRequest | undefined {
    const asks = this.options.control
      .list()
      .some(({ rule }) => rule.target === 'api' && rule.api === 'Fetch' && rule.topic !== undefined);
    if (!asks) return body;
    return body.sessionId === 0 ? { ...body, sessionEpoch: SESSIONLESS_EPOCH } : undefined;
  }
}

const SESSIONLESS_EPOCH = -1;

/** The response to a refused request. */
export function refusalOf(
  row: AnyHandlerRow,
  code: ErrorCode,
  body: unknown,
  version: number,
  why = 'injected fault',
): unknown {
  const { kafka, text } = errors[code];
  const refuse = row.refuseEach ?? row.refuse;
  return refuse?.(kafka, `${text} (${why})`, body, version);
}

/** False for a Produce with acks=0. */
export function isAnswered(body: unknown): boolean {
  return !(typeof body === 'object' && body !== null && 'acks' in body && body.acks === 0);
}

function closed(reason: string): Struck {
  return { kind: 'answer', answer: { kind: 'close', reason } };
}

async function until(sleeping: Promise<void>, signal: AbortSignal): Promise<void> {
  try {
    await sleeping;
  } catch (reason) {
    // Only the end of the connection ends a sleep early.
    if (!signal.aborted) throw reason;
  }
}

function whenGone(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
