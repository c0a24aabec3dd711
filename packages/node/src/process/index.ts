export * from './run-node.js';
