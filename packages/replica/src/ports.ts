import type {
  BrokerEpoch,
  DirectoryId,
  ErrorCode,
  LeaderEpoch,
  NodeId,
  PartitionEpoch,
  PartitionIndex,
  TopicId,
} from '@drave/base';
import type { ReplicaFetchRequest, ReplicaFetchResponse } from './fetch-messages.js';

/** One end of an ordered message stream; the shape of `RpcStream` in `@drave/rpc`. */
export interface MessageStream<Send, Receive> {
  /** Resolves when flow control has taken the message; rejects once the stream has failed. */
  send(message: Send): Promise<void>;
  /** The next message; undefined when the other side has ended. Rejects with the DraveError that ended the stream. */
  receive(): Promise<Receive | undefined>;
  /** Ends both directions at once. */
  cancel(reason?: Error): void;
}

export type FollowerStream = MessageStream<ReplicaFetchRequest, ReplicaFetchResponse>;
export type LeaderStream = MessageStream<ReplicaFetchResponse, ReplicaFetchRequest>;

/** How a follower reaches a leader. Implemented over `Transport` by `services`. */
export interface ReplicaTransportPort {
  /** Never waits; a broker that cannot be reached shows as a stream that fails. */
  open(leaderId: NodeId): FollowerStream;
}

/** One proposed change of a partition's ISR (KIP-497, KIP-841, KIP-903). */
export interface AlterPartitionItem {
  readonly topicId: TopicId;
  readonly partition: PartitionIndex;
  readonly leaderEpoch: LeaderEpoch;
  /** The partition epoch the proposal was built on; the controller refuses any other. */
  readonly partitionEpoch: PartitionEpoch;
  readonly newIsr: readonly ProposedIsrMember[];
}

export interface ProposedIsrMember {
  readonly brokerId: NodeId;
  /**
   * The registration under which the member was seen to be caught up; -1 for the leader's own knowledge of members that
   * stay.
   */
  readonly brokerEpoch: BrokerEpoch;
}

export interface AlterPartitionRequest {
  readonly brokerId: NodeId;
  readonly brokerEpoch: BrokerEpoch;
  readonly items: readonly AlterPartitionItem[];
}

export type AlterPartitionItemResult =
  | {
      readonly kind: 'committed';
      readonly topicId: TopicId;
      readonly partition: PartitionIndex;
      readonly leaderId: NodeId;
      readonly leaderEpoch: LeaderEpoch;
      readonly partitionEpoch: PartitionEpoch;
      readonly isr: readonly NodeId[];
    }
  | {
      readonly kind: 'rejected';
      readonly topicId: TopicId;
      readonly partition: PartitionIndex;
      readonly error: ErrorCode;
    };

/** Replicas that found their own data damaged (docs/faults.md F2). */
export interface LeaveIsrRequest {
  readonly brokerId: NodeId;
  readonly brokerEpoch: BrokerEpoch;
  readonly partitions: readonly {
    readonly topicId: TopicId;
    readonly partition: PartitionIndex;
    readonly leaderEpoch: LeaderEpoch;
  }[];
}

export interface ReplicaDirectory {
  readonly topicId: TopicId;
  readonly partition: PartitionIndex;
  readonly directoryId: DirectoryId;
}

export interface AssignDirectoriesRequest {
  readonly brokerId: NodeId;
  readonly brokerEpoch: BrokerEpoch;
  readonly replicas: readonly ReplicaDirectory[];
}

/** What a broker's partitions ask of the active controller. Every throw (a DraveError) means: outcome unknown. */
export interface ReplicaControllerPort {
  alterPartition(request: AlterPartitionRequest): Promise<readonly AlterPartitionItemResult[]>;
  /**
   * `committed`: the replica is in neither ISR nor ELR. Rejected ELIGIBLE_LEADERS_NOT_AVAILABLE: it was the last
   * complete replica, and its data must be kept.
   */
  leaveIsr(request: LeaveIsrRequest): Promise<readonly AlterPartitionItemResult[]>;
  /**
   * Tells in which directory replicas really lie (KIP-858), repeated until it succeeds. In order; undefined is success.
   */
  assignDirectories(request: AssignDirectoriesRequest): Promise<readonly (ErrorCode | undefined)[]>;
}
