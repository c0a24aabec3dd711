import type { NodeId } from '@drave/base';
import type { ControllerPort } from '@drave/metadata/controller';
import type { RpcStream } from '@drave/rpc';
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
