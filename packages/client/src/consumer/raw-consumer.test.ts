import type { DraveError } from '@drave/base';
import { SimWorld } from '@drave/env/sim';
import { BatchBuilder, encodeEndTransactionMarker, readBatchInfo } from '@drave/records';
import { numberedBatch } from '@drave/records/testing';
import { SimTransport } from '@drave/rpc/sim';
import { describe, expect, it } from 'vitest';
import { Client } from '../client.js';
import type { ClientOptions, ConsumerOptions } from '../options.js';
import { jsonDeserializer, stringDeserializer } from '../serializers.js';
import { FAKE_PORT, FakeCluster, type FakePartition } from '../testing/index.js';
import type { PartitionRecords } from './poll-loop.js';
import type { RawConsumer } from './raw-consumer.js';

const T0 = { topic: 't', partition: 0 };

async function setUp(options: Partial<ClientOptions> = {}, partitions = 1) {
  const world = new SimWorld({ seed: 1 });
  const cluster = new FakeCluster(world);
  await cluster.start(3);
  const topic = cluster.createTopic('t', partitions);
  const host = world.createHost('client');
  const bootstrap = [{ host: 'broker1', port: FAKE_PORT }];
  const client = new Client({ env: host.env, transport: new SimTransport(host), bootstrap, ...options });
  const log = cluster.partition('t', 0);
  return { world, cluster, client, topic, log, compute: host.env.compute };
}

type Setup = Awaited<ReturnType<typeof setUp>>;

/** Appends batches of `size` records whose values are their offsets. */
function fill(log: FakePartition, batches: number, size = 10): void {
  for (let index = 0; index < batches; index++) append(log, numberedBatch(log.endOffset, size, {}, ''));
}

function append(log: FakePartition, batch: Buffer): void {
  const info = readBatchInfo(batch, 0);
  log.append(batch, { ...info, producerId: -1 });
}

function reading(setup: Setup, options: ConsumerOptions = {}, from?: number): RawConsumer {
  const consumer = setup.client.rawConsumer({ autoOffsetReset: 'earliest', ...options });
  consumer.assign([from === undefined ? T0 : { ...T0, from }]);
  return consumer;
}

/** Polls until `count` records have come, or none has for 10 seconds. */
async function take(setup: Setup, consumer: RawConsumer, count: number): Promise<string[]> {
  const values: string[] = [];
  const run = async () => {
    while (values.length < count) {
      const groups = await consumer.poll({ timeoutMs: 10_000 });
      if (groups.length === 0) return;
      for (const group of groups) values.push(...textsOf(group));
    }
  };
  await setup.world.finish(run());
  return values;
}

function textsOf(group: PartitionRecords): string[] {
  return group.records.map((record) => record.value?.toString() ?? 'null');
}

function offsets(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, index) => String(from + index));
}

