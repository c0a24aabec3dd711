import type { BrokerEpoch, NodeId } from '@drave/base';
import type { ConnectionLoss } from '@drave/controller';
import type { ControllerPort } from '@drave/metadata/controller';

/**
 * What the controller service needs of a controller node. Everything rejects NOT_CONTROLLER, with a hint where it is,
 * while this node is not the active one.
 */
export interface ControllerDomain extends ControllerPort {
  /** How the stream of heartbeats ended. Never rejects. */
  brokerConnectionLost(brokerId: NodeId, brokerEpoch: BrokerEpoch, loss: ConnectionLoss): Promise<void>;
}
