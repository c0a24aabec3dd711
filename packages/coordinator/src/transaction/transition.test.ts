import { describe, expect, it } from 'vitest';
import { exampleTransaction, openTransaction, ordersPartitions } from './testing/example-transaction.js';
import { noTransactionPartitions } from './transaction-partitions.js';
import { assertLegal, tombstoneOf, transitionTo } from './transition.js';
import type { Transaction, TransactionState } from './transaction.js';

const STATES: readonly TransactionState[] = [
  'Empty',
  'Ongoing',
  'PrepareCommit',
  'PrepareAbort',
  'CompleteCommit',
  'CompleteAbort',
];

/** A transaction that is right in its state; `version` 2 lets one abort what was never begun. */
function inState(state: TransactionState): Transaction {
  if (state === 'Empty') return exampleTransaction();
  if (state.startsWith('Complete')) return exampleTransaction({ state, startedAtMs: 900 });
  return openTransaction({ state });
}

/** What is right to write for the new state, as far as its fields go. */
function changeTo(before: Transaction, state: TransactionState): Partial<Transaction> {
  switch (state) {
    case 'Empty':
      return { partitions: noTransactionPartitions, startedAtMs: -1 };
    case 'Ongoing':
      return { partitions: ordersPartitions, startedAtMs: 900 };
    case 'CompleteCommit':
    case 'CompleteAbort':
      return { partitions: noTransactionPartitions };
    default:
      return {
        transactionVersion: 2,
        producerEpoch: before.producerEpoch + 1,
        lastProducerEpoch: before.producerEpoch,
        startedAtMs: before.startedAtMs === -1 ? 900 : before.startedAtMs,
      };
  }
}

function follows(before: TransactionState, after: TransactionState): boolean {
  const one = inState(before);
  try {
    transitionTo(one, after, changeTo(one, after));
    return true;
  } catch {
    return false;
  }
}

describe('a transition', () => {
  it('leads from these states to these, and nowhere else', () => {
    const table = STATES.map((after) => [after, STATES.filter((before) => follows(before, after))]);
    expect(Object.fromEntries(table)).toEqual({
      Empty: ['Empty', 'CompleteCommit', 'CompleteAbort'],
      Ongoing: ['Empty', 'Ongoing', 'CompleteCommit', 'CompleteAbort'],
      PrepareCommit: ['Ongoing'],
      PrepareAbort: ['Empty', 'Ongoing', 'CompleteCommit', 'CompleteAbort'],
      CompleteCommit: ['PrepareCommit'],
      CompleteAbort: ['PrepareAbort'],
    });
  });

  it('notes the producer id before', () => {
    const after = transitionTo(exampleTransaction(), 'Empty', { producerId: 9, producerEpoch: 0 });
    expect(after).toMatchObject({ producerId: 9, previousProducerId: 7 });
    expect(transitionTo(after, 'Empty', { producerEpoch: 1 }).previousProducerId).toBe(9);
  });

  it.each([
    ['an epoch that goes back', 'an epoch is', exampleTransaction(), { producerEpoch: 2 }, 'Empty'],
    ['an epoch that skips one', 'an epoch is', exampleTransaction(), { producerEpoch: 5 }, 'Empty'],
    ['a new id above epoch 0', 'an epoch is', exampleTransaction(), { producerId: 8 }, 'Empty'],
    ['a start in Empty', 'Empty has no', exampleTransaction(), { startedAtMs: 5 }, 'Empty'],
    ['a lost partition', 'loses no', openTransaction(), { partitions: noTransactionPartitions }, 'Ongoing'],
    ['another epoch in the middle', 'the producer that is', openTransaction(), { producerEpoch: 4 }, 'Ongoing'],
    ['another timeout in the middle', 'has a start', openTransaction(), { timeoutMs: 1 }, 'Ongoing'],
    ['an end with other partitions', 'partitions', openTransaction(), { partitions: new Map() }, 'PrepareCommit'],
    ['a commit that raises the epoch', 'stays', openTransaction(), { producerEpoch: 4 }, 'PrepareCommit'],
    ['an end of version 2 that does not', 'raised', openTransaction(), { transactionVersion: 2 }, 'PrepareCommit'],
    ['an abort of nothing before version 2', 'begun', exampleTransaction(), { startedAtMs: 1 }, 'PrepareAbort'],
    [
      'an end that keeps partitions',
      'no partitions',
      openTransaction({ state: 'PrepareCommit' }),
      {},
      'CompleteCommit',
    ],
    [
      'an end that leaves the old id in force',
      'the new producer id',
      openTransaction({ state: 'PrepareCommit', nextProducerId: 9 }),
      { partitions: noTransactionPartitions },
      'CompleteCommit',
    ],
  ] as const)('never makes %s', (_, message, before, change, state) => {
    expect(() => transitionTo(before, state, change)).toThrow(message);
  });

  it('of a producer that is fenced raises the epoch, and lets nobody retry', () => {
    const change = { producerEpoch: 4, lastProducerEpoch: -1 };
    expect(transitionTo(openTransaction({ lastProducerEpoch: 2 }), 'PrepareAbort', change).producerEpoch).toBe(4);
    assertLegal(openTransaction(), openTransaction({ state: 'PrepareAbort' }));
    expect(() => transitionTo(openTransaction({ lastProducerEpoch: 2 }), 'PrepareAbort', { producerEpoch: 4 })).toThrow(
      'the epoch stays',
    );
  });

  it('to nothing is for what is at rest', () => {
    const forgotten = STATES.filter((state) => {
      try {
        return tombstoneOf('x', inState(state)).value === undefined;
      } catch {
        return false;
      }
    });
    expect(forgotten).toEqual(['Empty', 'CompleteCommit', 'CompleteAbort']);
  });
});
