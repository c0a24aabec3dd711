import type { Millis } from '@drave/base';
import { DEADLINE_MS_DEFAULT, DEADLINE_MS_MAX, principalOfCertificate, type Caller } from '@drave/base/access';
import { noLease, unlimitedQuota, type MemoryLease, type RequestContext } from '@drave/broker/request-context';
import type { Clock } from '@drave/env';
import type { CallContext } from '@drave/rpc';

/** The name of the gRPC listener among a broker's listeners. */
export const GRPC_LISTENER_NAME = 'grpc';

/** How long a call may take. */
export function timeoutOf(call: CallContext): Millis {
  return Math.min(call.deadlineMs ?? DEADLINE_MS_DEFAULT, DEADLINE_MS_MAX);
}

/** Who calls over gRPC. */
export function callerOf(call: CallContext, clock: Clock): Caller {
  return {
    // Only nodes may say for whom they ask; see `NodeIdentity`.
    principal: call.onBehalfOf ?? principalOfCertificate(call.peerCertificateName),
    listener: GRPC_LISTENER_NAME,
    clientId: call.callerId === undefined ? '' : `node-${call.callerId}`,
    clientHost: call.peer.host,
    deadlineMs: clock.monotonicMs() + timeoutOf(call),
  };
}

/** What a call over gRPC looks like to the broker. */
export function requestContext(call: CallContext, clock: Clock, memory: MemoryLease = noLease): RequestContext {
  return { ...callerOf(call, clock), quota: unlimitedQuota, memory };
}
