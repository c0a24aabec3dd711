export { CountingMachine } from './counting-machine.js';
export { QuorumInvariants } from './invariants.js';
export { runQuorumSeed } from './run-quorum-seed.js';
export type { QuorumSeedResult } from './run-quorum-seed.js';
export { SimRaftNetwork } from './sim-network.js';
