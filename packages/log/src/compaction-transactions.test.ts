import { type SimHost, SimWorld } from '@drave/env/sim';
import { type BatchInfo, decodeRecords, encodeEndTransactionMarker, scanBatches } from '@drave/records';
import { testBatch } from '@drave/records/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PartitionLog } from './contract.js';
import { LogResources } from './log-resources.js';
import { openTestLog, readAll, testLogConfig } from './testing/index.js';

const DELETE_RETENTION_MS = 1_000;
const CONFIG = testLogConfig({
  cleanupCompact: true,
  cleanupDelete: false,
  segmentBytes: 300,
  minCleanableDirtyRatio: 0.01,
  deleteRetentionMs: DELETE_RETENTION_MS,
});

let world: SimWorld;
let host: SimHost;
let log: PartitionLog;
const sequences = new Map<number, number>();

beforeEach(async () => {
  world = new SimWorld({ seed: 3 });
  host = world.createHost('broker');
  sequences.clear();
  await open();
});

async function open(): Promise<void> {
  const resources = new LogResources(host.env, { tailBytesMax: 0 });
  ({ log } = await world.finish(openTestLog(host.env, CONFIG, { resources })));
}

function place() {
  return { baseOffset: log.logEndOffset, partitionLeaderEpoch: 0 };
}

async function put(key: string, value: string | null, timestamp = 0): Promise<void> {
  await world.finish(log.append(testBatch([{ key, value, timestamp }], place())));
}

async function fill(count = 8): Promise<void> {
  for (let index = 0; index < count; index++) await put(`fill${index}`, 'x'.repeat(40));
}

async function putIn(producerId: number, key: string, value: string | null, timestamp = 0): Promise<void> {
  const baseSequence = sequences.get(producerId) ?? 0;
  sequences.set(producerId, baseSequence + 1);
  const options = { ...place(), producerId, producerEpoch: 0, baseSequence, transactional: true };
  await world.finish(log.append(testBatch([{ key, value, timestamp }], options)));
}

async function end(producerId: number, kind: 'commit' | 'abort', producerEpoch = 0, timestamp = 0): Promise<void> {
  const marker = { kind, producerId, producerEpoch, coordinatorEpoch: 0 };
  await world.finish(log.append(encodeEndTransactionMarker(marker, timestamp, log.logEndOffset)));
}

async function compact(nowMs: number): Promise<void> {
  await world.finish(log.flush());
  await world.finish(log.compact(nowMs, log.writtenEndOffset));
}

async function batches(): Promise<{ readonly info: BatchInfo; readonly bytes: Buffer }[]> {
  const bytes = await world.finish(readAll(log));
  const found = [];
  for (const step of scanBatches(bytes, { verifyCrc: true })) {
    if (step.kind !== 'batch') throw new Error(step.kind);
    found.push({ info: step.info, bytes });
  }
  return found;
}

async function valuesOf(key: string): Promise<(string | null)[]> {
  const values = [];
  for (const { info, bytes } of await batches()) {
    if (info.control) continue;
    for (const record of await decodeRecords(bytes, info.position, host.env.compute))
      if (record.key?.toString() === key) values.push(record.value?.toString() ?? null);
  }
  return values;
}

/** Opens the log as after the loss of every snapshot: what the log itself says is all there is. */
async function reopenWithoutSnapshots(): Promise<void> {
  host.crash();
  host.restart();
  for (const name of await world.finish(host.env.disk.list('data/orders-0')))
    if (name.endsWith('.snapshot')) await world.finish(host.env.disk.remove(`data/orders-0/${name}`));
  await open();
}

