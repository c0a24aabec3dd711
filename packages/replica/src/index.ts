export type * from './append.js';
export {
  divergence,
  endOfLeaderEpoch,
  findOffset,
  peekForConsumer,
  readableEnd,
  readForConsumer,
  type ConsumerRead,
  type ConsumerReadData,
  type ConsumerReadResult,
  type FoundOffset,
  type IsolationLevel,
  type OffsetQuery,
  type ReadFailure,
} from './consumer-read.js';
export type * from './core/events.js';
export { PartitionCore, type PartitionCoreOptions, type RoleKind } from './core/partition-core.js';
export { assignmentOf } from './apply-changes.js';
export { DeadlineQueue, type Deadline } from './deadline-queue.js';
export { PartitionWaiters } from './partition-waiters.js';
export type * from './fetch-messages.js';
export {
  Partition,
  type PartitionHooks,
  type PartitionObserver,
  type PartitionOptions,
} from './partition.js';
export type { PartitionChange } from './partition-host.js';
export type * from './ports.js';
export type * from './settings.js';
export { preferredReadReplica } from './preferred-replica.js';
export { ReplicaManager, type ReplicaManagerOptions } from './replica-manager.js';
