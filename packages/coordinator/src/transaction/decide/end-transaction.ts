import { noTransactionPartitions } from '../transaction-partitions.js';
import {
  EPOCH_BUMP_VERSION,
  NO_PRODUCER,
  PRODUCER_EPOCH_EXHAUSTED,
  PRODUCER_EPOCH_MAX,
  type Transaction,
  type TransactionalId,
  type TransactionResult,
} from '../transaction.js';
import type { Millis } from '@drave/base';
import { transitionTo } from '../transition.js';
import {
  refuse,
  refuseConcurrent,
  refuseFenced,
  refuseMapping,
  type ProducerIdentity,
  type TransactionContext,
  type TransactionDecision,
  type TransactionView,
} from './view.js';

export interface EndTransactionRequest extends ProducerIdentity {
  readonly transactionalId: TransactionalId;
  readonly result: TransactionResult;
  /** The client goes by `transaction.version` 2: EndTxn from version 5 on. */
  readonly raisesEpoch: boolean;
}

/**
 * Commits or aborts. The answer is for when the decision is replicated: it stands from then on, whoever coordinates. It
 * tells who the producer is once the markers are written.
 * @throws DraveError INVALID_REQUEST, INVALID_PRODUCER_ID_MAPPING, PRODUCER_FENCED, CONCURRENT_TRANSACTIONS,
 * INVALID_TXN_STATE, COORDINATOR_LOAD_IN_PROGRESS.
 */
export function decideEndTransaction(
  view: TransactionView,
  context: TransactionContext,
  request: EndTransactionRequest,
): TransactionDecision<ProducerIdentity> {
  if (view.transactionalId === '') refuse('INVALID_REQUEST', view, 'it is not empty');
  return request.raisesEpoch ? decideRaisingEnd(view, context, request) : decidePlainEnd(view, context, request);
}

function decidePlainEnd(
  view: TransactionView,
  { wallMs }: TransactionContext,
  { producerId, producerEpoch, result }: EndTransactionRequest,
): TransactionDecision<ProducerIdentity> {
  const { current } = view;
  if (current?.producerId !== producerId) return refuseMapping(view, producerId);
  if (producerEpoch !== current.producerEpoch) refuseFenced(view, producerEpoch);
  if (view.isPending) refuseConcurrent(view);
  switch (current.state) {
    case 'Ongoing': {
      const next = transitionTo(current, preparedBy(result), { updatedAtMs: wallMs, transactionVersion: 0 });
      return { next, response: identityOf(current) };
    }
    case completedBy(result):
      return { next: undefined, response: identityOf(current) };
    case preparedBy(result):
      return refuseConcurrent(view);
    default:
      return refuseEnd(view, current, result);
  }
}

/**
 * With `transaction.version` 2 the epoch tells a retry from the end of another transaction. What is pending comes
 * first: the client may know of the identity to come already (KAFKA-18464, KAFKA-18660).
 */
function decideRaisingEnd(
  view: TransactionView,
  context: TransactionContext,
  { producerId, producerEpoch, result }: EndTransactionRequest,
): TransactionDecision<ProducerIdentity> {
  if (view.isPending) refuseConcurrent(view);
  const { current } = view;
  if (current === undefined) return refuseMapping(view, producerId);
  // The last epoch of all is for markers: no producer has ever been told that it is its own.
  if (producerEpoch >= PRODUCER_EPOCH_MAX) refuseFenced(view, producerEpoch);
  const isOverflowed =
    producerId !== current.producerId &&
    producerId === current.previousProducerId &&
    producerEpoch === PRODUCER_EPOCH_EXHAUSTED &&
    current.producerEpoch === 0;
  if (producerId !== current.producerId && !isOverflowed) refuseMapping(view, producerId);
  const isRaised = current.producerEpoch === producerEpoch + 1;
  const isRetry = isOverflowed || isRaised;
  const isPresent = producerEpoch === current.producerEpoch;
  switch (current.state) {
    case 'Ongoing':
      if (!isPresent) refuseFenced(view, producerEpoch);
      return endedBy(current, result, context);
    case 'Empty':
      if (!isPresent) refuseFenced(view, producerEpoch);
      return result === 'abort' ? endedBy(current, result, context) : refuseEnd(view, current, result);
    case 'PrepareCommit':
    case 'PrepareAbort':
      if (!isRaised) refuseFenced(view, producerEpoch);
      return current.state === preparedBy(result) ? refuseConcurrent(view) : refuseEnd(view, current, result);
    case 'CompleteCommit':
    case 'CompleteAbort':
      if (!isRetry && !isPresent) refuseFenced(view, producerEpoch);
      if (isRetry && current.state === completedBy(result)) return { next: undefined, response: identityOf(current) };
      // The client cannot know whether anything was begun: whatever it was, it is aborted.
      if (!isRetry && result === 'abort') return endedBy(current, result, context);
      return refuseEnd(view, current, result);
  }
}

