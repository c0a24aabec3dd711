import type { Millis } from '@drave/base';
import type { Deadline, DeadlineQueue, Partition, PartitionChange, PartitionObserver } from '@drave/replica';

/** Notes which partitions have moved since the last look, and lets one fetch sleep until one does. */
export class FetchWaiter implements PartitionObserver {
  private moved = new Set<Partition>();
  private wake: (() => void) | undefined;

  changed(partition: Partition, what: PartitionChange): void {
    // Consumers see up to the high watermark only; a change of the log end alone does not concern them.
    if (what === 'end' || what === 'lowWatermark') return;
    this.moved.add(partition);
    this.wake?.();
  }

  /** What has moved, at once if something has; undefined when the time is up or the caller has gone. */
  async wait(
    deadlines: DeadlineQueue,
    deadlineMs: Millis,
    signal: AbortSignal | undefined,
  ): Promise<ReadonlySet<Partition> | undefined> {
    if (this.moved.size === 0 && signal?.aborted !== true) await this.sleep(deadlines, deadlineMs, signal);
    if (this.moved.size === 0) return undefined;
    const { moved } = this;
    this.moved = new Set();
    return moved;
  }

  private sleep(deadlines: DeadlineQueue, deadlineMs: Millis, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        if (entry.settled) return;
        entry.settled = true;
        deadlines.noteSettled();
        this.wake = undefined;
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const entry: Deadline & { settled: boolean } = { deadlineMs, settled: false, expire: wake };
      this.wake = wake;
      signal?.addEventListener('abort', wake);
      deadlines.add(entry);
    });
  }
}
