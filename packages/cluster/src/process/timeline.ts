import type { Millis } from '@drave/base';
import type { ClusterEvent } from '../options.js';
import { KeptItems } from './kept-items.js';

const EVENTS_MAX = 10_000;

/** What has happened to a cluster, in order; the oldest are forgotten when there are more than ten thousand. */
export class Timeline {
  private readonly kept = new KeptItems<ClusterEvent>(EVENTS_MAX);
  private readonly onEvent: (event: ClusterEvent) => void;

  constructor(onEvent: (event: ClusterEvent) => void) {
    this.onEvent = onEvent;
  }

  get events(): readonly ClusterEvent[] {
    return this.kept.items;
  }

  record(event: Omit<ClusterEvent, 'wallMs'>): void {
    const timed = { wallMs: Date.now(), ...event };
    this.kept.add(timed);
    this.onEvent(timed);
  }

  /** Something has changed that is no event. */
  touch(): void {
    this.kept.touch();
  }

  /** Yields at once, and then whenever something has changed, but not again within `pauseMs`; until aborted. */
  beats(pauseMs: Millis, signal: AbortSignal): AsyncGenerator<void, void, undefined> {
    return this.kept.beats(pauseMs, signal);
  }

  /** From the oldest on, or only what comes from now on; until aborted. Who is too slow misses what is forgotten. */
  follow(from: 'oldest' | 'now', signal: AbortSignal): AsyncGenerator<ClusterEvent, void, undefined> {
    return this.kept.follow(from, signal);
  }
}