describe('the consumer', () => {
  it('reads all partitions from the start, in order, and knows where it stands', async () => {
    const setup = await setUp({}, 3);
    for (const partition of setup.topic.partitions) fill(partition, 20);
    const consumer = setup.client.rawConsumer({ autoOffsetReset: 'earliest' });
    const all = [0, 1, 2].map((partition) => ({ topic: 't', partition }));
    consumer.assign(all);
    const seen = new Map<number, string[]>([0, 1, 2].map((partition) => [partition, []]));
    let lagMax = 0;
    const run = async () => {
      for (let count = 0; count < 600; ) {
        for (const group of await consumer.poll({ maxRecords: 37 })) {
          expect(group.records.length).toBeLessThanOrEqual(37);
          seen.get(group.partition)?.push(...textsOf(group));
          count += group.records.length;
          if (count <= 300) lagMax = Math.max(lagMax, consumer.recordsLagMax() ?? 0);
        }
      }
    };
    await setup.world.finish(run());
    expect(lagMax).toBeGreaterThan(100);
    for (const values of seen.values()) expect(values).toEqual(offsets(0, 200));
    expect(consumer.position(T0)).toBe(200);
    expect(consumer.highWatermark(T0)).toBe(200);
    expect(consumer.lag(T0)).toBe(0);
    expect(consumer.recordsLagMax()).toBe(0);
    expect(await setup.world.finish(consumer.endOffsets(all))).toEqual([200, 200, 200]);
    expect(await setup.world.finish(consumer.beginningOffsets(all))).toEqual([0, 0, 0]);
  });

  it('starts at the end by default and sees what comes', async () => {
    const setup = await setUp();
    fill(setup.log, 5);
    const consumer = setup.client.rawConsumer();
    consumer.assign([T0]);
    expect(await setup.world.finish(consumer.poll({ timeoutMs: 500 }))).toEqual([]);
    expect(consumer.position(T0)).toBe(50);
    fill(setup.log, 1);
    expect(await take(setup, consumer, 10)).toEqual(offsets(50, 60));
  });

  it('never shows records above the high watermark', async () => {
    const setup = await setUp();
    fill(setup.log, 3);
    setup.log.heldHighWatermark = 20;
    const consumer = reading(setup);
    expect(await take(setup, consumer, 20)).toEqual(offsets(0, 20));
    expect(await setup.world.finish(consumer.poll({ timeoutMs: 500 }))).toEqual([]);
    setup.log.heldHighWatermark = undefined;
    setup.log.changed();
    expect(await take(setup, consumer, 10)).toEqual(offsets(20, 30));
  });

  it('seeks to an offset inside a batch, to the ends, and to a time', async () => {
    const setup = await setUp();
    for (let index = 0; index < 5; index++) {
      const builder = new BatchBuilder();
      for (let at = 0; at < 10; at++) builder.append(1000 * index + at, null, Buffer.from(String(index * 10 + at)));
      append(setup.log, builder.finish());
    }
    const consumer = reading(setup, {}, 17);
    expect((await take(setup, consumer, 1))[0]).toBe('17');
    consumer.seek(T0, 3);
    expect(consumer.position(T0)).toBe(3);
    expect((await take(setup, consumer, 1))[0]).toBe('3');
    consumer.seek(T0, { timestampMs: 3000 });
    expect((await take(setup, consumer, 1))[0]).toBe('30');
    consumer.seek(T0, 'earliest');
    expect((await take(setup, consumer, 1))[0]).toBe('0');
    consumer.seek(T0, 'latest');
    expect(await setup.world.finish(consumer.poll({ timeoutMs: 300 }))).toEqual([]);
    expect(consumer.position(T0)).toBe(50);
    expect(await setup.world.finish(consumer.offsetsForTime([T0], 2000))).toEqual([20]);
    expect(await setup.world.finish(consumer.offsetsForTime([T0], 99_000))).toEqual([-1]);
    expect(() => consumer.seek({ topic: 'x', partition: 0 }, 0)).toThrow('x-0 is not assigned');
    expect(() => consumer.seek(T0, -5)).toThrow('cannot seek to offset -5');
  });

  it('a seek while records wait gives none from before it', async () => {
    const setup = await setUp();
    fill(setup.log, 30);
    const consumer = reading(setup);
    await take(setup, consumer, 5);
    await setup.world.runFor(100);
    consumer.seek(T0, 250);
    expect(await take(setup, consumer, 50)).toEqual(offsets(250, 300));
  });

  it('pauses and resumes without a loss', async () => {
    const setup = await setUp();
    fill(setup.log, 2);
    const consumer = reading(setup);
    expect(await take(setup, consumer, 20)).toHaveLength(20);
    consumer.pause([T0]);
    expect(consumer.paused()).toEqual([T0]);
    fill(setup.log, 2);
    expect(await setup.world.finish(consumer.poll({ timeoutMs: 500 }))).toEqual([]);
    consumer.resume([T0]);
    expect(await take(setup, consumer, 20)).toEqual(offsets(20, 40));
  });

  it('fetches ahead no more than its window, however long nobody polls', async () => {
    const setup = await setUp();
    for (let index = 0; index < 50; index++) append(setup.log, numberedBatch(0, 1, {}, 'x'.repeat(1000)));
    const consumer = reading(setup, { fetchMaxBytes: 5000, maxPartitionFetchBytes: 2000 });
    let sentBytes = 0;
    const read = setup.log.read.bind(setup.log);
    setup.log.read = (offset, bytesMax) => {
      const batches = read(offset, bytesMax);
      for (const batch of batches) sentBytes += batch.length;
      return batches;
    };
    await setup.world.runFor(5000);
    expect(sentBytes).toBeGreaterThan(4000);
    expect(sentBytes).toBeLessThan(5000 + 2200);
    expect(await take(setup, consumer, 50)).toHaveLength(50);
  });

  it('a new assignment keeps the positions of what stays', async () => {
    const setup = await setUp({}, 2);
    for (const partition of setup.topic.partitions) fill(partition, 2);
    const consumer = reading(setup);
    await take(setup, consumer, 20);
    consumer.assign([T0, { topic: 't', partition: 1, from: 15 }]);
    expect(await take(setup, consumer, 5)).toEqual(offsets(15, 20));
    consumer.assign([T0]);
    expect(consumer.assignment()).toEqual([T0]);
    fill(setup.log, 1);
    expect(await take(setup, consumer, 10)).toEqual(offsets(20, 30));
  });

  it('iterates by record, deserialized, until it is closed', async () => {
    const setup = await setUp();
    append(setup.log, numberedBatch(0, 5, {}, ''));
    const options = {
      autoOffsetReset: 'earliest',
      keyDeserializer: stringDeserializer,
      valueDeserializer: jsonDeserializer,
    } as const;
    const consumer = setup.client.consumer(options);
    consumer.assign([T0]);
    const run = async () => {
      const seen: unknown[] = [];
      for await (const record of consumer) {
        seen.push(record.value, record.key);
        if (record.offset === 4) await consumer.close();
      }
      return seen;
    };
    expect(await setup.world.finish(run())).toEqual([0, null, 1, null, 2, null, 3, null, 4, null]);
  });
});

