export { Broker, type BrokerOptions } from './broker.js';
export { BrokerLifecycle, type LifecycleOptions, type LifecycleState } from './broker-lifecycle.js';
export { MemoryPool } from './memory-pool.js';
export type { OpenTransaction } from './open-transactions.js';
export * from './request-context.js';
export type * from './requests.js';
export type { TransactionPeers } from './transaction-peers.js';
