import type { Bytes, Millis } from '@drave/base';
import type { ConfigLayers, ConfigSource } from './resolve.js';
import { topicConfigs } from './topic-rows.js';
import { TypedReader } from './typed-reader.js';

/** What a topic obeys, as values. Numbers that Kafka calls "unlimited" are -1 where it says -1, else 2^53 - 1. */
export interface TypedTopicConfig {
  readonly cleanupDelete: boolean;
  readonly cleanupCompact: boolean;
  readonly compressionType: 'uncompressed' | 'zstd' | 'lz4' | 'snappy' | 'gzip' | 'producer';
  readonly deleteRetentionMs: Millis;
  readonly fileDeleteDelayMs: Millis;
  readonly flushMessages: number;
  readonly flushMs: Millis;
  readonly indexIntervalBytes: Bytes;
  readonly maxCompactionLagMs: Millis;
  readonly maxMessageBytes: Bytes;
  readonly messageTimestampAfterMaxMs: Millis;
  readonly messageTimestampBeforeMaxMs: Millis;
  readonly messageTimestampType: 'CreateTime' | 'LogAppendTime';
  readonly minCleanableDirtyRatio: number;
  readonly minCompactionLagMs: Millis;
  readonly minInsyncReplicas: number;
  readonly preallocate: boolean;
  /** -1: unlimited. */
  readonly retentionBytes: Bytes;
  /** -1: for ever. */
  readonly retentionMs: Millis;
  readonly segmentBytes: Bytes;
  readonly segmentIndexBytes: Bytes;
  readonly segmentJitterMs: Millis;
  readonly segmentMs: Millis;
  readonly uncleanLeaderElectionEnable: boolean;
  /** `partition:broker` pairs, or one `*`. */
  readonly leaderThrottledReplicas: readonly string[];
  readonly followerThrottledReplicas: readonly string[];
}

/**
 * The settings in force for one topic on one broker. Costs some 100 look-ups: build it when a layer changes and keep
 * it.
 */
export function effectiveTopicConfig(layers: ConfigLayers): TypedTopicConfig {
  const reader = new TypedReader(topicConfigs, layers);
  const policy = reader.list('cleanup.policy');
  return {
    cleanupDelete: policy.includes('delete'),
    cleanupCompact: policy.includes('compact'),
    // The table's list of words is this union.
    compressionType: reader.text('compression.type') as TypedTopicConfig['compressionType'],
    deleteRetentionMs: reader.number('delete.retention.ms'),
    fileDeleteDelayMs: reader.number('file.delete.delay.ms'),
    flushMessages: reader.number('flush.messages'),
    flushMs: reader.number('flush.ms'),
    indexIntervalBytes: reader.number('index.interval.bytes'),
    maxCompactionLagMs: reader.number('max.compaction.lag.ms'),
    maxMessageBytes: reader.number('max.message.bytes'),
    messageTimestampAfterMaxMs: reader.number('message.timestamp.after.max.ms'),
    messageTimestampBeforeMaxMs: reader.number('message.timestamp.before.max.ms'),
    messageTimestampType: reader.text('message.timestamp.type') as TypedTopicConfig['messageTimestampType'],
    minCleanableDirtyRatio: reader.number('min.cleanable.dirty.ratio'),
    minCompactionLagMs: reader.number('min.compaction.lag.ms'),
    minInsyncReplicas: reader.number('min.insync.replicas'),
    preallocate: reader.boolean('preallocate'),
    retentionBytes: reader.number('retention.bytes'),
    retentionMs: reader.number('retention.ms'),
    segmentBytes: reader.optionalNumber('internal.segment.bytes') ?? reader.number('segment.bytes'),
    segmentIndexBytes: reader.number('segment.index.bytes'),
    segmentJitterMs: reader.number('segment.jitter.ms'),
    segmentMs: reader.number('segment.ms'),
    uncleanLeaderElectionEnable: reader.boolean('unclean.leader.election.enable'),
    leaderThrottledReplicas: reader.list('leader.replication.throttled.replicas'),
    followerThrottledReplicas: reader.list('follower.replication.throttled.replicas'),
  };
}

/** Who decided a key of `effectiveTopicConfig`. */
export function topicConfigSource(key: string, layers: ConfigLayers): ConfigSource {
  return new TypedReader(topicConfigs, layers).sourceOf(key);
}
