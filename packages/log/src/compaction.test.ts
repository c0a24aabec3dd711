import { type SimHost, SimWorld } from '@drave/env/sim';
import { decodeRecords, encodeEndTransactionMarker, readBatchInfo, scanBatches, BatchBuilder } from '@drave/records';
import { testBatch } from '@drave/records/testing';
import fc from 'fast-check';
import { assert, beforeEach, describe, expect, it } from 'vitest';
import type { PartitionLog } from './contract.js';
import type { LogConfig } from './log-config.js';
import type { LogDirectory } from './log-directory.js';
import { LogResources } from './log-resources.js';
import { openTestLog, readAll, testLogConfig } from './testing/index.js';

const CONFIG: LogConfig = testLogConfig({
  cleanupCompact: true,
  cleanupDelete: false,
  segmentBytes: 300,
  minCleanableDirtyRatio: 0.01,
  deleteRetentionMs: 1_000,
  fileDeleteDelayMs: 1,
});

let world: SimWorld;
let host: SimHost;
let directory: LogDirectory;
let log: PartitionLog;

beforeEach(() => start(3));

function start(seed: number): void {
  world = new SimWorld({ seed });
  host = world.createHost('broker');
}

async function open(config = CONFIG): Promise<void> {
  const resources = new LogResources(host.env, { tailBytesMax: 0 });
  ({ directory, log } = await world.finish(openTestLog(host.env, config, { resources })));
}

async function put(key: string, value: string | null, timestamp = 0): Promise<void> {
  const options = { baseOffset: log.logEndOffset, partitionLeaderEpoch: 0 };
  await world.finish(log.append(testBatch([{ key, value, timestamp }], options)));
}

async function records(): Promise<{ offset: number; key: string; value: string | null }[]> {
  const bytes = await world.finish(readAll(log));
  const found: { offset: number; key: string; value: string | null }[] = [];
  for (const step of scanBatches(bytes, { verifyCrc: true })) {
    if (step.kind !== 'batch') throw new Error(step.kind);
    if (step.info.control) continue;
    for (const record of await decodeRecords(bytes, step.info.position, host.env.compute)) {
      found.push({
        offset: record.offset,
        key: record.key?.toString() ?? '',
        value: record.value?.toString() ?? null,
      });
    }
  }
  return found;
}

/** Everything but the active segment becomes cleanable. */
async function compact(nowMs = 0): Promise<ReturnType<PartitionLog['compact']>> {
  await world.finish(log.flush());
  return world.finish(log.compact(nowMs, log.writtenEndOffset));
}

