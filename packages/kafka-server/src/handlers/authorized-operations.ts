import { CLUSTER, type Operation, type ResourceRef } from '@drave/base/access';
import type { HandlerContext } from './handler-row.js';

/** What Kafka sends when the client did not ask. */
export const OPERATIONS_NOT_ASKED = -2_147_483_648;

/**
 * Kafka's numbers of the operations (ACL operation codes), each a bit of the answer, and which question they are here.
 */
const topicOperations: readonly (readonly [code: number, operation: Operation])[] = [
  [3, 'read'],
  [4, 'write'],
  [5, 'create'],
  [6, 'delete'],
  [7, 'alter'],
  [8, 'describe'],
  [10, 'describeConfigs'],
  [11, 'alterConfigs'],
];
const clusterOperations: readonly (readonly [code: number, operation: Operation])[] = [
  [5, 'create'],
  [7, 'alter'],
  [8, 'describe'],
  [9, 'clusterAction'],
  [10, 'describeConfigs'],
  [11, 'alterConfigs'],
  [12, 'idempotentWrite'],
];
const groupOperations: readonly (readonly [code: number, operation: Operation])[] = [
  [3, 'read'],
  [6, 'delete'],
  [8, 'describe'],
];

export function authorizedTopicOperations(context: HandlerContext, name: string): number {
  return bitsOf(context, topicOperations, { kind: 'topic', name });
}

export function authorizedClusterOperations(context: HandlerContext): number {
  return bitsOf(context, clusterOperations, CLUSTER);
}

export function authorizedGroupOperations(context: HandlerContext, name: string): number {
  return bitsOf(context, groupOperations, { kind: 'group', name });
}

function bitsOf(
  { domain, caller }: HandlerContext,
  operations: readonly (readonly [code: number, operation: Operation])[],
  resource: ResourceRef,
): number {
  let bits = 0;
  for (const [code, operation] of operations)
    if (domain.broker.allows(caller, operation, resource, 'passedOver')) bits |= 1 << code;
  return bits;
}
