import { DraveError, type ErrorCode, type Millis } from '@drave/base';
import { SimWorld } from '@drave/env/sim';
import { VerificationGuard } from '@drave/log';
import { decodeControlBatch, encodeEndTransactionMarker, readBatchInfo, type CompressionType } from '@drave/records';
import { DeadlineQueue } from '@drave/replica';
import { describe, expect, it } from 'vitest';
import { CoordinatorLatencies } from './coordinator-latencies.js';
import { Shard } from './shard.js';
import { SalesModel, type Price, type Sales } from './testing/sales-model.js';
import { ScriptedLog } from './testing/scripted-log.js';

const PRODUCER = 7;

function start(log = new ScriptedLog(), compression: CompressionType = 'none') {
  const world = new SimWorld({ seed: 1 });
  const { env } = world.createHost('host');
  const model = new SalesModel();
  const broken: DraveError[] = [];
  const shard = new Shard<Sales, Price>({
    model,
    log,
    leaderEpoch: 1,
    env,
    deadlines: new DeadlineQueue(env.clock, env.timers),
    latencies: new CoordinatorLatencies(env.metrics, 'transaction'),
    readBytesMax: 1_024,
    compression,
    onLoadEnded: () => {},
    onBroken: (reason) => broken.push(reason),
    onFatal: (reason) => {
      throw reason;
    },
  });
  const idle = (ms: Millis = 1): Promise<boolean> => world.runUntil(() => false, ms);
  const ask = (...prices: Price[]) => outcome(shard.write(() => ({ records: prices, response: 'plain' })));
  const offer = (price: Price, producerId = PRODUCER, guard?: VerificationGuard) =>
    outcome(
      shard.writeTransactional({ producerId, producerEpoch: 3, guard }, () => ({
        records: [price],
        response: 'offered',
      })),
    );
  const end = (kind: 'commit' | 'abort', producerId = PRODUCER) =>
    outcome(shard.endTransaction({ kind, producerId, producerEpoch: 4, coordinatorEpoch: 9 }, 2).then(() => 'ended'));
  /** As reads see it. */
  const priceOf = (good: string): string | undefined => shard.read(good).prices.get(good)?.price;
  return { log, model, shard, broken, idle, ask, offer, end, priceOf };
}

/** Settled or not, without waiting for it. */
function outcome<T>(promise: Promise<T>) {
  const seen: { response?: T; failure?: ErrorCode } = {};
  promise.then(
    (response) => {
      seen.response = response;
    },
    (reason: unknown) => {
      seen.failure = DraveError.from(reason).code;
    },
  );
  return seen;
}

async function active(log = new ScriptedLog(), compression: CompressionType = 'none') {
  const test = start(log, compression);
  await test.idle();
  expect(test.shard.loaded).toBe(true);
  return test;
}

const bread = (price: string): Price => ({ good: 'bread', price });
const milk = (price: string): Price => ({ good: 'milk', price });