describe('the cleaner', () => {
  it('keeps the newest record of every key at its offset, and the clean part is not dirty again', async () => {
    await open();
    for (let round = 0; round < 8; round++) for (const key of ['a', 'b', 'c']) await put(key, `${key}${round}`);
    const before = await records();
    const result = await compact();
    expect(result?.recordsDropped).toBeGreaterThan(0);
    const after = await records();
    const newest = new Map(before.map((record) => [record.key, record.offset]));
    for (const key of newest.keys()) expect(after.some((record) => record.offset === newest.get(key))).toBe(true);
    const cleanedUpTo = result?.cleanedUpToOffset ?? 0;
    const cleaned = after.filter((record) => record.offset < cleanedUpTo).map((record) => record.key);
    expect(new Set(cleaned).size).toBe(cleaned.length);
    expect(after.filter((record) => record.offset >= cleanedUpTo)).toEqual(
      before.filter((record) => record.offset >= cleanedUpTo),
    );
    expect(await compact()).toBeUndefined();
    expect(log.logEndOffset).toBe(24);
  });

  it('is seen by those who read the tail from memory', async () => {
    ({ directory, log } = await world.finish(openTestLog(host.env, CONFIG, { resources: new LogResources(host.env) })));
    for (let round = 0; round < 8; round++) for (const key of ['a', 'b', 'c']) await put(key, `${key}${round}`);
    const before = await records();
    const result = await compact();
    const after = await records();
    expect(before.length - after.length).toBe(result?.recordsDropped);
    expect(after.length).toBeLessThan(before.length);
    expect(after.at(-1)).toEqual(before.at(-1));
  });

  it('seals by itself what was rolled and never flushed', async () => {
    await open();
    for (let round = 0; round < 8; round++) for (const key of ['a', 'b', 'c']) await put(key, `${key}${round}`);
    const result = await world.finish(log.compact(0, log.writtenEndOffset));
    expect(result?.recordsDropped).toBeGreaterThan(0);
  });

  it('keeps a tombstone until delete.retention.ms has passed, then lets it go', async () => {
    await open();
    await put('gone', 'x');
    await put('gone', null);
    for (let index = 0; index < 8; index++) await put('other', `${index}`);
    await compact(5_000);
    expect((await records()).filter((record) => record.key === 'gone')).toEqual([
      { offset: 1, key: 'gone', value: null },
    ]);
    for (let index = 0; index < 8; index++) await put('other', `${index}`);
    await compact(5_500);
    expect((await records()).some((record) => record.key === 'gone')).toBe(true);
    for (let index = 0; index < 8; index++) await put('other', `${index}`);
    await compact(6_001);
    expect((await records()).some((record) => record.key === 'gone')).toBe(false);
  });

  it('drops aborted data, keeps its marker while needed, keeps committed data', async () => {
    await open();
    const transactional = (producerId: number, key: string) =>
      world.finish(
        log.append(
          testBatch([{ key, value: 'v' }], {
            baseOffset: log.logEndOffset,
            partitionLeaderEpoch: 0,
            transactional: true,
            producerId,
            producerEpoch: 0,
            baseSequence: 0,
          }),
        ),
      );
    const end = (producerId: number, kind: 'commit' | 'abort') => {
      const marker = { kind, producerId, producerEpoch: 0, coordinatorEpoch: 0 };
      return world.finish(log.append(encodeEndTransactionMarker(marker, 0, log.logEndOffset)));
    };
    await transactional(1, 'aborted');
    await transactional(2, 'committed');
    await end(1, 'abort');
    await end(2, 'commit');
    for (let index = 0; index < 8; index++) await put('other', `${index}`);
    await compact(0);
    const keys = (await records()).map((record) => record.key);
    expect(keys).toContain('committed');
    expect(keys).not.toContain('aborted');
    expect(await markers()).toEqual([2, 3]);
    const passes = async (fromMs: number) => {
      for (let pass = 0; pass < 3; pass++) {
        for (let index = 0; index < 8; index++) await put('other', `${index}`);
        await compact(fromMs + pass * 2_000);
      }
    };
    await passes(2_000);
    // While the producer is remembered, an empty batch keeps its sequence, and that needs its marker.
    expect(await markers()).toEqual([2, 3]);
    await world.finish(directory.close());
    host.crash();
    host.restart();
    await open();
    expect(log.producers.describe().map((producer) => producer.producerId)).toEqual([1, 2]);
    for (let look = 0; look < 2; look++) log.expireProducers(10 * 24 * 3600 * 1000);
    expect(log.producers.size).toBe(0);
    await passes(20_000);
    // The aborted transaction has no data any more and its horizon has passed; the committed one still has.
    expect(await markers()).toEqual([3]);
  });

  async function markers(): Promise<number[]> {
    const bytes = await world.finish(readAll(log));
    const found: number[] = [];
    for (const step of scanBatches(bytes, { verifyCrc: true })) {
      if (step.kind === 'batch' && step.info.control && step.info.recordCount > 0) found.push(step.info.baseOffset);
    }
    return found;
  }

  it('rewrites compressed batches with the same codec and timestamps', async () => {
    await open();
    for (let round = 0; round < 6; round++) {
      const builder = new BatchBuilder();
      for (let index = 0; index < 4; index++) {
        const value = Buffer.from('x'.repeat(50) + round);
        builder.append(1_000 + round, Buffer.from(index === 0 ? `only${round}` : `k${index}`), value);
      }
      const batch = await builder.finishCompressed('gzip', host.env.compute, {
        baseOffset: log.logEndOffset,
        partitionLeaderEpoch: 0,
      });
      await world.finish(log.append(batch));
    }
    await compact();
    const bytes = await world.finish(readAll(log));
    const first = readBatchInfo(bytes, 0);
    expect([first.codecId, first.recordCount, first.baseOffset, first.lastOffset]).toEqual([1, 1, 0, 3]);
    const [record] = await decodeRecords(bytes, 0, host.env.compute);
    expect([record?.key?.toString(), record?.timestamp]).toEqual(['only0', 1_000]);
  });

  it('obeys min.compaction.lag.ms, the dirty ratio, the high watermark and max.compaction.lag.ms', async () => {
    await open({ ...CONFIG, minCompactionLagMs: 1_000, minCleanableDirtyRatio: 0.5, maxCompactionLagMs: 50_000 });
    for (let index = 0; index < 10; index++) await put('k', `${index}`, 100);
    await world.finish(log.flush());
    expect(await world.finish(log.compact(500, 10))).toBeUndefined();
    expect(await world.finish(log.compact(5_000, 1))).toBeUndefined();
    const first = await world.finish(log.compact(5_000, 10));
    expect(first?.recordsDropped).toBeGreaterThan(0);
    for (let index = 0; index < 10; index++) await put(`u${index}`, `${index}`, 6_000);
    await compact(8_000);
    for (let index = 0; index < 4; index++) await put('k', `${index}`, 9_000);
    // Too little is dirty for the ratio; only its age makes it due, the active segment included.
    expect(await compact(12_000)).toBeUndefined();
    // The pass rolls and seals the active segment, and cleans it with the rest.
    const overdue = await compact(80_000);
    expect(overdue?.recordsDropped).toBeGreaterThan(0);
    expect((await records()).filter((record) => record.key === 'k')).toHaveLength(1);
  });

  it('A25: a crash at any moment of a pass leaves the old or the new segments, never a mix or a loss', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.double({ min: 0, max: 25, noNaN: true }),
        fc.boolean(),
        async (seed, delayMs, power) => {
          start(seed);
          await open();
          for (let round = 0; round < 6; round++) for (const key of ['a', 'b', 'c']) await put(key, `${key}${round}`);
          const before = await records();
          await world.finish(log.flush());
          void log.compact(0, log.writtenEndOffset);
          await world.runFor(delayMs);
          host.crash({ loseUnsynced: power });
          host.restart();
          await open();
          expect(log.state).toEqual({ kind: 'online' });
          expect(log.logEndOffset).toBe(18);
          const after = await records();
          // Nothing but superseded records may be missing.
          const newest = new Map(before.map((record) => [record.key, record.offset]));
          for (const record of before) {
            if (newest.get(record.key) === record.offset) assert.deepInclude(after, record);
          }
          expect(before).toEqual(expect.arrayContaining(after));
          await compact();
          expect((await records()).length).toBeLessThan(before.length);
        },
      ),
      { numRuns: 40 },
    );
  }, 60_000);

  it('a read that fails ends the directory, not this log alone', async () => {
    await open();
    for (let round = 0; round < 8; round++) for (const key of ['a', 'b']) await put(key, `${key}${round}`);
    await world.finish(log.flush());
    host.diskState.failNext('read', 1, '.log');
    await expect(world.finish(log.compact(0, log.writtenEndOffset))).rejects.toThrow('the log directory went offline');
    expect(directory.online).toBe(false);
    expect(log.state.kind).toBe('offline');
  });

  it('gives up when retention takes a segment away under it, and nobody goes offline', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      start(seed);
      await open({ ...CONFIG, cleanupDelete: true, retentionMs: 1_000 });
      for (let round = 0; round < 12; round++) for (const key of ['a', 'b']) await put(key, `${key}${round}`, 1_000);
      await world.finish(log.flush());
      const cleaned = log.compact(1_000, log.writtenEndOffset);
      // At another moment of the pass for each seed.
      await world.runFor(seed * 0.02);
      await world.finish(log.tickRetention(10_000, log.writtenEndOffset));
      await world.finish(cleaned);
      expect(directory.online).toBe(true);
      expect(log.state.kind).toBe('online');
      await world.finish(directory.close());
    }
  });

  it('pauses when the pass under way is over, so that no tombstone goes between two reads of a copy', async () => {
    await open();
    for (let round = 0; round < 8; round++) for (const key of ['a', 'b', 'c']) await put(key, `${key}${round}`);
    await world.finish(log.flush());
    let passed = false;
    const pass = log.compact(0, log.writtenEndOffset).then((result) => {
      passed = true;
      return result;
    });
    await world.finish(log.pauseCompaction());
    await world.runFor(0);
    expect(passed).toBe(true);
    expect((await pass)?.recordsDropped).toBeGreaterThan(0);
    const before = await records();
    for (let round = 0; round < 8; round++) for (const key of ['a', 'b', 'c']) await put(key, null);
    expect(await compact(5_000)).toBeUndefined();
    expect((await records()).slice(0, before.length)).toEqual(before);
    log.resumeCompaction();
    expect((await compact(5_000))?.recordsDropped).toBeGreaterThan(0);
  });

  it('reads and truncations go on while a pass runs', async () => {
    for (let seed = 0; seed < 15; seed++) {
      start(seed);
      await open();
      for (let round = 0; round < 8; round++) for (const key of ['a', 'b', 'c']) await put(key, `${key}${round}`);
      await world.finish(log.flush());
      const pass = log.compact(0, log.writtenEndOffset);
      for (let offset = 0; offset < 24; offset++) {
        const read = log.read(offset, { upToOffset: 24, bytesMax: 100, minOneBatch: true });
        const result = await world.finish(read);
        if (result.kind !== 'data') throw new Error(result.kind);
        expect(result.nextOffset).toBeGreaterThan(offset);
      }
      if (seed % 3 === 0) await world.finish(log.truncateTo(20));
      await world.finish(pass);
      expect(log.state.kind).toBe('online');
      expect((await records()).at(-1)?.offset).toBe(log.logEndOffset - 1);
    }
  });
});
