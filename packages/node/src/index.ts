export { everyRole } from './every-role.js';
export * from './format.js';
export { nodeName, type NodeConfig } from './node-config.js';
export type { NodeTuning } from './node-parts.js';
export * from './node.js';
export * from './settings.js';
export * from './validate-node-config.js';