describe('records of a transaction', () => {
  it('are a batch of their own, with the producer, its epoch and no sequence', async () => {
    const { ask, offer, log, idle } = await active();
    const guard = new VerificationGuard(PRODUCER);
    ask(bread('1'));
    ask(bread('2'));
    offer(milk('3'), PRODUCER, guard);
    offer(milk('4'));
    ask(bread('5'));
    await idle();
    expect(log.batchSizes).toEqual([2, 1, 1, 1]);
    expect(log.origins).toEqual([
      { kind: 'plain' },
      { kind: 'transactional', guard },
      { kind: 'transactional', guard: undefined },
      { kind: 'plain' },
    ]);
    const headers = log.batches.map((bytes) => {
      const { transactional, control, producerId, producerEpoch, baseSequence } = readBatchInfo(bytes, 0);
      return [transactional, control, producerId, producerEpoch, baseSequence];
    });
    expect(headers).toEqual([
      [false, false, -1, -1, -1],
      [true, false, PRODUCER, 3, -1],
      [true, false, PRODUCER, 3, -1],
      [false, false, -1, -1, -1],
    ]);
  });

  it('are compressed like others, and still say whose they are', async () => {
    const { offer, log, idle } = await active(new ScriptedLog(), 'gzip');
    offer(milk('3'.repeat(500)));
    await idle(10);
    expect(readBatchInfo(log.batches[0] ?? Buffer.alloc(0), 0)).toMatchObject({
      transactional: true,
      producerId: PRODUCER,
      codecId: 1,
    });
  });

  it('count when the transaction is committed, never when it is aborted, and not before', async () => {
    const { offer, end, log, idle, priceOf } = await active();
    offer(milk('1'));
    offer(bread('1'), 8);
    await idle();
    log.replicate();
    await idle();
    expect([priceOf('milk'), priceOf('bread')]).toEqual([undefined, undefined]);
    end('commit');
    end('abort', 8);
    await idle();
    log.replicate();
    await idle();
    expect([priceOf('milk'), priceOf('bread')]).toEqual(['1', undefined]);
  });

  it('E17: know where they stand in the log', async () => {
    const { ask, offer, end, log, idle, shard } = await active();
    ask(bread('1'), milk('1'));
    offer(milk('2'));
    end('commit');
    ask(bread('3'));
    await idle();
    log.replicate();
    await idle();
    const { prices } = shard.read('milk');
    expect([prices.get('milk')?.place, prices.get('bread')?.place]).toEqual([
      { offset: 2, producerId: PRODUCER },
      { offset: 4, producerId: undefined },
    ]);
    const again = await active(log);
    expect(again.shard.read('milk')).toEqual(shard.read('milk'));
  });
});

describe('a batch that the partition refuses for its producer', () => {
  it('is the affair of that producer alone', async () => {
    const { ask, offer, log, idle, priceOf } = await active();
    const before = ask(bread('1'));
    const refused = offer(milk('2'));
    const after = ask(bread('3'));
    log.refuseNext((origin) => (origin.kind === 'transactional' ? 'INVALID_TXN_STATE' : undefined));
    await idle();
    log.replicate();
    await idle();
    expect([before, refused, after]).toEqual([
      { response: 'plain' },
      { failure: 'INVALID_TXN_STATE' },
      { response: 'plain' },
    ]);
    expect([priceOf('bread'), priceOf('milk')]).toEqual(['3', undefined]);
  });

  it('leaves nothing behind: what its transaction commits later does not hold it (KAFKA-15784)', async () => {
    const { offer, end, log, idle, priceOf, shard } = await active();
    log.refusals.push('NOT_ENOUGH_REPLICAS');
    const refused = offer(milk('1'));
    await idle();
    expect(refused).toEqual({ failure: 'COORDINATOR_NOT_AVAILABLE' });
    offer(bread('1'));
    end('commit');
    await idle();
    log.replicate();
    await idle();
    expect([priceOf('milk'), priceOf('bread')]).toEqual([undefined, '1']);
    expect(shard.read('bread').prices.get('bread')?.place.offset).toBe(0);
  });
});

