import type { Millis } from '@drave/base';

/** A dial is looked at so often before its time is up. */
const LOOKS = 10;
/** However late this process is, a dial ends after so many times its own time. */
const STRETCH_MAX = 10;

/**
 * Ends a dial that takes too long. The time in which this process did not get to run does not count: what the peer has
 * answered meanwhile still waits in the socket, and a verdict would be about ourselves (docs/faults.md F14).
 */
export class DialWatch {
  private readonly stepMs: Millis;
  private readonly onTimeout: () => void;
  private timer: NodeJS.Timeout | undefined;

  constructor(timeoutMs: Millis, onTimeout: () => void) {
    this.stepMs = timeoutMs / LOOKS;
    this.onTimeout = onTimeout;
  }

  /** Begins with a dial; a watch that runs already goes on. */
  begin(): void {
    if (this.timer === undefined) this.look(0, 0);
  }

  end(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** `inTime` of the `done` looks so far came when they were due. */
  private look(inTime: number, done: number): void {
    if (inTime === LOOKS || done === LOOKS * STRETCH_MAX) {
      this.end();
      this.onTimeout();
      return;
    }
    const dueMs = performance.now() + this.stepMs;
    this.timer = setTimeout(() => {
      const isLate = performance.now() - dueMs > this.stepMs;
      this.look(isLate ? inTime : inTime + 1, done + 1);
    }, this.stepMs).unref();
  }
}
