import { deferred, nextBeatMs, type Deferred, type Millis, type NodeId } from '@drave/base';
import type { Clock, TimerHandle, Timers } from '@drave/env';

/** Answers that leave in one turn of the event loop; the others follow in the next ones. */
const RELEASED_PER_TURN_MAX = 64;

/** The answers that are due at one instant, by broker. */
interface Beat {
  readonly untilMs: Millis;
  readonly answers: Map<NodeId, Deferred<void>>;
  timer: TimerHandle | undefined;
}

/**
 * Heartbeats whose answers say nothing new, held back until the next ones are due: at the same instants for all
 * brokers. So an idle controller is woken a few times for what all of them say, and a broker once for each heartbeat,
 * by an answer that it answers at once.
 */
export class HeldHeartbeats {
  private readonly env: { readonly clock: Pick<Clock, 'monotonicMs'>; readonly timers: Timers };
  /** By instant; few where all brokers wait for the same time, and no more than brokers. */
  private readonly beats = new Map<Millis, Beat>();
  /** In which beat the answer to each broker is held; one for each broker at most. */
  private readonly beatOf = new Map<NodeId, Beat>();

  constructor(env: { readonly clock: Pick<Clock, 'monotonicMs'>; readonly timers: Timers }) {
    this.env = env;
  }

  /** Resolves within `maxWaitMs`, which is above 0, or as soon as the answer is released. */
  hold(broker: NodeId, maxWaitMs: Millis): Promise<void> {
    this.release(broker);
    const beat = this.beatAt(nextBeatMs(this.env.clock.monotonicMs(), maxWaitMs));
    const over = deferred();
    beat.answers.set(broker, over);
    this.beatOf.set(broker, beat);
    return over.promise;
  }

  /** The broker has said something newer, so the answer is wanted now. Harmless when none is held. */
  release(broker: NodeId): void {
    const beat = this.beatOf.get(broker);
    if (beat === undefined) return;
    this.take(beat, broker);
    if (beat.answers.size === 0) this.drop(beat);
  }

  /** The first ones leave now, the others in the turns that follow. */
  releaseAll(): void {
    for (const beat of [...this.beats.values()]) {
      this.drop(beat);
      void this.releaseBeat(beat);
    }
  }

  private beatAt(untilMs: Millis): Beat {
    const known = this.beats.get(untilMs);
    if (known !== undefined) return known;
    const beat: Beat = { untilMs, answers: new Map(), timer: undefined };
    this.beats.set(untilMs, beat);
    this.arm(beat);
    return beat;
  }

  private arm(beat: Beat): void {
    const { clock, timers } = this.env;
    beat.timer = timers.set(Math.max(0, beat.untilMs - clock.monotonicMs()), () => {
      beat.timer = undefined;
      if (clock.monotonicMs() < beat.untilMs) return this.arm(beat);
      this.drop(beat);
      void this.releaseBeat(beat);
    });
  }

  /** Nothing joins the beat any more, and nobody wakes for it. */
  private drop(beat: Beat): void {
    if (beat.timer !== undefined) this.env.timers.clear(beat.timer);
    beat.timer = undefined;
    if (this.beats.get(beat.untilMs) === beat) this.beats.delete(beat.untilMs);
  }

  /** Those that are released meanwhile are gone from it. Never rejects. */
  private async releaseBeat(beat: Beat): Promise<void> {
    let released = 0;
    for (const broker of beat.answers.keys()) {
      if (released > 0 && released % RELEASED_PER_TURN_MAX === 0) await this.env.timers.yieldTurn();
      this.take(beat, broker);
      released++;
    }
  }

  private take(beat: Beat, broker: NodeId): void {
    beat.answers.get(broker)?.resolve();
    beat.answers.delete(broker);
    if (this.beatOf.get(broker) === beat) this.beatOf.delete(broker);
  }
}