describe('the cleaner and transactions', () => {
  it('never lets an aborted value supersede a committed one, wherever the abort marker stands', async () => {
    await put('K', 'committed');
    await putIn(1, 'K', 'aborted');
    await fill();
    await end(1, 'abort');
    await compact(0);
    expect(await valuesOf('K')).toEqual(['committed']);
    await fill();
    await compact(0);
    expect(await valuesOf('K')).toEqual(['committed']);
  });

  it('D13: waits for the oldest transaction that is open, or whose end is not replicated', async () => {
    await put('K', 'old');
    await put('K', 'new');
    await fill();
    const openFrom = log.logEndOffset;
    await putIn(1, 'K', 'undecided');
    await put('L', 'old');
    await put('L', 'new');
    await fill();
    await compact(0);
    expect([await valuesOf('K'), await valuesOf('L')]).toEqual([
      ['new', 'undecided'],
      ['old', 'new'],
    ]);
    await end(1, 'commit');
    await fill();
    await world.finish(log.flush());
    await world.finish(log.compact(0, openFrom + 3));
    expect(await valuesOf('L')).toEqual(['old', 'new']);
    await compact(0);
    expect([await valuesOf('K'), await valuesOf('L')]).toEqual([['undecided'], ['new']]);
  });

  it('keeps the last batch of a coordinator and its marker, and nothing of its transactions before', async () => {
    for (let turn = 0; turn < 6; turn++) {
      const options = { ...place(), producerId: 9, producerEpoch: 0, baseSequence: -1, transactional: true };
      await world.finish(log.append(testBatch([{ key: 'group', value: `offset ${turn}`, timestamp: 0 }], options)));
      await end(9, 'commit');
    }
    await put('group', 'the last word');
    for (const nowMs of [0, 2, 4, 6].map((times) => times * DELETE_RETENTION_MS)) {
      await fill();
      await compact(nowMs);
    }
    const kept = (await batches()).filter(({ info }) => info.producerId === 9);
    // Without the marker the empty batch would open its transaction again.
    expect(kept.map(({ info }) => [info.baseOffset, info.recordCount, info.control])).toEqual([
      [10, 0, false],
      [11, 1, true],
    ]);
    expect(log.producers.describe()).toMatchObject([{ producerId: 9, lastSequence: -1, lastOffset: 10 }]);
    await reopenWithoutSnapshots();
    expect(log.producers.describe()).toMatchObject([{ producerId: 9, producerEpoch: 0, lastOffset: 10 }]);
    expect(log.firstUnstableOffset).toBe(10);
    log.replicatedUpTo(log.writtenEndOffset);
    expect(log.firstUnstableOffset).toBeUndefined();
  });

  it('counts what a producer commits after an abort of long ago', async () => {
    await put('K', 'old');
    await putIn(1, 'other', 'aborted');
    await end(1, 'abort');
    await fill();
    await compact(0);
    await putIn(1, 'K', null);
    await end(1, 'commit');
    await fill();
    await compact(0);
    expect(await valuesOf('K')).toEqual([null]);
    // The tombstone goes when its time has come, and nothing comes back.
    for (const nowMs of [2, 4, 6].map((times) => times * DELETE_RETENTION_MS)) {
      await fill();
      await compact(nowMs);
    }
    expect(await valuesOf('K')).toEqual([]);
  });

  it('an empty batch keeps the time of its producer, and nobody is sent to it by that time', async () => {
    const options = { ...place(), producerId: 5, producerEpoch: 0, baseSequence: 0 };
    await world.finish(log.append(testBatch([{ key: 'fill0', value: 'x', timestamp: 77_000 }], options)));
    await fill();
    await compact(0);
    const empty = (await batches()).filter(({ info }) => info.recordCount === 0);
    expect(empty.map(({ info }) => [info.producerId, info.maxTimestamp])).toEqual([[5, 77_000]]);
    await reopenWithoutSnapshots();
    expect(log.producers.describe()).toMatchObject([{ producerId: 5, lastSequence: 0, lastTimestamp: 77_000 }]);
    for (let look = 0; look < 2; look++) log.expireProducers(80_000);
    expect(log.producers.size).toBe(1);
    expect(await world.finish(log.offsetForTimestamp(1_000))).toBeUndefined();
    expect(await world.finish(log.maxTimestampOffset())).toMatchObject({ timestamp: 0 });
  });

  it('a marker that fences a producer is remembered as long as the producer is', async () => {
    await putIn(1, 'fill0', 'superseded', 50_000);
    await end(1, 'abort', 7, 50_000);
    for (const nowMs of [0, 2, 4, 6].map((times) => times * DELETE_RETENTION_MS)) {
      await fill();
      await compact(nowMs);
    }
    await reopenWithoutSnapshots();
    expect(log.producers.describe()).toMatchObject([{ producerId: 1, producerEpoch: 7, lastSequence: -1 }]);
    const late = {
      producerId: 1,
      producerEpoch: 0,
      baseSequence: 1,
      baseOffset: 0,
      lastOffset: 0,
      transactional: false,
    };
    expect(log.producers.decide(late)).toMatchObject({ kind: 'reject', code: 'INVALID_PRODUCER_EPOCH' });
  });
});
