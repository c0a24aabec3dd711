export type * from './contract.js';
export * from './log-config.js';
export * from './log-directory.js';
