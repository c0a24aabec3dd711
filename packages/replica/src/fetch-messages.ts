import type {
  BrokerEpoch,
  Bytes,
  ClusterId,
  ErrorCode,
  LeaderEpoch,
  NodeId,
  Offset,
  PartitionIndex,
  TopicId,
} from '@drave/base';

/**
 * Follower to leader, on the stream of one (follower, leader) pair. `hello` only on the first message. Mirrors
 * replica.proto.
 */
export interface ReplicaFetchRequest {
  readonly hello: ReplicaHello | undefined;
  readonly open: readonly OpenPartition[];
  readonly positions: readonly ReplicaPosition[];
  readonly close: readonly number[];
  readonly creditBytes: Bytes;
}

export interface ReplicaHello {
  readonly clusterId: ClusterId;
  readonly replicaId: NodeId;
  readonly brokerEpoch: BrokerEpoch;
  readonly leaderId: NodeId;
}

/**
 * Starts one partition under a handle never used before on this stream. A changed position or epoch is a new handle.
 */
export interface OpenPartition {
  readonly handle: number;
  readonly topicId: TopicId;
  readonly partition: PartitionIndex;
  readonly leaderEpoch: LeaderEpoch;
  readonly fetchOffset: Offset;
  /** -1 when the follower's log is empty. */
  readonly lastFetchedEpoch: LeaderEpoch;
  readonly logStartOffset: Offset;
  /**
   * The follower throttles it: while it is out of sync, one message of all such partitions is on its way at a time.
   */
  readonly paced: boolean;
}

/** The fetch position is the acknowledgement of everything below it. */
export interface ReplicaPosition {
  readonly handle: number;
  readonly fetchOffset: Offset;
  readonly logStartOffset: Offset;
}

/** Leader to follower. */
export interface ReplicaFetchResponse {
  readonly partitions: readonly ReplicaPartitionData[];
}

export interface ReplicaPartitionData {
  readonly handle: number;
  /** After an error the handle is closed on both sides. */
  readonly error: ErrorCode | undefined;
  readonly leaderEpoch: LeaderEpoch;
  readonly highWatermark: Offset;
  readonly logStartOffset: Offset;
  /** Where the leader read from: the follower's log must end there. Meaningful only with records. */
  readonly fetchOffset: Offset;
  readonly diverging: DivergingEpoch | undefined;
  /**
   * Whole batches back to back. On the sending side slices of the log, valid until `send` resolves; on the receiving
   * side owned by the receiver.
   */
  readonly records: readonly Uint8Array[];
}

/** Largest epoch of the leader's log not above the follower's last one, and where it ends there (KIP-595). */
export interface DivergingEpoch {
  readonly epoch: LeaderEpoch;
  readonly endOffset: Offset;
}
