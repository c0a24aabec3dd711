import { describe, expect, it } from 'vitest';
import { versionOf } from '@drave/kafka-protocol';
import { CoordinatorUnderTest } from './testing/coordinator-under-test.js';
import { DataPartition } from './testing/data-partition.js';
import { transactionPartitionsOf } from './transaction-partitions.js';
import type { ProducerIdentity } from './decide/view.js';

const transactionalId = 'x';
const first = { producerId: 100, producerEpoch: 0 };
const partitions = transactionPartitionsOf([['orders', [0]]]);

/** A coordinator in a cluster of this level of `transaction.version`, with one producer that has done nothing yet. */
async function start(level: number) {
  const test = new CoordinatorUnderTest();
  test.clusterVersion = level;
  const data = new DataPartition();
  const init = (expected?: ProducerIdentity) =>
    test.told(test.model.initProducerId({ transactionalId, timeoutMs: 60_000, expected }));
  /** By the protocol of the client, whatever the level is. */
  const add = (transactionVersion: 0 | 2, producer: ProducerIdentity = first) =>
    test.told(test.model.addPartitions({ transactionalId, ...producer, partitions, transactionVersion }));
  const end = (transactionVersion: 0 | 2, producer: ProducerIdentity = first) => {
    const request = { transactionalId, ...producer, result: 'commit', raisesEpoch: transactionVersion === 2 } as const;
    return test.told(test.model.endTransaction(request));
  };
  const open = async (transactionVersion: 0 | 2, producer: ProducerIdentity = first): Promise<object> => {
    expect(await add(transactionVersion, producer)).toEqual({ response: undefined });
    const transaction = {};
    expect(data.write(producer.producerId, producer.producerEpoch, transaction)).toBeUndefined();
    return transaction;
  };
  /** Markers are written and answered, and the end completed; what it was of the transaction's data. */
  const outcomeOf = async (transaction: object) => {
    test.answerAll(new Map([[0, data]]));
    await test.settle();
    test.log.replicate();
    await test.settle();
    return data.pieces.find((piece) => piece.transaction === transaction)?.outcome;
  };
  const move = async (): Promise<void> => {
    test.resign();
    await test.settle();
  };
  const stateName = () => {
    const { state, producerEpoch } = test.replicated.get(transactionalId) ?? { state: 'none', producerEpoch: -1 };
    return `${state} ${producerEpoch}`;
  };
  /** The versions of what is in the log. */
  const versions = async () => (await test.records()).map(({ value }) => (value === null ? -1 : versionOf(value)));
  await test.settle();
  expect(await init()).toEqual({ response: { kind: 'initialized', ...first } });
  return { test, init, add, end, open, outcomeOf, move, stateName, versions };
}

