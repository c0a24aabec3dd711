import type { BrokerEpoch, NodeId } from '@drave/base';
import type * as controller from '@drave/controller';

/**
 * What the controller service needs of a controller node. Everything rejects NOT_CONTROLLER, with a hint where it is,
 * while this node is not the active one.
 */
export interface ControllerDomain {
  registerBroker(request: controller.RegisterBrokerRequest): Promise<controller.RegisterBrokerResponse>;
  heartbeat(request: controller.HeartbeatRequest): Promise<controller.HeartbeatResponse>;
  /** How the stream of heartbeats ended. Never rejects. */
  brokerConnectionLost(brokerId: NodeId, brokerEpoch: BrokerEpoch, loss: controller.ConnectionLoss): Promise<void>;
  alterPartition(request: controller.AlterPartitionRequest): Promise<readonly controller.AlterPartitionItemResult[]>;
  leaveIsr(request: controller.LeaveIsrRequest): Promise<readonly controller.AlterPartitionItemResult[]>;
  allocateProducerIds(request: controller.AllocateProducerIdsRequest): Promise<controller.ProducerIdBlock>;
  assignDirectories(request: controller.AssignDirectoriesRequest): Promise<controller.AssignDirectoriesResponse>;
}
