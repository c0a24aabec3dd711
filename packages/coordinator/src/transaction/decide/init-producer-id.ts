import { DraveError, type Millis } from '@drave/base';
import { noTransactionPartitions } from '../transaction-partitions.js';
import {
  isEnding,
  NO_PRODUCER,
  PRODUCER_EPOCH_EXHAUSTED,
  type Transaction,
  type TransactionalId,
} from '../transaction.js';
import { transitionTo } from '../transition.js';
import { fencedEnd } from './end-transaction.js';
import {
  refuse,
  refuseConcurrent,
  refuseFenced,
  type ProducerIdentity,
  type TransactionContext,
  type TransactionDecision,
  type TransactionView,
} from './view.js';

export interface InitProducerIdRequest {
  readonly transactionalId: TransactionalId;
  readonly timeoutMs: Millis;
  /** Who the producer was until now (KIP-360); undefined for a new one. */
  readonly expected: ProducerIdentity | undefined;
}

/** Who the producer is from now on; or why it has to ask again, though something was written. */
export type InitProducerIdResponse =
  | ({ readonly kind: 'initialized' } & ProducerIdentity)
  | { readonly kind: 'refused'; readonly failure: 'CONCURRENT_TRANSACTIONS' };

/**
 * What a request says of the producer: -1 stands for nothing, and is said for both or for none.
 * @throws DraveError INVALID_REQUEST.
 */
export function expectedProducerOf(producerId: number, producerEpoch: number): ProducerIdentity | undefined {
  if ((producerId === NO_PRODUCER) !== (producerEpoch === NO_PRODUCER))
    throw new DraveError('INVALID_REQUEST', 'a producer tells its id and its epoch, or neither');
  return producerId === NO_PRODUCER ? undefined : { producerId, producerEpoch };
}

/**
 * Gives the id to a producer, and puts the one before out. What that one has left open is aborted first; the new
 * producer asks again until that is done.
 * @throws DraveError INVALID_REQUEST, INVALID_TRANSACTION_TIMEOUT, CONCURRENT_TRANSACTIONS, PRODUCER_FENCED,
 * COORDINATOR_LOAD_IN_PROGRESS.
 */
export function decideInitProducerId(
  view: TransactionView,
  context: TransactionContext,
  { timeoutMs, expected }: InitProducerIdRequest,
  timeoutMsMax: Millis,
): TransactionDecision<InitProducerIdResponse> {
  if (view.transactionalId === '') refuse('INVALID_REQUEST', view, 'it is not empty');
  if (!(timeoutMs > 0 && timeoutMs <= timeoutMsMax))
    refuse('INVALID_TRANSACTION_TIMEOUT', view, `a timeout is 1 to ${timeoutMsMax} ms, not ${timeoutMs}`);
  if (view.isPending) refuseConcurrent(view);
  const stored = view.current ?? unused(context, timeoutMs);
  if (expected !== undefined && !mayBe(stored, expected)) refuseFenced(view, expected.producerEpoch);
  if (isEnding(stored)) refuseConcurrent(view);
  if (stored.state === 'Ongoing') {
    const response = { kind: 'refused', failure: 'CONCURRENT_TRANSACTIONS' } as const;
    return { next: fencedEnd(stored, context), response };
  }
  const producer = nextProducer(view, context, stored, expected);
  const next = transitionTo(stored, 'Empty', {
    ...producer,
    timeoutMs,
    partitions: noTransactionPartitions,
    startedAtMs: -1,
    updatedAtMs: context.wallMs,
  });
  const { producerId, producerEpoch } = next;
  return { next, response: { kind: 'initialized', producerId, producerEpoch } };
}

/** An id before its first producer. */
function unused({ takeProducerId, wallMs }: TransactionContext, timeoutMs: Millis): Transaction {
  return {
    producerId: takeProducerId(),
    previousProducerId: NO_PRODUCER,
    nextProducerId: NO_PRODUCER,
    producerEpoch: NO_PRODUCER,
    lastProducerEpoch: NO_PRODUCER,
    timeoutMs,
    state: 'Empty',
    partitions: noTransactionPartitions,
    startedAtMs: -1,
    updatedAtMs: wallMs,
    transactionVersion: 0,
  };
}

function mayBe(stored: Transaction, { producerId, producerEpoch }: ProducerIdentity): boolean {
  if (stored.producerEpoch === NO_PRODUCER || producerId === stored.producerId) return true;
  // Its answer with the next producer id may have been lost.
  return producerId === stored.previousProducerId && producerEpoch >= PRODUCER_EPOCH_EXHAUSTED;
}

function nextProducer(
  view: TransactionView,
  { takeProducerId, firstProducerEpoch }: TransactionContext,
  { producerEpoch, lastProducerEpoch }: Transaction,
  expected: ProducerIdentity | undefined,
): Partial<Transaction> {
  const isPresent = expected?.producerEpoch === producerEpoch;
  if (producerEpoch >= PRODUCER_EPOCH_EXHAUSTED && (expected === undefined || isPresent)) {
    const last = expected === undefined ? NO_PRODUCER : producerEpoch;
    return { producerId: takeProducerId(), producerEpoch: 0, lastProducerEpoch: last };
  }
  if (producerEpoch === NO_PRODUCER) return { producerEpoch: firstProducerEpoch, lastProducerEpoch: NO_PRODUCER };
  // Whoever was there before may not take this for a retry of its own.
  if (expected === undefined) return { producerEpoch: producerEpoch + 1, lastProducerEpoch: NO_PRODUCER };
  if (isPresent) return { producerEpoch: producerEpoch + 1, lastProducerEpoch: producerEpoch };
  // It has got this epoch already, and has not heard of it.
  if (expected.producerEpoch === lastProducerEpoch) return {};
  return refuseFenced(view, expected.producerEpoch);
}
