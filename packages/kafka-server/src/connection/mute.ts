import { deferred, type Deferred, type Millis } from '@drave/base';
import type { Clock, TimerHandle, Timers } from '@drave/env';
import type { ClientQuotas } from '@drave/quota';

/**
 * The time in which nothing is read from a client that has used more than it may (KIP-219). It is waited for before a
 * request is given memory: whoever holds back holds none.
 */
export class Mute {
  private readonly env: { readonly clock: Clock; readonly timers: Timers };
  private readonly quotas: Pick<ClientQuotas, 'changes'>;
  /** Of the limits, when the client was last told to hold back. */
  private changes = 0;
  private untilMs: Millis = 0;
  private over: Deferred<void> | undefined;
  private timer: TimerHandle | undefined;

  constructor(env: Mute['env'], quotas: Mute['quotas']) {
    this.env = env;
    this.quotas = quotas;
  }

  for(throttleMs: Millis): void {
    if (throttleMs <= 0) return;
    this.untilMs = Math.max(this.untilMs, this.env.clock.monotonicMs() + throttleMs);
    this.changes = this.quotas.changes;
  }

  /** Called now and then: it ends when limits have changed since, for the client may be allowed more now. */
  look(): void {
    if (this.untilMs !== 0 && this.changes !== this.quotas.changes) this.end();
  }

  /** Undefined when nothing is to be waited for. */
  wait(): Promise<void> | undefined {
    if (this.untilMs === 0) return undefined;
    this.over = deferred();
    const { promise } = this.over;
    this.goOn();
    return promise;
  }

  /** What is told meanwhile makes it longer. */
  private goOn(): void {
    const leftMs = this.untilMs - this.env.clock.monotonicMs();
    if (leftMs <= 0) this.end();
    else this.timer = this.env.timers.set(leftMs, () => this.goOn());
  }

  /** The client is read from again, or is gone. */
  end(): void {
    if (this.timer !== undefined) this.env.timers.clear(this.timer);
    this.timer = undefined;
    this.untilMs = 0;
    this.over?.resolve();
    this.over = undefined;
  }
}
