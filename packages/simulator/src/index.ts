export { runClusterSeed, type ClusterSeedResult } from './cluster/run-cluster-seed.js';
export { runSeeds, type SeedKind, type SeedSummary } from './seed-runs.js';
