export { checkQuorumSize, formatStorage } from './format.js';
export type { FormatOptions } from './format.js';
export type * from './messages.js';
export type * from './ports.js';
export * from './raft-node.js';
export * from './timers.js';
export type * from './types.js';
export { StoredQuorum } from './stored-quorum.js';
