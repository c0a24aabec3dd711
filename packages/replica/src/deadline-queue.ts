import { assert, type Millis } from '@drave/base';
import type { Clock, TimerHandle, Timers } from '@drave/env';

/** Something that must be told when its time is up, unless it was settled before. */
export interface Deadline {
  readonly deadlineMs: Millis;
  /** Once true the entry is dead and is dropped when it surfaces. */
  readonly settled: boolean;
  expire(): void;
}

/**
 * All deadlines of one broker behind a single timer: a binary heap, where settled entries cost nothing until they
 * surface.
 * Thousands of produce and fetch waiters come and go without touching the timers of the world.
 */
export class DeadlineQueue {
  private heap: Deadline[] = [];
  private armed: { readonly handle: TimerHandle; readonly atMs: Millis } | undefined;
  private settledCount = 0;
  private closed = false;

  private readonly clock: Clock;
  private readonly timers: Timers;

  constructor(clock: Clock, timers: Timers) {
    this.clock = clock;
    this.timers = timers;
  }

  get length(): number {
    return this.heap.length;
  }

  add(deadline: Deadline): void {
    assert(!this.closed, 'the deadline queue is open');
    this.heap.push(deadline);
    this.siftUp(this.heap.length - 1);
    this.arm();
  }

  /**
   * The owner of an entry that is settled early calls this; when most are dead the heap is rebuilt, so it never
   * outgrows the living.
   */
  noteSettled(): void {
    this.settledCount++;
    if (this.settledCount < 64 || this.settledCount * 2 < this.heap.length) return;
    this.heap = this.heap.filter((entry) => !entry.settled).sort((a, b) => a.deadlineMs - b.deadlineMs);
    this.settledCount = 0;
  }

  close(): void {
    this.closed = true;
    if (this.armed !== undefined) this.timers.clear(this.armed.handle);
    this.armed = undefined;
    this.heap = [];
  }

  private arm(): void {
    const first = this.heap[0];
    if (first === undefined) return;
    if (this.armed !== undefined) {
      if (this.armed.atMs <= first.deadlineMs) return;
      this.timers.clear(this.armed.handle);
    }
    const delayMs = Math.max(0, first.deadlineMs - this.clock.monotonicMs());
    const handle = this.timers.set(Math.ceil(delayMs), () => this.fire());
    this.armed = { handle, atMs: first.deadlineMs };
  }

  private fire(): void {
    this.armed = undefined;
    const nowMs = this.clock.monotonicMs();
    for (let first = this.heap[0]; first !== undefined; first = this.heap[0]) {
      if (!first.settled && first.deadlineMs > nowMs) break;
      this.popFirst();
      if (first.settled) this.settledCount = Math.max(0, this.settledCount - 1);
      else first.expire();
    }
    if (!this.closed) this.arm();
  }

  private popFirst(): void {
    const last = this.heap.pop();
    if (last === undefined || this.heap.length === 0) return;
    this.heap[0] = last;
    this.siftDown();
  }

  private siftUp(from: number): void {
    let index = from;
    const entry = this.heap[index]!;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = this.heap[parent]!;
      if (above.deadlineMs <= entry.deadlineMs) break;
      this.heap[index] = above;
      index = parent;
    }
    this.heap[index] = entry;
  }

  private siftDown(): void {
    const { heap } = this;
    const entry = heap[0]!;
    let index = 0;
    for (;;) {
      let child = index * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]!.deadlineMs < heap[child]!.deadlineMs) child++;
      if (heap[child]!.deadlineMs >= entry.deadlineMs) break;
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = entry;
  }
}
