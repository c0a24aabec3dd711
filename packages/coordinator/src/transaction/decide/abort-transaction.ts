import { isEnding, type Transaction } from '../transaction.js';
import { fencedEnd } from './end-transaction.js';
import {
  refuse,
  refuseConcurrent,
  type TransactionContext,
  type TransactionDecision,
  type TransactionView,
} from './view.js';

/**
 * An operator aborts what a producer has open, and puts the producer out. The answer is the transaction as it is then;
 * with `validateOnly` nothing is written. Done twice, the second finds that it is being aborted.
 * @throws DraveError INVALID_REQUEST, TRANSACTIONAL_ID_NOT_FOUND, CONCURRENT_TRANSACTIONS, INVALID_TXN_STATE,
 * COORDINATOR_LOAD_IN_PROGRESS.
 */
export function decideAbort(
  view: TransactionView,
  context: TransactionContext,
  validateOnly: boolean,
): TransactionDecision<Transaction> {
  const { current } = view;
  if (view.transactionalId === '') refuse('INVALID_REQUEST', view, 'it is not empty');
  if (current === undefined) return refuse('TRANSACTIONAL_ID_NOT_FOUND', view, 'no coordinator knows it');
  if (current.state === 'PrepareAbort') return { next: undefined, response: current };
  if (isEnding(current)) refuse('INVALID_TXN_STATE', view, 'the commit of its transaction is decided');
  if (view.isPending) refuseConcurrent(view);
  if (current.state !== 'Ongoing')
    refuse('INVALID_TXN_STATE', view, `no transaction is open, it is in ${current.state}`);
  if (validateOnly) return { next: undefined, response: current };
  const next = fencedEnd(current, context);
  return { next, response: next };
}
