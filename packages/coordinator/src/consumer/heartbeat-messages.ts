import type { Millis, PartitionIndex, TopicId, TopicName } from '@drave/base';
import type { TopicPartitions } from './topic-partitions.js';

/** ConsumerGroupHeartbeat (API key 68) in domain terms. Null: unchanged since the last heartbeat. */
export interface ConsumerHeartbeatRequest {
  readonly groupId: string;
  /** Chosen by the client; where it is empty (version 0) the listener has put a new one. */
  readonly memberId: string;
  /** 0 to join, -1 to leave, -2 for a static member that means to come back. */
  readonly memberEpoch: number;
  readonly instanceId: string | null;
  readonly rackId: string | null;
  /** -1: unchanged. */
  readonly rebalanceTimeoutMs: Millis;
  readonly subscribedTopicNames: readonly TopicName[] | null;
  readonly subscribedTopicRegex: string | null;
  readonly serverAssignor: string | null;
  /** What the member owns. */
  readonly owned: readonly { readonly topicId: TopicId; readonly partitions: readonly PartitionIndex[] }[] | null;
  readonly clientId: string;
  readonly clientHost: string;
}

export interface ConsumerHeartbeatResponse {
  readonly memberId: string;
  readonly memberEpoch: number;
  readonly heartbeatIntervalMs: Millis;
  /** Null: unchanged since the last answer. */
  readonly assignment: TopicPartitions | null;
}
