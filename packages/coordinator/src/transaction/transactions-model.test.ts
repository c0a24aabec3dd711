import { describe, expect, it } from 'vitest';
import type { EndTransactionRequest } from './decide/end-transaction.js';
import { CoordinatorUnderTest } from './testing/coordinator-under-test.js';
import { ordersPartitions } from './testing/example-transaction.js';
import type { TransactionSettings } from './transactions-model.js';

const transactionalId = 'x';
const producer = { producerId: 100, producerEpoch: 0 };
const CONCURRENT = { failure: 'CONCURRENT_TRANSACTIONS' };

/** A coordinator whose only id has a transaction open on two partitions, by producer 100 in epoch 0. */
async function opened(settings: Partial<TransactionSettings> = {}) {
  const test = new CoordinatorUnderTest(settings);
  const init = (expected?: { readonly producerId: number; readonly producerEpoch: number }) =>
    test.model.initProducerId({ transactionalId, timeoutMs: 60_000, expected });
  const add = (identity = producer) =>
    test.model.addPartitions({ transactionalId, ...identity, partitions: ordersPartitions, transactionVersion: 2 });
  const end = (change: Partial<EndTransactionRequest> = {}) =>
    test.model.endTransaction({ transactionalId, ...producer, result: 'commit', raisesEpoch: true, ...change });
  await test.settle();
  expect(await test.told(init())).toEqual({ response: { kind: 'initialized', ...producer } });
  expect(await test.told(add())).toEqual({ response: undefined });
  const state = () => test.replicated.get(transactionalId);
  const stateName = () => {
    const { state: name, producerId, producerEpoch } = state() ?? { state: 'none', producerId: -1, producerEpoch: -1 };
    return `${name} ${producerId}/${producerEpoch}`;
  };
  return { test, init, add, end, state, stateName };
}

/** D14: what is decided is ended once, whatever happens to the coordinator between. */
describe('an end', () => {
  it('is told when it is replicated; then the markers go out, and then it is complete', async () => {
    const { test, end, add, stateName } = await opened();
    const ended = test.ask(end());
    await test.settle();
    expect([ended, test.sent]).toEqual([{}, []]);
    test.log.replicate();
    await test.settle();
    expect(ended).toEqual({ response: { producerId: 100, producerEpoch: 1 } });
    expect(test.sent).toMatchObject([
      {
        to: 1,
        markers: [{ ...producer, producerEpoch: 1, result: 'commit', coordinatorEpoch: 1, transactionVersion: 2 }],
      },
    ]);
    expect(stateName()).toBe('PrepareCommit 100/1');
    expect(test.model.describe(test.replicated, transactionalId)).toMatchObject({ partitions: ordersPartitions });
    // The next transaction waits, whatever the client knows already.
    expect(await test.told(add({ producerId: 100, producerEpoch: 1 }))).toEqual(CONCURRENT);
    expect(await test.told(end())).toEqual(CONCURRENT);
    expect(test.completed).toEqual([]);
    test.answerAll();
    await test.settle();
    expect([test.completed, stateName()]).toEqual([[transactionalId], 'PrepareCommit 100/1']);
    expect(await test.told(end())).toEqual(CONCURRENT);
    expect(stateName()).toBe('CompleteCommit 100/1');
    expect(await test.told(end())).toEqual({ response: { producerId: 100, producerEpoch: 1 } });
    expect(await test.told(add({ producerId: 100, producerEpoch: 1 }))).toEqual({ response: undefined });
  });

  it('that is complete and not replicated yet lets the next transaction begin behind it', async () => {
    const { test, end, add, stateName } = await opened();
    await test.told(end());
    test.answerAll();
    await test.settle();
    expect(stateName()).toBe('PrepareCommit 100/1');
    const next = test.ask(add({ producerId: 100, producerEpoch: 1 }));
    const other = test.ask(add({ producerId: 100, producerEpoch: 0 }));
    await test.settle();
    // It is told when both are replicated; others are not told by what may still be lost.
    expect([next, other]).toEqual([{}, CONCURRENT]);
    test.log.replicate();
    await test.settle();
    expect([next, stateName()]).toEqual([{ response: undefined }, 'Ongoing 100/1']);
  });

  it('that is lost takes along the transaction that began behind it', async () => {
    const { test, end, add, stateName } = await opened();
    await test.told(end());
    test.answerAll();
    await test.settle();
    const next = test.ask(add({ producerId: 100, producerEpoch: 1 }));
    await test.settle();
    test.log.lose('NOT_LEADER_OR_FOLLOWER');
    test.resign();
    await test.settle();
    expect(next).toEqual({ failure: 'NOT_COORDINATOR' });
    expect(stateName()).toBe('PrepareCommit 100/1');
    // The new coordinator sends the marker again, and completes.
    test.answerAll();
    await test.settle();
    test.log.replicate();
    await test.settle();
    expect(stateName()).toBe('CompleteCommit 100/1');
  });

  it('of nothing is complete without a marker', async () => {
    const test = new CoordinatorUnderTest();
    await test.settle();
    await test.told(test.model.initProducerId({ transactionalId, timeoutMs: 60_000, expected: undefined }));
    const request = { transactionalId, ...producer, result: 'abort', raisesEpoch: true } as const;
    expect(await test.told(test.model.endTransaction(request))).toEqual({
      response: { producerId: 100, producerEpoch: 1 },
    });
    test.log.replicate();
    await test.settle();
    expect(test.replicated.get(transactionalId)).toMatchObject({ state: 'CompleteAbort', producerEpoch: 1 });
    expect(test.sent).toEqual([]);
  });

  it('whose replicas are late is neither decided anew nor forgotten', async () => {
    const { test, end, init, stateName } = await opened();
    const ended = test.ask(end());
    await test.settle();
    test.log.failWaiting('REQUEST_TIMED_OUT');
    await test.settle();
    expect(ended).toEqual({ failure: 'COORDINATOR_NOT_AVAILABLE' });
    const again = [test.ask(end()), test.ask(end({ result: 'abort' })), test.ask(init())];
    await test.settle();
    expect(again).toEqual([CONCURRENT, CONCURRENT, CONCURRENT]);
    expect(test.sent).toEqual([]);
    test.log.replicate();
    await test.settle();
    test.answerAll();
    await test.settle();
    test.log.replicate();
    await test.settle();
    expect(stateName()).toBe('CompleteCommit 100/1');
  });

  it('that was refused by the log did not happen', async () => {
    const { test, end, stateName } = await opened();
    test.log.refusals.push('NOT_ENOUGH_REPLICAS');
    expect(await test.told(end())).toEqual({ failure: 'COORDINATOR_NOT_AVAILABLE' });
    expect([stateName(), test.sent]).toEqual(['Ongoing 100/0', []]);
    expect(await test.told(end({ result: 'abort' }))).toEqual({ response: { producerId: 100, producerEpoch: 1 } });
  });

  it('is completed as soon as the log takes that, too', async () => {
    const { test, end, stateName } = await opened();
    await test.told(end());
    test.log.refusals.push('NOT_ENOUGH_REPLICAS', 'NOT_ENOUGH_REPLICAS');
    test.answerAll();
    await test.settle();
    expect(stateName()).toBe('PrepareCommit 100/1');
    await test.pass(2_000);
    test.log.replicate();
    await test.settle();
    expect(stateName()).toBe('CompleteCommit 100/1');
  });
});

