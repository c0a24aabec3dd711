import { DraveError, type ErrorCode, type Millis } from '@drave/base';
import { type CompressionType, codecById, readBatchInfo } from '@drave/records';
import { SimWorld } from '@drave/env/sim';
import { DeadlineQueue } from '@drave/replica';
import { Map as PersistentMap } from 'immutable';
import { describe, expect, it } from 'vitest';
import type { Decision, ShardModel, TimerChange } from './model.js';
import { CoordinatorLatencies } from './coordinator-latencies.js';
import { Shard } from './shard.js';
import { ScriptedLog } from './testing/scripted-log.js';

type State = PersistentMap<string, string>;
interface Put {
  readonly key: string;
  readonly value: string | undefined;
}

/** A map of texts: the smallest machine that a shard can run. */
class TextModel implements ShardModel<State, Put> {
  readonly empty: State = PersistentMap();
  readonly timers: TimerChange<State, Put>[] = [];
  loadedWith: State | undefined;
  endedWith: ErrorCode | undefined;

  replay(state: State, { key, value }: Put): State {
    return value === undefined ? state.delete(key) : state.set(key, value);
  }
  keyOf({ key }: Put): string {
    return key;
  }
  encode({ key, value }: Put) {
    return { key: Buffer.from(key), value: value === undefined ? null : Buffer.from(value) };
  }
  decode(key: Buffer, value: Buffer | null): Put | undefined {
    return key[0] === 0 ? undefined : { key: key.toString(), value: value?.toString() };
  }
  loaded(state: State): readonly TimerChange<State, Put>[] {
    this.loadedWith = state;
    return this.timers;
  }
  ended(failure: ErrorCode): void {
    this.endedWith = failure;
  }
}

