import type { Histogram, Metrics } from '../metrics.js';

const BUCKETS_MS = [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000];

/** Counts and times what this process makes durable: syncs of files, of directories, and of batches of its stores. */
export class SyncMeter {
  private readonly times: Histogram;

  constructor(metrics: Metrics) {
    this.times = metrics.histogram(
      'drave_disk_sync_ms',
      'Time of a sync of a file, a directory or a store',
      BUCKETS_MS,
    );
  }

  /** Runs it; a sync that fails has taken its time too. */
  async time(sync: () => Promise<void>): Promise<void> {
    const startedMs = performance.now();
    try {
      await sync();
    } finally {
      this.times.observe(performance.now() - startedMs);
    }
  }
}
