import type { Millis } from '@drave/base';
import type { RequestContext } from '@drave/broker/request-context';
import type { Clock, Timers } from '@drave/env';
import type { CallContext } from '@drave/rpc';
import { requestContext } from '../caller.js';
import type { DataDomain } from './data-domain.js';

/** What a call that reads or writes records works with. */
export interface DataCallPorts {
  readonly domain: Pick<DataDomain, 'quotas'>;
  readonly clock: Clock;
  readonly timers: Pick<Timers, 'sleep'>;
}

/** No client is held back longer at a time: what it may use can have changed since. */
const SLICE_MS_MAX: Millis = 1_000;

/** Callers over gRPC have no client id: their limits are those of users. */
export function dataContext(
  { domain, clock }: DataCallPorts,
  call: CallContext,
  memory?: RequestContext['memory'],
): RequestContext {
  const context = requestContext(call, clock, memory);
  return { ...context, quota: domain.quotas.of(context.principal, context.clientId) };
}

/**
 * How long one call reads nothing more, because its client has used more than it may: the client notices nothing but
 * that it waits.
 */
export class HoldingBack {
  private readonly ports: DataCallPorts;
  private readonly signal: AbortSignal;
  private untilMs: Millis = 0;
  private changes = 0;

  constructor(ports: DataCallPorts, call: CallContext) {
    this.ports = ports;
    this.signal = call.signal;
  }

  for(throttleMs: Millis): void {
    if (throttleMs <= 0) return;
    this.untilMs = Math.max(this.untilMs, this.ports.clock.monotonicMs() + throttleMs);
    this.changes = this.ports.domain.quotas.changes;
  }

  /** A while of it; undefined when nothing is to be waited for any more. @throws once the call is over. */
  pause(): Promise<void> | undefined {
    if (this.untilMs === 0 || this.ports.domain.quotas.changes !== this.changes) return undefined;
    const leftMs = this.untilMs - this.ports.clock.monotonicMs();
    return leftMs > 0 ? this.ports.timers.sleep(Math.min(leftMs, SLICE_MS_MAX), this.signal) : undefined;
  }

  /** All of it, as long as the call has time for an answer. */
  async wait(deadlineMs: Millis): Promise<void> {
    this.untilMs = Math.min(this.untilMs, deadlineMs);
    for (let pause = this.pause(); pause !== undefined; pause = this.pause()) await pause;
  }
}
