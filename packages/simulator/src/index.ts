export { runClusterSeed, type ClusterSeedResult } from './cluster/run-cluster-seed.js';
