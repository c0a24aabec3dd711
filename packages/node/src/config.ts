export type { NodeConfig } from './node-config.js';
export { validateNodeConfig } from './validate-node-config.js';
