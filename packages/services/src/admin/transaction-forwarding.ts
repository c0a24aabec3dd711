import { DraveError, type Endpoint, type NodeId, type PartitionIndex, type TopicName } from '@drave/base';
import type { Broker } from '@drave/broker';
import type { RequestContext } from '@drave/broker/request-context';
import { TRANSACTION_STATE_TOPIC } from '@drave/coordinator/topic';
import { isActive, listenerOf, NO_LEADER, type MetadataImage } from '@drave/metadata';
import type { CallContext, UnaryMethod } from '@drave/rpc';
import { GRPC_LISTENER_NAME, requestContext } from '../caller.js';
import { readImage, requireRight } from './admin-domain.js';
import { askAt, type ForwardingPorts } from './forwarding.js';
import { onAnyBroker, type ReachedBroker } from './group-forwarding.js';
import { invalidField } from './explained.js';

interface LocalRequest {
  readonly local: boolean;
}

type Here<Response> = (broker: Broker, caller: RequestContext) => Promise<Response>;

/** Does it here when this broker coordinates the transactional id, else asks the one that does. */
export async function atTransactionCoordinator<
  Request extends LocalRequest & { readonly transactionalId: string },
  Response,
>(
  ports: ForwardingPorts,
  call: CallContext,
  operation: 'describe' | 'write',
  method: UnaryMethod<Request, Response>,
  request: Request,
  here: Here<Response>,
): Promise<Response> {
  const { broker, domain } = ports;
  const { transactionalId } = request;
  if (transactionalId === '') throw invalidField('transactional_id', 'is empty');
  requireRight(domain, call, operation, { kind: 'transactionalId', name: transactionalId });
  if (broker === undefined) return onAnyBroker(ports, call, method, request);
  const caller = requestContext(call, domain.clock);
  if (request.local) return here(broker, caller);
  const image = await readImage(domain, call, false);
  // Only producers have the topic made.
  if (image.topicByName(TRANSACTION_STATE_TOPIC) === undefined) throw noSuchId(transactionalId);
  const leader = broker.transactions.coordinator.leaderFor(transactionalId);
  if (leader === broker.nodeId) return here(broker, caller);
  const endpoint = leader === undefined ? undefined : endpointOf(image, leader);
  if (endpoint === undefined) {
    const message = `the partition of ${TRANSACTION_STATE_TOPIC} that keeps '${transactionalId}' has no leader`;
    throw new DraveError('COORDINATOR_NOT_AVAILABLE', message);
  }
  return askAt(ports, call, endpoint, method, { ...request, local: true });
}

/** Does it here when this broker leads the partition, else asks the one that does. */
export async function atLeader<
  Request extends LocalRequest & { readonly topic: TopicName; readonly partition: PartitionIndex },
  Response,
>(
  ports: ForwardingPorts,
  call: CallContext,
  method: UnaryMethod<Request, Response>,
  request: Request,
  here: Here<Response>,
): Promise<Response> {
  const { broker, domain } = ports;
  if (broker === undefined) return onAnyBroker(ports, call, method, request);
  const caller = requestContext(call, domain.clock);
  if (request.local) return here(broker, caller);
  const image = await readImage(domain, call, false);
  const { topic, partition } = request;
  const registration = image.topicByName(topic)?.partition(partition);
  if (registration === undefined)
    throw new DraveError('UNKNOWN_TOPIC_OR_PARTITION', `there is no partition ${partition} of a topic '${topic}'`);
  if (registration.leader === broker.nodeId) return here(broker, caller);
  const endpoint = endpointOf(image, registration.leader);
  if (endpoint === undefined)
    throw new DraveError('LEADER_NOT_AVAILABLE', `partition ${partition} of '${topic}' has no leader`);
  return askAt(ports, call, endpoint, method, { ...request, local: true });
}

/** The brokers that may lead partitions. */
export function activeBrokers(image: MetadataImage): ReachedBroker[] {
  return [...image.brokers()].flatMap((broker) => {
    const endpoint = isActive(broker) ? listenerOf(broker, GRPC_LISTENER_NAME) : undefined;
    return endpoint === undefined ? [] : [{ id: broker.id, endpoint: { host: endpoint.host, port: endpoint.port } }];
  });
}

export function noSuchId(transactionalId: string): DraveError {
  return new DraveError('TRANSACTIONAL_ID_NOT_FOUND', `there is no transactional id '${transactionalId}'`);
}

function endpointOf(image: MetadataImage, id: NodeId): Endpoint | undefined {
  const broker = id === NO_LEADER ? undefined : image.broker(id);
  const endpoint = broker === undefined ? undefined : listenerOf(broker, GRPC_LISTENER_NAME);
  return endpoint === undefined ? undefined : { host: endpoint.host, port: endpoint.port };
}
