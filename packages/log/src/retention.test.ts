import { SimWorld } from '@drave/env/sim';
import { testBatch } from '@drave/records/testing';
import { expect, it } from 'vitest';
import { nextBatch, openTestLog, testLogConfig } from './testing/index.js';

it('a producer is known after retention has removed everything that it wrote, also after a kill', async () => {
  const world = new SimWorld({ seed: 3 });
  const host = world.createHost('broker');
  const config = testLogConfig({ segmentBytes: 300, retentionMs: 1_000, fileDeleteDelayMs: 1 });
  const { log } = await world.finish(openTestLog(host.env, config));
  const write = async (from: number, to: number): Promise<void> => {
    for (let baseSequence = from; baseSequence < to; baseSequence++) {
      const batch = nextBatch(log, { producerId: 7, producerEpoch: 0, baseSequence, valueBytes: 100 });
      await world.finish(log.append(batch));
    }
    await world.finish(log.flush());
  };
  await write(0, 10);
  await world.finish(log.tickRetention(1e9, log.writtenEndOffset));
  expect([log.logStartOffset, log.logEndOffset]).toEqual([10, 10]);
  host.crash({ loseUnsynced: true });
  host.restart();
  const { log: again } = await world.finish(openTestLog(host.env, config));
  expect([again.logStartOffset, again.logEndOffset]).toEqual([10, 10]);
  expect(again.producers.describe()).toMatchObject([{ producerId: 7, lastSequence: 9, lastOffset: 9 }]);
  const retry = {
    producerId: 7,
    producerEpoch: 0,
    baseSequence: 9,
    baseOffset: 0,
    lastOffset: 0,
    transactional: false,
  };
  expect(again.producers.decide(retry)).toMatchObject({ kind: 'duplicate', baseOffset: 9 });
});

it.each([1, 2, 9])('a producer is known after a kill, though none of its %i records was flushed', async (count) => {
  const world = new SimWorld({ seed: 3 });
  const host = world.createHost('broker');
  const config = testLogConfig({ segmentBytes: 300, retentionMs: 1_000, fileDeleteDelayMs: 1 });
  const { log } = await world.finish(openTestLog(host.env, config));
  for (let baseSequence = 0; baseSequence < count; baseSequence++) {
    const batch = nextBatch(log, { producerId: 7, producerEpoch: 0, baseSequence, valueBytes: 100 });
    await world.finish(log.append(batch));
  }
  await world.finish(log.tickRetention(1e9, log.writtenEndOffset));
  expect([log.logStartOffset, log.logEndOffset]).toEqual([count, count]);
  host.crash({ loseUnsynced: true });
  host.restart();
  const { log: again } = await world.finish(openTestLog(host.env, config));
  expect([again.logStartOffset, again.logEndOffset]).toEqual([count, count]);
  expect(again.producers.describe()).toMatchObject([{ producerId: 7, lastSequence: count - 1 }]);
});

it('a producer is known after a kill although everything that it wrote was deleted', async () => {
  const world = new SimWorld({ seed: 3 });
  const host = world.createHost('broker');
  const { log } = await world.finish(openTestLog(host.env));
  for (let baseSequence = 0; baseSequence < 3; baseSequence++)
    await world.finish(log.append(nextBatch(log, { producerId: 7, producerEpoch: 0, baseSequence })));
  expect(await world.finish(log.deleteRecordsBefore(3))).toBe(3);
  host.crash({});
  host.restart();
  const { log: again } = await world.finish(openTestLog(host.env));
  expect([again.logStartOffset, again.logEndOffset]).toEqual([3, 3]);
  expect(again.producers.describe()).toMatchObject([{ producerId: 7, lastSequence: 2 }]);
});

it('segments that the cleaner emptied go with what lies behind them, and hold nothing up', async () => {
  const world = new SimWorld({ seed: 3 });
  const host = world.createHost('broker');
  const config = testLogConfig({
    segmentBytes: 300,
    cleanupCompact: true,
    cleanupDelete: true,
    retentionMs: 1_000,
    minCleanableDirtyRatio: 0.01,
  });
  const { log } = await world.finish(openTestLog(host.env, config));
  const write = async (key: string, timestamp: number): Promise<void> => {
    const place = { baseOffset: log.logEndOffset, partitionLeaderEpoch: 0 };
    await world.finish(log.append(testBatch([{ key, value: 'x'.repeat(100), timestamp }], place)));
  };
  for (let round = 0; round < 10; round++) await write('k', round);
  await world.finish(log.flush());
  expect((await world.finish(log.compact(0, log.writtenEndOffset)))?.recordsDropped).toBeGreaterThan(5);
  await write('young', 1_000_000);
  // Empty ones alone are no reason to move the start of the log.
  expect(await world.finish(log.tickRetention(5, log.writtenEndOffset))).toBe(0);
  expect(log.logStartOffset).toBe(0);
  const freed = await world.finish(log.tickRetention(1_000_500, log.writtenEndOffset));
  expect(freed).toBeGreaterThan(100);
  expect([log.logStartOffset, log.logEndOffset]).toEqual([10, 11]);
});
