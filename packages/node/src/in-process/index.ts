export { InProcessNodes } from './in-process-nodes.js';
export type { NamedFault } from '../switched-faults.js';
export type { FaultOrders } from './life-faults.js';
export type { InProcessNode } from './in-process-node.js';
export { readNodeConfig } from '../process/run-node.js';
