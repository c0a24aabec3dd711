export * from './fake-node.js';
