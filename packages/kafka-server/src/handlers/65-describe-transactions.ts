import { errors } from '@drave/base';
import { apis, type DescribeTransactionsRequest, type DescribeTransactionsResponseInput } from '@drave/kafka-protocol';
import { deny } from './access.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * DescribeTransactions, version 0 (KIP-664).
 *
 * There are no transactions yet: each id is TRANSACTIONAL_ID_NOT_FOUND.
 *
 * Deviations: none known.
 */
export const describeTransactionsRow: HandlerRow<DescribeTransactionsRequest, DescribeTransactionsResponseInput> = {
  api: apis.DescribeTransactions,
  minVersion: 0,
  maxVersion: 0,
  handle,
  refuse: (errorCode, _, { transactionalIds }) => ({
    transactionStates: transactionalIds.map((transactionalId) => undescribed(transactionalId, errorCode)),
  }),
};

function handle(
  context: HandlerContext,
  { transactionalIds }: DescribeTransactionsRequest,
): DescribeTransactionsResponseInput {
  return {
    transactionStates: transactionalIds.map((transactionalId) => {
      const denied = deny(context, 'describe', { kind: 'transactionalId', name: transactionalId });
      return undescribed(transactionalId, denied?.errorCode ?? errors.TRANSACTIONAL_ID_NOT_FOUND.kafka);
    }),
  };
}

function undescribed(transactionalId: string, errorCode: number) {
  return {
    errorCode,
    transactionalId,
    transactionState: '',
    transactionTimeoutMs: 0,
    transactionStartTimeMs: 0,
    producerId: 0,
    producerEpoch: 0,
    topics: [],
  };
}
