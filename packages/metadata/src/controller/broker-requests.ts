import type {
  BrokerEpoch,
  ClusterId,
  DirectoryId,
  ErrorCode,
  IncarnationId,
  LeaderEpoch,
  Millis,
  NodeId,
  Offset,
  PartitionEpoch,
  PartitionIndex,
  ProducerId,
  TopicId,
} from '@drave/base';
import type { ListenerEndpoint, SupportedFeature } from '../registration.js';

/** A broker asks for a session, at its start and whenever the one that it had is over. */
export interface RegisterBrokerRequest {
  readonly clusterId: ClusterId;
  readonly brokerId: NodeId;
  readonly incarnationId: IncarnationId;
  readonly listeners: readonly ListenerEndpoint[];
  readonly rack: string | undefined;
  readonly directories: readonly DirectoryId[];
  readonly features: readonly SupportedFeature[];
  /** Highest metadata level that the broker can read. */
  readonly metadataLevelMax: number;
  readonly bootId: string;
  /** Epoch under which this data was last served, from the broker's own disk; -1 for none. */
  readonly previousBrokerEpoch: BrokerEpoch;
  /** Every log directory proves that no acknowledged write is missing: clean stop, or the same boot. */
  readonly provenDurable: boolean;
}

export interface RegisterBrokerResponse {
  readonly brokerEpoch: BrokerEpoch;
  /** The broker serves nothing before its image holds everything below this offset. */
  readonly metadataOffset: Offset;
}

export interface BrokerHeartbeatRequest {
  readonly brokerId: NodeId;
  readonly brokerEpoch: BrokerEpoch;
  /** Exclusive end of what the broker's image holds. */
  readonly metadataOffset: Offset;
  readonly wantFence: boolean;
  readonly wantShutdown: boolean;
  /** Log directories that have failed. */
  readonly offlineDirectories: readonly DirectoryId[];
  /** How long the controller may hold back an answer that says nothing new; 0 for a version that does not say it. */
  readonly maxWaitMs: Millis;
}

export interface BrokerHeartbeatResponse {
  readonly fenced: boolean;
  /** The broker's image has reached its own registration. */
  readonly caughtUp: boolean;
  /** Controlled shutdown is complete: leaderships have moved, and the others know. */
  readonly shouldShutDown: boolean;
  /** The answer was held back until the next heartbeat is due; false for a version that does not do it. */
  readonly held: boolean;
}

/** One proposed change of a partition's ISR (KIP-497, KIP-841, KIP-903). */
export interface AlterPartitionItem {
  readonly topicId: TopicId;
  readonly partition: PartitionIndex;
  readonly leaderEpoch: LeaderEpoch;
  /** The partition epoch that the proposal builds on; the controller refuses any other. */
  readonly partitionEpoch: PartitionEpoch;
  readonly newIsr: readonly ProposedIsrMember[];
}

export interface ProposedIsrMember {
  readonly brokerId: NodeId;
  /** The registration that was seen fetching (KIP-903); -1 is good only for a member that stays. */
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
      readonly message: string;
    };

/** Replicas that found their own data damaged (docs/faults.md F2). */
export interface LeaveIsrRequest {
  readonly brokerId: NodeId;
  readonly brokerEpoch: BrokerEpoch;
  readonly partitions: readonly {
    readonly topicId: TopicId;
    readonly partition: PartitionIndex;
    /** The leader epoch that the broker knows, so that a report about an earlier life of the replica has no effect. */
    readonly leaderEpoch: LeaderEpoch;
  }[];
}

export interface AllocateProducerIdsRequest {
  readonly brokerId: NodeId;
  readonly brokerEpoch: BrokerEpoch;
}

export interface ProducerIdBlock {
  readonly firstProducerId: ProducerId;
  readonly count: number;
}

export interface AssignDirectoriesRequest {
  readonly brokerId: NodeId;
  readonly brokerEpoch: BrokerEpoch;
  readonly replicas: readonly ReplicaDirectory[];
}

/** In which log directory a replica really lies (KIP-858). */
export interface ReplicaDirectory {
  readonly topicId: TopicId;
  readonly partition: PartitionIndex;
  readonly directoryId: DirectoryId;
}

/** One outcome for each assignment, in the order of the request; undefined is success. */
export type AssignDirectoriesResponse = readonly (ErrorCode | undefined)[];
