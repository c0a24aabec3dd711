import { deferred, type Deferred } from '@drave/base';
import type { ConsoleEvent } from '../contract.js';

/** So many events are kept for streams that are behind, and for those that come back. */
const EVENTS_MAX = 1_024;

/**
 * The last events, each with its number. A stream has a place in it and takes what lies behind, so nothing is kept for
 * a single stream, and one that does not read costs nothing.
 */
export class EventRing {
  private readonly events: ConsoleEvent[] = [];
  private first = 1;
  private moved: Deferred<void> = deferred();

  /** The number of the newest event; 0 while there was none. */
  get last(): number {
    return this.first + this.events.length - 1;
  }

  push(event: ConsoleEvent): void {
    this.events.push(event);
    if (this.events.length > EVENTS_MAX) {
      this.events.shift();
      this.first++;
    }
    this.wake();
  }

  /** What was told holds no more: every stream has to begin anew. */
  forget(): void {
    this.first = this.last + 2;
    this.events.length = 0;
    this.wake();
  }

  /** What came after `seen`; undefined when some of it is no longer here. */
  after(seen: number): readonly ConsoleEvent[] | undefined {
    return seen < this.first - 1 || seen > this.last ? undefined : this.events.slice(seen - this.first + 1);
  }

  /** Resolves with the next event. */
  next(): Promise<void> {
    return this.moved.promise;
  }

  private wake(): void {
    const { moved } = this;
    this.moved = deferred();
    moved.resolve();
  }
}
