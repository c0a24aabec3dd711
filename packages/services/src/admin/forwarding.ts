import { DraveError, type Endpoint, type NodeId } from '@drave/base';
import type { Broker } from '@drave/broker';
import type { RequestContext } from '@drave/broker/request-context';
import { listenerOf } from '@drave/metadata';
import type { CallContext, UnaryMethod } from '@drave/rpc';
import { callerOf, GRPC_LISTENER_NAME, inTheNameOf, requestContext, timeoutOf } from '../caller.js';
import type { ChannelPool } from '../channel-pool.js';
import type { AdminDomain } from './admin-domain.js';

/** What a service needs of a node, whatever its roles, to answer for brokers. */
export interface ForwardingPorts {
  readonly domain: AdminDomain;
  readonly channels: ChannelPool;
  /** Undefined on a node that is only a controller. */
  readonly broker: Broker | undefined;
}

/**
 * Does it here when this is the broker that is meant, else asks that one. Whether the caller may is asked before.
 * @throws DraveError BROKER_ID_NOT_REGISTERED, BROKER_NOT_AVAILABLE, and what the broker answers.
 */
export async function atBroker<Request extends { readonly brokerId: NodeId }, Response>(
  ports: ForwardingPorts,
  call: CallContext,
  method: UnaryMethod<Request, Response>,
  request: Request,
  here: (broker: Broker, caller: RequestContext) => Promise<Response>,
): Promise<Response> {
  const { domain, broker } = ports;
  const { brokerId } = request;
  if (broker?.nodeId === brokerId) return here(broker, requestContext(call, domain.clock));
  // What another node has sent here goes no further: the address that it knows of the broker is out of date.
  if (call.callerId !== undefined)
    throw new DraveError('BROKER_NOT_AVAILABLE', `broker ${brokerId} no longer listens at the address it had`);
  const registration = domain.feed.image.broker(brokerId);
  if (registration === undefined)
    throw new DraveError('BROKER_ID_NOT_REGISTERED', `no broker with id ${brokerId} is registered`);
  const endpoint = listenerOf(registration, GRPC_LISTENER_NAME);
  if (endpoint === undefined)
    throw new DraveError('BROKER_NOT_AVAILABLE', `broker ${brokerId} has no listener for gRPC`);
  return askAt(ports, call, endpoint, method, request);
}

/** Asks another node, in the caller's name and within the caller's time. */
export function askAt<Request, Response>(
  { domain, channels }: ForwardingPorts,
  call: CallContext,
  endpoint: Endpoint,
  method: UnaryMethod<Request, Response>,
  request: Request,
): Promise<Response> {
  const options = { deadlineMs: timeoutOf(call), callerId: domain.view.nodeId, signal: call.signal };
  return channels
    .channel(endpoint, 'control')
    .unary(method, request, { ...options, ...inTheNameOf(callerOf(call, domain.clock)) });
}
