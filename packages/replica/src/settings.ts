import type { Millis, NodeId, TopicName } from '@drave/base';
import { effectiveTopicConfig, type ConfigSettings, type TopicConfig } from '@drave/config';
import type { LogConfig } from '@drave/log';
import type { MetadataImage } from '@drave/metadata';
import type { ProduceSettings } from './append.js';
import type { PartitionRules } from './core/events.js';
import { throttledPartitions, type ThrottledPartitions } from './throttled-replicas.js';

/** The effective settings of one topic on this broker, grouped by who obeys them. */
export interface PartitionSettings {
  readonly log: LogConfig;
  readonly produce: ProduceSettings;
  readonly rules: PartitionRules;
  readonly throttled: { readonly asLeader: ThrottledPartitions; readonly asFollower: ThrottledPartitions };
}

interface SettingsSource {
  readonly nodeId: NodeId;
  /** The node's configuration file. */
  readonly file: ConfigSettings;
  /** A timer profile. */
  readonly defaults: ConfigSettings;
  readonly replicaLagTimeMaxMs: Millis;
  readonly isrRetryBackoffMs: Millis;
}

/** Builds the settings of topics from the image, and keeps them until something that they depend on changes. */
export class TopicSettings {
  private readonly cache = new Map<TopicName, PartitionSettings>();
  private readonly source: SettingsSource;

  constructor(source: SettingsSource) {
    this.source = source;
  }

  /** Call with every topic whose configuration changed; with nothing when a broker-wide one did. */
  forget(topic?: TopicName): void {
    if (topic === undefined) this.cache.clear();
    else this.cache.delete(topic);
  }

  of(topic: TopicName, image: MetadataImage): PartitionSettings {
    const known = this.cache.get(topic);
    if (known !== undefined) return known;
    const { source } = this;
    const typed = effectiveTopicConfig({
      topic: image.config({ type: 'topic', name: topic }),
      broker: image.config({ type: 'broker', name: String(source.nodeId) }),
      cluster: image.config({ type: 'broker', name: '' }),
      file: source.file,
      defaults: source.defaults,
    });
    const settings = settingsFrom(typed, source);
    this.cache.set(topic, settings);
    return settings;
  }
}

function settingsFrom(
  config: TopicConfig,
  source: Pick<SettingsSource, 'nodeId' | 'replicaLagTimeMaxMs' | 'isrRetryBackoffMs'>,
): PartitionSettings {
  return {
    log: {
      segmentBytes: config.segmentBytes,
      segmentMs: config.segmentMs,
      segmentJitterMs: config.segmentJitterMs,
      segmentIndexBytes: config.segmentIndexBytes,
      indexIntervalBytes: config.indexIntervalBytes,
      retentionBytes: config.retentionBytes,
      retentionMs: config.retentionMs,
      cleanupDelete: config.cleanupDelete,
      cleanupCompact: config.cleanupCompact,
      flushMessages: config.flushMessages,
      flushMs: config.flushMs,
      fileDeleteDelayMs: config.fileDeleteDelayMs,
      deleteRetentionMs: config.deleteRetentionMs,
      minCleanableDirtyRatio: config.minCleanableDirtyRatio,
      minCompactionLagMs: config.minCompactionLagMs,
      maxCompactionLagMs: config.maxCompactionLagMs,
    },
    produce: {
      batchBytesMax: config.maxMessageBytes,
      timestampType: config.messageTimestampType,
      timestampBeforeMaxMs: config.messageTimestampBeforeMaxMs,
      timestampAfterMaxMs: config.messageTimestampAfterMaxMs,
      compressionType: config.compressionType === 'uncompressed' ? 'none' : config.compressionType,
      keyRequired: config.cleanupCompact,
    },
    rules: {
      minInsyncReplicas: config.minInsyncReplicas,
      replicaLagTimeMaxMs: source.replicaLagTimeMaxMs,
      isrRetryBackoffMs: source.isrRetryBackoffMs,
    },
    throttled: {
      asLeader: throttledPartitions(config.leaderReplicationThrottledReplicas, source.nodeId),
      asFollower: throttledPartitions(config.followerReplicationThrottledReplicas, source.nodeId),
    },
  };
}
