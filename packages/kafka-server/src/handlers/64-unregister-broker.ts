import { DEADLINE_MS_DEFAULT } from '@drave/base/access';
import { apis, type UnregisterBrokerRequest, type UnregisterBrokerResponseInput } from '@drave/kafka-protocol';
import { change, NO_ERROR } from './controller-calls.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * UnregisterBroker, version 0.
 *
 * Forgets a broker, in service or not; it leaves every ISR in the same batch. Its replicas stay assigned to it.
 *
 * Deviations: a broker that still runs registers anew at its next heartbeat; one of Kafka's goes on unregistered until
 * it is restarted. The broker leaves the ELR too, because its id may come back with an emptied disk.
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
  await change(context, DEADLINE_MS_DEFAULT, { kind: 'unregisterBroker', brokerId });
  return NO_ERROR;
}
