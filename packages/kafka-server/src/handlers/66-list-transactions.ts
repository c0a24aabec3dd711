import { apis, type ListTransactionsRequest, type ListTransactionsResponseInput } from '@drave/kafka-protocol';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * ListTransactions, versions 0 to 2 (KIP-664, KIP-994, KIP-1152).
 *
 * The transactional ids that this broker coordinates and the caller may see. States that Kafka does not know are told
 * apart from those without a transaction, and a pattern that is no regular expression is INVALID_REGULAR_EXPRESSION, as
 * in Kafka. While one of its partitions is loading, the answer is COORDINATOR_LOAD_IN_PROGRESS.
 *
 * Deviations: none known.
 */
export const listTransactionsRow: HandlerRow<ListTransactionsRequest, ListTransactionsResponseInput> = {
  api: apis.ListTransactions,
  minVersion: 0,
  maxVersion: 2,
  handle,
  refuse: (errorCode) => ({ errorCode, unknownStateFilters: [], transactionStates: [] }),
};

async function handle(
  { domain, caller }: HandlerContext,
  request: ListTransactionsRequest,
): Promise<ListTransactionsResponseInput> {
  const { unknownStates, transactions } = await domain.broker.transactions.coordinator.list(caller, {
    states: request.stateFilters,
    producerIds: request.producerIdFilters,
    durationMs: request.durationFilter,
    pattern: request.transactionalIdPattern,
  });
  return {
    errorCode: 0,
    unknownStateFilters: [...unknownStates],
    transactionStates: transactions.map(({ transactionalId, producerId, state: transactionState }) => {
      return { transactionalId, producerId, transactionState };
    }),
  };
}
