export type * from './contract.js';
export { corruptionError } from './read-path.js';
export * from './log-config.js';
export { type LogDirectory, type LogDirectoryOptions, openLogDirectory, partitionKey } from './log-directory.js';
export { type LogResourceLimits, LogResources } from './log-resources.js';
export { type MetaProperties, readMetaProperties, writeMetaProperties } from './meta-properties.js';
export type { RecoveryReport } from './recovery.js';
export { ProducerTable } from './producer-state.js';
export { EpochHistory } from './leader-epochs.js';
