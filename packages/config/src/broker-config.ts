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
  readonly connectionFailedAuthenticationDelayMs: Millis;
  /** -1: for ever. */
  readonly connectionsMaxIdleMs: Millis;
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
  readonly groupConsumerAssignors: readonly string[];
  readonly groupConsumerHeartbeatIntervalMs: Millis;
  readonly groupConsumerMaxHeartbeatIntervalMs: Millis;
  readonly groupConsumerMaxSessionTimeoutMs: Millis;
  readonly groupConsumerMaxSize: number;
  readonly groupConsumerMigrationPolicy: 'disabled' | 'downgrade' | 'upgrade' | 'bidirectional';
  readonly groupConsumerMinHeartbeatIntervalMs: Millis;
  readonly groupConsumerMinSessionTimeoutMs: Millis;
  readonly groupConsumerRegexRefreshIntervalMs: Millis;
  readonly groupConsumerSessionTimeoutMs: Millis;
  readonly groupCoordinatorRebalanceProtocols: readonly string[];
  readonly groupInitialRebalanceDelayMs: Millis;
  readonly groupMaxSessionTimeoutMs: Millis;
  readonly groupMaxSize: number;
  readonly groupMinSessionTimeoutMs: Millis;
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
  readonly logFlushOffsetCheckpointIntervalMs: Millis;
  readonly logFlushSchedulerIntervalMs: Millis;
  readonly logFlushStartOffsetCheckpointIntervalMs: Millis;
  readonly logRetentionCheckIntervalMs: Millis;
  readonly maxConnectionCreationRate: number;
  readonly maxConnections: number;
  readonly maxConnectionsPerIp: number;
  readonly maxConnectionsPerIpOverrides: string;
  readonly maxIncrementalFetchSessionCacheSlots: number;
  readonly maxRequestPartitionSizeLimit: number;
  readonly metadataLogMaxRecordBytesBetweenSnapshots: Bytes;
  readonly metadataLogMaxSnapshotIntervalMs: Millis;
  readonly metadataMaxIdleIntervalMs: Millis;
  readonly minInsyncReplicas: number;
  readonly numPartitions: number;
  readonly numRecoveryThreadsPerDataDir: number;
  readonly offsetMetadataMaxBytes: Bytes;
  readonly offsetsCommitTimeoutMs: Millis;
  readonly offsetsLoadBufferSize: Bytes;
  readonly offsetsRetentionCheckIntervalMs: Millis;
  readonly offsetsRetentionMinutes: number;
  /** Kafka's number of the codec: 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd. */
  readonly offsetsTopicCompressionCodec: number;
  readonly offsetsTopicNumPartitions: number;
  readonly offsetsTopicReplicationFactor: number;
  readonly offsetsTopicSegmentBytes: Bytes;
  readonly producerIdExpirationCheckIntervalMs: Millis;
  readonly producerIdExpirationMs: Millis;
  readonly replicaFetchBackoffMs: Millis;
  readonly replicaFetchMaxBytes: Bytes;
  readonly replicaFetchMinBytes: Bytes;
  readonly replicaFetchResponseMaxBytes: Bytes;
  readonly replicaFetchWaitMaxMs: Millis;
  readonly replicaHighWatermarkCheckpointIntervalMs: Millis;
  readonly replicaLagTimeMaxMs: Millis;
  readonly replicationQuotaWindowNum: number;
  readonly replicationQuotaWindowSizeSeconds: number;
  readonly requestTimeoutMs: Millis;
  readonly socketRequestMaxBytes: Bytes;
  readonly transactionMaxTimeoutMs: Millis;
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
    ...coordinatorPart(reader),
    ...connectionPart(reader),
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

function coordinatorPart(reader: TypedReader) {
  return {
    groupConsumerAssignors: reader.list('group.consumer.assignors'),
    groupConsumerHeartbeatIntervalMs: reader.number('group.consumer.heartbeat.interval.ms'),
    groupConsumerMaxHeartbeatIntervalMs: reader.number('group.consumer.max.heartbeat.interval.ms'),
    groupConsumerMaxSessionTimeoutMs: reader.number('group.consumer.max.session.timeout.ms'),
    groupConsumerMaxSize: reader.number('group.consumer.max.size'),
    // The table's list of words is this union.
    groupConsumerMigrationPolicy: reader.text(
      'group.consumer.migration.policy',
    ) as TypedBrokerConfig['groupConsumerMigrationPolicy'],
    groupConsumerMinHeartbeatIntervalMs: reader.number('group.consumer.min.heartbeat.interval.ms'),
    groupConsumerMinSessionTimeoutMs: reader.number('group.consumer.min.session.timeout.ms'),
    groupConsumerRegexRefreshIntervalMs: reader.number('group.consumer.regex.refresh.interval.ms'),
    groupConsumerSessionTimeoutMs: reader.number('group.consumer.session.timeout.ms'),
    groupCoordinatorRebalanceProtocols: reader.list('group.coordinator.rebalance.protocols'),
    groupInitialRebalanceDelayMs: reader.number('group.initial.rebalance.delay.ms'),
    groupMaxSessionTimeoutMs: reader.number('group.max.session.timeout.ms'),
    groupMaxSize: reader.number('group.max.size'),
    groupMinSessionTimeoutMs: reader.number('group.min.session.timeout.ms'),
    offsetMetadataMaxBytes: reader.number('offset.metadata.max.bytes'),
    offsetsCommitTimeoutMs: reader.number('offsets.commit.timeout.ms'),
    offsetsLoadBufferSize: reader.number('offsets.load.buffer.size'),
    offsetsRetentionCheckIntervalMs: reader.number('offsets.retention.check.interval.ms'),
    offsetsRetentionMinutes: reader.number('offsets.retention.minutes'),
    offsetsTopicCompressionCodec: reader.number('offsets.topic.compression.codec'),
    offsetsTopicNumPartitions: reader.number('offsets.topic.num.partitions'),
    offsetsTopicReplicationFactor: reader.number('offsets.topic.replication.factor'),
    offsetsTopicSegmentBytes: reader.number('offsets.topic.segment.bytes'),
    transactionMaxTimeoutMs: reader.number('transaction.max.timeout.ms'),
  };
}

function connectionPart(reader: TypedReader) {
  return {
    connectionFailedAuthenticationDelayMs: reader.number('connection.failed.authentication.delay.ms'),
    connectionsMaxIdleMs: reader.number('connections.max.idle.ms'),
    maxConnectionCreationRate: reader.number('max.connection.creation.rate'),
    maxConnections: reader.number('max.connections'),
    maxConnectionsPerIp: reader.number('max.connections.per.ip'),
    maxConnectionsPerIpOverrides: reader.text('max.connections.per.ip.overrides'),
    maxIncrementalFetchSessionCacheSlots: reader.number('max.incremental.fetch.session.cache.slots'),
    maxRequestPartitionSizeLimit: reader.number('max.request.partition.size.limit'),
    replicationQuotaWindowNum: reader.number('replication.quota.window.num'),
    replicationQuotaWindowSizeSeconds: reader.number('replication.quota.window.size.seconds'),
    requestTimeoutMs: reader.number('request.timeout.ms'),
    socketRequestMaxBytes: reader.number('socket.request.max.bytes'),
  };
}
