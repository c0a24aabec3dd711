import type { BrokerEpoch, ErrorCode, LeaderEpoch, Millis, NodeId, Offset, PartitionEpoch } from '@drave/base';

/** What the metadata says of one partition, as far as replication needs it. */
export interface PartitionAssignment {
  /** All assigned replicas, the ones being added included, in preference order. */
  readonly replicas: readonly NodeId[];
  readonly isr: readonly NodeId[];
  /** -1 when the partition has no leader. */
  readonly leaderId: NodeId;
  readonly leaderEpoch: LeaderEpoch;
  readonly partitionEpoch: PartitionEpoch;
}

/** Topic and broker settings that the core obeys. */
export interface PartitionRules {
  /** `min.insync.replicas`; bounded by the replication factor where it is applied. */
  readonly minInsyncReplicas: number;
  /** `replica.lag.time.max.ms` */
  readonly replicaLagTimeMaxMs: Millis;
  /** Pause after a refused ISR change before the next one is proposed. */
  readonly isrRetryBackoffMs: Millis;
}

/** Looks up brokers in the node's current metadata image. */
export interface BrokerView {
  /** True when the broker is registered under exactly this epoch, unfenced and not shutting down. */
  isIsrEligible(brokerId: NodeId, brokerEpoch: BrokerEpoch): boolean;
}

/** 0: no acknowledgement; 1: after the leader's write; -1: after the whole ISR has it. */
export type Acks = 0 | 1 | -1;

export type PartitionEvent =
  /**
   * The role of a newer leader epoch is about to begin: stop serving the old one at once. The shell waits for the
   * writes under way before it sends `becomeLeader` or `becomeFollower`, so no completion of the old role meets the new
   * one.
   */
  | { readonly kind: 'suspend'; readonly leaderEpoch: LeaderEpoch }
  | {
      readonly kind: 'becomeLeader';
      readonly assignment: PartitionAssignment;
      readonly endOffset: Offset;
      readonly nowMs: Millis;
    }
  | { readonly kind: 'becomeFollower'; readonly assignment: PartitionAssignment; readonly endOffset: Offset }
  /** The registration changed within the leader epoch: ISR, replicas. */
  | { readonly kind: 'assignmentChanged'; readonly assignment: PartitionAssignment; readonly nowMs: Millis }
  /** The log directory failed or the replica was quarantined. */
  | { readonly kind: 'becomeOffline' }
  | {
      readonly kind: 'append';
      readonly recordCount: number;
      readonly acks: Acks;
      readonly expectedLeaderEpoch: LeaderEpoch | undefined;
      readonly nowMs: Millis;
    }
  /** The log now holds everything below `endOffset`. */
  | { readonly kind: 'written'; readonly endOffset: Offset; readonly nowMs: Millis }
  /** A write failed and the log was cut back to `endOffset`. */
  | { readonly kind: 'writeFailed'; readonly endOffset: Offset }
  /** A follower's position, already checked to be on the leader's own history. */
  | {
      readonly kind: 'followerFetched';
      readonly replicaId: NodeId;
      readonly brokerEpoch: BrokerEpoch;
      readonly leaderEpoch: LeaderEpoch;
      readonly fetchOffset: Offset;
      /** Where the follower's log starts: DeleteRecords waits until no replica has what it deletes. */
      readonly logStartOffset: Offset;
      readonly nowMs: Millis;
    }
  | {
      readonly kind: 'isrCommitted';
      readonly leaderId: NodeId;
      readonly leaderEpoch: LeaderEpoch;
      readonly partitionEpoch: PartitionEpoch;
      readonly isr: readonly NodeId[];
      readonly nowMs: Millis;
    }
  | { readonly kind: 'isrRejected'; readonly proposalId: number; readonly error: ErrorCode; readonly nowMs: Millis }
  /** The controller's answer was lost: the change may have been made, or may still be made. */
  | { readonly kind: 'isrOutcomeUnknown'; readonly proposalId: number; readonly nowMs: Millis }
  /** Some broker was fenced, unfenced, began to shut down or registered anew. */
  | { readonly kind: 'brokersChanged'; readonly nowMs: Millis }
  | { readonly kind: 'rulesChanged'; readonly rules: PartitionRules; readonly nowMs: Millis }
  | { readonly kind: 'tick'; readonly nowMs: Millis }
  /** The follower's log now ends at `endOffset`; the leader said its high watermark in the same message. */
  | {
      readonly kind: 'followerAppended';
      readonly endOffset: Offset;
      readonly leaderHighWatermark: Offset;
    }
  /** The follower cut its log back to the leader's history. */
  | { readonly kind: 'truncated'; readonly endOffset: Offset }
  /** The follower's log was emptied and begins at `startOffset`. */
  | { readonly kind: 'restarted'; readonly startOffset: Offset }
  /** Retention or DeleteRecords moved the start of the log. */
  | { readonly kind: 'logStartMoved'; readonly startOffset: Offset };

export interface IsrProposal {
  /** Unique within the partition; answers to any other proposal are stale. */
  readonly proposalId: number;
  readonly leaderEpoch: LeaderEpoch;
  readonly partitionEpoch: PartitionEpoch;
  readonly isr: readonly { readonly brokerId: NodeId; readonly brokerEpoch: BrokerEpoch }[];
}

export type PartitionEffect =
  | {
      readonly kind: 'accepted';
      readonly baseOffset: Offset;
      readonly nextOffset: Offset;
      readonly leaderEpoch: LeaderEpoch;
    }
  | { readonly kind: 'rejected'; readonly error: ErrorCode }
  /** A follower's log starts later than it did. */
  | { readonly kind: 'followerStartMoved' }
  /** The high watermark moved, or what waiters must know of the ISR did: look at them again. */
  | { readonly kind: 'progress'; readonly highWatermark: Offset }
  | { readonly kind: 'proposeIsr'; readonly proposal: IsrProposal }
  /** A caller that waits for an acknowledgement of this epoch must be told that it will not come. */
  | { readonly kind: 'leadershipEnded'; readonly leaderEpoch: LeaderEpoch }
  | { readonly kind: 'leadershipBegan'; readonly leaderEpoch: LeaderEpoch; readonly startOffset: Offset }
  | { readonly kind: 'followingBegan'; readonly leaderId: NodeId; readonly leaderEpoch: LeaderEpoch }
  | {
      readonly kind: 'isrChanged';
      readonly before: readonly NodeId[];
      readonly isr: readonly NodeId[];
      readonly partitionEpoch: PartitionEpoch;
    }
  /** The new high watermark lies below the old one: only an unclean election may cause it. */
  | { readonly kind: 'highWatermarkLowered'; readonly from: Offset; readonly to: Offset };
