import { type SimHost, SimWorld } from '@drave/env/sim';
import { compressionTypes, readBatchInfo, restamp } from '@drave/records';
import { type Poison, poisonBatch, poisons, testBatch } from '@drave/records/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PartitionLog } from './contract.js';
import type { LogDirectory } from './log-directory.js';
import { openTestLog, readAll, testLogConfig } from './testing/index.js';

const CONFIG = testLogConfig({ cleanupCompact: true, segmentBytes: 300, minCleanableDirtyRatio: 0.01 });

let world: SimWorld;
let host: SimHost;
let directory: LogDirectory;
let log: PartitionLog;

beforeEach(async () => {
  world = new SimWorld({ seed: 3 });
  host = world.createHost('broker');
  await open();
});

async function open(): Promise<void> {
  ({ directory, log } = await world.finish(openTestLog(host.env, CONFIG)));
}

async function put(key: string, timestamp: number): Promise<void> {
  const place = { baseOffset: log.logEndOffset, partitionLeaderEpoch: 0 };
  await world.finish(log.append(testBatch([{ key, value: 'x'.repeat(60), timestamp }], place)));
}

/** Puts the batch as a leader stored it that looked at headers only; Kafka's own older versions did. */
async function putPoison(poison: Poison, codec: (typeof compressionTypes)[number]): Promise<Buffer> {
  const batch = await poisonBatch(poison, codec, host.env.compute, 1_000);
  restamp(batch, 0, log.logEndOffset, 0);
  await world.finish(log.append(Buffer.from(batch)));
  return batch;
}

describe.each(compressionTypes)('a stored %s batch that cannot be opened', (codec) => {
  it.each(poisons)('%s: time lookups, the cleaner and a restart go on past it', async (poison) => {
    await put('a', 500);
    const stored = await putPoison(poison, codec);
    const { lastOffset, maxTimestamp } = readBatchInfo(stored, 0);
    for (let index = 0; index < 6; index++) await put('a', 2_000 + index);
    const check = async (): Promise<void> => {
      expect((await world.finish(log.offsetForTimestamp(500)))?.offset).toBeDefined();
      const inside = await world.finish(log.offsetForTimestamp(maxTimestamp));
      expect(inside?.offset).toBeGreaterThanOrEqual(1);
      expect(inside?.offset).toBeLessThanOrEqual(lastOffset + 1);
      expect(await world.finish(log.maxTimestampOffset())).toMatchObject({ timestamp: 2_005 });
      expect((await world.finish(readAll(log, 1))).indexOf(stored)).toBeGreaterThanOrEqual(0);
      expect(log.state.kind).toBe('online');
    };
    await check();
    await world.finish(log.flush());
    const result = await world.finish(log.compact(10_000, log.writtenEndOffset));
    expect(result?.recordsDropped).toBeGreaterThan(0);
    await check();
    await world.finish(directory.close());
    await open();
    await check();
  });
});

it('the largest timestamp may stand in a batch that cannot be opened', async () => {
  await put('a', 500);
  await putPoison('garbage', 'gzip');
  expect(await world.finish(log.maxTimestampOffset())).toEqual({ timestamp: 1_002, offset: 1, leaderEpoch: 0 });
  expect(log.state.kind).toBe('online');
});
