import type { ErrorCode, Millis, ProducerId } from '@drave/base';
import { compileTopicRegex } from '../consumer/topic-regex.js';
import type { TransactionPartitions } from './transaction-partitions.js';
import type { Transaction, TransactionalId, TransactionsState, TransactionState } from './transaction.js';

/** What a client may ask for: Dead and PrepareEpochFence are states of Kafka's coordinators that nothing is in here. */
const stateNames: ReadonlySet<string> = new Set([
  'Empty',
  'Ongoing',
  'PrepareCommit',
  'PrepareAbort',
  'CompleteCommit',
  'CompleteAbort',
  'Dead',
  'PrepareEpochFence',
]);

export interface ListTransactionsRequest {
  /** Names of states; any case but Kafka's is unknown. Empty for all. */
  readonly states: readonly string[];
  /** Empty for all. */
  readonly producerIds: readonly ProducerId[];
  /** Only those that were begun longer ago than so; below 0 for all. */
  readonly durationMs: Millis;
  /** The whole id has to match; RE2 syntax, as everywhere. Null and the empty pattern for all. */
  readonly pattern: string | null;
}

interface TransactionListing {
  readonly transactionalId: TransactionalId;
  readonly producerId: ProducerId;
  readonly state: TransactionState;
}

export interface ListTransactionsResponse {
  /** What was asked for and is no state. */
  readonly unknownStates: readonly string[];
  readonly transactions: readonly TransactionListing[];
}

/**
 * The transactions of all `states`, which are those of partitions; what the caller may not see is left out.
 * @throws DraveError INVALID_REGULAR_EXPRESSION.
 */
export function listTransactions(
  states: Iterable<TransactionsState>,
  request: ListTransactionsRequest,
  wallMs: Millis,
  visible: (transactionalId: TransactionalId) => boolean,
): ListTransactionsResponse {
  const { pattern, durationMs } = request;
  const wanted = new Set(request.states);
  const producerIds = new Set(request.producerIds);
  const matches = pattern === null || pattern === '' ? () => true : compileTopicRegex(pattern);
  const isListed = (transactionalId: TransactionalId, one: Transaction): boolean => {
    if (producerIds.size > 0 && !producerIds.has(one.producerId)) return false;
    if (wanted.size > 0 && !wanted.has(one.state)) return false;
    if (durationMs >= 0 && wallMs - one.startedAtMs <= durationMs) return false;
    return matches(transactionalId) && visible(transactionalId);
  };
  const transactions: TransactionListing[] = [];
  for (const state of states)
    for (const [transactionalId, one] of state)
      if (isListed(transactionalId, one))
        transactions.push({ transactionalId, producerId: one.producerId, state: one.state });
  return { unknownStates: request.states.filter((name) => !stateNames.has(name)), transactions };
}

export type TransactionDescription =
  | { readonly kind: 'failed'; readonly transactionalId: TransactionalId; readonly failure: ErrorCode }
  | {
      readonly kind: 'described';
      readonly transactionalId: TransactionalId;
      readonly state: TransactionState;
      readonly timeoutMs: Millis;
      /** -1 when none was begun. */
      readonly startedAtMs: Millis;
      readonly producerId: ProducerId;
      readonly producerEpoch: number;
      readonly partitions: TransactionPartitions;
    };

/** `unmarked`: while the transaction ends, the partitions whose markers are not written yet. */
export function describeTransaction(
  state: TransactionsState,
  transactionalId: TransactionalId,
  unmarked: TransactionPartitions | undefined,
): TransactionDescription {
  if (transactionalId === '') return { kind: 'failed', transactionalId, failure: 'INVALID_REQUEST' };
  const one = state.get(transactionalId);
  if (one === undefined) return { kind: 'failed', transactionalId, failure: 'TRANSACTIONAL_ID_NOT_FOUND' };
  const { timeoutMs, startedAtMs, producerId, producerEpoch, partitions } = one;
  const described = { state: one.state, timeoutMs, startedAtMs, producerId, producerEpoch };
  return { kind: 'described', transactionalId, ...described, partitions: unmarked ?? partitions };
}
