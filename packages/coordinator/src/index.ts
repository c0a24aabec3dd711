export type * from './coordinator-location.js';
export type { JoinGroupRequest } from './classic/classic-requests.js';
export type { InternalTopicPort } from './coordinator-finder.js';
export type { ConsumerGroupDescription, DescribedPartitions } from './consumer/describe.js';
export type { ConsumerHeartbeatRequest, ConsumerHeartbeatResponse } from './consumer/heartbeat-messages.js';
export { coordinatorPartitionOf } from './coordinator-partition.js';
export { GroupCoordinator } from './group-coordinator.js';
export { CONSUMER_OFFSETS_TOPIC } from './topic.js';
export type { GroupDescription, GroupType } from './group-queries.js';
export type { CommitPlace, GroupListing } from './group-lists.js';
export type {
  FetchedOffset,
  OffsetCommitResponse,
  OffsetFetchRequest,
  OffsetFetchResponse,
} from './offsets/offset-requests.js';
export { TransactionCoordinator } from './transaction-coordinator.js';
export type { AddedPartition, LeaderQuestion, ProducerIdSource } from './transaction-coordinator.js';
export type { MarkerResult, SentMarker } from './transaction/markers/marker-queues.js';
export {
  transactionStateNames,
  type ListTransactionsResponse,
  type TransactionDescription,
} from './transaction/transaction-queries.js';
export { transactionErrorOf, type TransactionRequestName } from './transaction/error-versions.js';
export { transactionPartitionsOf } from './transaction/transaction-partitions.js';
export type { TransactionPartitions } from './transaction/transaction-partitions.js';
