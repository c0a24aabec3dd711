import { deferred, nextBeatMs, type Deferred, type Millis, type NodeId } from '@drave/base';
import type { Clock, TimerHandle, Timers } from '@drave/env';

/** Answers that leave in one turn of the event loop; the others follow in the next ones. */
const RELEASED_PER_TURN_MAX = 64;

interface HeldAnswer {
  readonly untilMs: Millis;
  readonly over: Deferred<void>;
}

/**
 * Heartbeats whose answers say nothing new, held back until the next ones are due: at the same instants for all
 * brokers. So an idle controller is woken a few times for what all of them say, and a broker once for each heartbeat,
 * by an answer that it answers at once.
 */
export class HeldHeartbeats {
  private readonly env: { readonly clock: Pick<Clock, 'monotonicMs'>; readonly timers: Timers };
  /** One for each broker at most. */
  private readonly held: Map<NodeId, HeldAnswer> = new Map();
  private timer: { readonly handle: TimerHandle; readonly atMs: Millis } | undefined;

  constructor(env: { readonly clock: Pick<Clock, 'monotonicMs'>; readonly timers: Timers }) {
    this.env = env;
  }

  /** Resolves within `maxWaitMs`, which is above 0, or as soon as the answer is released. */
  hold(broker: NodeId, maxWaitMs: Millis): Promise<void> {
    this.release(broker);
    const answer = { untilMs: nextBeatMs(this.env.clock.monotonicMs(), maxWaitMs), over: deferred() };
    this.held.set(broker, answer);
    this.arm();
    return answer.over.promise;
  }

  /** The broker has said something newer, so the answer is wanted now. Harmless when none is held. */
  release(broker: NodeId): void {
    this.held.get(broker)?.over.resolve();
    this.held.delete(broker);
  }

  releaseAll(): void {
    for (const broker of [...this.held.keys()]) this.release(broker);
    if (this.timer !== undefined) this.env.timers.clear(this.timer.handle);
    this.timer = undefined;
  }

  private arm(): void {
    let atMs = Number.POSITIVE_INFINITY;
    for (const { untilMs } of this.held.values()) atMs = Math.min(atMs, untilMs);
    if (!Number.isFinite(atMs) || (this.timer !== undefined && this.timer.atMs <= atMs)) return;
    const { clock, timers } = this.env;
    if (this.timer !== undefined) timers.clear(this.timer.handle);
    const handle = timers.set(Math.max(0, atMs - clock.monotonicMs()), () => void this.releaseDue());
    this.timer = { handle, atMs };
  }

  /** Never rejects. */
  private async releaseDue(): Promise<void> {
    const nowMs = this.env.clock.monotonicMs();
    this.timer = undefined;
    const due = [...this.held].filter(([, { untilMs }]) => untilMs <= nowMs);
    let released = 0;
    for (const [broker, answer] of due) {
      // Another one may have taken its place while others got their turn.
      if (this.held.get(broker) === answer) this.release(broker);
      if (++released % RELEASED_PER_TURN_MAX === 0) await this.env.timers.yieldTurn();
    }
    this.arm();
  }
}
