import { describe, expect, it } from 'vitest';
import { contextOf, inShort, viewOfOne } from '../testing/decision-under-test.js';
import { exampleTransaction, openTransaction } from '../testing/example-transaction.js';
import { noTransactionPartitions } from '../transaction-partitions.js';
import type { Transaction, TransactionResult, TransactionState } from '../transaction.js';
import { completionOf, decideEndTransaction, fencedEnd, type EndTransactionRequest } from './end-transaction.js';

const STATES: readonly TransactionState[] = [
  'Empty',
  'Ongoing',
  'PrepareCommit',
  'PrepareAbort',
  'CompleteCommit',
  'CompleteAbort',
];

/** Producer 7 in epoch 3. */
function inState(state: TransactionState, change: Partial<Transaction> = {}): Transaction {
  if (state === 'Empty') return exampleTransaction(change);
  if (state.startsWith('Complete')) return exampleTransaction({ state, startedAtMs: 900, ...change });
  return openTransaction({ state, ...change });
}

interface Case extends Partial<EndTransactionRequest> {
  readonly isPending?: boolean;
  readonly current?: Partial<Transaction>;
}

function end(
  state: TransactionState,
  result: TransactionResult,
  { isPending = false, current, ...rest }: Case,
): string {
  const request = { transactionalId: 'x', producerId: 7, producerEpoch: 3, result, raisesEpoch: false, ...rest };
  return inShort(() => decideEndTransaction(viewOfOne(inState(state, current), { isPending }), contextOf(), request));
}

/** One row for each state: what a commit gives, and what an abort. */
function table(options: Case): Record<string, readonly string[]> {
  const row = (state: TransactionState) => [end(state, 'commit', options), end(state, 'abort', options)];
  return Object.fromEntries(STATES.map((state) => [state, row(state)]));
}

function rowsOf(answer: string): Record<string, readonly string[]> {
  return Object.fromEntries(STATES.map((state) => [state, [answer, answer]]));
}

const INVALID = 'INVALID_TXN_STATE';
const CONCURRENT = 'CONCURRENT_TRANSACTIONS';
const FENCED = 'PRODUCER_FENCED';
const MAPPING = 'INVALID_PRODUCER_ID_MAPPING';

describe('EndTxn up to version 4', () => {
  it('does this in each state', () => {
    expect(table({})).toEqual({
      Empty: [INVALID, INVALID],
      Ongoing: ['PrepareCommit 7/3, tells 7/3', 'PrepareAbort 7/3, tells 7/3'],
      PrepareCommit: [CONCURRENT, INVALID],
      PrepareAbort: [INVALID, CONCURRENT],
      CompleteCommit: ['nothing, tells 7/3', INVALID],
      CompleteAbort: [INVALID, 'nothing, tells 7/3'],
    });
  });

  it('asks who it is before it waits for what is pending', () => {
    expect(table({ producerId: 8, isPending: true })).toEqual(rowsOf(MAPPING));
    expect(table({ producerEpoch: 2, isPending: true })).toEqual(rowsOf(FENCED));
    expect(table({ producerEpoch: 4, isPending: true })).toEqual(rowsOf(FENCED));
    expect(table({ isPending: true })).toEqual(rowsOf(CONCURRENT));
  });

  it('of an id that is not there, or empty, is refused', () => {
    const request = { transactionalId: 'x', producerId: 7, producerEpoch: 3, result: 'commit' } as const;
    for (const raisesEpoch of [false, true]) {
      const decide = (change: object) => () =>
        decideEndTransaction(viewOfOne(undefined, change), contextOf(), { ...request, raisesEpoch });
      expect(inShort(decide({}))).toBe(MAPPING);
      expect(inShort(decide({ transactionalId: '' }))).toBe('INVALID_REQUEST');
    }
  });
});

