export type * from './append.js';
export {
  endOfLeaderEpoch,
  findOffset,
  peekForConsumer,
  readForConsumer,
  type ConsumerRead,
  type ConsumerReadResult,
  type IsolationLevel,
  type OffsetQuery,
} from './consumer-read.js';
export type * from './core/events.js';
export { DeadlineQueue, type Deadline } from './deadline-queue.js';
export { PartitionWaiters } from './partition-waiters.js';
export type * from './fetch-messages.js';
export { Partition, type PartitionObserver } from './partition.js';
export type { PartitionChange } from './partition-host.js';
export type * from './ports.js';
export type * from './settings.js';
export { preferredReadReplica } from './preferred-replica.js';
export { ReplicaManager } from './replica-manager.js';
export type { Verification, Verified } from './transaction-gate.js';
