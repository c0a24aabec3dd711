export type * from './broker-requests.js';
export * from './commands.js';
export * from './decision.js';
export type * from './ports.js';
