export { runClusterSeed, type ClusterSeedResult } from './cluster/run-cluster-seed.js';
export type { SeedKind } from './seed-kind.js';
export { runSeeds, type SeedSummary } from './seed-runs.js';
