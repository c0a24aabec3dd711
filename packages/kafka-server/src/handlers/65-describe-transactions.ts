import { errors } from '@drave/base';
import { apis, type DescribeTransactionsRequest, type DescribeTransactionsResponseInput } from '@drave/kafka-protocol';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * DescribeTransactions, version 0 (KIP-664).
 *
 * The transactional ids that this broker coordinates, with the partitions of what is open; while a transaction ends,
 * with those that have no marker yet. Topics that the caller may not describe are left out.
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

async function handle(
  { domain, caller }: HandlerContext,
  { transactionalIds }: DescribeTransactionsRequest,
): Promise<DescribeTransactionsResponseInput> {
  const { broker } = domain;
  const descriptions = await broker.transactions.coordinator.describe(caller, transactionalIds);
  return {
    transactionStates: descriptions.map((one) => {
      if (one.kind === 'failed') return undescribed(one.transactionalId, errors[one.failure].kafka);
      const visible = [...one.partitions].filter(([name]) =>
        broker.allows(caller, 'describe', { kind: 'topic', name }, 'passedOver'),
      );
      return {
        errorCode: 0,
        transactionalId: one.transactionalId,
        transactionState: one.state,
        transactionTimeoutMs: one.timeoutMs,
        transactionStartTimeMs: one.startedAtMs,
        producerId: one.producerId,
        producerEpoch: one.producerEpoch,
        topics: visible.map(([topic, partitions]) => ({ topic, partitions: [...partitions] })),
      };
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
