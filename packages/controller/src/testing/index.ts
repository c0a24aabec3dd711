export { imageFaults, transitionFaults } from './image-invariants.js';
export { MemoryQuorum, type MemoryRaft, type QuorumListener } from './memory-quorum.js';
export { TestCluster, testClusterId, type TestMember } from './test-cluster.js';
