import { setTimeout as sleep } from 'node:timers/promises';
import { deferred, type Deferred, type Millis } from '@drave/base';
import type { ClusterEvent } from '../options.js';

const EVENTS_MAX = 10_000;

/** What has happened to a cluster, in order; the oldest are forgotten when there are more than ten thousand. */
export class Timeline {
  private readonly kept: ClusterEvent[] = [];
  private readonly onEvent: (event: ClusterEvent) => void;
  /** How many have been forgotten. */
  private forgotten = 0;
  private moved: Deferred<void> = deferred();

  constructor(onEvent: (event: ClusterEvent) => void) {
    this.onEvent = onEvent;
  }

  get events(): readonly ClusterEvent[] {
    return this.kept;
  }

  record(event: Omit<ClusterEvent, 'wallMs'>): void {
    const timed = { wallMs: Date.now(), ...event };
    this.kept.push(timed);
    if (this.kept.length > EVENTS_MAX) {
      this.kept.shift();
      this.forgotten += 1;
    }
    this.touch();
    this.onEvent(timed);
  }

  /** Something has changed that is no event. */
  touch(): void {
    const { moved } = this;
    this.moved = deferred();
    moved.resolve();
  }

  /** Yields at once, and then whenever something has changed, but not again within `pauseMs`; until aborted. */
  async *beats(pauseMs: Millis, signal: AbortSignal): AsyncGenerator<void, void, undefined> {
    const aborted = deferred();
    const onAbort = (): void => aborted.resolve();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      while (!signal.aborted) {
        const { moved } = this;
        yield;
        await Promise.race([moved.promise, aborted.promise]);
        await Promise.race([sleep(pauseMs, undefined, { ref: false }), aborted.promise]);
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** From the oldest on, or only what comes from now on; until aborted. Who is too slow misses what is forgotten. */
  async *follow(from: 'oldest' | 'now', signal: AbortSignal): AsyncGenerator<ClusterEvent, void, undefined> {
    const aborted = deferred();
    const onAbort = (): void => aborted.resolve();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      let next = from === 'oldest' ? 0 : this.forgotten + this.kept.length;
      while (!signal.aborted) {
        const { moved } = this;
        next = Math.max(next, this.forgotten);
        const event = this.kept[next - this.forgotten];
        if (event === undefined) {
          await Promise.race([moved.promise, aborted.promise]);
          continue;
        }
        next += 1;
        yield event;
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }
}
