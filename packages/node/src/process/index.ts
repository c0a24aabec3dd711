export { tuneHeap } from './heap.js';
export * from './run-node.js';
