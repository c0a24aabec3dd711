import type { LeaderEpoch, Millis, Offset, PartitionIndex, TopicId, TopicName } from '@drave/base';
import type { ConsumerGroupRecord } from '../consumer/records.js';

export type GroupId = string;
export type MemberId = string;

/** What `__consumer_offsets` holds, in our own terms. The bytes are Kafka's (`record-codec.ts`). */
export type GroupRecord = OffsetRecord | ClassicGroupRecord | ConsumerGroupRecord;

/** Key versions 0 and 1. */
export interface OffsetRecord {
  readonly kind: 'offset';
  readonly groupId: GroupId;
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
  /** Undefined is a tombstone. */
  readonly value: CommittedOffset | undefined;
}

export interface CommittedOffset {
  readonly offset: Offset;
  /** The leader epoch of the last consumed record; -1 when the client did not say. */
  readonly leaderEpoch: LeaderEpoch;
  /** The client's own text. */
  readonly metadata: string;
  /** Wall clock. */
  readonly commitTimestampMs: Millis;
  /**
   * Wall-clock instant at which it goes whatever the group does (asked for by old clients); undefined follows KIP-211.
   */
  readonly expireTimestampMs: Millis | undefined;
  /**
   * The topic that it was committed for. Undefined when the record that it was read from does not say: those of older
   * releases, and those with an expiry of their own, whose version has no place for it.
   */
  readonly topicId: TopicId | undefined;
}

/** Key version 2. */
export interface ClassicGroupRecord {
  readonly kind: 'classicGroup';
  readonly groupId: GroupId;
  /** Undefined is a tombstone. */
  readonly value: ClassicGroupValue | undefined;
}

/** A classic group as of its last completed rebalance. */
export interface ClassicGroupValue {
  /** 'consumer', 'connect', …; empty for a group that only keeps offsets. */
  readonly protocolType: string;
  readonly generationId: number;
  /** Undefined when the group is empty. */
  readonly protocolName: string | undefined;
  readonly leaderId: MemberId | undefined;
  /** Wall clock: since when the group is what it is. */
  readonly currentStateTimestampMs: Millis;
  readonly members: readonly ClassicMemberValue[];
}

interface ClassicMemberValue {
  readonly memberId: MemberId;
  readonly groupInstanceId: string | undefined;
  readonly clientId: string;
  readonly clientHost: string;
  readonly rebalanceTimeoutMs: Millis;
  readonly sessionTimeoutMs: Millis;
  /** What the member said under the chosen protocol. */
  readonly subscription: Buffer;
  readonly assignment: Buffer;
}
