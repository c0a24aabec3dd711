export type * from './caller.js';
export type {
  HeartbeatRequest,
  HeartbeatResponse,
  JoinGroupRequest,
  JoinGroupResponse,
  LeaveGroupRequest,
  LeaveGroupResponse,
  LeavingMember,
  SyncGroupRequest,
  SyncGroupResponse,
} from './classic/classic-requests.js';
export type { InternalTopicPort, InternalTopicSpec } from './coordinator-finder.js';
export { coordinatorPartitionOf } from './coordinator-partition.js';
export { CONSUMER_OFFSETS_TOPIC, GroupCoordinator, type GroupCoordinatorOptions } from './group-coordinator.js';
export type {
  GroupDescription,
  GroupListing,
  GroupStateName,
  GroupType,
  ListGroupsRequest,
  ListGroupsResponse,
} from './group-queries.js';
export type {
  FetchedOffset,
  OffsetCommitRequest,
  OffsetCommitResponse,
  OffsetDeleteRequest,
  OffsetDeleteResponse,
  OffsetFetchRequest,
  OffsetFetchResponse,
} from './offsets/offset-requests.js';