/** D21 */
describe('when transaction.version is raised', () => {
  it('records are written as the level says, and never above it', async () => {
    const { test, open, end, outcomeOf, move, versions } = await start(0);
    for (const level of [0, 1, 2]) {
      test.clusterVersion = level;
      const before = (await versions()).length;
      const transaction = await open(0);
      await move();
      await end(0);
      expect(await outcomeOf(transaction)).toBe('commit');
      const version = level === 0 ? 0 : 1;
      expect((await versions()).slice(before)).toEqual([version, version, version]);
    }
  });

  const moves = ['before its end', 'between its end and its markers'] as const;
  it.each(moves)('a transaction that is open ends as it began, also where the coordinator moves %s', async (when) => {
    for (const from of [0, 1]) {
      const { test, open, end, outcomeOf, move, stateName } = await start(from);
      const transaction = await open(0);
      test.clusterVersion = 2;
      if (when === 'before its end') await move();
      expect(await end(0)).toEqual({ response: first });
      if (when !== 'before its end') await move();
      expect(test.sent.at(-1)?.markers).toMatchObject([{ ...first, result: 'commit', transactionVersion: 0 }]);
      expect(await outcomeOf(transaction)).toBe('commit');
      // The client goes on as it is used to.
      expect(stateName()).toBe('CompleteCommit 0');
      const next = await open(0);
      expect(await end(0)).toEqual({ response: first });
      expect(await outcomeOf(next)).toBe('commit');
    }
  });

  it('a client goes over with a new epoch, and what it sent before comes too late (KAFKA-18227)', async () => {
    const { test, init, add, end, open, outcomeOf } = await start(1);
    const before = await open(0);
    test.clusterVersion = 2;
    await end(0);
    expect(await outcomeOf(before)).toBe('commit');
    expect(await init(first)).toEqual({ response: { kind: 'initialized', producerId: 100, producerEpoch: 1 } });
    const transaction = await open(2, { producerId: 100, producerEpoch: 1 });
    expect(await add(0)).toEqual({ failure: 'PRODUCER_FENCED' });
    expect(await end(0)).toEqual({ failure: 'PRODUCER_FENCED' });
    expect(await end(2, { producerId: 100, producerEpoch: 1 })).toEqual({
      response: { producerId: 100, producerEpoch: 2 },
    });
    expect(await outcomeOf(transaction)).toBe('commit');
  });

  it('a client that goes over in the same epoch is not fenced', async () => {
    const { test, end, open, outcomeOf } = await start(1);
    const before = await open(0);
    await end(0);
    test.clusterVersion = 2;
    expect(await outcomeOf(before)).toBe('commit');
    const transaction = await open(2);
    expect(await end(2)).toEqual({ response: { producerId: 100, producerEpoch: 1 } });
    expect(await outcomeOf(transaction)).toBe('commit');
  });

  it('what is open and runs out of time is aborted, its producer out, and the partition takes that marker', async () => {
    const { test, open, end, outcomeOf, stateName } = await start(1);
    const transaction = await open(0);
    test.clusterVersion = 2;
    await test.pass(80_000);
    test.log.replicate();
    await test.settle();
    expect(stateName()).toBe('PrepareAbort 1');
    expect(test.sent.at(-1)?.markers).toMatchObject([{ producerEpoch: 1, result: 'abort', transactionVersion: 2 }]);
    expect(await outcomeOf(transaction)).toBe('abort');
    expect(await end(0)).toEqual({ failure: 'PRODUCER_FENCED' });
  });

  it('and a broker has not heard of it yet, how an end goes on is written all the same', async () => {
    // The client has read the new level from another broker.
    const { test, open, end, outcomeOf, move, versions, stateName } = await start(0);
    const transaction = await open(2);
    expect(await end(2)).toEqual({ response: { producerId: 100, producerEpoch: 1 } });
    test.clusterVersion = 2;
    await move();
    expect(test.sent.at(-1)?.markers).toMatchObject([{ producerEpoch: 1, transactionVersion: 2 }]);
    expect(await outcomeOf(transaction)).toBe('commit');
    expect([await versions(), stateName()]).toEqual([[0, 1, 1, 1], 'CompleteCommit 1']);
  });
});

/** D21 */
describe('when transaction.version is lowered', () => {
  it('a transaction that is open ends as it began', async () => {
    for (const level of [0, 1]) {
      const { test, open, end, outcomeOf, move } = await start(2);
      const transaction = await open(2);
      test.clusterVersion = level;
      await move();
      expect(await end(2)).toEqual({ response: { producerId: 100, producerEpoch: 1 } });
      expect(await outcomeOf(transaction)).toBe('commit');
      const next = await open(0, { producerId: 100, producerEpoch: 1 });
      expect(await end(0, { producerId: 100, producerEpoch: 1 })).toEqual({
        response: { producerId: 100, producerEpoch: 1 },
      });
      expect(await outcomeOf(next)).toBe('commit');
    }
  });

  it('what is open and runs out of time is aborted as the level says', async () => {
    const { test, open, outcomeOf, stateName } = await start(2);
    const transaction = await open(2);
    test.clusterVersion = 1;
    await test.pass(80_000);
    test.log.replicate();
    await test.settle();
    expect(test.sent.at(-1)?.markers).toMatchObject([{ producerEpoch: 1, result: 'abort', transactionVersion: 0 }]);
    expect(await outcomeOf(transaction)).toBe('abort');
    expect(stateName()).toBe('CompleteAbort 1');
  });
});
