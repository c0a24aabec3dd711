export * from './config.js';
export * from './format.js';
export * from './node.js';
export * from './settings.js';
