import type { Operation } from '@drave/broker';
import { wireError, type WireError } from './controller-door.js';
import type { HandlerContext } from './handler-row.js';

/** Undefined when the caller may; else what its answer says. */
export function denyTopic(
  { domain, caller }: HandlerContext,
  operation: Operation,
  name: string,
): WireError | undefined {
  if (domain.broker.allows(caller, operation, { kind: 'topic', name })) return undefined;
  return wireError('TOPIC_AUTHORIZATION_FAILED', `${caller.principal} may not ${operation} topic '${name}'`);
}

export function denyCluster({ domain, caller }: HandlerContext, operation: Operation): WireError | undefined {
  if (domain.broker.allows(caller, operation, { kind: 'cluster' })) return undefined;
  return wireError('CLUSTER_AUTHORIZATION_FAILED', `${caller.principal} may not ${operation} the cluster`);
}

export function denyGroup(
  { domain, caller }: HandlerContext,
  operation: Operation,
  name: string,
): WireError | undefined {
  if (domain.broker.allows(caller, operation, { kind: 'group', name })) return undefined;
  return wireError('GROUP_AUTHORIZATION_FAILED', `${caller.principal} may not ${operation} group '${name}'`);
}

export function denyTransactionalId(
  { domain, caller }: HandlerContext,
  operation: Operation,
  name: string,
): WireError | undefined {
  if (domain.broker.allows(caller, operation, { kind: 'transactionalId', name })) return undefined;
  const message = `${caller.principal} may not ${operation} transactional id '${name}'`;
  return wireError('TRANSACTIONAL_ID_AUTHORIZATION_FAILED', message);
}

/** Names that occur more than once: no one can say which of the wishes was meant. */
export function repeated(names: Iterable<string>): ReadonlySet<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const name of names) (seen.has(name) ? twice : seen).add(name);
  return twice;
}