function start(log = new ScriptedLog(), compression: CompressionType = 'none') {
  const world = new SimWorld({ seed: 1 });
  const { env } = world.createHost('host');
  const model = new TextModel();
  const broken: DraveError[] = [];
  const loadEnds: boolean[] = [];
  const shard = new Shard<State, Put>({
    model,
    log,
    leaderEpoch: 1,
    env,
    deadlines: new DeadlineQueue(env.clock, env.timers),
    latencies: new CoordinatorLatencies(env.metrics, 'group'),
    readBytesMax: 1_024,
    compression,
    onLoadEnded: () => loadEnds.push(shard.isAboutToDecide),
    onBroken: (reason) => broken.push(reason),
    onFatal: (reason) => {
      throw reason;
    },
  });
  const idle = (ms: Millis = 1): Promise<boolean> => world.runUntil(() => false, ms);
  const put = (key: string, value: string | undefined, extra: Partial<Decision<State, Put, string>> = {}) =>
    outcome(shard.write(() => ({ records: [{ key, value }], response: `${key}=${value}`, ...extra })));
  return { world, env, model, log, shard, broken, loadEnds, idle, put };
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

async function active(log = new ScriptedLog()) {
  const test = start(log);
  await test.idle();
  expect(test.shard.loaded).toBe(true);
  return test;
}

describe('a shard', () => {
  it('answers a write when it is replicated, and a read from what is replicated', async () => {
    const { put, log, shard, idle } = await active();
    const written = put('a', '1');
    await idle();
    expect(written).toEqual({});
    expect(shard.read('a').get('a')).toBeUndefined();
    log.replicate();
    await idle();
    expect(written).toEqual({ response: 'a=1' });
    expect(shard.read('a').get('a')).toBe('1');
  });

  it('tells how long writes took until they were replicated, and the load until it decided', async () => {
    const { world, env, put, log, idle } = start();
    const figures = async (what: string): Promise<readonly [count: number, sum: number]> => {
      const text = await world.finish(env.metrics.render());
      const figure = (kind: string): number =>
        Number(
          new RegExp(`^drave_coordinator_${what}_duration_seconds_${kind}{coordinator="group"} (.*)$`, 'm').exec(
            text,
          )?.[1],
        );
      return [figure('count'), figure('sum')];
    };
    await idle();
    const [loads] = await figures('load');
    expect([loads, await figures('write')]).toEqual([1, [0, 0]]);
    put('a', '1');
    await world.finish(env.timers.sleep(250));
    expect(await figures('write')).toEqual([0, 0]);
    log.replicate();
    await idle();
    const [writes, seconds] = await figures('write');
    expect([writes, Math.round(seconds * 100)]).toEqual([1, 25]);
  });

  it('sees its own writes at once, and answers what is built on them after them', async () => {
    const { put, log, shard, idle } = await active();
    put('a', '1');
    const built = outcome(shard.write((state) => ({ records: [], response: state.get('a') ?? 'nothing' })));
    await idle();
    expect(built).toEqual({});
    log.replicate();
    await idle();
    expect(built).toEqual({ response: '1' });
    const alone = outcome(shard.write((state) => ({ records: [], response: state.get('a') ?? 'nothing' })));
    await idle();
    expect(alone).toEqual({ response: '1' });
  });

  it('writes what gathers as one batch, and never splits a decision', async () => {
    const { put, log, shard, idle } = await active();
    for (let at = 0; at < 10; at++) put(`k${at}`, 'v');
    await idle();
    expect(log.batchSizes).toEqual([10]);
    const long = 'x'.repeat(900);
    const decisions = Array.from({ length: 3 }, (_, at) => ({
      records: [0, 1].map((part) => ({ key: `long-${at}-${part}`, value: long })),
      response: undefined,
    }));
    for (const decision of decisions) void shard.write(() => decision);
    await idle();
    expect(log.batchSizes).toEqual([10, 4, 2]);
  });

  it('refuses a decision that fits no batch, and goes on', async () => {
    const { put, log, idle, shard } = await active();
    const huge = put('a', 'x'.repeat(5_000));
    const small = put('b', '1');
    await idle();
    log.replicate();
    await idle();
    expect(huge).toEqual({ failure: 'MESSAGE_TOO_LARGE' });
    expect(small).toEqual({ response: 'b=1' });
    expect(shard.read('a').has('a')).toBe(false);
  });

  it('takes the state back to before a refused append, with everything decided on it since', async () => {
    const { put, log, shard, idle } = await active();
    put('a', '1');
    await idle();
    log.refusals.push('NOT_ENOUGH_REPLICAS');
    const refused = put('a', '2');
    const built = outcome(shard.write((state) => ({ records: [], response: state.get('a') ?? '' })));
    await idle();
    expect(refused).toEqual({ failure: 'COORDINATOR_NOT_AVAILABLE' });
    expect(built).toEqual({ failure: 'COORDINATOR_NOT_AVAILABLE' });
    const after = outcome(shard.write((state) => ({ records: [], response: state.get('a') ?? '' })));
    await idle();
    log.replicate();
    await idle();
    expect(after).toEqual({ response: '1' });
    expect(shard.read('a').get('a')).toBe('1');
  });

  it('a refused batch takes along the batches of the same turn behind it', async () => {
    const { put, log, shard, idle } = await active();
    log.refusals.push('THROTTLING_QUOTA_EXCEEDED');
    const first = put('a', 'x'.repeat(3_000));
    const second = put('b', 'x'.repeat(3_000));
    await idle();
    expect([first, second].map(({ failure }) => failure)).toEqual([
      'COORDINATOR_NOT_AVAILABLE',
      'COORDINATOR_NOT_AVAILABLE',
    ]);
    expect(log.batchCount).toBe(0);
    expect(shard.read('a').size).toBe(0);
  });

  it('keeps what only came late: the caller is refused, the log has it', async () => {
    const { put, log, shard, idle, broken } = await active();
    const late = put('a', '1');
    await idle();
    log.failWaiting('REQUEST_TIMED_OUT');
    await idle();
    expect(late).toEqual({ failure: 'COORDINATOR_NOT_AVAILABLE' });
    expect(shard.read('a').has('a')).toBe(false);
    log.replicate();
    await idle();
    expect(shard.read('a').get('a')).toBe('1');
    expect(broken).toEqual([]);
  });

  it('refuses at once what is built on a batch that is late, and hangs nobody', async () => {
    const { put, log, shard, idle } = await active();
    put('a', '1');
    await idle();
    log.failWaiting('REQUEST_TIMED_OUT');
    await idle();
    const built = outcome(shard.write((state) => ({ records: [], response: state.get('a') ?? '' })));
    await idle();
    expect(built).toEqual({ failure: 'COORDINATOR_NOT_AVAILABLE' });
    const written = put('b', '1');
    await idle();
    log.replicate();
    await idle();
    expect(written).toEqual({ response: 'b=1' });
  });

  it('ends when the disk lost what it was built on, and another one reads the log', async () => {
    const test = await active();
    test.put('a', '1');
    await test.idle();
    test.log.replicate();
    await test.idle();
    const lost = test.put('a', '2');
    await test.idle();
    test.log.lose('KAFKA_STORAGE_ERROR');
    await test.idle();
    expect(lost).toEqual({ failure: 'NOT_COORDINATOR' });
    expect(test.broken.map(({ code }) => code)).toEqual(['KAFKA_STORAGE_ERROR']);
    expect(() => test.shard.read('a')).toThrow(expect.objectContaining({ code: 'NOT_COORDINATOR' }));
    const next = await active(test.log);
    expect(next.model.loadedWith?.get('a')).toBe('1');
  });

  // E16: no append tells of it.
  it('a write that was late first and lost then ends the shard before anything is built on it', async () => {
    const test = await active();
    test.put('a', '1');
    await test.idle();
    test.log.failWaiting('REQUEST_TIMED_OUT');
    await test.idle();
    test.log.lose('DISK_FULL');
    await test.idle();
    const built = test.put('b', 'built on it');
    await test.idle();
    expect(built).toEqual({ failure: 'NOT_COORDINATOR' });
    expect([test.log.batchCount, test.broken.map(({ code }) => code)]).toEqual([0, ['KAFKA_STORAGE_ERROR']]);
  });

  it('a write that was late first and lost then ends the shard also when nothing is written after it', async () => {
    const test = await active();
    test.put('a', '1');
    await test.idle();
    test.log.failWaiting('REQUEST_TIMED_OUT');
    await test.idle();
    test.log.lose('DISK_FULL');
    const read = outcome(test.shard.write(() => ({ records: [], response: undefined })));
    await test.idle();
    expect(read).toEqual({ failure: 'NOT_COORDINATOR' });
    expect(test.broken.map(({ code }) => code)).toEqual(['KAFKA_STORAGE_ERROR']);
  });

  it('lost leadership: everybody who waits is told, also those in the queue; nothing more is taken', async () => {
    const { put, log, shard, idle, model } = await active();
    const waiting = put('a', '1');
    await idle();
    log.loseLeadership();
    const queued = put('b', '1');
    shard.end('NOT_COORDINATOR');
    await idle();
    expect([waiting, queued, put('c', '1')].map(({ failure }) => failure).slice(0, 2)).toEqual([
      'NOT_COORDINATOR',
      'NOT_COORDINATOR',
    ]);
    expect(model.endedWith).toBe('NOT_COORDINATOR');
    expect(log.batchCount).toBe(1);
  });

  it('what a caller refuses by throwing changes nothing', async () => {
    const { shard, idle, log } = await active();
    const refused = outcome(
      shard.write<string>(() => {
        throw new DraveError('ILLEGAL_GENERATION');
      }),
    );
    await idle();
    expect(refused).toEqual({ failure: 'ILLEGAL_GENERATION' });
    expect(log.batchCount).toBe(0);
  });

  it('tells a decision what became of it, and decides what follows before anything else', async () => {
    const { put, shard, log, idle } = await active();
    const outcomes: (ErrorCode | undefined)[] = [];
    put('a', '1', {
      settled: (failure) => {
        outcomes.push(failure);
        return { records: [{ key: 'a', value: 'follows' }], response: undefined };
      },
    });
    await idle();
    log.replicate();
    const next = outcome(shard.write((state) => ({ records: [], response: state.get('a') ?? '' })));
    await idle();
    log.replicate();
    await idle();
    expect(outcomes).toEqual([undefined]);
    expect(next).toEqual({ response: 'follows' });
  });
});

describe('offsets.topic.compression.codec', () => {
  for (const compression of ['gzip', 'snappy', 'lz4'] as const)
    it(`${compression}: batches are compressed and read again`, async () => {
      const test = start(new ScriptedLog(), compression);
      await test.idle();
      test.put('a', 'x'.repeat(1_000));
      await test.idle();
      test.log.replicate();
      await test.idle();
      const { parts } = await test.log.read(0, 10_000);
      const info = readBatchInfo(parts[0] ?? Buffer.alloc(0), 0);
      expect(codecById(info.codecId)).toBe(compression);
      expect(info.sizeBytes).toBeLessThan(500);
      expect((await active(test.log)).shard.read('a').get('a')).toBe('x'.repeat(1_000));
    });

  it('whoever waits while a batch is compressed is told when the shard ends', async () => {
    const test = start(new ScriptedLog(), 'gzip');
    await test.idle();
    const compress = test.env.compute.compress.bind(test.env.compute);
    let endIt = () => {};
    test.env.compute.compress = async (codec, input) => {
      endIt();
      return compress(codec, input);
    };
    endIt = () => test.shard.end('NOT_COORDINATOR');
    const waiting = test.put('a', 'x'.repeat(1_000));
    await test.idle();
    expect(waiting).toEqual({ failure: 'NOT_COORDINATOR' });
    expect(test.log.batchCount).toBe(0);
  });
});

describe('loading', () => {
  it('a reload equals the state before (E9), tombstones and all, in small reads', async () => {
    const before = await active();
    for (let at = 0; at < 200; at++) before.put(`k${at % 17}`, at % 5 === 0 ? undefined : `v${at}`);
    for (let at = 0; at < 20; at++) {
      before.put(`m${at}`, 'x'.repeat(300));
      await before.idle();
    }
    before.log.replicate();
    await before.idle();
    before.log.reads = 0;
    const after = await active(before.log);
    expect(before.log.reads).toBeGreaterThan(3);
    expect(after.shard.read('a').toJS()).toEqual(before.shard.read('a').toJS());
  });

  it('decides nothing before everything it read is replicated (E12)', async () => {
    const before = await active();
    before.put('a', '1');
    await before.idle();
    const after = start(before.log);
    const early = after.put('b', '1');
    await after.idle(50);
    expect(early).toEqual({ failure: 'COORDINATOR_LOAD_IN_PROGRESS' });
    expect(() => after.shard.read('a')).toThrow(expect.objectContaining({ code: 'COORDINATOR_LOAD_IN_PROGRESS' }));
    expect(after.shard.loaded).toBe(false);
    expect([after.shard.isAboutToDecide, after.shard.canRead('a'), after.loadEnds]).toEqual([true, false, []]);
    before.log.replicate();
    await after.idle();
    expect(after.shard.read('a').get('a')).toBe('1');
    expect([after.shard.isAboutToDecide, after.shard.canRead('a'), after.loadEnds]).toEqual([false, true, [false]]);
  });

  it('serves reads of what is replicated while the replicas are away, and of nothing that may be lost', async () => {
    const before = await active();
    before.put('a', '1');
    before.put('b', '1');
    await before.idle();
    before.log.replicate();
    before.put('b', '2');
    await before.idle();
    before.put('c', '1');
    await before.idle();
    before.log.isUnderMinIsr = true;
    const after = start(before.log);
    await after.idle(50);
    expect(after.shard.loaded).toBe(false);
    expect(after.shard.read('a').get('a')).toBe('1');
    expect(after.shard.read('none').get('none')).toBeUndefined();
    for (const key of ['b', 'c'])
      expect(() => after.shard.read(key)).toThrow(expect.objectContaining({ code: 'COORDINATOR_LOAD_IN_PROGRESS' }));
    expect(after.shard.readAll().size).toBe(3);
    // A client should not wait for what may take long.
    expect([after.shard.isAboutToDecide, after.loadEnds[0]]).toEqual([false, false]);
    expect(['a', 'b'].map((key) => after.shard.canRead(key))).toEqual([true, false]);
    const refused = after.put('a', '2');
    await after.idle();
    expect(refused).toEqual({ failure: 'COORDINATOR_NOT_AVAILABLE' });
    // The follower has got as far as the first of both.
    before.log.replicate(3);
    await after.idle();
    expect(after.shard.read('b').get('b')).toBe('2');
    expect(() => after.shard.read('c')).toThrow(expect.objectContaining({ code: 'COORDINATOR_LOAD_IN_PROGRESS' }));
    before.log.isUnderMinIsr = false;
    before.log.replicate();
    await after.idle();
    expect(after.shard.loaded).toBe(true);
    expect(after.shard.read('c').get('c')).toBe('1');
  });

  it('a partition that goes away in the middle leaves no coordinator behind (E11)', async () => {
    const before = await active();
    for (let at = 0; at < 20; at++) {
      before.put(`m${at}`, 'x'.repeat(300));
      await before.idle();
    }
    before.log.replicate();
    const test = start(before.log);
    await test.world.runUntil(() => before.log.reads > 2, 1_000);
    before.log.loseLeadership();
    test.shard.end('NOT_COORDINATOR');
    await test.idle(100);
    expect(test.model.loadedWith).toBeUndefined();
    expect(test.put('a', '1')).toEqual({});
    expect(test.log.batchCount).toBe(20);
  });

  it('a log that cannot be read breaks the shard, which says so', async () => {
    const before = await active();
    before.put('a', '1');
    await before.idle();
    before.log.readFailure = new DraveError('CORRUPT_DATA', 'damaged');
    const test = start(before.log);
    await test.idle();
    expect(test.broken.map(({ code }) => code)).toEqual(['CORRUPT_DATA']);
    expect(test.shard.loaded).toBe(false);
  });

  it('skips kinds of records that it does not know', async () => {
    const before = await active();
    before.put('\0unknown', '1');
    before.put('a', '1');
    await before.idle();
    before.log.replicate();
    const after = await active(before.log);
    expect(after.shard.read('a').toJS()).toEqual({ a: '1' });
  });
});

describe('what follows from records', () => {
  it('happens when they are replicated, before any other request, also when the caller was told that they are late', async () => {
    const { put, log, shard, idle } = await active();
    const seen: (string | undefined)[] = [];
    const replicated = (state: State) => {
      seen.push(state.get('a'));
      return { records: [{ key: 'b', value: 'follows' }], response: undefined };
    };
    const written = put('a', '1', { replicated });
    await idle();
    log.failWaiting('REQUEST_TIMED_OUT');
    await idle();
    expect(written).toEqual({ failure: 'COORDINATOR_NOT_AVAILABLE' });
    expect(seen).toEqual([]);
    log.replicate();
    await idle();
    expect(seen).toEqual(['1']);
    log.replicate();
    await idle();
    expect(shard.read('b').get('b')).toBe('follows');
  });

  it('does not happen when they are refused or lost', async () => {
    const { put, log, idle, shard } = await active();
    const seen: string[] = [];
    log.refusals.push('NOT_ENOUGH_REPLICAS');
    put('a', '1', { replicated: () => void seen.push('refused') });
    await idle();
    put('a', '2', { replicated: () => void seen.push('lost') });
    await idle();
    log.lose('KAFKA_STORAGE_ERROR');
    await idle();
    log.replicate();
    await idle();
    expect(seen).toEqual([]);
    expect(shard.loaded).toBe(false);
  });

  it('can be told from the two states, which differ for as long as it is not decided', async () => {
    const { put, log, shard, idle } = await active();
    put('a', '1');
    await idle();
    log.replicate();
    put('a', '2');
    await idle();
    log.failWaiting('REQUEST_TIMED_OUT');
    await idle();
    const told = () =>
      outcome(
        shard.write((state, _, replicated) => {
          throw new DraveError(replicated.get('a') === state.get('a') ? 'INVALID_REQUEST' : 'CONCURRENT_TRANSACTIONS');
        }),
      );
    const late = told();
    await idle();
    expect(late).toEqual({ failure: 'CONCURRENT_TRANSACTIONS' });
    log.replicate();
    await idle();
    const decided = told();
    await idle();
    expect(decided).toEqual({ failure: 'INVALID_REQUEST' });
  });
});

describe('timers', () => {
  const beat = (key: string, delayMs: Millis, value: string): TimerChange<State, Put> => ({
    kind: 'set',
    key,
    delayMs,
    fire: () => ({ records: [{ key, value }], response: undefined }),
  });

  it('fire once, are pushed back, replaced and cleared by key', async () => {
    const { put, log, shard, idle } = await active();
    put('x', '1', { timers: [beat('pushed', 100, 'first'), beat('cleared', 100, '1'), beat('sooner', 500, '1')] });
    await idle(90);
    put('x', '2', {
      timers: [beat('pushed', 100, 'second'), { kind: 'clear', key: 'cleared' }, beat('sooner', 20, '2')],
    });
    await idle(50);
    log.replicate();
    await idle();
    expect(shard.read('a').get('sooner')).toBe('2');
    expect(shard.read('a').has('pushed')).toBe(false);
    await idle(100);
    log.replicate();
    await idle();
    expect(shard.read('a').get('pushed')).toBe('second');
    await idle(1_000);
    log.replicate();
    expect(shard.read('a').has('cleared')).toBe(false);
    expect(shard.read('a').get('sooner')).toBe('2');
  });

  it('are decided anew when their records could not be written', async () => {
    const { put, log, shard, idle } = await active();
    put('x', '1', { timers: [beat('t', 10, 'done')] });
    await idle();
    log.refusals.push('NOT_ENOUGH_REPLICAS');
    await idle(20);
    log.replicate();
    await idle();
    expect(shard.read('a').has('t')).toBe(false);
    await idle(600);
    log.replicate();
    await idle();
    expect(shard.read('a').get('t')).toBe('done');
  });

  it('of a shard that ended never fire', async () => {
    const { put, log, shard, idle } = await active();
    put('x', '1', { timers: [beat('t', 10, 'done')] });
    await idle();
    shard.end('NOT_COORDINATOR');
    await idle(100);
    expect(log.batchCount).toBe(1);
  });
});
