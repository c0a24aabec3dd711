import type { Millis } from '@drave/base';
import type { Env, TimerHandle } from '@drave/env';

/**
 * Removes retired files `file.delete.delay.ms` later. After `close` nothing is removed any more: the directory may
 * belong to another process by then, and its start removes whatever is left.
 */
export class DelayedRemovals {
  private readonly env: Env;
  private readonly waiting = new Set<TimerHandle>();

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
    this.env.disk.remove(path).catch((thrown: unknown) => {
      this.env.logger.warn({ path, error: String(thrown) }, 'retired files could not be removed; the next start will');
    });
  }

  close(): void {
    for (const timer of this.waiting) this.env.timers.clear(timer);
    this.waiting.clear();
  }
}
