import { assert } from './assert.js';
import { BoundedQueue } from './bounded-queue.js';

/** At most so many jobs run at a time. First come, first served. */
export class Semaphore {
  private free: number;
  private readonly waiting = new BoundedQueue<() => void>(Number.MAX_SAFE_INTEGER);

  constructor(runningMax: number) {
    assert(
      Number.isSafeInteger(runningMax) && runningMax > 0,
      `at least one job must be able to run, got ${runningMax}`,
    );
    this.free = runningMax;
  }

  /** Settles as `job` does, which begins in this very turn when there is a free place. */
  async run<T>(job: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await job();
    } finally {
      // The place goes on to the next in line, so that nobody overtakes.
      const next = this.waiting.shift();
      if (next === undefined) this.free++;
      else next();
    }
  }
}
