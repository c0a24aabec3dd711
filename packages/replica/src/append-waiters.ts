import { BoundedQueue, assert, type LeaderEpoch, type Millis, type Offset } from '@drave/base';
import type { AppendFailure, AppendResult } from './append.js';
import type { Deadline, DeadlineQueue } from './deadline-queue.js';

/** One append that waits for the log or for the ISR to reach `nextOffset`. */
interface AppendWaiter {
  readonly nextOffset: Offset;
  readonly leaderEpoch: LeaderEpoch;
  /** The write generation it belongs to: a failed write ends all of its generation and none of the next. */
  readonly generation: number;
  readonly deadlineMs: Millis;
  readonly acked: AppendResult;
  readonly settle: (result: AppendResult) => void;
}

interface Entry extends AppendWaiter, Deadline {
  settled: boolean;
}

const WAITERS_MAX = 100_000;

/**
 * Appends in offset order, released from the front as an end offset passes them. A duplicate may wait for an offset
 * below its neighbours'; it is released with them, which is late but never early.
 */
export class AppendWaiters {
  private readonly queue = new BoundedQueue<Entry>(WAITERS_MAX);
  private readonly deadlines: DeadlineQueue;
  /** Decides what a waiter is told whose time is up: too few replicas, or simply too slow. */
  private readonly timeoutFailure: () => AppendFailure;

  constructor(deadlines: DeadlineQueue, timeoutFailure: () => AppendFailure) {
    this.deadlines = deadlines;
    this.timeoutFailure = timeoutFailure;
  }

  get length(): number {
    return this.queue.length;
  }

  /** False when the queue is full: the caller must refuse the append before it writes. */
  get hasRoom(): boolean {
    return this.queue.length < WAITERS_MAX;
  }

  add(waiter: AppendWaiter): void {
    const entry: Entry = {
      ...waiter,
      settled: false,
      expire: () => {
        entry.settled = true;
        waiter.settle(this.timeoutFailure());
      },
    };
    const taken = this.queue.push(entry);
    assert(taken, 'room was checked before the append');
    this.deadlines.add(entry);
  }

  release(endOffset: Offset): void {
    for (let first = this.queue.peek(); first !== undefined; first = this.queue.peek()) {
      if (!first.settled && first.nextOffset > endOffset) return;
      this.queue.shift();
      this.settle(first, first.acked);
    }
  }

  /** Ends every waiter that `affects` names. */
  fail(failure: AppendFailure, affects: (waiter: AppendWaiter) => boolean): void {
    const kept: Entry[] = [];
    for (const entry of this.queue.drain()) {
      if (entry.settled) continue;
      if (affects(entry)) this.settle(entry, failure);
      else kept.push(entry);
    }
    for (const entry of kept) this.queue.push(entry);
  }

  private settle(entry: Entry, result: AppendResult): void {
    if (entry.settled) return;
    entry.settled = true;
    this.deadlines.noteSettled();
    entry.settle(result);
  }
}
