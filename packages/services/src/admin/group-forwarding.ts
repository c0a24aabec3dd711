import { DraveError, type Endpoint, type NodeId } from '@drave/base';
import type { Broker } from '@drave/broker';
import type { RequestContext } from '@drave/broker/request-context';
import { isActive, listenerOf, NO_LEADER, type InternalTopicName, type MetadataImage } from '@drave/metadata';
import { type CallContext, connectionLoss, type UnaryMethod } from '@drave/rpc';
import { GRPC_LISTENER_NAME, requestContext } from '../caller.js';
import { requireRight } from './admin-domain.js';
import { askAt, type ForwardingPorts } from './forwarding.js';

/** A request about one group, or about all groups of one broker. */
interface LocalRequest {
  readonly local: boolean;
}

/**
 * Does it here when this broker coordinates the group, else asks the one that does. Whether the caller may is asked
 * before, wherever it is done.
 */
export async function atCoordinator<Request extends LocalRequest & { readonly groupId: string }, Response>(
  ports: ForwardingPorts,
  call: CallContext,
  operation: 'read' | 'describe' | 'delete',
  method: UnaryMethod<Request, Response>,
  request: Request,
  here: (broker: Broker, caller: RequestContext) => Promise<Response>,
): Promise<Response> {
  if (request.groupId === '') throw new DraveError('INVALID_GROUP_ID', 'the group id is empty');
  requireRight(ports.domain, call, operation, { kind: 'group', name: request.groupId });
  const { broker } = ports;
  if (broker === undefined) return onAnyBroker(ports, call, method, request);
  const caller = requestContext(call, ports.domain.clock);
  if (request.local) return here(broker, caller);
  const found = await broker.groups.coordinatorFor(caller, request.groupId);
  if (found.kind === 'failed') throw new DraveError(found.failure, found.message);
  if (found.nodeId === broker.nodeId) return here(broker, caller);
  return askAt(ports, call, found.endpoint, method, { ...request, local: true });
}

/** For a controller: any broker knows the way. */
export async function onAnyBroker<Request, Response>(
  ports: ForwardingPorts,
  call: CallContext,
  method: UnaryMethod<Request, Response>,
  request: Request,
): Promise<Response> {
  let failure: DraveError | undefined;
  for (const broker of ports.domain.feed.image.brokers()) {
    const endpoint = listenerOf(broker, GRPC_LISTENER_NAME);
    if (!isActive(broker) || endpoint === undefined) continue;
    try {
      return await askAt(ports, call, endpoint, method, request);
    } catch (reason) {
      failure = DraveError.from(reason);
      // Only when it certainly did nothing.
      if (connectionLoss(failure) !== 'refused') throw failure;
    }
  }
  throw failure ?? new DraveError('COORDINATOR_NOT_AVAILABLE', 'no broker is in service');
}

/** A broker, and where other nodes reach it. */
export interface ReachedBroker {
  readonly id: NodeId;
  readonly endpoint: Endpoint;
}

/**
 * The brokers that coordinate at this moment what is kept in an internal topic.
 * @throws DraveError COORDINATOR_NOT_AVAILABLE.
 */
export function coordinators(image: MetadataImage, internalTopic: InternalTopicName): ReachedBroker[] {
  const topic = image.topicByName(internalTopic);
  const ids = new Set([...(topic?.partitions() ?? [])].map(({ leader }) => leader));
  return [...ids]
    .sort((a, b) => a - b)
    .map((id) => {
      const broker = id === NO_LEADER ? undefined : image.broker(id);
      const endpoint = broker === undefined ? undefined : listenerOf(broker, GRPC_LISTENER_NAME);
      if (endpoint === undefined) {
        const message = `a partition of ${internalTopic} has no leader: what it keeps cannot be listed now`;
        throw new DraveError('COORDINATOR_NOT_AVAILABLE', message);
      }
      return { id, endpoint: { host: endpoint.host, port: endpoint.port } };
    });
}
