import { describe, expect, it } from 'vitest';
import { contextOf, inShort, refusalOf, viewOfOne } from '../testing/decision-under-test.js';
import { exampleTransaction, openTransaction, ordersPartitions } from '../testing/example-transaction.js';
import { transactionPartitionsOf } from '../transaction-partitions.js';
import type { Transaction } from '../transaction.js';
import {
  decideAddPartitions,
  offsetsPartitionsOf,
  verifyPartitions,
  type AddPartitionsRequest,
} from './add-partitions.js';
import type { TransactionView } from './view.js';

const MAPPING = 'INVALID_PRODUCER_ID_MAPPING';
const FENCED = 'PRODUCER_FENCED';
const CONCURRENT = 'CONCURRENT_TRANSACTIONS';
const more = transactionPartitionsOf([
  ['orders', [1, 0]],
  ['billing', [5]],
]);
const request: AddPartitionsRequest = {
  transactionalId: 'x',
  producerId: 7,
  producerEpoch: 3,
  partitions: more,
  transactionVersion: 0,
};

function decide(current: Transaction | undefined, change: Partial<AddPartitionsRequest & TransactionView> = {}) {
  const { isPending = false, undecided, transactionalId = 'x', ...rest } = change;
  const view = viewOfOne(current, { isPending, undecided, transactionalId });
  return decideAddPartitions(view, contextOf(), { ...request, ...rest });
}

function add(current: Transaction | undefined, change: Partial<AddPartitionsRequest & TransactionView> = {}): string {
  return inShort(() => decide(current, change));
}

describe('AddPartitionsToTxn', () => {
  it('begins a transaction where nothing is open', () => {
    expect(decide(exampleTransaction()).next).toMatchObject({
      state: 'Ongoing',
      partitions: more,
      startedAtMs: 5_000,
      updatedAtMs: 5_000,
      transactionVersion: 0,
    });
    for (const state of ['CompleteCommit', 'CompleteAbort'] as const)
      expect(add(exampleTransaction({ state, startedAtMs: 900 }))).toBe('Ongoing 7/3');
    expect(decide(exampleTransaction(), { transactionVersion: 2 }).next?.transactionVersion).toBe(2);
  });

  it('adds to what is open, which keeps its start', () => {
    const { next } = decide(openTransaction());
    expect(next).toMatchObject({ state: 'Ongoing', startedAtMs: 900, updatedAtMs: 5_000 });
    expect(next?.partitions).toEqual(
      transactionPartitionsOf([
        ['orders', [0, 1, 2]],
        ['billing', [5]],
      ]),
    );
  });

  it('writes nothing for what is in already', () => {
    expect(add(openTransaction(), { partitions: ordersPartitions })).toBe('nothing');
  });

  it('waits for what is pending before it asks who it is (KAFKA-18660)', () => {
    expect(add(exampleTransaction(), { isPending: true, producerId: 8 })).toBe(CONCURRENT);
    expect(add(undefined, { isPending: true })).toBe(CONCURRENT);
    expect(add(openTransaction({ state: 'PrepareCommit' }))).toBe(CONCURRENT);
    expect(add(openTransaction({ state: 'PrepareAbort' }))).toBe(CONCURRENT);
  });

  it('goes on from a step of the same producer that is not replicated', () => {
    const before = exampleTransaction({ state: 'CompleteCommit', startedAtMs: 900 });
    const undecided = openTransaction();
    expect(add(before, { isPending: true, undecided })).toBe('Ongoing 7/3');
    expect(decide(before, { isPending: true, undecided }).next?.partitions).toEqual(
      transactionPartitionsOf([
        ['orders', [0, 1, 2]],
        ['billing', [5]],
      ]),
    );
    const ended = openTransaction({ state: 'PrepareCommit' });
    expect(add(ended, { isPending: true, undecided: before })).toBe('Ongoing 7/3');
  });

  it('waits for what is not replicated of another producer, or puts this one out', () => {
    const undecided = openTransaction();
    expect(add(exampleTransaction(), { isPending: true, undecided, producerEpoch: 2 })).toBe(CONCURRENT);
    expect(add(exampleTransaction(), { isPending: true, undecided, producerId: 8 })).toBe(CONCURRENT);
    for (const state of ['Empty', 'PrepareCommit', 'PrepareAbort'] as const)
      expect(add(openTransaction(), { isPending: true, undecided: openTransaction({ state }) })).toBe(CONCURRENT);
  });

  it('refuses whoever it is not', () => {
    expect(add(undefined)).toBe(MAPPING);
    expect(add(openTransaction(), { producerId: 8 })).toBe(MAPPING);
    expect(add(openTransaction(), { producerEpoch: 2 })).toBe(FENCED);
    expect(add(openTransaction(), { producerEpoch: 4 })).toBe(FENCED);
    expect(add(openTransaction(), { transactionalId: '' })).toBe('INVALID_REQUEST');
  });
});

describe('the partition of a group’s offsets', () => {
  it('is the one where the group is kept', () => {
    expect([...offsetsPartitionsOf('g', 50)]).toEqual([['__consumer_offsets', [3]]]);
  });
});

describe('a leader that asks whether a batch may be written', () => {
  const ask = (current: Transaction | undefined, change: Partial<AddPartitionsRequest & TransactionView> = {}) => {
    const { isPending = false, ...rest } = change;
    return verifyPartitions(viewOfOne(current, { isPending }), { ...request, ...rest });
  };

  it('is told for each partition', () => {
    const partitions = transactionPartitionsOf([['orders', [1, 2]]]);
    expect(ask(openTransaction(), { partitions })).toEqual([
      { topic: 'orders', partition: 1, failure: 'TRANSACTION_ABORTABLE' },
      { topic: 'orders', partition: 2, failure: undefined },
    ]);
    // What is replicated counts, whatever is under way.
    expect(ask(openTransaction(), { partitions: ordersPartitions, isPending: true })).toMatchObject([
      { failure: undefined },
      { failure: undefined },
    ]);
  });

  it('is refused for a producer that is not, and while a transaction ends', () => {
    expect(refusalOf(() => ask(undefined))).toBe(MAPPING);
    expect(refusalOf(() => ask(openTransaction(), { producerId: 8 }))).toBe(MAPPING);
    expect(refusalOf(() => ask(openTransaction(), { producerEpoch: 2 }))).toBe(FENCED);
    expect(refusalOf(() => ask(openTransaction({ state: 'PrepareCommit' })))).toBe(CONCURRENT);
  });
});