describe('leaders that move', () => {
  it('a killed leader: nothing is skipped or given twice', async () => {
    const setup = await setUp();
    const { world, cluster, log } = setup;
    const consumer = reading(setup);
    const got: string[] = [];
    const run = async () => {
      while (got.length < 600) for (const group of await consumer.poll({ maxRecords: 20 })) got.push(...textsOf(group));
    };
    const running = run();
    for (let round = 0; round < 60; round++) {
      fill(log, 1);
      await world.runFor(20);
      if (round === 15) cluster.kill(log.leaderId);
      if (round === 30) log.moveLeader((log.leaderId % 3) + 1 === 1 ? 2 : (log.leaderId % 3) + 1);
    }
    await world.finish(running);
    expect(got).toEqual(offsets(0, 600));
  });

  it('a stopped leader: the silence is noticed, and the new one is read', async () => {
    const setup = await setUp();
    const { world, cluster, log } = setup;
    const consumer = reading(setup);
    fill(log, 1);
    await take(setup, consumer, 10);
    cluster.broker(1).host.pause();
    log.moveLeader(2);
    fill(log, 1);
    const startedMs = world.nowMs();
    expect(await take(setup, consumer, 10)).toEqual(offsets(10, 20));
    expect(world.nowMs() - startedMs).toBeLessThan(4000);
  });
});

describe('positions that are gone', () => {
  it('a truncated log is noticed by its epoch: back to where it still agrees', async () => {
    const setup = await setUp();
    fill(setup.log, 3);
    const consumer = reading(setup);
    await take(setup, consumer, 30);
    setup.log.truncate(20);
    setup.log.moveLeader(2);
    append(setup.log, numberedBatch(0, 15, {}, 'new '));
    const values = await take(setup, consumer, 15);
    expect(values[0]).toBe('new 0');
    expect(consumer.position(T0)).toBe(35);
  });

  it('without a reset policy the truncation is the application’s decision', async () => {
    const setup = await setUp();
    fill(setup.log, 3);
    const consumer = reading(setup, { autoOffsetReset: 'none' }, 0);
    await take(setup, consumer, 30);
    setup.log.truncate(20);
    setup.log.moveLeader(2);
    append(setup.log, numberedBatch(0, 15, {}, 'new '));
    const polled = setup.world.finish(consumer.poll({ timeoutMs: 5000 }));
    await expect(polled).rejects.toThrow('t-0: the log was truncated to 20, below position 30');
    consumer.seek(T0, 20);
    expect((await take(setup, consumer, 15))[0]).toBe('new 0');
  });

  it.each([
    ['earliest', '20'],
    ['latest', '100'],
  ] as const)('retention overtook the position: %s', async (autoOffsetReset, first) => {
    const setup = await setUp();
    fill(setup.log, 10);
    setup.log.logStartOffset = 20;
    const consumer = reading(setup, { autoOffsetReset }, 5);
    await setup.world.finish(consumer.poll({ timeoutMs: 0 }));
    await setup.world.runFor(3000);
    fill(setup.log, 1);
    expect((await take(setup, consumer, 1))[0]).toBe(first);
  });

  it('a position above the end is believed to be wrong only after several answers', async () => {
    const setup = await setUp();
    fill(setup.log, 10);
    const consumer = reading(setup, {}, 500);
    await setup.world.finish(consumer.poll({ timeoutMs: 50 }));
    expect(consumer.position(T0)).toBe(500);
    expect((await take(setup, consumer, 1))[0]).toBe('0');
  });

  it('none throws for one without a position and for one out of range; a seek heals', async () => {
    const setup = await setUp();
    fill(setup.log, 10);
    setup.log.logStartOffset = 20;
    const consumer = reading(setup, { autoOffsetReset: 'none' });
    const poll = () => setup.world.finish(consumer.poll({ timeoutMs: 5000 }));
    await expect(poll()).rejects.toThrow('t-0: no position, and auto.offset.reset is none');
    consumer.seek(T0, 5);
    await expect(poll()).rejects.toThrow('t-0: position 5 is outside 20 to 100');
    consumer.seek(T0, 30);
    expect((await take(setup, consumer, 1))[0]).toBe('30');
  });

  it('E12: a new leader that says -1, or does not know, resets nobody to 0 or to the end', async () => {
    const setup = await setUp();
    fill(setup.log, 10);
    let answers = 0;
    setup.cluster.onListOffsets = () => (answers++ < 4 ? (answers % 2 === 0 ? 'OFFSET_NOT_AVAILABLE' : -1) : undefined);
    const consumer = setup.client.rawConsumer({ autoOffsetReset: 'latest' });
    consumer.assign([T0]);
    const polled = consumer.poll({ timeoutMs: 20_000 });
    await setup.world.runFor(5000);
    expect(answers).toBeGreaterThan(4);
    expect(consumer.position(T0)).toBe(100);
    fill(setup.log, 1);
    expect((await setup.world.finish(polled)).flatMap(textsOf)[0]).toBe('100');
  });

  it('E12: a leader that denies a good position while it does not know its range moves nobody', async () => {
    const setup = await setUp();
    fill(setup.log, 10);
    const consumer = reading(setup);
    await take(setup, consumer, 100);
    const { log, cluster } = setup;
    log.deniesRange = true;
    // The leader first knows nothing, and then takes the start of its log for its end.
    let answers = 0;
    cluster.onListOffsets = () => (answers++ < 4 ? 'OFFSET_NOT_AVAILABLE' : answers < 7 ? 0 : undefined);
    log.moveLeader(2);
    await setup.world.runFor(1500);
    expect(answers).toBeGreaterThan(6);
    expect(consumer.position(T0)).toBe(100);
    log.deniesRange = false;
    fill(log, 1);
    expect(await take(setup, consumer, 10)).toEqual(offsets(100, 110));
  });
});

