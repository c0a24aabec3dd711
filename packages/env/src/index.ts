export type * from './compute.js';
export type * from './disk.js';
export type * from './env.js';
export * from './logger.js';
export type * from './metrics.js';
export type * from './network.js';
export type * from './random.js';
export type * from './store.js';
export type * from './time.js';
