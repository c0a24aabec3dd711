import type {
  AllocateProducerIdsRequest,
  AlterPartitionItemResult,
  AlterPartitionRequest,
  AssignDirectoriesRequest,
  AssignDirectoriesResponse,
  BrokerHeartbeatRequest,
  BrokerHeartbeatResponse,
  LeaveIsrRequest,
  ProducerIdBlock,
  RegisterBrokerRequest,
  RegisterBrokerResponse,
} from './broker-requests.js';

/**
 * What brokers ask of the active controller. The controller implements it; on every other node it is implemented over
 * the network, where each attempt looks up the leader anew and nothing is repeated. NOT_CONTROLLER means that nothing
 * was looked at; any other throw that a method does not name means that the outcome is unknown.
 */
export interface ControllerPort {
  /**
   * @throws DraveError INCONSISTENT_CLUSTER_ID, INVALID_REGISTRATION, UNSUPPORTED_VERSION: the operator must act.
   * DUPLICATE_BROKER_REGISTRATION: another incarnation has a session, which may end.
   */
  registerBroker(request: RegisterBrokerRequest): Promise<RegisterBrokerResponse>;
  /** @throws DraveError STALE_BROKER_EPOCH or BROKER_ID_NOT_REGISTERED: the broker registers anew. */
  heartbeat(request: BrokerHeartbeatRequest): Promise<BrokerHeartbeatResponse>;
  /** One result for each item. */
  alterPartition(request: AlterPartitionRequest): Promise<readonly AlterPartitionItemResult[]>;
  /**
   * `committed`: the replica is in neither ISR nor ELR. Rejected ELIGIBLE_LEADERS_NOT_AVAILABLE: it was the last
   * complete replica, and its data must be kept.
   */
  leaveIsr(request: LeaveIsrRequest): Promise<readonly AlterPartitionItemResult[]>;
  allocateProducerIds(request: AllocateProducerIdsRequest): Promise<ProducerIdBlock>;
  /** Repeated by the broker until it succeeds. */
  assignDirectories(request: AssignDirectoriesRequest): Promise<AssignDirectoriesResponse>;
}

/** A broker's way to the active controller. */
export interface ControllerConnection extends ControllerPort {
  /** Gives up the heartbeat under way; the next one begins a new session. */
  endSession(): void;
  /** Has the controller answer the heartbeat that it holds back, because there is something to tell it. */
  answerSoon(): void;
  /**
   * The heartbeat under way is late with its answer, which is still waited for: whether another controller leads by now
   * is to be found out.
   */
  controllerLate(): void;
}
