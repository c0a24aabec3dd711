import { runSteps } from '@drave/base';
import { Map as PersistentMap } from 'immutable';
import { describe, expect, it } from 'vitest';
import { refusalOf } from './testing/decision-under-test.js';
import { exampleTransaction, openTransaction, ordersPartitions } from './testing/example-transaction.js';
import { transactionPartitionsOf } from './transaction-partitions.js';
import { describeTransaction, listTransactions, type ListTransactionsRequest } from './transaction-queries.js';
import { transactionErrorOf } from './error-versions.js';

const one = PersistentMap({ 'shop-1': openTransaction(), 'shop-2': exampleTransaction({ producerId: 8 }) });
const other = PersistentMap({ bank: openTransaction({ state: 'PrepareCommit', producerId: 9, startedAtMs: 100 }) });

function list(request: Partial<ListTransactionsRequest>, visible = (_: string): boolean => true) {
  const whole = { states: [], producerIds: [], durationMs: -1, pattern: null, ...request };
  const { transactions, unknownStates } = runSteps(listTransactions([one, other], whole, 1_000, visible));
  return [
    transactions
      .map(({ transactionalId }) => transactionalId)
      .sort()
      .join(' '),
    ...unknownStates,
  ];
}

describe('ListTransactions', () => {
  it('tells of all', () => {
    expect(list({})).toEqual(['bank shop-1 shop-2']);
    const all = { states: [], producerIds: [], durationMs: -1, pattern: null };
    expect(runSteps(listTransactions([other], all, 0, () => true)).transactions).toEqual([
      { transactionalId: 'bank', producerId: 9, state: 'PrepareCommit' },
    ]);
  });

  it('tells of those in the states that were asked for, and which of these are none', () => {
    expect(list({ states: ['Ongoing', 'Empty'] })).toEqual(['shop-1 shop-2']);
    expect(list({ states: ['Ongoing', 'ongoing', 'Gone'] })).toEqual(['shop-1', 'ongoing', 'Gone']);
    expect(list({ states: ['Gone'] })).toEqual(['', 'Gone']);
    expect(list({ states: ['Dead', 'PrepareEpochFence'] })).toEqual(['']);
  });

  it('tells of those of producers, and of those that take long', () => {
    expect(list({ producerIds: [7, 9] })).toEqual(['bank shop-1']);
    expect(list({ durationMs: 100 })).toEqual(['bank shop-2']);
    expect(list({ durationMs: 99 })).toEqual(['bank shop-1 shop-2']);
  });

  it('tells of those whose whole id matches a pattern, which costs no more than its length', () => {
    expect(list({ pattern: 'shop-.' })).toEqual(['shop-1 shop-2']);
    expect(list({ pattern: 'shop' })).toEqual(['']);
    expect(list({ pattern: '' })).toEqual(['bank shop-1 shop-2']);
    expect(refusalOf(() => list({ pattern: '(' }))).toBe('INVALID_REGULAR_EXPRESSION');
    expect(refusalOf(() => list({ pattern: 'x'.repeat(10_000) }))).toBe('INVALID_REGULAR_EXPRESSION');
  });

  it('tells page by page, in order, of those that begin so', () => {
    const paged = (after: string | undefined, countMax: number, prefix = '') => {
      const whole = { states: [], producerIds: [], durationMs: -1, pattern: null, page: { after, countMax, prefix } };
      const { transactions } = runSteps(listTransactions([one, other], whole, 1_000, () => true));
      return transactions.map(({ transactionalId }) => transactionalId).join(' ');
    };
    expect(paged(undefined, 2)).toBe('bank shop-1');
    expect(paged('shop-1', 2)).toBe('shop-2');
    expect(paged('bank', 1)).toBe('shop-1');
    expect(paged(undefined, 9, 'shop')).toBe('shop-1 shop-2');
    expect(paged('shop-2', 9)).toBe('');
    const ids = Array.from({ length: 500 }, (_, index) => String((index * 7919) % 500).padStart(3, '0'));
    const many = PersistentMap(ids.map((id) => [id, openTransaction()] as const));
    const whole = { states: [], producerIds: [], durationMs: -1, pattern: null };
    const page = { after: '099', countMax: 50, prefix: '' };
    const { transactions } = runSteps(listTransactions([many], { ...whole, page }, 1_000, () => true));
    expect(transactions.map(({ transactionalId }) => transactionalId)).toEqual(ids.toSorted().slice(100, 150));
  });

  it('takes a step for each id, so that no turn grows with what clients made', () => {
    const steps = listTransactions(
      [one, other],
      { states: [], producerIds: [], durationMs: -1, pattern: null },
      0,
      () => true,
    );
    let count = 0;
    while (steps.next().done !== true) count++;
    expect(count).toBe(3);
  });

  it('tells of nothing that the caller may not see', () => {
    expect(list({}, (id) => id === 'bank')).toEqual(['bank']);
  });
});

describe('DescribeTransactions', () => {
  it('tells everything of one', () => {
    expect(describeTransaction(one, 'shop-1', undefined)).toEqual({
      kind: 'described',
      transactionalId: 'shop-1',
      state: 'Ongoing',
      timeoutMs: 60_000,
      startedAtMs: 900,
      producerId: 7,
      producerEpoch: 3,
      partitions: ordersPartitions,
    });
  });

  it('tells which partitions of an end have no marker yet', () => {
    const unmarked = transactionPartitionsOf([['orders', [2]]]);
    expect(describeTransaction(other, 'bank', unmarked)).toMatchObject({ partitions: unmarked });
  });

  it('tells why not', () => {
    expect(describeTransaction(one, 'bank', undefined)).toMatchObject({ failure: 'TRANSACTIONAL_ID_NOT_FOUND' });
    expect(describeTransaction(one, '', undefined)).toMatchObject({ failure: 'INVALID_REQUEST' });
  });
});

describe('a client that does not know PRODUCER_FENCED', () => {
  it('is told so by the code that it knows', () => {
    const since = (request: Parameters<typeof transactionErrorOf>[0]) =>
      [0, 1, 2, 3, 4, 5].filter(
        (version) => transactionErrorOf(request, version, 'PRODUCER_FENCED') !== 'PRODUCER_FENCED',
      );
    expect(since('InitProducerId')).toEqual([0, 1, 2, 3]);
    expect(since('AddPartitionsToTxn')).toEqual([0, 1]);
    expect(since('AddOffsetsToTxn')).toEqual([0, 1]);
    expect(since('EndTxn')).toEqual([0, 1]);
    expect(transactionErrorOf('EndTxn', 0, 'PRODUCER_FENCED')).toBe('INVALID_PRODUCER_EPOCH');
    expect(transactionErrorOf('EndTxn', 0, 'CONCURRENT_TRANSACTIONS')).toBe('CONCURRENT_TRANSACTIONS');
  });
});
