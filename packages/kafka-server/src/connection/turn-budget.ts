import type { Millis } from '@drave/base';
import type { Clock, Timers } from '@drave/env';
import { listenerLimits } from './listener-limits.js';

/**
 * The share of each turn of the event loop that requests may use, of all connections together. A request that finds it
 * used up waits for the next turn; timers, and so the heartbeats of quorum and broker, run in between.
 */
export class TurnBudget {
  private turn: Promise<void> | undefined;
  private endMs: Millis = 0;
  private readonly clock: Clock;
  private readonly timers: Timers;
  private readonly turnMsMax: Millis;

  constructor(clock: Clock, timers: Timers, turnMsMax: Millis = listenerLimits.turnMsMax) {
    this.clock = clock;
    this.timers = timers;
    this.turnMsMax = turnMsMax;
  }

  /** Undefined to go on at once; otherwise wait for it and ask again. */
  wait(): Promise<void> | undefined {
    const nowMs = this.clock.monotonicMs();
    if (this.turn === undefined) {
      this.endMs = nowMs + this.turnMsMax;
      this.turn = this.timers.yieldTurn().then(() => {
        this.turn = undefined;
      });
      return undefined;
    }
    return nowMs < this.endMs ? undefined : this.turn;
  }
}
