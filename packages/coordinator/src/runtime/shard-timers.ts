import { assert, type Millis } from '@drave/base';
import type { Clock } from '@drave/env';
import type { Deadline, DeadlineQueue } from '@drave/replica';

/** A timer that fires later than this share of its time is not believed at once. */
const LATE_SHARE = 0.25;

interface Keyed extends Deadline {
  deadlineMs: Millis;
  settled: boolean;
  /** What was asked for, from the last time it was pushed back. */
  delayMs: Millis;
  /** When it is really due; later than `deadlineMs` once the timer has been pushed back. */
  dueMs: Millis;
  fire: () => void;
}

/**
 * Timers by key on one shared queue. A timer that is pushed back, as every heartbeat does, only notes the new instant:
 * the queue meets it at the old one and puts it back.
 *
 * A broker that comes late to a timer has not read what came meanwhile, such as the heartbeat that would have pushed it
 * back: the timer is put off once more, by a share of its time, so that a slow coordinator ends no sessions.
 */
export class ShardTimers {
  private readonly timers = new Map<string, Keyed>();
  private readonly clock: Clock;
  private readonly queue: DeadlineQueue;

  constructor(clock: Clock, queue: DeadlineQueue) {
    this.clock = clock;
    this.queue = queue;
  }

  get size(): number {
    return this.timers.size;
  }

  set(key: string, delayMs: Millis, fire: () => void): void {
    assert(delayMs >= 0, `a timer waits 0 ms or longer, not ${delayMs}`);
    const dueMs = this.clock.monotonicMs() + delayMs;
    const known = this.timers.get(key);
    if (known !== undefined && known.deadlineMs <= dueMs) {
      known.dueMs = dueMs;
      known.delayMs = delayMs;
      known.fire = fire;
      return;
    }
    if (known !== undefined) this.drop(known);
    this.arm(key, dueMs, delayMs, fire);
  }

  clear(key: string): void {
    const known = this.timers.get(key);
    if (known === undefined) return;
    this.timers.delete(key);
    this.drop(known);
  }

  clearAll(): void {
    for (const timer of this.timers.values()) this.drop(timer);
    this.timers.clear();
  }

  private arm(key: string, dueMs: Millis, delayMs: Millis, fire: () => void): void {
    const timer: Keyed = {
      deadlineMs: dueMs,
      dueMs,
      delayMs,
      settled: false,
      fire,
      expire: () => {
        assert(this.timers.get(key) === timer, 'only the timer of its key expires');
        timer.settled = true;
        this.timers.delete(key);
        const nowMs = this.clock.monotonicMs();
        const graceMs = timer.delayMs * LATE_SHARE;
        if (timer.dueMs > nowMs) this.arm(key, timer.dueMs, timer.delayMs, timer.fire);
        else if (graceMs > 0 && nowMs - timer.dueMs > graceMs) this.arm(key, nowMs + graceMs, 0, timer.fire);
        else timer.fire();
      },
    };
    this.timers.set(key, timer);
    this.queue.add(timer);
  }

  private drop(timer: Keyed): void {
    timer.settled = true;
    this.queue.noteSettled();
  }
}
