import type { Offset, Steps } from '@drave/base';
import type { Timers } from '@drave/env';

/**
 * Steps between two turns of the event loop. Each may open a log, whose work follows in the same turn where the disk
 * need not be asked, so there are few.
 */
const STEPS_PER_TURN = 16;

/**
 * The changes that the metadata demands, one after another and each in steps, so that a broker that gets, loses or
 * opens thousands of replicas goes on sending heartbeats and serving the others. Few changes are made at once.
 */
export class ChangeQueue {
  private readonly timers: Timers;
  private readonly onFatal: (reason: unknown) => void;
  private readonly waiting: Change[] = [];
  private running = false;
  private closed = false;

  constructor(timers: Timers, onFatal: (reason: unknown) => void) {
    this.timers = timers;
    this.onFatal = onFatal;
  }

  /** Nothing is to be done. */
  get idle(): boolean {
    return this.waiting.length === 0;
  }

  /** Exclusive: every change below it is made; undefined when all are. */
  get doneOffset(): Offset | undefined {
    return this.waiting[0]?.from;
  }

  /** `from` is the exclusive end of what was demanded before this change. */
  push(from: Offset, steps: Steps<void>): void {
    if (this.closed) return;
    this.waiting.push({ from, steps });
    if (!this.running) void this.run();
  }

  /** What is not done yet stays undone. */
  close(): void {
    this.closed = true;
    this.waiting.length = 0;
  }

  private async run(): Promise<void> {
    this.running = true;
    try {
      let steps = 0;
      for (let change = this.waiting[0]; change !== undefined; change = this.waiting[0]) {
        if (steps >= STEPS_PER_TURN) {
          steps = 0;
          await this.timers.yieldTurn();
          continue;
        }
        steps++;
        if (change.steps.next().done === true && this.waiting[0] === change) this.waiting.shift();
      }
    } catch (reason) {
      this.close();
      this.onFatal(reason);
    } finally {
      this.running = false;
    }
  }
}

interface Change {
  readonly from: Offset;
  readonly steps: Steps<void>;
}
