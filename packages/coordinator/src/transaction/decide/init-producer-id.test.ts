import { describe, expect, it } from 'vitest';
import { contextOf, inShort, refusalOf, viewOfOne } from '../testing/decision-under-test.js';
import { exampleTransaction, openTransaction } from '../testing/example-transaction.js';
import type { Transaction } from '../transaction.js';
import { decideInitProducerId, expectedProducerOf } from './init-producer-id.js';
import type { ProducerIdentity, TransactionContext, TransactionView } from './view.js';

const TIMEOUT_MAX = 900_000;
const FENCED = 'PRODUCER_FENCED';
const CONCURRENT = 'CONCURRENT_TRANSACTIONS';

interface Case {
  readonly expected?: readonly [producerId: number, producerEpoch: number];
  readonly view?: Partial<TransactionView>;
  readonly context?: Partial<TransactionContext>;
  readonly timeoutMs?: number;
}

function init(current: Transaction | undefined, { expected, view, context, timeoutMs = 1_000 }: Case = {}): string {
  const identity: ProducerIdentity | undefined =
    expected === undefined ? undefined : { producerId: expected[0], producerEpoch: expected[1] };
  const request = { transactionalId: 'x', timeoutMs, expected: identity };
  return inShort(() => decideInitProducerId(viewOfOne(current, view), contextOf(context), request, TIMEOUT_MAX));
}

/** Producer 7 in epoch 3; it was told so by a call that it may repeat with epoch 2. */
const atRest = exampleTransaction({ lastProducerEpoch: 2 });
const exhausted = exampleTransaction({ producerEpoch: 32_766, lastProducerEpoch: 32_765 });

describe('InitProducerId', () => {
  it('gives a new id the epoch 0', () => {
    expect(init(undefined)).toBe('Empty 99/0, tells 99/0');
    // Who was forgotten comes back as somebody new.
    expect(init(undefined, { expected: [7, 3] })).toBe('Empty 99/0, tells 99/0');
  });

  it('begins a new id in another epoch where a simulation asks for that', () => {
    const context = { firstProducerEpoch: 32_766 };
    expect(init(undefined, { context })).toBe('Empty 99/32766, tells 99/32766');
    expect(init(undefined, { context, expected: [7, 3] })).toBe('Empty 99/32766, tells 99/32766');
    expect(init(exhausted, { context })).toBe('Empty 99/0, tells 99/0');
  });

  it('raises the epoch for a new producer, whom nobody before may take for itself', () => {
    expect(init(atRest)).toBe('Empty 7/4, tells 7/4');
    for (const state of ['CompleteCommit', 'CompleteAbort'] as const)
      expect(init(exampleTransaction({ state, startedAtMs: 900 }))).toBe('Empty 7/4, tells 7/4');
  });

  it('raises the epoch for the producer that is, and remembers by which one it asked', () => {
    expect(init(atRest, { expected: [7, 3] })).toBe('Empty 7/4 (3), tells 7/4');
  });

  it('answers the retry of a call that succeeded with what it got', () => {
    expect(init(atRest, { expected: [7, 2] })).toBe('Empty 7/3 (2), tells 7/3');
  });

  it('refuses other epochs and other producer ids', () => {
    expect(init(atRest, { expected: [7, 1] })).toBe(FENCED);
    expect(init(atRest, { expected: [7, 4] })).toBe(FENCED);
    expect(init(atRest, { expected: [8, 3] })).toBe(FENCED);
    // After a change of coordinator nobody knows by which epoch it was asked.
    expect(init({ ...atRest, lastProducerEpoch: -1 }, { expected: [7, 2] })).toBe(FENCED);
    expect(init({ ...atRest, previousProducerId: 8 }, { expected: [8, 3] })).toBe(FENCED);
  });

  it('goes on with a new producer id where the epoch runs out', () => {
    expect(init(exhausted)).toBe('Empty 99/0, tells 99/0');
    expect(init(exhausted, { expected: [7, 32_766] })).toBe('Empty 99/0 (32766), tells 99/0');
    expect(init(exhausted, { expected: [7, 32_765] })).toBe('Empty 7/32766 (32765), tells 7/32766');
    expect(init({ ...exhausted, producerEpoch: 32_767 })).toBe('Empty 99/0, tells 99/0');
    const rotated = exampleTransaction({ producerId: 9, previousProducerId: 7, producerEpoch: 0 });
    const retry = { expected: [7, 32_766] } as const;
    expect(init({ ...rotated, lastProducerEpoch: 32_766 }, retry)).toBe('Empty 9/0 (32766), tells 9/0');
    expect(init(rotated, retry)).toBe(FENCED);
  });

  // D17: one epoch for each that is fenced.
  it('aborts what is open, by a higher epoch that it tells nobody, and lets the producer ask again', () => {
    const old = { context: { clusterVersion: 1 } };
    expect(init(openTransaction(), old)).toBe('PrepareAbort 7/4, tells CONCURRENT_TRANSACTIONS');
    // Once, not twice (KAFKA-19367).
    expect(init(openTransaction())).toBe('PrepareAbort 7/4 (3), tells CONCURRENT_TRANSACTIONS');
    const same = { expected: [7, 3] } as const;
    expect(init(openTransaction(), same)).toBe('PrepareAbort 7/4 (3), tells CONCURRENT_TRANSACTIONS');
    expect(init(openTransaction(), { expected: [8, 3] })).toBe(FENCED);
    const last = 'PrepareAbort 7/32767 (32766) then 99, tells CONCURRENT_TRANSACTIONS';
    expect(init(openTransaction({ producerEpoch: 32_766 }))).toBe(last);
  });

  it('waits for what is under way', () => {
    expect(init(atRest, { view: { isPending: true } })).toBe(CONCURRENT);
    expect(init(undefined, { view: { isPending: true } })).toBe(CONCURRENT);
    expect(init(openTransaction({ state: 'PrepareCommit' }))).toBe(CONCURRENT);
    expect(init(openTransaction({ state: 'PrepareAbort' }), { expected: [8, 3] })).toBe(FENCED);
  });

  it('takes timeouts up to the largest', () => {
    for (const timeoutMs of [0, -1, TIMEOUT_MAX + 1])
      expect(init(undefined, { timeoutMs })).toBe('INVALID_TRANSACTION_TIMEOUT');
    expect(init(undefined, { timeoutMs: TIMEOUT_MAX })).toBe('Empty 99/0, tells 99/0');
    expect(init(undefined, { view: { transactionalId: '' } })).toBe('INVALID_REQUEST');
  });

  it('writes the new timeout, and that nothing was begun', () => {
    const request = { transactionalId: 'x', timeoutMs: 1_000, expected: undefined };
    const before = exampleTransaction({ state: 'CompleteCommit', startedAtMs: 900 });
    const { next } = decideInitProducerId(viewOfOne(before), contextOf(), request, TIMEOUT_MAX);
    expect(next).toMatchObject({ timeoutMs: 1_000, startedAtMs: -1, updatedAtMs: 5_000, previousProducerId: 7 });
  });
});

describe('who a producer says it is', () => {
  it('is an id with an epoch, or nothing; 0 is an id and an epoch', () => {
    expect(expectedProducerOf(-1, -1)).toBeUndefined();
    expect(expectedProducerOf(0, 0)).toEqual({ producerId: 0, producerEpoch: 0 });
    expect(refusalOf(() => expectedProducerOf(7, -1))).toBe('INVALID_REQUEST');
    expect(refusalOf(() => expectedProducerOf(-1, 0))).toBe('INVALID_REQUEST');
  });
});
