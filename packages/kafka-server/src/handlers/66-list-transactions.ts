import { compileTopicRegex } from '@drave/coordinator';
import { apis, type ListTransactionsRequest, type ListTransactionsResponseInput } from '@drave/kafka-protocol';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * ListTransactions, versions 0 to 2 (KIP-664, KIP-994, KIP-1152).
 *
 * There are no transactions yet: the list is empty. States that Kafka does not know are told apart from those without
 * a transaction, and a pattern that is no regular expression is INVALID_REGULAR_EXPRESSION, as in Kafka.
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

const transactionStates: ReadonlySet<string> = new Set([
  'Empty',
  'Ongoing',
  'PrepareCommit',
  'PrepareAbort',
  'CompleteCommit',
  'CompleteAbort',
  'Dead',
  'PrepareEpochFence',
]);

function handle(
  _: HandlerContext,
  { stateFilters, transactionalIdPattern }: ListTransactionsRequest,
): ListTransactionsResponseInput {
  if (transactionalIdPattern !== null && transactionalIdPattern !== '') compileTopicRegex(transactionalIdPattern);
  const unknownStateFilters = stateFilters.filter((state) => !transactionStates.has(state));
  return { errorCode: 0, unknownStateFilters, transactionStates: [] };
}
