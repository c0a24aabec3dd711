export { calmConditions } from './cluster/calm-conditions.js';
export type { Conditions } from './cluster/conditions.js';
export { createTopic } from './cluster/create-topic.js';
export { focusNames } from './cluster/focus/focus-names.js';
export { runClusterSeed, type ClusterSeedResult } from './cluster/run-cluster-seed.js';
export { SimCluster } from './cluster/sim-cluster.js';
export type { SimNode } from './cluster/sim-node.js';
