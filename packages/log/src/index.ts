export type * from './contract.js';
export { endsDirectory } from './directory-health.js';
export * from './log-config.js';
export { canNameFuture } from './file-names.js';
export { moveToFuture } from './log-move.js';
export { type LogDirectory, openLogDirectory, partitionKey } from './log-directory.js';
export { LogResources } from './log-resources.js';
export { VerificationGuard } from './verification-guard.js';
