import { assert, type TopicPartition } from '@drave/base';
import type { Compute } from '@drave/env';
import { SimWorld } from '@drave/env/sim';
import { BatchBuilder, readBatchInfo } from '@drave/records';
import { numberedBatch } from '@drave/records/testing';
import { SimTransport } from '@drave/rpc/sim';
import { describe, expect, it } from 'vitest';
import { Client } from '../client.js';
import type { ConsumerOptions } from '../options.js';
import { FAKE_PORT, FakeCluster, type FakePartition } from '../testing/index.js';
import type { PartitionRecords } from './poll-loop.js';
import type { RawConsumer } from './raw-consumer.js';

const T0: TopicPartition = { topic: 't', partition: 0 };

/**
 * Sets up a consumer of one partition. Its codec calls `onDecompress` with the number of batches that it has been given
 * before.
 */
async function setUp(options: ConsumerOptions = {}) {
  const world = new SimWorld({ seed: 3 });
  const cluster = new FakeCluster(world);
  await cluster.start(3);
  cluster.createTopic('t', 2);
  const host = world.createHost('client');
  const { compute } = host.env;
  const hooks = { onDecompress: (_count: number): void => {} };
  let count = 0;
  const watched: Compute = {
    compress: (codec, input) => compute.compress(codec, input),
    decompress: async (codec, input, outputBytesMax) => {
      hooks.onDecompress(count++);
      return compute.decompress(codec, input, outputBytesMax);
    },
    slices: (step) => compute.slices(step),
    worked: (items) => compute.worked(items),
  };
  const bootstrap = [{ host: 'broker1', port: FAKE_PORT }];
  const client = new Client({ env: { ...host.env, compute: watched }, transport: new SimTransport(host), bootstrap });
  const consumer = client.rawConsumer({ autoOffsetReset: 'earliest', enableAutoCommit: false, ...options });
  return { world, cluster, consumer, log: cluster.partition('t', 0), compute, hooks };
}

type Setup = Awaited<ReturnType<typeof setUp>>;

function append(log: FakePartition, batch: Buffer): void {
  log.append(batch, { ...readBatchInfo(batch, 0), producerId: -1 });
}

/** Appends plain batches of ten records. */
function fill(log: FakePartition, batches: number): void {
  for (let index = 0; index < batches; index++) append(log, numberedBatch(log.endOffset, 10, {}, ''));
}

/** Appends compressed batches of ten records. */
async function fillCompressed({ log, compute }: Setup, batches: number): Promise<void> {
  for (let index = 0; index < batches; index++) {
    const builder = new BatchBuilder();
    for (let at = 0; at < 10; at++) builder.append(0, null, Buffer.from(`the same ${'text '.repeat(9)}`));
    append(log, await builder.finishCompressed('gzip', compute));
  }
}

