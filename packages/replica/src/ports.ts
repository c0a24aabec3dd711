import type { ErrorCode, Millis, NodeId, ProducerId, TopicPartition } from '@drave/base';
import type { ControllerPort } from '@drave/metadata/controller';
import type { RpcStream } from '@drave/rpc';
import type { TransactionOperation } from './append.js';
import type { ReplicaFetchRequest, ReplicaFetchResponse } from './fetch-messages.js';

/** What replication needs of a stream. */
export type MessageStream<Send, Receive> = Pick<RpcStream<Send, Receive>, 'send' | 'receive' | 'cancel'>;

export type FollowerStream = MessageStream<ReplicaFetchRequest, ReplicaFetchResponse>;
export type LeaderStream = MessageStream<ReplicaFetchResponse, ReplicaFetchRequest>;

/** How a follower reaches a leader. Implemented over `Transport` by `services`. */
export interface ReplicaTransportPort {
  /** Never waits; a broker that cannot be reached shows as a stream that fails. */
  open(leaderId: NodeId): FollowerStream;
}

/** What a broker's partitions ask of the active controller. */
export type ReplicaControllerPort = Pick<ControllerPort, 'alterPartition' | 'leaveIsr' | 'assignDirectories'>;

/** How a partition's leader reaches the coordinators of transactions (KIP-890). */
export interface TransactionVerificationPort {
  /**
   * Whether the partition belongs to the transaction that is open in exactly this epoch, once it has been added where
   * that is asked. Undefined: it does; else the coordinator's own code, or why it was not reached (NETWORK_EXCEPTION,
   * COORDINATOR_NOT_AVAILABLE). Resolves within `timeoutMs`, and never rejects.
   */
  verify(question: TransactionQuestion): Promise<TransactionRefusal | undefined>;
}

export interface TransactionQuestion {
  readonly transactionalId: string;
  readonly producerId: ProducerId;
  readonly producerEpoch: number;
  readonly topicPartition: TopicPartition;
  readonly operation: TransactionOperation;
  readonly timeoutMs: Millis;
}

export interface TransactionRefusal {
  readonly error: ErrorCode;
  readonly message: string;
}
