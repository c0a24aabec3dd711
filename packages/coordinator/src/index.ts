export { coordinatorPartitionOf } from './coordinator-partition.js';
export type * from './runtime/model.js';
export { Shard, type ShardOptions } from './runtime/shard.js';
export type { ShardAppend, ShardLog } from './runtime/shard-log.js';
export { ShardSet, type OwnedShard, type ShardSetOptions } from './runtime/shard-set.js';
export type * from './state/group-record.js';
export { emptyGroups, offsetOf, replayGroupRecord, type GroupOffsets, type GroupsState } from './state/groups-state.js';
