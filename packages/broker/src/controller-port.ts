import type { BrokerEpoch, ClusterId, DirectoryId, IncarnationId, NodeId, Offset, ProducerId } from '@drave/base';
import type { ListenerEndpoint, SupportedFeature } from '@drave/metadata';
import type { ReplicaControllerPort } from '@drave/replica';

/**
 * What a broker asks of the active controller. Implemented over gRPC by `services`, which finds the leader anew for
 * every attempt and retries nothing. NOT_CONTROLLER means that nothing was looked at.
 */
export interface ControllerPort extends ReplicaControllerPort {
  /**
   * @throws DraveError INCONSISTENT_CLUSTER_ID, INVALID_REGISTRATION, UNSUPPORTED_VERSION: the operator must act.
   * DUPLICATE_BROKER_REGISTRATION: another incarnation has a session; it may end.
   */
  registerBroker(request: BrokerRegistrationRequest): Promise<BrokerRegistrationResponse>;
  /** @throws DraveError STALE_BROKER_EPOCH or BROKER_ID_NOT_REGISTERED: the broker registers anew. */
  heartbeat(request: BrokerHeartbeat): Promise<BrokerHeartbeatResponse>;
  /** Gives up the heartbeat under way. */
  endSession(): void;
  /** The same, because its answer takes too long: whether another controller leads by now is to be found out. */
  controllerSilent(): void;
  allocateProducerIds(request: {
    readonly brokerId: NodeId;
    readonly brokerEpoch: BrokerEpoch;
  }): Promise<ProducerIdBlock>;
}

export interface BrokerRegistrationRequest {
  readonly clusterId: ClusterId;
  readonly brokerId: NodeId;
  readonly incarnationId: IncarnationId;
  readonly listeners: readonly ListenerEndpoint[];
  readonly rack: string | undefined;
  readonly directories: readonly DirectoryId[];
  readonly features: readonly SupportedFeature[];
  /** Epoch under which this data was last served (kept on disk); -1 for none. */
  readonly previousBrokerEpoch: BrokerEpoch;
  /** Every log directory says that nothing acknowledged can be missing: clean stop, or the same boot. */
  readonly provenDurable: boolean;
  readonly bootId: string;
}

export interface BrokerRegistrationResponse {
  readonly brokerEpoch: BrokerEpoch;
  /** The broker serves nothing before its image has reached this metadata offset. */
  readonly metadataOffset: Offset;
}

export interface BrokerHeartbeat {
  readonly brokerId: NodeId;
  readonly brokerEpoch: BrokerEpoch;
  /** Exclusive end of what the broker's image holds. */
  readonly metadataOffset: Offset;
  readonly wantFence: boolean;
  readonly wantShutdown: boolean;
  readonly offlineDirectories: readonly DirectoryId[];
}

export interface BrokerHeartbeatResponse {
  readonly fenced: boolean;
  /** Controlled shutdown is complete: every leadership has moved. */
  readonly shouldShutDown: boolean;
}

export interface ProducerIdBlock {
  readonly firstProducerId: ProducerId;
  readonly count: number;
}
