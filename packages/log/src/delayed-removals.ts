import { type Millis, Semaphore } from '@drave/base';
import type { Env, TimerHandle } from '@drave/env';

/**
 * Removes retired files `file.delete.delay.ms` later, few at a time: one topic may retire thousands at once. After
 * `close` nothing is removed any more: the directory may belong to another process by then, and its start removes
 * whatever is left.
 */
export class DelayedRemovals {
  private readonly env: Env;
  private readonly waiting = new Set<TimerHandle>();
  private readonly underWay = new Semaphore(REMOVALS_AT_A_TIME);
  private closed = false;

  constructor(env: Env) {
    this.env = env;
  }

  schedule(path: string, delayMs: Millis): void {
    const timer = this.env.timers.set(delayMs, () => {
      this.waiting.delete(timer);
      this.now(path);
    });
    this.waiting.add(timer);
  }

  now(path: string): void {
    void this.underWay.run(async () => {
      if (this.closed) return;
      try {
        await this.env.disk.remove(path);
      } catch (reason) {
        this.env.logger.warn(
          { path, error: String(reason) },
          'retired files could not be removed; the next start will',
        );
      }
    });
  }

  close(): void {
    this.closed = true;
    for (const timer of this.waiting) this.env.timers.clear(timer);
    this.waiting.clear();
  }
}

/** Half of the thread pool, so that removals never hold up work that a caller waits for. */
const REMOVALS_AT_A_TIME = 4;
