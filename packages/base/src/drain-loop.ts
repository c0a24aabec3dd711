import { assert } from './assert.js';

/**
 * One owner, one loop: callbacks only call `wake`, the loop takes what has gathered and works it off in order.
 *
 * `turn` is never re-entered. It runs until it leaves nothing to do; a `wake` during a turn makes one more turn follow.
 * A turn that throws ends the loop for good and reports through `onFailure`, because the state behind it is unknown.
 */
export class DrainLoop {
  private running = false;
  private wanted = false;
  private stopped = false;
  private idle: Promise<void> = Promise.resolve();

  private readonly turn: () => Promise<void> | void;
  private readonly onFailure: (reason: unknown) => void;

  constructor(turn: () => Promise<void> | void, onFailure: (reason: unknown) => void) {
    this.turn = turn;
    this.onFailure = onFailure;
  }

  wake(): void {
    if (this.stopped) return;
    this.wanted = true;
    if (this.running) return;
    this.running = true;
    this.idle = this.run();
  }

  /** Resolves when the turn under way has ended; no further turn starts. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.idle;
  }

  private async run(): Promise<void> {
    // The first turn begins on a fresh microtask: the caller that woke the loop finishes first, so one turn sees its
    // whole batch.
    await Promise.resolve();
    try {
      while (this.wanted && !this.stopped) {
        this.wanted = false;
        await this.turn();
      }
    } catch (reason) {
      this.stopped = true;
      this.onFailure(reason);
    } finally {
      assert(this.running, 'a drain loop ends once');
      this.running = false;
    }
  }
}
