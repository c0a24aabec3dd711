import { Map as PersistentMap } from 'immutable';
import { describe, expect, it } from 'vitest';
import { contextOf } from '../testing/decision-under-test.js';
import { exampleTransaction, openTransaction } from '../testing/example-transaction.js';
import type { TransactionState } from '../transaction.js';
import { isExpired, isTimedOut, sweep, timeoutOf } from './sweep.js';

describe('a transaction', () => {
  // Begun at 900 with a timeout of 60 s: over after 60,900.
  it('is over when its time is up, and its producer is fenced (KAFKA-6119)', () => {
    expect(timeoutOf(openTransaction(), contextOf({ wallMs: 60_900 }))).toBeUndefined();
    const next = timeoutOf(openTransaction(), contextOf({ wallMs: 60_901 }));
    expect(next).toMatchObject({ state: 'PrepareAbort', producerEpoch: 4 });
  });

  it('is not over while it ends, nor when its timeout is the largest number', () => {
    const wallMs = 1e13;
    expect(isTimedOut(openTransaction({ state: 'PrepareCommit' }), wallMs)).toBe(false);
    expect(isTimedOut(exampleTransaction(), wallMs)).toBe(false);
    expect(isTimedOut(openTransaction({ timeoutMs: 2_147_483_647 }), wallMs)).toBe(false);
  });
});

describe('an id', () => {
  it('is forgotten when it rests for so long', () => {
    const inState = (state: TransactionState) => isExpired(openTransaction({ state }), 11_000, 10_000);
    expect(['Empty', 'CompleteCommit', 'CompleteAbort'].every((state) => inState(state as TransactionState))).toBe(
      true,
    );
    expect(['Ongoing', 'PrepareCommit', 'PrepareAbort'].some((state) => inState(state as TransactionState))).toBe(
      false,
    );
    expect(isExpired(exampleTransaction({ updatedAtMs: 1_001 }), 11_000, 10_000)).toBe(false);
  });
});

describe('a sweep', () => {
  const state = PersistentMap({ a: openTransaction(), b: exampleTransaction(), c: openTransaction() });

  it('finds what is due, and looks at no more in one step than it was asked for', () => {
    let lookedAt = 0;
    const isOpen = ({ state: name }: { readonly state: TransactionState }): boolean => {
      lookedAt++;
      return name === 'Ongoing';
    };
    const swept = state.entries();
    const first = sweep(swept, isOpen, 2);
    expect([lookedAt, first.isDone]).toEqual([2, false]);
    const second = sweep(swept, isOpen, 2);
    expect([lookedAt, second.isDone]).toEqual([3, true]);
    expect([...first.found, ...second.found].sort()).toEqual(['a', 'c']);
  });
});