describe('a job of before', () => {
  it('does not stand in the way of what completes the end', async () => {
    const { test, end, state, stateName } = await opened();
    await test.told(end());
    test.log.refusals.push('NOT_ENOUGH_REPLICAS');
    test.answerAll();
    await test.settle();
    const before = state();
    if (before === undefined) throw new Error('the id is there');
    // As a shard knew it that was read anew since: the same end, and another object.
    const { partitions, producerId, producerEpoch, transactionVersion } = before;
    const end1 = { producerId, producerEpoch, partitions, transactionVersion, result: 'commit' } as const;
    const job = { statePartition: 0, coordinatorEpoch: 1, transactionalId, ...end1, prepared: { ...before } };
    await test.told(test.model.whenWritten(job));
    await test.pass(2_000);
    test.log.replicate();
    await test.settle();
    expect(stateName()).toBe('CompleteCommit 100/1');
  });
});

describe('the end of the next transaction', () => {
  it('waits for its own markers, though it is in the same epoch as one whose completion was late', async () => {
    const { test, end, add, stateName } = await opened();
    const plain = { raisesEpoch: false };
    await test.told(end(plain));
    test.answerAll();
    await test.settle();
    test.log.failWaiting('REQUEST_TIMED_OUT');
    await test.settle();
    // The completion is replicated after all; its coordinator tries it once more in a while.
    test.log.replicate();
    await test.settle();
    expect(await test.told(add())).toEqual({ response: undefined });
    expect(await test.told(end(plain))).toEqual({ response: producer });
    await test.pass(2_000);
    test.log.replicate();
    await test.settle();
    expect(stateName()).toBe('PrepareCommit 100/0');
    test.answerAll();
    await test.settle();
    test.log.replicate();
    await test.settle();
    expect(stateName()).toBe('CompleteCommit 100/0');
  });
});

