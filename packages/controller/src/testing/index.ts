export { imageFaults, transitionFaults } from './image-invariants.js';
export { MemoryQuorum } from './memory-quorum.js';
export { TestCluster, testClusterId } from './test-cluster.js';
