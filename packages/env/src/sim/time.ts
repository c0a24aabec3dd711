import type { Millis } from '@drave/base';
import type { Clock, TimerHandle, Timers } from '../time.js';
import type { Cancellable, HostWorld, SimLife } from './host.js';

/** Monotonic clocks of different hosts start at different values, so that nobody compares them. */
const MONOTONIC_START_MS_MAX = 1_000_000;

/** A turn of the event loop takes time, or a loop that waits for something by yielding would stop the world. */
const TURN_MS = 0.005;
const TIMER_MS_MIN = 0.02;

export class SimClock implements Clock {
  private readonly life: SimLife;
  private readonly world: HostWorld;
  private readonly startMs: number;

  constructor(life: SimLife) {
    this.life = life;
    this.world = life.host.world;
    this.startMs = life.host.random.fork('monotonic').integer(MONOTONIC_START_MS_MAX);
  }

  monotonicMs(): Millis {
    return this.startMs + this.world.nowMs();
  }

  wallMs(): Millis {
    return this.life.host.wallMs();
  }
}

export class SimTimers implements Timers {
  private readonly life: SimLife;
  private readonly world: HostWorld;

  constructor(life: SimLife) {
    this.life = life;
    this.world = life.host.world;
  }

  set(delayMs: Millis, callback: () => void): TimerHandle {
    return { timer: this.world.schedule(Math.max(delayMs, TIMER_MS_MIN), callback, this.life, 'timer') };
  }

  clear(handle: TimerHandle): void {
    (handle.timer as Cancellable).cancel();
  }

  sleep(delayMs: Millis, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason);
        return;
      }
      const onAbort = (): void => {
        event.cancel();
        reject(signal?.reason);
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      const event = this.world.schedule(Math.max(delayMs, TIMER_MS_MIN), wake, this.life, 'sleep');
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  yieldTurn(): Promise<void> {
    return new Promise((resolve) => this.world.schedule(TURN_MS, resolve, this.life, 'turn'));
  }
}
