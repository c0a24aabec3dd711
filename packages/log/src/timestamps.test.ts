import { SimWorld } from '@drave/env/sim';
import { BatchBuilder, type CompressionType } from '@drave/records';
import { describe, expect, it } from 'vitest';
import { testBatch } from '@drave/records/testing';
import type { PartitionLog } from './contract.js';
import { openTestLog, testLogConfig } from './testing/index.js';

/** Two batches of three records; timestamps are not in order, as with several producer threads. */
const timestamps = [
  [1_000, 1_500, 1_200],
  [1_400, 3_000, 3_000],
];

describe.each(['none', 'gzip', 'snappy', 'lz4'] as const)('timestamps in %s batches', (codec: CompressionType) => {
  it('are found record by record', async () => {
    const world = new SimWorld({ seed: 3 });
    const { env } = world.createHost('broker');
    const { log } = await world.finish(openTestLog(env));
    for (const batch of timestamps) {
      const builder = new BatchBuilder();
      for (const timestamp of batch) builder.append(timestamp, null, Buffer.from('v'.repeat(200)));
      const place = { baseOffset: log.logEndOffset, partitionLeaderEpoch: 0 };
      const built =
        codec === 'none' ? builder.finish(place) : await builder.finishCompressed(codec, env.compute, place);
      await world.finish(log.append(built));
    }
    const at = async (timestamp: number) => (await world.finish(log.offsetForTimestamp(timestamp)))?.offset;
    expect(await at(0)).toBe(0);
    expect(await at(1_001)).toBe(1);
    expect(await at(1_500)).toBe(1);
    // The first record behind in offset order, though the second batch starts with an earlier time.
    expect(await at(1_501)).toBe(4);
    expect(await at(3_001)).toBeUndefined();
    expect(await world.finish(log.maxTimestampOffset())).toEqual({ timestamp: 3_000, offset: 4, leaderEpoch: 0 });
    // Lookups see what DeleteRecords left, even in the middle of a batch.
    await world.finish(log.deleteRecordsBefore(2));
    expect(await at(0)).toBe(2);
  });
});

describe('with the log start inside a batch', () => {
  const world = new SimWorld({ seed: 3 });
  let hosts = 0;

  async function logOf(batches: readonly (readonly number[])[], segmentBytes = 100_000): Promise<PartitionLog> {
    const { log } = await world.finish(
      openTestLog(world.createHost(`broker-${hosts++}`).env, testLogConfig({ segmentBytes })),
    );
    for (const timestamps of batches) {
      const records = timestamps.map((timestamp) => ({ value: `at ${timestamp}`, timestamp }));
      const place = { baseOffset: log.logEndOffset, partitionLeaderEpoch: 0 };
      await world.finish(log.append(testBatch(records, place)));
    }
    return log;
  }

  it('a record behind it is found, though the batch that was cut promised an earlier one', async () => {
    const log = await logOf([[1_000, 10, 10], [500], [400, 450]]);
    await world.finish(log.deleteRecordsBefore(1));
    expect(await world.finish(log.offsetForTimestamp(400))).toMatchObject({ offset: 3, timestamp: 500 });
    expect(await world.finish(log.offsetForTimestamp(501))).toBeUndefined();
    expect(await world.finish(log.offsetForTimestamp(5))).toMatchObject({ offset: 1, timestamp: 10 });
  });

  it('the largest timestamp is one of a record that is still there', async () => {
    const log = await logOf([[1_000, 10, 20], [15], [12, 13]]);
    expect(await world.finish(log.maxTimestampOffset())).toMatchObject({ offset: 0, timestamp: 1_000 });
    await world.finish(log.deleteRecordsBefore(1));
    expect(await world.finish(log.maxTimestampOffset())).toMatchObject({ offset: 2, timestamp: 20 });
    await world.finish(log.deleteRecordsBefore(3));
    expect(await world.finish(log.maxTimestampOffset())).toMatchObject({ offset: 3, timestamp: 15 });
    await world.finish(log.deleteRecordsBefore(6));
    expect(await world.finish(log.maxTimestampOffset())).toBeUndefined();
  });

  it('also across segments, and when whole segments below are not removed yet', async () => {
    const log = await logOf([[3_000], [2_000], [1_000, 10], [20, 30], [25]], 100);
    await world.finish(log.deleteRecordsBefore(3));
    expect(await world.finish(log.maxTimestampOffset())).toMatchObject({ offset: 5, timestamp: 30 });
    expect(await world.finish(log.offsetForTimestamp(26))).toMatchObject({ offset: 5 });
  });
});
