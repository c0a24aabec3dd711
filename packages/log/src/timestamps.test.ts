import { SimWorld } from '@drave/env/sim';
import { BatchBuilder, type CompressionType } from '@drave/records';
import { describe, expect, it } from 'vitest';
import { openTestLog } from './testing/index.js';

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
    // Of what DeleteRecords left, even in the middle of a batch.
    await world.finish(log.deleteRecordsBefore(2));
    expect(await at(0)).toBe(2);
  });
});
