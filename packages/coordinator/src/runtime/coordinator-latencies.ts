import type { Millis } from '@drave/base';
import type { Histogram, Metrics } from '@drave/env';

const MS_PER_SECOND = 1_000;
const WRITE_BUCKETS_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const LOAD_BUCKETS_SECONDS = [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** How long the coordinator of one kind takes on this node, over all partitions that it leads. */
export class CoordinatorLatencies {
  private readonly writes: Histogram;
  private readonly loads: Histogram;

  constructor(metrics: Metrics, coordinator: 'group' | 'transaction') {
    this.writes = metrics.histogram(
      'drave_coordinator_write_duration_seconds',
      'Time of a request that changes what is coordinated, from its arrival at the coordinator to its replication.',
      WRITE_BUCKETS_SECONDS,
      { coordinator },
    );
    this.loads = metrics.histogram(
      'drave_coordinator_load_duration_seconds',
      'Time from the start of leading a partition until its coordinator decides: its log is read, and replicated.',
      LOAD_BUCKETS_SECONDS,
      { coordinator },
    );
  }

  written(tookMs: Millis): void {
    this.writes.observe(tookMs / MS_PER_SECOND);
  }

  loaded(tookMs: Millis): void {
    this.loads.observe(tookMs / MS_PER_SECOND);
  }
}
