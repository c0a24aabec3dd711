import { DraveError } from '@drave/base';
import { apis, type InitProducerIdRequest, type InitProducerIdResponseInput } from '@drave/kafka-protocol';
import { denyTransactions } from './access.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';
import { askCoordinator } from './transaction-answers.js';

/*
 * InitProducerId, versions 0 to 5.
 *
 * Without a transactional id a fresh producer id with epoch 0, whatever identity the producer had before: it raises its
 * epoch by itself. With one, the coordinator of the id gives the producer the next epoch, which puts out the producer
 * before; what that one has left open is aborted first, and until then the answer is CONCURRENT_TRANSACTIONS. From
 * version 3 on a producer says who it was (KIP-360).
 *
 * Deviations: none known. Version 6 (KIP-939) is not stable in Kafka either.
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
  { transactionalId, transactionTimeoutMs: timeoutMs, producerId, producerEpoch }: InitProducerIdRequest,
): Promise<InitProducerIdResponseInput> {
  const { broker } = context.domain;
  if (transactionalId === '') throw new DraveError('INVALID_REQUEST', 'a transactional id is not empty');
  const denied = denyTransactions(context, transactionalId);
  if (denied !== undefined) return { ...denied, producerId: -1, producerEpoch: -1 };
  if (transactionalId === null)
    return { errorCode: 0, ...(await broker.initProducerId(context.caller, { current: undefined })) };
  const request = { transactionalId, timeoutMs, producerId, producerEpoch };
  const identity = await askCoordinator(context, 'InitProducerId', () =>
    broker.transactions.coordinator.initProducerId(context.caller, request),
  );
  return { errorCode: 0, ...identity };
}
