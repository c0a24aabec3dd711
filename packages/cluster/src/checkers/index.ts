export * from './coordinator-terms.js';
export * from './group-ledger.js';
export * from './key-ledger.js';
export * from './linearizability.js';
export * from './load-ledger.js';
export * from './record-ledger.js';
export * from './topic-registry-model.js';
export * from './transaction-ledger.js';
