export { configResourceRef } from './authorize.js';
export { ClusterConfig, settingsOf, type StaticLayers } from './cluster-config.js';
export { ClusterWatch, type WatchedChange } from './cluster-watch.js';
export * from './commands.js';
export { configEtag } from './config-etag.js';
export { Controller, type ControllerOptions } from './controller.js';
export * from './decision.js';
export { invalidTopicName } from './decide/topic-name.js';
export { METADATA_LEVEL_FEATURE } from './decide/update-features.js';
export { PRODUCER_ID_BLOCK_SIZE } from './decide/allocate-producer-ids.js';
export * from './describe.js';
export {
  Gateway,
  type CommandOutcome,
  type CommandWitness,
  type GatewayOptions,
  type MetadataView,
} from './gateway.js';
export * from './page.js';
export type * from './ports.js';
export type { ConnectionLoss } from './session-keeper.js';
export { invalidAclBinding, noAuthorizer } from './decide/create-acls.js';
export { scramHashes, scramKeys } from './scram-keys.js';
