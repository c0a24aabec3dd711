import type { Bytes, Millis } from '@drave/base';

/** The topic settings that the log itself obeys, under Kafka's meaning and defaults (`@drave/config` produces them). */
export interface LogConfig {
  /** `segment.bytes` */
  readonly segmentBytes: Bytes;
  /** `segment.ms` */
  readonly segmentMs: Millis;
  /** `segment.jitter.ms`: each segment is rolled up to this much earlier, at random. */
  readonly segmentJitterMs: Millis;
  /** `segment.index.bytes` */
  readonly segmentIndexBytes: Bytes;
  /** `index.interval.bytes` */
  readonly indexIntervalBytes: Bytes;
  /** `retention.bytes`; -1: unlimited. */
  readonly retentionBytes: Bytes;
  /** `retention.ms`; -1: unlimited. */
  readonly retentionMs: Millis;
  /** `cleanup.policy` contains `delete`. */
  readonly cleanupDelete: boolean;
  /** `cleanup.policy` contains `compact`. */
  readonly cleanupCompact: boolean;
  /** `flush.messages`: sync after this many records, before they are acknowledged. */
  readonly flushMessages: number;
  /** `flush.ms` */
  readonly flushMs: Millis;
  /** `file.delete.delay.ms` */
  readonly fileDeleteDelayMs: Millis;
  /** `delete.retention.ms` */
  readonly deleteRetentionMs: Millis;
  /** `min.cleanable.dirty.ratio` */
  readonly minCleanableDirtyRatio: number;
  /** `min.compaction.lag.ms` */
  readonly minCompactionLagMs: Millis;
  /** `max.compaction.lag.ms` */
  readonly maxCompactionLagMs: Millis;
}
