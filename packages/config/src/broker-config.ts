import type { Bytes, Millis } from '@drave/base';
import { brokerConfigs } from './broker-rows.js';
import type { ConfigLayers } from './resolve.js';
import { TypedReader } from './typed-reader.js';

/** What a broker or controller obeys beside the topic defaults (those come with `effectiveTopicConfig`). */
export interface TypedBrokerConfig {
  readonly autoCreateTopicsEnable: boolean;
  readonly autoLeaderRebalanceEnable: boolean;
  readonly brokerHeartbeatIntervalMs: Millis;
  readonly brokerRack: string | undefined;
  readonly brokerSessionTimeoutMs: Millis;
  readonly controlledShutdownEnable: boolean;
  readonly controllerQuorumElectionBackoffMaxMs: Millis;
  readonly controllerQuorumElectionTimeoutMs: Millis;
  readonly controllerQuorumFetchTimeoutMs: Millis;
  readonly controllerQuorumRequestTimeoutMs: Millis;
  readonly controllerQuorumRetryBackoffMs: Millis;
  readonly defaultReplicationFactor: number;
  readonly deleteTopicEnable: boolean;
  readonly fetchMaxBytes: Bytes;
  readonly followerReplicationThrottledRate: number;
  readonly initialBrokerRegistrationTimeoutMs: Millis;
  readonly leaderImbalanceCheckIntervalSeconds: number;
  readonly leaderImbalancePerBrokerPercentage: number;
  readonly leaderReplicationThrottledRate: number;
  readonly logCleanerBackoffMs: Millis;
  readonly logCleanerDedupeBufferSize: Bytes;
  readonly logCleanerEnable: boolean;
  readonly logCleanerIoBufferSize: Bytes;
  readonly logCleanerIoMaxBytesPerSecond: number;
  readonly logCleanerThreads: number;
  /** `log.dirs`, else `log.dir` alone. */
  readonly logDirs: readonly string[];
  readonly logFlushOffsetCheckpointIntervalMs: Millis;
  readonly logFlushSchedulerIntervalMs: Millis;
  readonly logFlushStartOffsetCheckpointIntervalMs: Millis;
  readonly logRetentionCheckIntervalMs: Millis;
  readonly metadataLogMaxRecordBytesBetweenSnapshots: Bytes;
  readonly metadataLogMaxSnapshotIntervalMs: Millis;
  readonly metadataMaxIdleIntervalMs: Millis;
  readonly minInsyncReplicas: number;
  readonly numPartitions: number;
  readonly numRecoveryThreadsPerDataDir: number;
  readonly producerIdExpirationCheckIntervalMs: Millis;
  readonly producerIdExpirationMs: Millis;
  readonly replicaFetchBackoffMs: Millis;
  readonly replicaFetchMaxBytes: Bytes;
  readonly replicaFetchMinBytes: Bytes;
  readonly replicaFetchResponseMaxBytes: Bytes;
  readonly replicaFetchWaitMaxMs: Millis;
  readonly replicaHighWatermarkCheckpointIntervalMs: Millis;
  readonly replicaLagTimeMaxMs: Millis;
  readonly uncleanLeaderElectionEnable: boolean;
  readonly uncleanLeaderElectionIntervalMs: Millis;
}