describe('a new coordinator', () => {
  it('goes on with what was decided, under its own epoch', async () => {
    const { test, end, stateName } = await opened();
    await test.told(end());
    const [before] = test.sent.splice(0);
    test.resign({ isSameBroker: true });
    await test.settle();
    // What the old one hears does not count any more; its request is under way all the same.
    before?.answer(undefined);
    await test.settle();
    expect(test.sent).toMatchObject([{ markers: [{ producerEpoch: 1, coordinatorEpoch: 2, result: 'commit' }] }]);
    test.answerAll();
    await test.settle();
    test.log.replicate();
    await test.settle();
    expect(stateName()).toBe('CompleteCommit 100/1');
  });

  it('sends nothing of what is not replicated', async () => {
    const { test, end, stateName } = await opened();
    test.ask(end());
    await test.settle();
    test.resign();
    await test.settle();
    expect(test.sent).toEqual([]);
    test.log.replicate();
    await test.settle();
    expect(test.sent).toHaveLength(1);
    expect(stateName()).toBe('PrepareCommit 100/1');
  });

  // D15: from the log, which is all that it has.
  it('knows the producer id that an overflow brings (KAFKA-20310)', async () => {
    const { test, state } = await opened();
    const before = state();
    if (before === undefined) throw new Error('the id is there');
    // As if it had gone through 32,766 transactions.
    const value = { ...before, producerEpoch: 32_766 };
    await test.told(() => ({ records: [{ transactionalId, value }], response: undefined }));
    const last = { producerId: 100, producerEpoch: 32_766 };
    const request = { transactionalId, ...last, result: 'commit', raisesEpoch: true } as const;
    const ended = await test.told(test.model.endTransaction(request));
    expect(ended).toEqual({ response: { producerId: 101, producerEpoch: 0 } });
    test.resign();
    await test.settle();
    expect(test.sent.at(-1)?.markers).toMatchObject([{ producerId: 100, producerEpoch: 32_767 }]);
    test.answerAll();
    await test.settle();
    test.log.replicate();
    await test.settle();
    expect(state()).toMatchObject({
      state: 'CompleteCommit',
      producerId: 101,
      producerEpoch: 0,
      previousProducerId: 100,
    });
  });
});

describe('a broker that stops', () => {
  it('sends no marker more, neither again nor anew', async () => {
    const { test, end } = await opened();
    await test.told(end());
    const [request] = test.sent.splice(0);
    test.markers.close();
    request?.answer(undefined);
    await test.pass(1_000);
    test.markers.metadataChanged();
    expect(test.sent).toEqual([]);
  });
});

describe('a coordinator that has resigned', () => {
  it('writes nothing, whatever is answered', async () => {
    const { test, end } = await opened();
    await test.told(end());
    const { sent } = test;
    test.log.loseLeadership();
    test.shard.end('NOT_COORDINATOR');
    const batches = test.log.batchCount;
    for (const request of sent) request.answer(test.write(request, new Map()));
    await test.pass(1_000);
    expect([test.markers.unmarked(0, transactionalId), test.log.batchCount]).toEqual([undefined, batches]);
  });
});

/** D16, D17: by one epoch, and by one that is replicated. */
describe('a producer that is fenced', () => {
  it('costs one epoch, however often that could not be written (KAFKA-9666)', async () => {
    const { test, init, stateName } = await opened();
    for (let attempt = 0; attempt < 5; attempt++) {
      test.log.refusals.push('NOT_ENOUGH_REPLICAS');
      expect(await test.told(init())).toEqual({ failure: 'COORDINATOR_NOT_AVAILABLE' });
    }
    expect(await test.told(init())).toEqual({ response: { kind: 'refused', ...CONCURRENT } });
    expect(stateName()).toBe('PrepareAbort 100/1');
    test.answerAll();
    await test.settle();
    test.log.replicate();
    await test.settle();
    expect(await test.told(init())).toEqual({ response: { kind: 'initialized', producerId: 100, producerEpoch: 2 } });
  });

  it('is refused when its time was up', async () => {
    const { test, end, add, stateName } = await opened();
    await test.pass(59_000);
    expect(stateName()).toBe('Ongoing 100/0');
    await test.pass(12_000);
    test.log.replicate();
    await test.settle();
    test.answerAll();
    await test.settle();
    test.log.replicate();
    await test.settle();
    expect(stateName()).toBe('CompleteAbort 100/1');
    expect(await test.told(end({ raisesEpoch: false }))).toEqual({ failure: 'PRODUCER_FENCED' });
    expect(await test.told(add())).toEqual({ failure: 'PRODUCER_FENCED' });
    // By version 2 it cannot tell that from its own commit, and is told that this did not happen.
    expect(await test.told(end())).toEqual({ failure: 'INVALID_TXN_STATE' });
  });
});

describe('an id', () => {
  it('is forgotten when nobody uses it', async () => {
    const { test, end, add, state } = await opened({ expirationMs: 50_000, expirationIntervalMs: 20_000 });
    await test.told(end());
    test.answerAll();
    await test.settle();
    test.log.replicate();
    await test.pass(45_000);
    expect(state()).toBeDefined();
    await test.pass(20_000);
    // The tombstone is not replicated: nobody may begin anything meanwhile.
    expect(await test.told(add({ producerId: 100, producerEpoch: 1 }))).toEqual(CONCURRENT);
    expect(state()).toBeUndefined();
    expect(await test.told(add({ producerId: 100, producerEpoch: 1 }))).toEqual({
      failure: 'INVALID_PRODUCER_ID_MAPPING',
    });
    test.resign();
    await test.settle();
    expect(test.replicated.size).toBe(0);
  });

  it('is verified from what is replicated', async () => {
    const { test, end } = await opened();
    const request = { transactionalId, ...producer, partitions: ordersPartitions };
    test.ask(end());
    await test.settle();
    expect(test.model.verifyPartitions(test.replicated, request)).toMatchObject([{ failure: undefined }, {}]);
    test.log.replicate();
    await test.settle();
    expect(() => test.model.verifyPartitions(test.replicated, request)).toThrow('epoch 0');
  });
});