describe('the marker of a transaction', () => {
  it('is answered when it is replicated, and what it ends can be read then (KAFKA-17507)', async () => {
    const { offer, end, log, idle, priceOf } = await active();
    offer(milk('1'));
    const ended = end('commit');
    await idle();
    expect(ended).toEqual({});
    expect(decodeControlBatch(log.batches[1] ?? Buffer.alloc(0), 0)).toEqual({
      kind: 'commit',
      producerId: PRODUCER,
      producerEpoch: 4,
      coordinatorEpoch: 9,
    });
    expect(log.origins[1]).toEqual({ kind: 'marker', transactionVersion: 2 });
    // All but the marker.
    log.replicate(1);
    await idle();
    expect([ended, priceOf('milk')]).toEqual([{}, undefined]);
    log.replicate();
    await idle();
    expect(ended).toEqual({ response: 'ended' });
    expect(priceOf('milk')).toBe('1');
  });

  it('is told what the partition thinks of its epochs, and changes nothing then', async () => {
    const { ask, offer, end, log, idle, priceOf, shard } = await active();
    offer(milk('1'));
    await idle();
    for (const refusal of ['INVALID_PRODUCER_EPOCH', 'TRANSACTION_COORDINATOR_FENCED'] as const) {
      log.refuseNext((origin) => (origin.kind === 'marker' ? refusal : undefined));
      const ended = end('commit');
      const beside = ask(bread('1'));
      await idle();
      log.replicate();
      await idle();
      expect([ended, beside]).toEqual([{ failure: refusal }, { response: 'plain' }]);
    }
    expect(priceOf('milk')).toBeUndefined();
    expect(shard.read('milk').offers.get(PRODUCER)?.length).toBe(1);
  });

  it('that is sent again, or ends nothing, is written and answered as well', async () => {
    const { offer, end, log, idle, priceOf } = await active();
    offer(milk('1'));
    const all = [end('commit'), end('commit'), end('abort'), end('abort', 99)];
    await idle();
    log.replicate();
    await idle();
    expect(all).toEqual(all.map(() => ({ response: 'ended' })));
    expect(priceOf('milk')).toBe('1');
  });

  it('that is late holds in the state all the same, and is answered when it is sent again', async () => {
    const { offer, end, log, idle, priceOf } = await active();
    offer(milk('1'));
    await idle();
    log.replicate();
    const late = end('commit');
    await idle();
    log.failWaiting('REQUEST_TIMED_OUT');
    await idle();
    expect([late, priceOf('milk')]).toEqual([{ failure: 'COORDINATOR_NOT_AVAILABLE' }, undefined]);
    const again = end('commit');
    await idle();
    log.replicate();
    await idle();
    expect(again).toEqual({ response: 'ended' });
    expect(priceOf('milk')).toBe('1');
  });

  it('gets no answer of a shard that is loading, has ended, or lost the leadership', async () => {
    const test = start();
    const loading = test.end('commit');
    await test.idle();
    expect(loading).toEqual({ failure: 'COORDINATOR_LOAD_IN_PROGRESS' });
    const waiting = test.end('commit');
    await test.idle();
    test.log.loseLeadership();
    await test.idle();
    test.shard.end('NOT_COORDINATOR');
    const ended = test.end('commit');
    await test.idle();
    expect([waiting, ended]).toEqual([{ failure: 'NOT_COORDINATOR' }, { failure: 'NOT_COORDINATOR' }]);
  });
});

describe('a shard that loads', () => {
  it('reads open transactions, their ends, and the places of records', async () => {
    const before = await active();
    before.offer(milk('1'));
    before.offer(bread('1'), 8);
    before.end('commit');
    before.offer(bread('2'), 9);
    before.end('abort', 9);
    await before.idle();
    before.log.replicate();
    await before.idle();
    const after = await active(before.log);
    expect(after.shard.readAll()).toEqual(before.shard.readAll());
    after.end('commit', 8);
    await after.idle();
    after.log.replicate();
    await after.idle();
    expect([after.priceOf('milk'), after.priceOf('bread')]).toEqual(['1', '1']);
  });

  it('cannot tell yet what a marker ends that may still be lost, and can tell the rest', async () => {
    const before = await active();
    before.offer(milk('1'));
    before.ask(bread('1'));
    await before.idle();
    before.log.replicate();
    before.end('commit');
    await before.idle();
    before.log.isUnderMinIsr = true;
    const after = start(before.log);
    await after.idle(50);
    expect(after.shard.loaded).toBe(false);
    expect(['milk', 'bread'].map((good) => after.shard.canRead(good))).toEqual([false, true]);
    before.log.isUnderMinIsr = false;
    before.log.replicate();
    await after.idle();
    expect(after.priceOf('milk')).toBe('1');
  });
});

it('that somebody else writes to its log ends a shard: it does not know the state any more', async () => {
  const { ask, log, idle, broken, model } = await active();
  const marker = { kind: 'commit', producerId: PRODUCER, producerEpoch: 3, coordinatorEpoch: 1 } as const;
  log.append(encodeEndTransactionMarker(marker, 0), { kind: 'marker', transactionVersion: 1 });
  const written = ask(bread('1'));
  await idle();
  expect(written).toEqual({ failure: 'COORDINATOR_NOT_AVAILABLE' });
  expect([broken.length, model.endedWith]).toEqual([1, 'COORDINATOR_NOT_AVAILABLE']);
});
