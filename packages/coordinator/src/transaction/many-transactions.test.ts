import { Map as PersistentMap } from 'immutable';
import { describe, expect, it } from 'vitest';
import type { TimerChange } from '../runtime/model.js';
import { openTransaction } from './testing/example-transaction.js';
import type { Transaction, TransactionalId, TransactionRecord, TransactionsState } from './transaction.js';
import { TransactionsModel } from './transactions-model.js';

type Timer = TimerChange<TransactionsState, TransactionRecord>;

const IDS = 2_500;
const noTransactions: TransactionsState = PersistentMap();
const now = { monotonicMs: 0, wallMs: 1e13 };

/** A partition with many ids, and what is done for how many of them in one turn. */
function start(one: Transaction) {
  const counts = { begun: 0, lookedAt: 0 };
  const model = new TransactionsModel({
    statePartition: 0,
    coordinatorEpoch: 1,
    settings: { timeoutMsMax: 900_000, abortIntervalMs: 10_000, expirationMs: 1_000, expirationIntervalMs: 20_000 },
    clusterVersion: () => 2,
    takeProducerId: () => 1,
    firstProducerEpoch: 0,
    markers: { begin: () => counts.begun++, drop: () => {}, unmarked: () => undefined },
    completed: () => {},
  });
  const ids = Array.from({ length: IDS }, (_, number) => [`x${number}`, one] as const);
  function* entries(): Generator<readonly [TransactionalId, Transaction]> {
    for (const entry of ids) {
      counts.lookedAt++;
      yield entry;
    }
  }
  // Only what is read of a state that many ids are in.
  const state = { entries } as unknown as TransactionsState;
  const fire = (timers: readonly Timer[], key: string): readonly Timer[] => {
    const timer = timers.find((change) => change.key === key);
    return timer?.kind === 'set' ? (timer.fire(noTransactions, now, state).timers ?? []) : [];
  };
  return { model, counts, state, fire };
}

/** Works a timer off until it stays away or waits for long, and tells how many ids each turn took. */
function turnsOf(test: ReturnType<typeof start>, timers: readonly Timer[], key: string) {
  const turns: { readonly lookedAt: number; readonly ids: number; readonly nextMs: number | undefined }[] = [];
  for (let next = timers; turns.length < 10; ) {
    const before = test.counts.lookedAt;
    next = test.fire(next, key);
    const own = next.find((change) => change.key === key);
    const nextMs = own?.kind === 'set' ? own.delayMs : undefined;
    turns.push({ lookedAt: test.counts.lookedAt - before, ids: next.length - (own === undefined ? 0 : 1), nextMs });
    if (nextMs === undefined || nextMs >= 10_000) break;
  }
  return turns;
}

describe('a coordinator of many transactions', () => {
  it('takes up the ends that were decided before a thousand a turn', () => {
    const test = start(openTransaction({ state: 'PrepareCommit' }));
    let timers = test.model.loaded(test.state);
    const begun = [test.counts.begun];
    while (timers.some(({ key }) => key === 'ends')) {
      timers = test.fire(timers, 'ends');
      begun.push(test.counts.begun);
    }
    expect(begun).toEqual([1_000, 2_000, 2_500]);
  });

  it.each([
    { key: 'timeouts', one: openTransaction(), intervalMs: 10_000 },
    { key: 'expiry', one: openTransaction({ state: 'Empty' }), intervalMs: 20_000 },
  ])('looks for what is over a thousand a turn: $key', ({ key, one, intervalMs }) => {
    const test = start(one);
    const timers = test.model.loaded(noTransactions);
    expect(turnsOf(test, timers, key)).toEqual([
      { lookedAt: 1_000, ids: 1_000, nextMs: 100 },
      { lookedAt: 1_000, ids: 1_000, nextMs: 100 },
      { lookedAt: 500, ids: 500, nextMs: intervalMs },
    ]);
  });

  it('goes on at once where nothing is over, and begins anew after the interval', () => {
    const test = start(openTransaction({ state: 'PrepareCommit' }));
    const timers = test.model.loaded(noTransactions);
    const turns = [1_000, 1_000, 500].map((lookedAt, at) => ({ lookedAt, ids: 0, nextMs: at < 2 ? 0 : 10_000 }));
    expect(turnsOf(test, timers, 'timeouts')).toEqual(turns);
  });
});