/** The settings in force on one node. Build it when a layer changes and keep it. */
export function effectiveBrokerConfig(layers: ConfigLayers): TypedBrokerConfig {
  const reader = new TypedReader(brokerConfigs, layers);
  return {
    ...quorumPart(reader),
    ...logPart(reader),
    ...replicaPart(reader),
    autoCreateTopicsEnable: reader.boolean('auto.create.topics.enable'),
    autoLeaderRebalanceEnable: reader.boolean('auto.leader.rebalance.enable'),
    brokerHeartbeatIntervalMs: reader.number('broker.heartbeat.interval.ms'),
    brokerRack: reader.optionalText('broker.rack'),
    brokerSessionTimeoutMs: reader.number('broker.session.timeout.ms'),
    controlledShutdownEnable: reader.boolean('controlled.shutdown.enable'),
    defaultReplicationFactor: reader.number('default.replication.factor'),
    deleteTopicEnable: reader.boolean('delete.topic.enable'),
    fetchMaxBytes: reader.number('fetch.max.bytes'),
    initialBrokerRegistrationTimeoutMs: reader.number('initial.broker.registration.timeout.ms'),
    leaderImbalanceCheckIntervalSeconds: reader.number('leader.imbalance.check.interval.seconds'),
    leaderImbalancePerBrokerPercentage: reader.number('leader.imbalance.per.broker.percentage'),
    minInsyncReplicas: reader.number('min.insync.replicas'),
    numPartitions: reader.number('num.partitions'),
    producerIdExpirationCheckIntervalMs: reader.number('producer.id.expiration.check.interval.ms'),
    producerIdExpirationMs: reader.number('producer.id.expiration.ms'),
    uncleanLeaderElectionEnable: reader.boolean('unclean.leader.election.enable'),
    uncleanLeaderElectionIntervalMs: reader.number('unclean.leader.election.interval.ms'),
  };
}

function quorumPart(reader: TypedReader) {
  return {
    controllerQuorumElectionBackoffMaxMs: reader.number('controller.quorum.election.backoff.max.ms'),
    controllerQuorumElectionTimeoutMs: reader.number('controller.quorum.election.timeout.ms'),
    controllerQuorumFetchTimeoutMs: reader.number('controller.quorum.fetch.timeout.ms'),
    controllerQuorumRequestTimeoutMs: reader.number('controller.quorum.request.timeout.ms'),
    controllerQuorumRetryBackoffMs: reader.number('controller.quorum.retry.backoff.ms'),
    metadataLogMaxRecordBytesBetweenSnapshots: reader.number('metadata.log.max.record.bytes.between.snapshots'),
    metadataLogMaxSnapshotIntervalMs: reader.number('metadata.log.max.snapshot.interval.ms'),
    metadataMaxIdleIntervalMs: reader.number('metadata.max.idle.interval.ms'),
  };
}

function logPart(reader: TypedReader) {
  return {
    logCleanerBackoffMs: reader.number('log.cleaner.backoff.ms'),
    logCleanerDedupeBufferSize: reader.number('log.cleaner.dedupe.buffer.size'),
    logCleanerEnable: reader.boolean('log.cleaner.enable'),
    logCleanerIoBufferSize: reader.number('log.cleaner.io.buffer.size'),
    logCleanerIoMaxBytesPerSecond: reader.number('log.cleaner.io.max.bytes.per.second'),
    logCleanerThreads: reader.number('log.cleaner.threads'),
    logDirs: reader.optionalList('log.dirs') ?? [reader.text('log.dir')],
    logFlushOffsetCheckpointIntervalMs: reader.number('log.flush.offset.checkpoint.interval.ms'),
    logFlushSchedulerIntervalMs: reader.number('log.flush.scheduler.interval.ms'),
    logFlushStartOffsetCheckpointIntervalMs: reader.number('log.flush.start.offset.checkpoint.interval.ms'),
    logRetentionCheckIntervalMs: reader.number('log.retention.check.interval.ms'),
    numRecoveryThreadsPerDataDir: reader.number('num.recovery.threads.per.data.dir'),
  };
}

function replicaPart(reader: TypedReader) {
  return {
    followerReplicationThrottledRate: reader.number('follower.replication.throttled.rate'),
    leaderReplicationThrottledRate: reader.number('leader.replication.throttled.rate'),
    replicaFetchBackoffMs: reader.number('replica.fetch.backoff.ms'),
    replicaFetchMaxBytes: reader.number('replica.fetch.max.bytes'),
    replicaFetchMinBytes: reader.number('replica.fetch.min.bytes'),
    replicaFetchResponseMaxBytes: reader.number('replica.fetch.response.max.bytes'),
    replicaFetchWaitMaxMs: reader.number('replica.fetch.wait.max.ms'),
    replicaHighWatermarkCheckpointIntervalMs: reader.number('replica.high.watermark.checkpoint.interval.ms'),
    replicaLagTimeMaxMs: reader.number('replica.lag.time.max.ms'),
  };
}
