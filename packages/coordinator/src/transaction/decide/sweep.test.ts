import { DraveError } from '@drave/base';
import { Map as PersistentMap } from 'immutable';
import { describe, expect, it } from 'vitest';
import { contextOf } from '../testing/decision-under-test.js';
import { exampleTransaction, openTransaction } from '../testing/example-transaction.js';
import type { Transaction } from '../transaction.js';
import { sweepExpired, sweepTimeouts } from './sweep.js';

const never = (): boolean => false;

function stateOf(transactions: Readonly<Record<string, Transaction>>) {
  return PersistentMap(transactions);
}

describe('the sweep of transactions whose time is up', () => {
  // Begun at 900 with a timeout of 60 s: over after 60,900.
  const due = contextOf({ wallMs: 60_901 });

  it('aborts what is open for too long, and puts its producer out (KAFKA-6119)', () => {
    const state = stateOf({ open: openTransaction(), rests: exampleTransaction() });
    expect(sweepTimeouts(state, never, contextOf({ wallMs: 60_900 }), 10).records).toEqual([]);
    const { records, isDone } = sweepTimeouts(state, never, due, 10);
    expect(records).toMatchObject([{ transactionalId: 'open', value: { state: 'PrepareAbort', producerEpoch: 4 } }]);
    expect(isDone).toBe(true);
  });

  it('leaves what is ending, what is pending, and what never ends by itself', () => {
    const state = stateOf({
      ending: openTransaction({ state: 'PrepareCommit' }),
      pending: openTransaction(),
      endless: openTransaction({ timeoutMs: 2_147_483_647 }),
    });
    const context = contextOf({ wallMs: 1e13 });
    expect(sweepTimeouts(state, (id) => id === 'pending', context, 10).records).toEqual([]);
  });

  it('goes in steps', () => {
    const state = stateOf({ a: openTransaction(), b: openTransaction(), c: openTransaction() });
    const first = sweepTimeouts(state, never, due, 2);
    expect(first).toMatchObject({ records: [{}, {}], isDone: false });
    expect(sweepTimeouts(state, never, due, 3)).toMatchObject({ records: [{}, {}, {}], isDone: true });
  });

  it('leaves to the next one what needs a producer id when none is at hand', () => {
    const state = stateOf({ exhausted: openTransaction({ producerEpoch: 32_766 }), open: openTransaction() });
    const context = contextOf({
      wallMs: 60_901,
      takeProducerId: () => {
        throw new DraveError('COORDINATOR_LOAD_IN_PROGRESS');
      },
    });
    expect(sweepTimeouts(state, never, context, 10).records).toMatchObject([{ transactionalId: 'open' }]);
  });
});

describe('the sweep of ids that nobody uses', () => {
  it('forgets what rests since so long', () => {
    const state = stateOf({
      rests: exampleTransaction(),
      ended: exampleTransaction({ state: 'CompleteAbort', startedAtMs: 900 }),
      used: exampleTransaction({ updatedAtMs: 1_001 }),
      open: openTransaction(),
      ending: openTransaction({ state: 'PrepareAbort' }),
      pending: exampleTransaction(),
    });
    const { records } = sweepExpired(state, (id) => id === 'pending', 11_000, 10_000, 10);
    expect(records.map(({ transactionalId }) => transactionalId).sort()).toEqual(['ended', 'rests']);
    expect(records.map(({ value }) => value)).toEqual([undefined, undefined]);
  });
});