describe('EndTxn from version 5 on', () => {
  const raisesEpoch = true;

  it('does this in each state, for the epoch that is', () => {
    expect(table({ raisesEpoch })).toEqual({
      Empty: [INVALID, 'PrepareAbort 7/4 (3), tells 7/4'],
      Ongoing: ['PrepareCommit 7/4 (3), tells 7/4', 'PrepareAbort 7/4 (3), tells 7/4'],
      PrepareCommit: [FENCED, FENCED],
      PrepareAbort: [FENCED, FENCED],
      CompleteCommit: [INVALID, 'PrepareAbort 7/4 (3), tells 7/4'],
      CompleteAbort: [INVALID, 'PrepareAbort 7/4 (3), tells 7/4'],
    });
  });

  it('does this for the epoch before: a retry', () => {
    expect(table({ raisesEpoch, producerEpoch: 2 })).toEqual({
      Empty: [FENCED, FENCED],
      Ongoing: [FENCED, FENCED],
      PrepareCommit: [CONCURRENT, INVALID],
      PrepareAbort: [INVALID, CONCURRENT],
      CompleteCommit: ['nothing, tells 7/3', INVALID],
      CompleteAbort: [INVALID, 'nothing, tells 7/3'],
    });
  });

  it('does this for the last epoch of the producer id before: a retry, too', () => {
    const current = { producerId: 9, previousProducerId: 7, producerEpoch: 0, lastProducerEpoch: 32_766 };
    const overflowed = table({ raisesEpoch, current, producerEpoch: 32_766 });
    expect(overflowed).toMatchObject({
      Empty: [FENCED, FENCED],
      Ongoing: [FENCED, FENCED],
      CompleteCommit: ['nothing, tells 9/0', INVALID],
      CompleteAbort: [INVALID, 'nothing, tells 9/0'],
    });
    expect(table({ raisesEpoch, current, producerEpoch: 32_765 })).toEqual(rowsOf(MAPPING));
  });

  it('refuses any other epoch and any other producer id', () => {
    expect(table({ raisesEpoch, producerEpoch: 1 })).toEqual(rowsOf(FENCED));
    expect(table({ raisesEpoch, producerEpoch: 4 })).toEqual(rowsOf(FENCED));
    expect(table({ raisesEpoch, producerId: 8 })).toEqual(rowsOf(MAPPING));
    // Nobody is told to be in the last epoch of all, and nobody ends anything in it.
    const last = { producerEpoch: 32_767, current: { producerEpoch: 32_767 } };
    expect(table({ raisesEpoch, ...last })).toEqual(rowsOf(FENCED));
    const fresh = { producerEpoch: 32_766, current: { producerEpoch: 0, previousProducerId: 7 } };
    expect(table({ raisesEpoch, ...fresh })).toEqual(rowsOf(FENCED));
  });

  // D18: and is not fenced for what it was told.
  it('waits for what is pending before it asks who it is (KAFKA-18464, KAFKA-18660)', () => {
    expect(table({ raisesEpoch, producerId: 8, isPending: true })).toEqual(rowsOf(CONCURRENT));
    expect(table({ raisesEpoch, producerEpoch: 1, isPending: true })).toEqual(rowsOf(CONCURRENT));
  });

  it('brings a new producer id where the epoch runs out, and tells it at once', () => {
    const atEnd = { raisesEpoch, producerEpoch: 32_766, current: { producerEpoch: 32_766 } };
    expect(end('Ongoing', 'commit', atEnd)).toBe('PrepareCommit 7/32767 (32766) then 99, tells 99/0');
    expect(end('Empty', 'abort', atEnd)).toBe('PrepareAbort 7/32767 (32766) then 99, tells 99/0');
    const before = { raisesEpoch, producerEpoch: 32_765, current: { producerEpoch: 32_765 } };
    expect(end('Ongoing', 'commit', before)).toBe('PrepareCommit 7/32766 (32765), tells 7/32766');
  });

  it('keeps the start, and gives one to what was never begun', () => {
    const request = { transactionalId: 'x', producerId: 7, producerEpoch: 3, result: 'abort', raisesEpoch } as const;
    const next = (current: Transaction) => decideEndTransaction(viewOfOne(current), contextOf(), request).next;
    expect(next(openTransaction())).toMatchObject({ startedAtMs: 900, updatedAtMs: 5_000, transactionVersion: 2 });
    expect(next(exampleTransaction())).toMatchObject({ startedAtMs: 5_000, partitions: noTransactionPartitions });
  });
});

/** D15, D16: and puts the producer out. */
describe('an end that the coordinator decides', () => {
  it('raises the epoch, and lets nobody retry before transaction.version 2', () => {
    const open = openTransaction({ lastProducerEpoch: 2 });
    expect(inShort(() => ({ next: fencedEnd(open, contextOf({ clusterVersion: 1 })), response: undefined }))).toBe(
      'PrepareAbort 7/4',
    );
    expect(inShort(() => ({ next: fencedEnd(open, contextOf()), response: undefined }))).toBe('PrepareAbort 7/4 (3)');
  });

  it('brings a new producer id where the epoch runs out (KAFKA-20090)', () => {
    const open = openTransaction({ producerEpoch: 32_766 });
    const next = fencedEnd(open, contextOf());
    expect(next).toMatchObject({ state: 'PrepareAbort', producerEpoch: 32_767, nextProducerId: 99 });
    const completed = completionOf(next, 6_000);
    expect(completed).toMatchObject({ producerId: 99, producerEpoch: 0, previousProducerId: 7, nextProducerId: -1 });
  });

  it('of what other brokers have left open in the last epoch of all has a marker that its leaders take', () => {
    const next = fencedEnd(openTransaction({ producerEpoch: 32_767 }), contextOf());
    expect(next).toMatchObject({ state: 'PrepareAbort', producerEpoch: 32_767, transactionVersion: 0 });
  });
});

describe('the completion of an end', () => {
  it('keeps the producer, and forgets the partitions', () => {
    const completed = completionOf(openTransaction({ state: 'PrepareAbort' }), 6_000);
    expect(completed).toMatchObject({ state: 'CompleteAbort', producerId: 7, producerEpoch: 3, updatedAtMs: 6_000 });
    expect(completed).toMatchObject({ partitions: noTransactionPartitions, startedAtMs: 900 });
  });

  it('keeps the epoch by which the retry of an overflow is known', () => {
    const prepared = openTransaction({
      state: 'PrepareCommit',
      producerEpoch: 32_767,
      lastProducerEpoch: 32_766,
      nextProducerId: 9,
      transactionVersion: 2,
    });
    expect(completionOf(prepared, 6_000)).toMatchObject({ state: 'CompleteCommit', lastProducerEpoch: 32_766 });
  });
});
