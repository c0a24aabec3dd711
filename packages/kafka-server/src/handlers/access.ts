import { accessRefusal, CLUSTER, type IfDenied, type Operation, type ResourceRef } from '@drave/base/access';
import { wireError, type WireError } from './controller-calls.js';
import type { HandlerContext } from './handler-row.js';

/** Undefined when the caller may; else what its answer says. */
export function deny(
  { domain, caller }: HandlerContext,
  operation: Operation,
  resource: ResourceRef,
  ifDenied?: IfDenied,
): WireError | undefined {
  if (domain.broker.allows(caller, operation, resource, ifDenied)) return undefined;
  const { code, message } = accessRefusal(caller, operation, resource);
  return wireError(code, message);
}

export function denyTopic(
  context: HandlerContext,
  operation: Operation,
  name: string,
  ifDenied?: IfDenied,
): WireError | undefined {
  return deny(context, operation, { kind: 'topic', name }, ifDenied);
}

export function denyCluster(context: HandlerContext, operation: Operation): WireError | undefined {
  return deny(context, operation, CLUSTER);
}

/** For a producer under this transactional id; null stands for none. */
export function denyTransactions(context: HandlerContext, transactionalId: string | null): WireError | undefined {
  return transactionalId === null
    ? undefined
    : deny(context, 'write', { kind: 'transactionalId', name: transactionalId });
}
