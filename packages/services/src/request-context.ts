import type { Millis } from '@drave/base';
import type { Clock } from '@drave/env';
import { noLease, unlimitedQuota, type MemoryLease, type RequestContext } from '@drave/broker/request-context';
import type { CallContext } from '@drave/rpc';

/** The name of the gRPC listener among a broker's listeners. */
export const grpcListenerName = 'grpc';

/** A call that brings no deadline of its own is given this long. */
const deadlineMsDefault: Millis = 30_000;

/** Who calls, under Kafka's notation of principals. */
export function principalOf(context: CallContext): string {
  const name = context.peerCertificateName;
  return name === undefined ? 'User:anonymous' : `User:CN=${name}`;
}

/** What a call over gRPC looks like to the broker. */
export function requestContext(context: CallContext, clock: Clock, memory: MemoryLease = noLease): RequestContext {
  return {
    principal: principalOf(context),
    listener: grpcListenerName,
    clientId: context.callerId === undefined ? '' : `node-${context.callerId}`,
    deadlineMs: clock.monotonicMs() + (context.deadlineMs ?? deadlineMsDefault),
    quota: unlimitedQuota,
    memory,
  };
}
