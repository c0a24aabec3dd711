import { DraveError } from '@drave/base';
import { apis, type InitProducerIdRequest, type InitProducerIdResponseInput } from '@drave/kafka-protocol';
import { denyTransactions } from './access.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * InitProducerId, versions 0 to 5.
 *
 * A fresh producer id with epoch 0 for an idempotent producer, whatever identity it had before: such a producer raises
 * its epoch by itself.
 *
 * Deviations: a transactional id is refused with UNSUPPORTED_VERSION, which ends the producer with a clear error.
 */
export const initProducerIdRow: HandlerRow<InitProducerIdRequest, InitProducerIdResponseInput> = {
  api: apis.InitProducerId,
  minVersion: 0,
  maxVersion: 5,
  handle,
  refuse: (errorCode) => ({ errorCode, producerId: -1, producerEpoch: -1 }),
};

async function handle(
  context: HandlerContext,
  { transactionalId }: InitProducerIdRequest,
): Promise<InitProducerIdResponseInput> {
  const { domain, caller } = context;
  if (transactionalId === '') throw new DraveError('INVALID_REQUEST', 'a transactional id is not empty');
  const denied = denyTransactions(context, transactionalId);
  if (denied !== undefined) return { ...denied, producerId: -1, producerEpoch: -1 };
  if (transactionalId !== null) throw new DraveError('UNSUPPORTED_VERSION', 'this cluster has no transactions');
  const { producerId, producerEpoch } = await domain.broker.initProducerId(caller, { current: undefined });
  return { errorCode: 0, producerId, producerEpoch };
}
