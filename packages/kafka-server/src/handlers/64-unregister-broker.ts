import { apis, type UnregisterBrokerRequest, type UnregisterBrokerResponseInput } from '@drave/kafka-protocol';
import { denyCluster } from './access.js';
import { change, NO_ERROR } from './controller-door.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * UnregisterBroker, version 0.
 *
 * Forgets a broker that is gone for good.
 *
 * Deviations: a broker in service, or one that still has replicas, is refused with POLICY_VIOLATION; Kafka forgets it
 * all the same.
 */
export const unregisterBrokerRow: HandlerRow<UnregisterBrokerRequest, UnregisterBrokerResponseInput> = {
  api: apis.UnregisterBroker,
  minVersion: 0,
  maxVersion: 0,
  handle,
  refuse: (errorCode, errorMessage) => ({ errorCode, errorMessage }),
};

async function handle(
  context: HandlerContext,
  { brokerId }: UnregisterBrokerRequest,
): Promise<UnregisterBrokerResponseInput> {
  const denied = denyCluster(context, 'alter');
  if (denied !== undefined) return denied;
  await change(context, timeoutMs, { kind: 'unregisterBroker', brokerId });
  return NO_ERROR;
}

/** These requests carry no time of their own. */
const timeoutMs = 30_000;
