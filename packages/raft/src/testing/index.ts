export { CountingMachine } from './counting-machine.js';
export { QuorumInvariants } from './invariants.js';
export { runQuorumSeed } from './run-quorum-seed.js';
export type { QuorumSeedResult } from './run-quorum-seed.js';
export { runStarvedQuorumSeed } from './run-starved-seed.js';
export { SimRaftNetwork } from './sim-network.js';
export type { SimNetworkMode } from './sim-network.js';
export { SimQuorum } from './sim-quorum.js';
export type { SimQuorumOptions } from './sim-quorum.js';
