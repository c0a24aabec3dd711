export * from './channel-pool.js';
export * from './raft/raft-service.js';
export * from './raft/raft-transport.js';
export * from './replica/replica-transport.js';
export * from './data/data-service.js';
export type { DataDomain } from './data/data-domain.js';
export * from './request-context.js';
export * from './response-header.js';
