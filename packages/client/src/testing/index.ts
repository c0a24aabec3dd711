export * from './fake-cluster.js';
export * from './fake-partition.js';