async function poll({ world }: Setup, consumer: RawConsumer, timeoutMs = 1000): Promise<number[]> {
  const groups = await world.finish(consumer.poll({ timeoutMs }));
  return groups.flatMap(({ records }) => records.map(({ offset }) => offset));
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

describe('a poll that is under way', () => {
  it('gives what it has taken when its partition is paused', async () => {
    const setup = await setUp();
    const { consumer, hooks } = setup;
    await fillCompressed(setup, 3);
    hooks.onDecompress = (count) => {
      if (count === 1) consumer.pause([T0]);
    };
    consumer.assign([T0]);
    expect(await poll(setup, consumer)).toEqual(range(0, 10));
    consumer.resume([T0]);
    expect(await poll(setup, consumer)).toEqual(range(10, 30));
  });

  it('gives nothing from before a seek', async () => {
    const setup = await setUp();
    const { consumer, hooks } = setup;
    await fillCompressed(setup, 3);
    hooks.onDecompress = (count) => {
      if (count === 1) consumer.seek(T0, 25);
    };
    consumer.assign([T0]);
    expect(await poll(setup, consumer)).toEqual(range(25, 30));
  });

  it('gives nothing from before a seek in a partition that it has left already', async () => {
    const setup = await setUp();
    const { consumer, hooks, log, cluster } = setup;
    const other = { topic: 't', partition: 1 };
    await fillCompressed(setup, 1);
    await fillCompressed({ ...setup, log: cluster.partition('t', 1) }, 1);
    let seeks = 0;
    hooks.onDecompress = () => {
      // The records of the first partition have been taken by then, whichever of the two it is.
      if (++seeks === 2) for (const where of [T0, other]) consumer.seek(where, 8);
    };
    consumer.assign([T0, other]);
    await setup.world.runFor(100);
    expect(log.endOffset).toBe(10);
    expect(new Set(await poll(setup, consumer))).toEqual(new Set([8, 9]));
  });
});

describe('an iteration', () => {
  it('goes on where the application seeks, and commits nothing from before', async () => {
    const setup = await setUp({ groupId: 'g' });
    const { consumer, log, world, cluster } = setup;
    fill(log, 3);
    const seen: number[] = [];
    const run = async () => {
      for await (const { record } of consumer.records()) {
        seen.push(record.offset);
        if (seen.length === 3) consumer.seek(T0, 20);
        if (seen.length === 5) {
          await consumer.commit();
          break;
        }
      }
    };
    consumer.assign([T0]);
    await world.finish(run());
    expect(seen).toEqual([0, 1, 2, 20, 21]);
    expect(cluster.group('g').commits.map(({ offset }) => offset)).toEqual([22]);
  });

  it('by batches goes on where the application seeks', async () => {
    const setup = await setUp();
    const { consumer, cluster, world } = setup;
    const other = { topic: 't', partition: 1 };
    fill(cluster.partition('t', 0), 1);
    fill(cluster.partition('t', 1), 1);
    const seen: number[][] = [];
    const run = async () => {
      for await (const { records } of consumer.batches()) {
        seen.push(records.map(({ offset }) => offset));
        if (seen.length === 1) for (const where of [T0, other]) consumer.seek(where, 7);
        if (seen.length === 3) break;
      }
    };
    consumer.assign([T0, other]);
    await world.runFor(100);
    await world.finish(run());
    expect(seen).toEqual([range(0, 10), range(7, 10), range(7, 10)]);
  });

  it.each(['records', 'batches'] as const)('by %s that ends early leaves the rest to whoever reads on', async (by) => {
    const setup = await setUp();
    const { consumer, cluster, world } = setup;
    const all = [0, 1].map((partition) => ({ topic: 't', partition }));
    for (const { partition } of all) fill(cluster.partition('t', partition), 1);
    const seen = new Map<number, number[]>(all.map(({ partition }) => [partition, []]));
    const note = (partition: number, offsets: readonly number[]) => seen.get(partition)?.push(...offsets);
    const run = async () => {
      if (by === 'records') {
        for await (const { partition, record } of consumer.records()) {
          note(partition, [record.offset]);
          if (record.offset === 4) break;
        }
      } else {
        for await (const { partition, records } of consumer.batches()) {
          note(
            partition,
            records.map(({ offset }) => offset),
          );
          break;
        }
      }
      for (let count = 0; count < 3; count++) {
        for (const { partition, records } of await consumer.poll()) {
          note(
            partition,
            records.map(({ offset }) => offset),
          );
        }
      }
    };
    consumer.assign(all);
    await world.runFor(100);
    await world.finish(run());
    expect([...seen.values()]).toEqual([range(0, 10), range(0, 10)]);
  });
});

describe('a partition', () => {
  it('whose range is asked for while the application reads on is fetched from again', async () => {
    const setup = await setUp({ maxPollRecords: 5 });
    const { consumer, log, world, cluster } = setup;
    fill(log, 2);
    consumer.assign([T0]);
    expect(await poll(setup, consumer)).toEqual(range(0, 5));
    // A new leader calls the fetch position out of range. The application reads on before the leader tells its range.
    const midway: Promise<PartitionRecords[]>[] = [];
    cluster.onListOffsets = () => {
      if (midway.length === 0) midway.push(consumer.poll({ timeoutMs: 0 }));
      return undefined;
    };
    log.deniesRange = true;
    log.moveLeader(2);
    for (let ms = 0; midway.length === 0 && ms < 2000; ms++) await world.runFor(1);
    log.deniesRange = false;
    const [groups = []] = await world.finish(Promise.all(midway));
    expect(groups.flatMap(({ records }) => records.map(({ offset }) => offset))).toEqual(range(5, 10));
    fill(log, 1);
    expect([
      ...(await poll(setup, consumer)),
      ...(await poll(setup, consumer)),
      ...(await poll(setup, consumer)),
    ]).toEqual(range(10, 25));
  });

  it('goes on where it is when the record before its position was replaced under an older epoch', async () => {
    const setup = await setUp({ maxPollRecords: 5 });
    const { consumer, log, world } = setup;
    fill(log, 3);
    log.moveLeader(2);
    fill(log, 1);
    consumer.assign([T0]);
    for (let at = 0; at < 35; at += 5) expect(await poll(setup, consumer)).toEqual(range(at, at + 5));
    // An unclean election: the replica that leads now never had the second epoch, and has more of the first.
    log.truncate(30);
    log.leaderEpoch = 0;
    fill(log, 2);
    log.leaderEpoch = 1;
    log.moveLeader(3);
    let opened = 0;
    const endOfEpoch = log.endOfEpoch.bind(log);
    log.endOfEpoch = (epoch) => {
      opened++;
      return endOfEpoch(epoch);
    };
    await world.runFor(1000);
    expect(opened).toBeLessThan(5);
    for (let at = 35; at < 50; at += 5) expect(await poll(setup, consumer)).toEqual(range(at, at + 5));
  });

  it('keeps what it has to commit when a commit from before a seek ends after it', async () => {
    const setup = await setUp({ groupId: 'g' });
    const { consumer, log, world, cluster } = setup;
    fill(log, 1);
    consumer.assign([T0]);
    expect(await poll(setup, consumer)).toEqual(range(0, 10));
    cluster.onGroupCall = (method) => {
      if (method === 'commit') consumer.seek(T0, 0);
      return undefined;
    };
    await world.finish(consumer.commit());
    cluster.onGroupCall = () => undefined;
    expect(await poll(setup, consumer)).toEqual(range(0, 10));
    const offsets = cluster.group('g').offsets;
    const external = offsets.get('t-0');
    assert(external !== undefined, 'it is committed');
    // The group was reset from outside meanwhile; what was read since is committed all the same.
    offsets.set('t-0', { ...external, offset: 0 });
    await world.finish(consumer.commit());
    expect(offsets.get('t-0')?.offset).toBe(10);
  });
});
