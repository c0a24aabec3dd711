export { parseScript, renderScript } from './golden/script.js';
export { runQuorumSeed } from './run-quorum-seed.js';
export { runStarvedQuorumSeed } from './run-starved-seed.js';
export { SimRaftNetwork } from './sim-network.js';
export { starveHosts } from './starve-hosts.js';
export type { Starvation } from './starve-hosts.js';
