import type { ErrorCode, LeaderEpoch, Millis, Offset, PartitionIndex, ProducerId, TopicName } from '@drave/base';
import type { MemberRef } from '../classic/classic-requests.js';
import type { GroupId } from '../state/group-record.js';

/** The fields of `MemberRef`: generation -1 and no member id stand for a committer outside any group protocol. */
export interface OffsetCommitRequest extends MemberRef {
  /** False below version 9 of OffsetCommit, which knows only generations: members of KIP-848 cannot use it. */
  readonly memberEpochKnown: boolean;
  /** How long the offsets are kept, as versions 2 to 4 may ask; undefined follows `offsets.retention.minutes`. */
  readonly retentionTimeMs: Millis | undefined;
  readonly topics: readonly OffsetCommitTopic[];
}

interface OffsetCommitTopic {
  readonly topic: TopicName;
  readonly partitions: readonly OffsetCommitPartition[];
}

interface OffsetCommitPartition {
  readonly partition: PartitionIndex;
  readonly offset: Offset;
  /** -1 when the client does not say. */
  readonly leaderEpoch: LeaderEpoch;
  readonly metadata: string;
}

/** TxnOffsetCommit (API key 28). Below version 3 no member can be named. */
export interface TransactionalCommitRequest extends MemberRef {
  /** Of the API, 0 to 5: what the client knows, and whether the transaction is told of the partition here (5). */
  readonly version: number;
  readonly transactionalId: string;
  readonly producerId: ProducerId;
  readonly producerEpoch: number;
  readonly topics: readonly OffsetCommitTopic[];
}

/** One for each partition of the request, in its order. */
export interface OffsetCommitResponse {
  readonly topics: readonly {
    readonly topic: TopicName;
    readonly partitions: readonly { readonly partition: PartitionIndex; readonly failure: ErrorCode | undefined }[];
  }[];
}

export interface OffsetFetchRequest {
  readonly groupId: GroupId;
  /** Version 9 on: the member of a group of type `consumer`; undefined when the client asks as no member. */
  readonly member: { readonly memberId: string; readonly memberEpoch: number } | undefined;
  /** 'all' is everything that the group has committed. */
  readonly topics: 'all' | readonly { readonly topic: TopicName; readonly partitions: readonly PartitionIndex[] }[];
  /** Whether a partition of which an open transaction has committed an offset is refused (KIP-447). */
  readonly requireStable: boolean;
}

export interface OffsetFetchResponse {
  readonly failure: ErrorCode | undefined;
  readonly topics: readonly {
    readonly topic: TopicName;
    readonly partitions: readonly FetchedOffset[];
  }[];
}

export interface FetchedOffset {
  readonly partition: PartitionIndex;
  readonly failure: ErrorCode | undefined;
  /** -1 when nothing is committed. */
  readonly offset: Offset;
  readonly leaderEpoch: LeaderEpoch;
  readonly metadata: string;
}

export interface OffsetDeleteRequest {
  readonly groupId: GroupId;
  readonly topics: readonly { readonly topic: TopicName; readonly partitions: readonly PartitionIndex[] }[];
}

export interface OffsetDeleteResponse {
  readonly failure: ErrorCode | undefined;
  readonly topics: OffsetCommitResponse['topics'];
}

/** Why the offsets of this partition are none of the caller's business; undefined when they are. */
export type PartitionGate = (topic: TopicName, partition: PartitionIndex) => ErrorCode | undefined;
