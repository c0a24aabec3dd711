import type { Millis } from '@drave/base';
import { DEADLINE_MS_DEFAULT, DEADLINE_MS_MAX, principalOfCertificate, type Caller } from '@drave/base/access';
import { unlimitedQuota } from '@drave/quota';
import { noLease, type MemoryLease, type RequestContext } from '@drave/broker/request-context';
import type { Clock } from '@drave/env';
import type { CallContext, CallOptions } from '@drave/rpc';

/** The name of the gRPC listener among a broker's listeners. */
export const GRPC_LISTENER_NAME = 'grpc';

/** How long a call may take. */
export function timeoutOf(call: CallContext): Millis {
  return Math.min(call.deadlineMs ?? DEADLINE_MS_DEFAULT, DEADLINE_MS_MAX);
}

/**
 * Whoever waits no longer answers so much before the caller gives up, or a tenth of its time before, if that is less.
 */
const ANSWER_MARGIN_MS_MAX: Millis = 250;

/** How long what a call waits for may take, so that the caller is told in time why it was in vain. */
function waitOf(call: CallContext): Millis {
  const timeoutMs = timeoutOf(call);
  return call.deadlineMs === undefined ? timeoutMs : timeoutMs - Math.min(ANSWER_MARGIN_MS_MAX, timeoutMs / 10);
}

/** Who calls over gRPC. */
export function callerOf(call: CallContext, clock: Clock): Caller {
  return {
    // Only nodes may say for whom they ask, and from where; see `NodeIdentity`.
    principal: call.onBehalfOf ?? principalOfCertificate(call.peerCertificateName),
    listener: GRPC_LISTENER_NAME,
    clientId: call.callerId === undefined ? '' : `node-${call.callerId}`,
    clientHost: call.onBehalfOfHost ?? call.peer.host,
    deadlineMs: clock.monotonicMs() + waitOf(call),
    api: call.path,
  };
}

/** What the call says with which a node asks another one for this caller. */
export function inTheNameOf({
  principal,
  clientHost,
}: Pick<Caller, 'principal' | 'clientHost'>): Pick<CallOptions, 'onBehalfOf' | 'onBehalfOfHost'> {
  return { onBehalfOf: principal, onBehalfOfHost: clientHost };
}

/** What a call over gRPC looks like to the broker. */
export function requestContext(call: CallContext, clock: Clock, memory: MemoryLease = noLease): RequestContext {
  return { ...callerOf(call, clock), quota: unlimitedQuota, memory };
}
