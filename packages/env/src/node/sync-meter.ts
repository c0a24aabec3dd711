import type { Histogram, Metrics } from '../metrics.js';

const MS_PER_SECOND = 1_000;
const BUCKETS_SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5];

/** Counts and times what this process makes durable: syncs of files, of directories, and of batches of its stores. */
export class SyncMeter {
  private readonly times: Histogram;

  constructor(metrics: Metrics) {
    const help = 'Time of a sync of a file, a directory or a store.';
    this.times = metrics.histogram('drave_fsync_seconds', help, BUCKETS_SECONDS);
  }

  /** Runs it; a sync that fails has taken its time too. */
  async time(sync: () => Promise<void>): Promise<void> {
    const startedMs = performance.now();
    try {
      await sync();
    } finally {
      this.times.observe((performance.now() - startedMs) / MS_PER_SECOND);
    }
  }
}
