import type { IncarnationId, Millis, NodeId } from '@drave/base';
import type { DialBackOutcome, DialBackPort } from '@drave/controller';
import { listenerOf, type BrokerRegistration } from '@drave/metadata';
import { brokerIdentityService, connectionLoss, implement, type ServiceImplementation } from '@drave/rpc';
import type { ChannelPool } from '../channel-pool.js';
import { GRPC_LISTENER_NAME } from '../caller.js';
import { responseHeader, type NodeView } from '../response-header.js';

/** Says, on every broker, which incarnation answers here. */
export function createBrokerIdentityService(incarnationId: IncarnationId, view: NodeView): ServiceImplementation {
  return implement(brokerIdentityService, {
    identify: () => Promise.resolve({ header: responseHeader(view), incarnationId }),
  });
}

/**
 * Calls a broker back whose connection has ended. On a connection of its own: one that is kept would answer for the old
 * process, or wait for its back-off.
 */
export class RpcDialBack implements DialBackPort {
  private readonly channels: Pick<ChannelPool, 'connectAnew'>;
  private readonly callerId: NodeId;

  constructor(channels: Pick<ChannelPool, 'connectAnew'>, callerId: NodeId) {
    this.channels = channels;
    this.callerId = callerId;
  }

  async dial(broker: BrokerRegistration, timeoutMs: Millis): Promise<DialBackOutcome> {
    const endpoint = listenerOf(broker, GRPC_LISTENER_NAME);
    if (endpoint === undefined) return { kind: 'unknown' };
    const channel = this.channels.connectAnew(endpoint);
    try {
      const options = { deadlineMs: timeoutMs, callerId: this.callerId };
      const { incarnationId } = await channel.unary(brokerIdentityService.methods.identify, {}, options);
      return { kind: 'answered', incarnationId };
    } catch (reason) {
      // Only a refusal is proof; a reset in mid-call or a timeout may be the network's doing.
      return connectionLoss(reason) === 'refused' ? { kind: 'refused' } : { kind: 'unknown' };
    } finally {
      channel.close();
    }
  }
}
