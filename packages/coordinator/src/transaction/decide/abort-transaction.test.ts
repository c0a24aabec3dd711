import { describe, expect, it } from 'vitest';
import { contextOf, inShort, viewOfOne } from '../testing/decision-under-test.js';
import { exampleTransaction, openTransaction } from '../testing/example-transaction.js';
import type { Transaction, TransactionState } from '../transaction.js';
import { decideAbort } from './abort-transaction.js';
import type { TransactionContext, TransactionView } from './view.js';

interface Case {
  readonly view?: Partial<TransactionView>;
  readonly context?: Partial<TransactionContext>;
  readonly validateOnly?: boolean;
}

function abort(current: Transaction | undefined, { view, context, validateOnly = false }: Case = {}): string {
  return inShort(() => decideAbort(viewOfOne(current, view), contextOf(context), validateOnly));
}

describe('an abort by an operator', () => {
  it('ends what is open, and puts the producer out', () => {
    expect(abort(openTransaction())).toBe('PrepareAbort 7/4 (3), tells 7/4');
    expect(abort(openTransaction(), { context: { clusterVersion: 0 } })).toBe('PrepareAbort 7/4, tells 7/4');
    expect(abort(openTransaction({ producerEpoch: 32_766 }))).toBe(
      'PrepareAbort 7/32767 (32766) then 99, tells 7/32767',
    );
  });

  it('that only validates writes nothing', () => {
    expect(abort(openTransaction(), { validateOnly: true })).toBe('nothing, tells 7/3');
    expect(abort(exampleTransaction(), { validateOnly: true })).toBe('INVALID_TXN_STATE');
  });

  it('may be repeated while it is under way', () => {
    expect(abort(openTransaction({ state: 'PrepareAbort' }), { view: { isPending: true } })).toBe('nothing, tells 7/3');
  });

  it('is refused where nothing is open, or a commit is decided, or something else is being written', () => {
    const inState = (state: TransactionState): string => abort(exampleTransaction({ state }));
    expect(['Empty', 'CompleteCommit', 'CompleteAbort'].map((state) => inState(state as TransactionState))).toEqual([
      'INVALID_TXN_STATE',
      'INVALID_TXN_STATE',
      'INVALID_TXN_STATE',
    ]);
    expect(abort(openTransaction({ state: 'PrepareCommit' }), { view: { isPending: true } })).toBe('INVALID_TXN_STATE');
    expect(abort(openTransaction(), { view: { isPending: true } })).toBe('CONCURRENT_TRANSACTIONS');
    expect(abort(undefined)).toBe('TRANSACTIONAL_ID_NOT_FOUND');
    expect(abort(openTransaction(), { view: { transactionalId: '' } })).toBe('INVALID_REQUEST');
  });
});
