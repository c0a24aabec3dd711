export * from './format-on-disk.js';
export { tuneHeap } from './heap.js';
export * from './run-node.js';
