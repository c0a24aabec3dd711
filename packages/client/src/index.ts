export type { AccessQuestion, AclAdmin, AclFilterSpec, AclSpec } from './admin/acl-admin.js';
export type { Admin } from './admin/admin.js';
export type { UserMechanism } from './admin/salted-password.js';
export type { AlterQuotaOptions, QuotaAdmin, QuotaTarget } from './admin/quota-admin.js';
export type { SetUserOptions, UserAdmin, UserOptions } from './admin/user-admin.js';
export type { ConfigAdmin, ConfigTarget, UpdateConfigOptions } from './admin/config-admin.js';
export type {
  CommittedOffsetsOptions,
  GroupAdmin,
  ListGroupsOptions,
  ResetTo,
  TopicSelection,
} from './admin/group-admin.js';
export type { BrokerAdmin, ClusterAdmin, FeatureAdmin, QuorumAdmin } from './admin/node-admin.js';
export type { ListPartitionsOptions, PartitionAdmin, PartitionMove } from './admin/partition-admin.js';
export type { CreateTopicOptions, ListTopicsOptions, TopicAdmin, TopicReference } from './admin/topic-admin.js';
export type {
  AbortOptions,
  ListTransactionsOptions,
  OpenTransactionsOptions,
  TransactionAdmin,
} from './admin/transaction-admin.js';
export * from './client.js';
export * from './client-records.js';
export type {
  ClientCounters,
  ClientMetricsSnapshot,
  CounterName,
  HistogramBucket,
  HistogramName,
  HistogramSnapshot,
  Measurement,
} from './client-metrics.js';
export type { Interceptor, SendOutcome } from './interceptors.js';
export type { BrokerView, PartitionView, TopicView } from './cluster/cluster-view.js';
export * from './options.js';
export { DefaultPartitioner, type Partitioner, type PartitionerInput } from './producer/partitioner.js';
export type { RawProducer } from './producer/producer.js';
export * from './producer/typed-producer.js';
export * from './serdes.js';
export * from './serializers.js';
export * from './trace-context.js';
export * from './typed-topic.js';
export * from './consumer/consumer.js';
export type { ResetTarget } from './consumer/fetch-state.js';
export type { PartitionRecords, PollOptions } from './consumer/poll-loop.js';
export type { Assignment, PlacedRecord, RawConsumer, StartPosition, Topics } from './consumer/raw-consumer.js';
export type { CommittedOffset, OffsetAndMetadata } from './group/group-offsets.js';
export type { RebalanceListener } from './group/group-session.js';
export type { HandlerOrder } from './run/handler-schedule.js';
export type { HandlerContext, RecordHandler, RetryOptions, RunOptions } from './run/run-settings.js';
export type { OffsetsOwner, Transaction } from './transaction/transaction.js';
export type { TransactionalProducer } from './transaction/transactional-producer.js';