describe('bad and special batches', () => {
  it('a batch damaged on its way is fetched again; one damaged for good is an error that names it', async () => {
    const setup = await setUp();
    fill(setup.log, 3);
    const second = setup.log.batches[1] as Buffer;
    const good = second[70] as number;
    second[70] = good ^ 1;
    const consumer = reading(setup);
    expect(await take(setup, consumer, 10)).toHaveLength(10);
    await expect(take(setup, consumer, 10)).rejects.toMatchObject({
      code: 'CORRUPT_MESSAGE',
      message: 't-0: the batch for offset 10 failed its checksum',
    } satisfies Partial<DraveError>);
    second[70] = good;
    consumer.seek(T0, 10);
    expect(await take(setup, consumer, 20)).toEqual(offsets(10, 30));
  });

  it.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)('reads %s', async (codec) => {
    const setup = await setUp();
    const builder = new BatchBuilder();
    for (let index = 0; index < 50; index++) builder.append(1, null, Buffer.from(`same same same ${index}`));
    append(setup.log, await builder.finishCompressed(codec, setup.compute));
    const consumer = reading(setup, {}, 10);
    expect((await take(setup, consumer, 40))[0]).toBe('same same same 10');
  });

  it('read committed leaves out aborted transactions, and nobody sees control batches', async () => {
    const setup = await setUp();
    const put = (value: string, producerId: number) => {
      const builder = new BatchBuilder();
      builder.append(0, null, Buffer.from(value));
      append(setup.log, builder.finish({ producerId, producerEpoch: 0, baseSequence: 0, transactional: true }));
    };
    const end = (kind: 'commit' | 'abort', producerId: number) =>
      append(setup.log, encodeEndTransactionMarker({ kind, producerId, producerEpoch: 0, coordinatorEpoch: 0 }, 0));
    put('a1', 1);
    put('b1', 2);
    put('a2', 1);
    end('abort', 1);
    put('a3', 1);
    end('commit', 2);
    end('commit', 1);
    fill(setup.log, 1, 1);
    const all = await take(setup, reading(setup), 5);
    expect(all).toEqual(['a1', 'b1', 'a2', 'a3', '7']);
    setup.log.aborted = [{ producerId: 1, firstOffset: 0 }];
    const committed = await take(setup, reading(setup, { isolationLevel: 'read_committed' }), 3);
    expect(committed).toEqual(['b1', 'a3', '7']);
  });
});
