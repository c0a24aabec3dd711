export * from './linearizability.js';
export * from './record-ledger.js';
export * from './topic-registry-model.js';
