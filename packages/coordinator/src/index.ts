export type * from './coordinator-location.js';
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
export { assignors } from './consumer/assignors.js';
export type { ConsumerGroupState } from './consumer/consumer-group.js';
export type { ConsumerGroupDescription, ConsumerMemberDescription, DescribedPartitions } from './consumer/describe.js';
export type { ConsumerHeartbeatRequest, ConsumerHeartbeatResponse } from './consumer/heartbeat-messages.js';
export type { TopicPartitions } from './consumer/topic-partitions.js';
export { compileTopicRegex } from './consumer/topic-regex.js';
export { coordinatorPartitionOf } from './coordinator-partition.js';
export { GroupCoordinator, type GroupCoordinatorOptions } from './group-coordinator.js';
export { CONSUMER_OFFSETS_TOPIC } from './topic.js';
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
