export type * from './broker-requests.js';
export * from './commands.js';
export * from './decision.js';
export type * from './ports.js';
export { settingsOf } from './cluster-config.js';
export { configEtag } from './config-etag.js';
