export * from './fake-cluster.js';
export * from './fake-cluster-state.js';
export * from './fake-partition.js';
