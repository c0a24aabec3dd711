export * from './channel-pool.js';
export * from './raft/raft-service.js';
export * from './raft/raft-transport.js';
export * from './replica/replica-transport.js';
