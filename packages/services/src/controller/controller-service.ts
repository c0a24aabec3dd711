import { deferred, DraveError, type BrokerEpoch, type NodeId } from '@drave/base';
import type { ConnectionLoss, Gateway } from '@drave/controller';
import {
  connectionLoss,
  controllerService,
  implement,
  type controllerV1,
  type RpcStream,
  type ServiceImplementation,
} from '@drave/rpc';
import { timeoutOf } from '../caller.js';
import { responseHeader, type NodeView } from '../response-header.js';
import type { ControllerDomain } from './controller-domain.js';
import { decodeAlterPartitions, decodeHeartbeat, decodeRegistration, encodeAltered } from './controller-messages.js';

/** `drave.controller.v1.ControllerService`: brokers report to the active controller. */
export function createControllerService(
  domain: ControllerDomain,
  gateway: Pick<Gateway, 'serveForwarded'>,
  view: NodeView,
): ServiceImplementation {
  const header = () => responseHeader(view);
  return implement(controllerService, {
    async registerBroker(request) {
      return { header: header(), ...(await domain.registerBroker(decodeRegistration(request))) };
    },
    session: (stream) => serveSession(domain, view, stream),
    async alterPartitions(request) {
      const results = await domain.alterPartition(decodeAlterPartitions(request));
      return { header: header(), partitions: results.map(encodeAltered) };
    },
    async leaveIsr(request) {
      const results = await domain.leaveIsr(request);
      return { header: header(), partitions: results.map(encodeAltered) };
    },
    async allocateProducerIds(request) {
      return { header: header(), ...(await domain.allocateProducerIds(request)) };
    },
    async assignReplicasToDirectories(request) {
      const errorCodes = await domain.assignDirectories(request);
      return { header: header(), errorCodes: errorCodes.map((code) => code ?? '') };
    },
    async forward(request, call) {
      return { header: header(), result: await gateway.serveForwarded(request, timeoutOf(call)) };
    },
  });
}

/** A broker sends one after the other, and another one when it is in a hurry. */
const HEARTBEATS_UNDER_WAY_MAX = 16;

type SessionStream = RpcStream<controllerV1.SessionResponse, controllerV1.SessionRequest>;

/**
 * A broker's heartbeats, each answered in its turn, for as long as its process lives; the next one is taken while the
 * answer to one is held back. How the stream ends tells something about the broker: the controller looks after it at
 * once instead of waiting for the session to run out.
 */
async function serveSession(domain: ControllerDomain, view: NodeView, stream: SessionStream): Promise<void> {
  let broker: { readonly id: NodeId; readonly epoch: BrokerEpoch } | undefined;
  let loss: ConnectionLoss = 'ended';
  const over = deferred();
  let answered = Promise.resolve();
  let underWay = 0;
  const read = async (): Promise<void> => {
    for (;;) {
      const request = await stream.receive();
      if (request === undefined) return;
      if (++underWay > HEARTBEATS_UNDER_WAY_MAX)
        throw new DraveError('THROTTLING_QUOTA_EXCEEDED', 'too many heartbeats of one broker wait for an answer');
      broker = { id: request.brokerId, epoch: request.brokerEpoch };
      const before = answered;
      const { sequence } = request;
      answered = domain.heartbeat(decodeHeartbeat(request)).then(async (response) => {
        await before;
        await stream.send({ header: responseHeader(view), sequence, ...response });
        underWay--;
      });
      answered.catch(over.reject);
    }
  };
  read().then(over.resolve, over.reject);
  try {
    await over.promise;
  } catch (reason) {
    loss = connectionLoss(reason) ?? 'ended';
    throw reason;
  } finally {
    if (broker !== undefined) await domain.brokerConnectionLost(broker.id, broker.epoch, loss);
  }
}