function endedBy(
  current: Transaction,
  result: TransactionResult,
  context: TransactionContext,
): TransactionDecision<ProducerIdentity> {
  const next = raisingEnd(current, result, context);
  return { next, response: identityOf(completionOf(next, context.wallMs)) };
}

/**
 * The coordinator aborts what is open, for a new producer or because its time is up, and puts the producer out by an
 * epoch that nobody is told. The cluster's level decides how, whatever the client went by.
 * @throws DraveError COORDINATOR_LOAD_IN_PROGRESS.
 */
export function fencedEnd(current: Transaction, context: TransactionContext): Transaction {
  const mayRaise = current.producerEpoch < PRODUCER_EPOCH_MAX;
  if (context.clusterVersion >= EPOCH_BUMP_VERSION && mayRaise) return raisingEnd(current, 'abort', context);
  return transitionTo(current, 'PrepareAbort', {
    // A log of other brokers may hold a transaction that is open in the last epoch of all.
    producerEpoch: mayRaise ? current.producerEpoch + 1 : current.producerEpoch,
    lastProducerEpoch: NO_PRODUCER,
    updatedAtMs: context.wallMs,
    transactionVersion: 0,
  });
}

/** Where the epoch runs out, the end brings a new producer id, also when the producer is fenced (KAFKA-20090). */
function raisingEnd(current: Transaction, result: TransactionResult, context: TransactionContext): Transaction {
  const isExhausted = current.producerEpoch >= PRODUCER_EPOCH_EXHAUSTED;
  return transitionTo(current, preparedBy(result), {
    producerEpoch: current.producerEpoch + 1,
    lastProducerEpoch: current.producerEpoch,
    nextProducerId: isExhausted ? context.takeProducerId() : NO_PRODUCER,
    startedAtMs: current.state === 'Ongoing' ? current.startedAtMs : context.wallMs,
    updatedAtMs: context.wallMs,
    transactionVersion: EPOCH_BUMP_VERSION,
  });
}

/** What is written once every marker is. */
export function completionOf(prepared: Transaction, wallMs: Millis): Transaction {
  const isRotated = prepared.nextProducerId !== NO_PRODUCER;
  return transitionTo(prepared, prepared.state === 'PrepareCommit' ? 'CompleteCommit' : 'CompleteAbort', {
    ...(isRotated ? { producerId: prepared.nextProducerId, producerEpoch: 0 } : {}),
    nextProducerId: NO_PRODUCER,
    partitions: noTransactionPartitions,
    updatedAtMs: wallMs,
  });
}

function preparedBy(result: TransactionResult): 'PrepareCommit' | 'PrepareAbort' {
  return result === 'commit' ? 'PrepareCommit' : 'PrepareAbort';
}

function completedBy(result: TransactionResult): 'CompleteCommit' | 'CompleteAbort' {
  return result === 'commit' ? 'CompleteCommit' : 'CompleteAbort';
}

function identityOf({ producerId, producerEpoch }: Transaction): ProducerIdentity {
  return { producerId, producerEpoch };
}

function refuseEnd(view: TransactionView, { state }: Transaction, result: TransactionResult): never {
  return refuse('INVALID_TXN_STATE', view, `no ${result} in ${state}`);
}
