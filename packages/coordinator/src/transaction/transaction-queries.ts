import type { ErrorCode, Millis, ProducerId, Steps } from '@drave/base';
import { compileTopicRegex } from '../consumer/topic-regex.js';
import type { TransactionPartitions } from './transaction-partitions.js';
import type { Transaction, TransactionalId, TransactionsState, TransactionState } from './transaction.js';

/** What a client may ask for: Dead and PrepareEpochFence are states of Kafka's coordinators that nothing is in here. */
export const transactionStateNames: ReadonlySet<string> = new Set([
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
  /** Left out: all at once, in no order. */
  readonly page?: TransactionsPage;
}

/** The first ids, in their order, behind one. */
interface TransactionsPage {
  /** Undefined for the first page. */
  readonly after: TransactionalId | undefined;
  readonly countMax: number;
  /** Empty for all. */
  readonly prefix: string;
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
 * The transactions of all `states`, which are those of partitions; what the caller may not see is left out. One id is
 * one step.
 * @throws DraveError INVALID_REGULAR_EXPRESSION.
 */
export function* listTransactions(
  states: Iterable<TransactionsState>,
  request: ListTransactionsRequest,
  wallMs: Millis,
  visible: (transactionalId: TransactionalId) => boolean,
): Steps<ListTransactionsResponse> {
  const isListed = filterOf(request, wallMs, visible);
  const listed = request.page === undefined ? new AllListed() : new FirstListed(request.page);
  for (const state of states)
    for (const [transactionalId, one] of state) {
      if (listed.wants(transactionalId) && isListed(transactionalId, one))
        listed.add({ transactionalId, producerId: one.producerId, state: one.state });
      yield;
    }
  return {
    unknownStates: request.states.filter((name) => !transactionStateNames.has(name)),
    transactions: listed.items,
  };
}

function filterOf(
  { pattern, durationMs, ...request }: ListTransactionsRequest,
  wallMs: Millis,
  visible: (transactionalId: TransactionalId) => boolean,
): (transactionalId: TransactionalId, one: Transaction) => boolean {
  const wanted = new Set(request.states);
  const producerIds = new Set(request.producerIds);
  const matches = pattern === null || pattern === '' ? () => true : compileTopicRegex(pattern);
  return (transactionalId, one) => {
    if (producerIds.size > 0 && !producerIds.has(one.producerId)) return false;
    if (wanted.size > 0 && !wanted.has(one.state)) return false;
    if (durationMs >= 0 && wallMs - one.startedAtMs <= durationMs) return false;
    return matches(transactionalId) && visible(transactionalId);
  };
}

class AllListed {
  readonly items: TransactionListing[] = [];

  wants(_: TransactionalId): boolean {
    return true;
  }

  add(listing: TransactionListing): void {
    this.items.push(listing);
  }
}

/** Keeps what one page takes, in order, however much there is. */
class FirstListed {
  readonly items: TransactionListing[] = [];
  private readonly page: TransactionsPage;

  constructor(page: TransactionsPage) {
    this.page = page;
  }

  wants(transactionalId: TransactionalId): boolean {
    const { after, countMax, prefix } = this.page;
    if (!transactionalId.startsWith(prefix) || (after !== undefined && transactionalId <= after)) return false;
    return this.items.length < countMax || this.positionOf(transactionalId) < countMax;
  }

  add(listing: TransactionListing): void {
    this.items.splice(this.positionOf(listing.transactionalId), 0, listing);
    if (this.items.length > this.page.countMax) this.items.pop();
  }

  /** How many of the items come before. */
  private positionOf(transactionalId: TransactionalId): number {
    let [low, high] = [0, this.items.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.items[middle]?.transactionalId ?? '') < transactionalId) low = middle + 1;
      else high = middle;
    }
    return low;
  }
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
  return descriptionOf(transactionalId, one, unmarked);
}

export function descriptionOf(
  transactionalId: TransactionalId,
  one: Transaction,
  unmarked: TransactionPartitions | undefined,
): Extract<TransactionDescription, { kind: 'described' }> {
  const { timeoutMs, startedAtMs, producerId, producerEpoch, partitions } = one;
  const described = { state: one.state, timeoutMs, startedAtMs, producerId, producerEpoch };
  return { kind: 'described', transactionalId, ...described, partitions: unmarked ?? partitions };
}
