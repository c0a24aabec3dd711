import type { Millis, TopicId, TopicName } from '@drave/base';
import type { ConsumerMember } from './member.js';
import type { TopicPartitions } from './topic-partitions.js';

/** What a group knew of one subscribed topic when it last bumped its epoch. */
export interface SubscribedTopic {
  readonly topicId: TopicId;
  readonly topicName: TopicName;
  readonly partitionCount: number;
}

/** The part of a member that its metadata record keeps. */
export type MemberMetadata = Pick<
  ConsumerMember,
  | 'instanceId'
  | 'rackId'
  | 'clientId'
  | 'clientHost'
  | 'rebalanceTimeoutMs'
  | 'subscribedTopicNames'
  | 'subscribedTopicRegex'
  | 'serverAssignor'
  | 'classic'
>;

/** The part of a member that its current assignment record keeps. */
export type MemberAssignment = Pick<
  ConsumerMember,
  'state' | 'memberEpoch' | 'previousMemberEpoch' | 'assigned' | 'pendingRevocation'
>;

export interface ResolvedRegex {
  readonly topics: readonly TopicName[];
  /** Version of the metadata that it was resolved against. */
  readonly version: number;
  /** Wall clock. */
  readonly timestampMs: Millis;
}

/**
 * What a group of type `consumer` keeps in `__consumer_offsets`, by record key: the numbers are those of Kafka's
 * CoordinatorRecordType. A value of undefined is a tombstone.
 */
export type ConsumerGroupRecord =
  /** Key 3, ConsumerGroupMetadata. */
  | {
      readonly kind: 'consumerGroupEpoch';
      readonly groupId: string;
      readonly value: { readonly epoch: number } | undefined;
    }
  /** Key 4, ConsumerGroupPartitionMetadata. */
  | {
      readonly kind: 'consumerGroupTopics';
      readonly groupId: string;
      readonly value: { readonly topics: readonly SubscribedTopic[] } | undefined;
    }
  /** Key 5, ConsumerGroupMemberMetadata. */
  | {
      readonly kind: 'consumerGroupMember';
      readonly groupId: string;
      readonly memberId: string;
      readonly value: MemberMetadata | undefined;
    }
  /** Key 6, ConsumerGroupTargetAssignmentMetadata. */
  | {
      readonly kind: 'consumerGroupTargetEpoch';
      readonly groupId: string;
      readonly value: { readonly assignmentEpoch: number } | undefined;
    }
  /** Key 7, ConsumerGroupTargetAssignmentMember. */
  | {
      readonly kind: 'consumerGroupTarget';
      readonly groupId: string;
      readonly memberId: string;
      readonly value: { readonly partitions: TopicPartitions } | undefined;
    }
  /** Key 8, ConsumerGroupCurrentMemberAssignment. */
  | {
      readonly kind: 'consumerGroupCurrent';
      readonly groupId: string;
      readonly memberId: string;
      readonly value: MemberAssignment | undefined;
    }
  /** Key 16, ConsumerGroupRegularExpression. */
  | {
      readonly kind: 'consumerGroupRegex';
      readonly groupId: string;
      readonly regex: string;
      readonly value: ResolvedRegex | undefined;
    };

export function memberMetadataOf(member: ConsumerMember): MemberMetadata {
  const { instanceId, rackId, clientId, clientHost, rebalanceTimeoutMs } = member;
  const { subscribedTopicNames, subscribedTopicRegex, serverAssignor, classic } = member;
  return {
    instanceId,
    rackId,
    clientId,
    clientHost,
    rebalanceTimeoutMs,
    subscribedTopicNames,
    subscribedTopicRegex,
    serverAssignor,
    classic,
  };
}

export function memberAssignmentOf(member: ConsumerMember): MemberAssignment {
  const { state, memberEpoch, previousMemberEpoch, assigned, pendingRevocation } = member;
  return { state, memberEpoch, previousMemberEpoch, assigned, pendingRevocation };
}
