export type * from './cluster-view.js';
export * from './options.js';
export * from './process/local-cluster.js';
export { clusterPath } from './process/prepare.js';
export type { LocalNode } from './process/local-node.js';
export * from './process/runtime.js';
