import { DraveError, type DirectoryId, type Millis } from '@drave/base';
import type { TimerHandle, Timers } from '@drave/env';

interface UnreportedFailuresOptions {
  /** `log.dir.failure.timeout.ms` */
  readonly timeoutMs: Millis;
  readonly timers: Timers;
  /** The broker cannot go on. */
  readonly onFatal: (reason: DraveError) => void;
}

/**
 * Log directories that have failed, and of which no controller has heard yet (KIP-858). The replicas in them keep their
 * places in ISRs, and leaderships, as long as nobody hears; so a broker that cannot tell ends, and is fenced instead.
 */
export class UnreportedFailures {
  private readonly waiting = new Map<DirectoryId, TimerHandle>();
  private readonly reported = new Set<DirectoryId>();
  private readonly options: UnreportedFailuresOptions;

  constructor(options: UnreportedFailuresOptions) {
    this.options = options;
  }

  /** These have failed by now. */
  notice(failed: readonly DirectoryId[]): void {
    const { timers, timeoutMs, onFatal } = this.options;
    for (const id of failed) {
      if (this.reported.has(id) || this.waiting.has(id)) continue;
      const text = `log directory ${id} has failed, and no controller could be told within ${timeoutMs} ms`;
      this.waiting.set(
        id,
        timers.set(timeoutMs, () => onFatal(new DraveError('REQUEST_TIMED_OUT', text))),
      );
    }
  }

  /** A controller has heard of these. */
  acknowledged(failed: readonly DirectoryId[]): void {
    for (const id of failed) {
      this.reported.add(id);
      this.forget(id);
    }
  }

  stop(): void {
    for (const id of [...this.waiting.keys()]) this.forget(id);
  }

  private forget(id: DirectoryId): void {
    const timer = this.waiting.get(id);
    if (timer === undefined) return;
    this.waiting.delete(id);
    this.options.timers.clear(timer);
  }
}
