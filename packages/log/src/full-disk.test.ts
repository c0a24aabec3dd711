import { DraveError } from '@drave/base';
import { type SimHost, SimWorld } from '@drave/env/sim';
import { testBatch } from '@drave/records/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PartitionLog } from './contract.js';
import type { LogConfig } from './log-config.js';
import type { LogDirectory } from './log-directory.js';
import { LogResources } from './log-resources.js';
import { nextBatch, openTestLog, readAll, testLogConfig } from './testing/index.js';

/** Everything that a test writes is overdue at `OVERDUE_MS`. */
const CONFIG = testLogConfig({ segmentBytes: 300, retentionMs: 1_000, fileDeleteDelayMs: 60_000 });
const OVERDUE_MS = 1e9;

let world: SimWorld;
let host: SimHost;
let directory: LogDirectory;
let log: PartitionLog;

beforeEach(() => start(3));

function start(seed: number): void {
  world = new SimWorld({ seed });
  host = world.createHost('broker');
}

async function open(config: LogConfig = CONFIG): Promise<void> {
  const resources = new LogResources(host.env, { tailBytesMax: 0 });
  ({ directory, log } = await world.finish(openTestLog(host.env, config, { resources })));
}

async function fill(count = 12): Promise<void> {
  for (let index = 0; index < count; index++) await world.finish(log.append(nextBatch(log, { valueBytes: 100 })));
  await world.finish(log.flush());
  await world.finish(directory.checkpoint());
}

async function reopen(config?: LogConfig): Promise<void> {
  host.crash({ loseUnsynced: true });
  host.restart();
  await open(config);
}

function fillDisk(): void {
  host.diskFaults({ capacityBytes: host.diskState.usedBytes });
}

function emptyDisk(): void {
  host.diskFaults({ capacityBytes: Number.POSITIVE_INFINITY });
}

function outcome(promise: Promise<unknown>): Promise<string> {
  return world.finish(
    promise.then(
      () => 'done',
      (reason: unknown) => (reason instanceof DraveError ? reason.code : String(reason)),
    ),
  );
}

async function files(pattern: RegExp, path = 'data/orders-0'): Promise<string[]> {
  return (await world.finish(host.env.disk.list(path))).filter((name) => pattern.test(name));
}

async function expectWhole(): Promise<void> {
  expect(log.state.kind).toBe('online');
  await world.finish(readAll(log));
}

describe('a disk without a byte left', () => {
  // What of it a power loss brings back is drawn.
  it.each([0, 10, 13])('keeps nothing that it has refused once the log is flushed, seed %i', async (seed) => {
    start(seed);
    await open(testLogConfig());
    const [first, second] = [0, 1].map((baseOffset) =>
      testBatch([{ key: 'k', value: 'v'.repeat(30) }], { baseOffset, partitionLeaderEpoch: 0 }),
    ) as [Buffer, Buffer];
    // Of two appends in one write the first fits.
    host.diskFaults({ capacityBytes: host.diskState.usedBytes + first.length + 10 });
    const appends = [first, second].map((batch) => outcome(log.append(batch)));
    expect(await Promise.all(appends)).toEqual(['DISK_FULL', 'DISK_FULL']);
    emptyDisk();
    await world.finish(log.flush());
    await reopen(testLogConfig());
    expect(log.logEndOffset).toBe(0);
  });

  it('is freed by retention at once, and the log goes on without a restart', async () => {
    await open();
    await fill();
    fillDisk();
    expect(await outcome(log.append(nextBatch(log)))).toBe('DISK_FULL');
    const usedBytes = host.diskState.usedBytes;
    const freed = await world.finish(log.tickRetention(OVERDUE_MS, log.writtenEndOffset));
    expect(freed).toBeGreaterThan(1_000);
    expect(usedBytes - host.diskState.usedBytes).toBeGreaterThan(1_000);
    expect([log.logStartOffset, log.logEndOffset]).toEqual([12, 12]);
    await fill(1);
    expect(await files(/log-start/)).toEqual([]);
    await reopen();
    expect([log.logStartOffset, log.logEndOffset]).toEqual([12, 13]);
    await expectWhole();
  });

  it('is freed by DeleteRecords as far as whole segments go', async () => {
    await open();
    await fill();
    fillDisk();
    expect(await world.finish(log.deleteRecordsBefore(7))).toBe(7);
    await expectWhole();
    await reopen();
    expect(log.logStartOffset).toBe(7);
    await expectWhole();
  });

  it('leaves the start where it is when nothing can be freed, and everything readable', async () => {
    await open(testLogConfig());
    await fill(4);
    fillDisk();
    expect(await outcome(log.deleteRecordsBefore(2))).toBe('DISK_FULL');
    expect(log.logStartOffset).toBe(0);
    await expectWhole();
    emptyDisk();
    expect(await world.finish(log.deleteRecordsBefore(2))).toBe(2);
  });

  it('somebody else takes what was freed: the start is remembered all the same', async () => {
    await open();
    await fill();
    // Nothing may ever grow again: the checkpoint cannot be written after the segments are gone either.
    host.diskFaults({ capacityBytes: 1 });
    await world.finish(log.tickRetention(OVERDUE_MS, log.writtenEndOffset));
    expect(log.logStartOffset).toBe(12);
    expect(await files(/log-start/)).toHaveLength(1);
    await reopen();
    expect([log.logStartOffset, log.logEndOffset, log.state.kind]).toEqual([12, 12, 'online']);
    emptyDisk();
    await fill(2);
    expect(await files(/log-start/)).toEqual([]);
    await reopen();
    expect([log.logStartOffset, log.logEndOffset]).toEqual([12, 14]);
  });

  it('a crash at any moment of it leaves a whole log', async () => {
    const starts = new Set<number>();
    for (let step = 0; step < 120; step++) {
      start(step);
      await open();
      await fill(6);
      host.diskFaults({ capacityBytes: step % 2 === 0 ? host.diskState.usedBytes : 1 });
      void log.tickRetention(OVERDUE_MS, log.writtenEndOffset).catch(() => undefined);
      await world.runFor(step * 0.05);
      host.crash({ loseUnsynced: true });
      emptyDisk();
      host.restart();
      await open();
      expect([log.state.kind, log.logEndOffset]).toEqual(['online', 6]);
      starts.add(log.logStartOffset);
      await expectWhole();
    }
    expect([...starts]).toEqual(expect.arrayContaining([0, 6]));
  });

  it('a checkpoint meanwhile, for which there is room again, takes nothing away that is still needed', async () => {
    const isCut = (): boolean => host.diskState.files().some((path) => path.endsWith('.log-start'));
    for (let seed = 0; seed < 40; seed++) {
      start(seed);
      await open();
      await fill(6);
      // Now and then one of its steps takes as long as all of a checkpoint.
      host.diskFaults({ capacityBytes: host.diskState.usedBytes, stallProbability: 0.2, stallMsMax: 5 });
      const removed = log.tickRetention(OVERDUE_MS, log.writtenEndOffset);
      expect(await world.runUntil(isCut, 1_000)).toBe(true);
      await world.runFor((seed % 10) * 0.2);
      emptyDisk();
      const both = Promise.all([removed, directory.checkpoint()]);
      expect([await outcome(both), log.state.kind]).toEqual(['done', 'online']);
      await fill(1);
      expect(await files(/log-start/)).toEqual([]);
      await reopen();
      expect([log.logStartOffset, log.logEndOffset]).toEqual([6, 7]);
    }
  });

  it('does not keep a broker from starting, which is who could free it', async () => {
    await open();
    await fill();
    fillDisk();
    await reopen();
    await expectWhole();
    await world.finish(log.tickRetention(OVERDUE_MS, log.writtenEndOffset));
    expect(log.logStartOffset).toBe(12);
  });

  it('does not keep the directory from closing; the next start recovers', async () => {
    await open();
    await fill();
    await world.finish(log.append(nextBatch(log)));
    fillDisk();
    await world.finish(directory.close());
    expect(await files(/cleanshutdown/, 'data')).toEqual([]);
    emptyDisk();
    await open();
    expect(log.logEndOffset).toBe(13);
    await expectWhole();
  });

  it.each(['truncateTo', 'truncateFullyAndStartAt'] as const)('%s waits for room, and changes nothing', async (cut) => {
    await open();
    await fill();
    log.leaderEpochs.assign(1, 12);
    await world.finish(log.append(nextBatch(log, { epoch: 1 })));
    await world.finish(log.flush());
    fillDisk();
    expect(await outcome(log[cut](5))).toBe('DISK_FULL');
    expect([log.logStartOffset, log.logEndOffset]).toEqual([0, 13]);
    expect(log.leaderEpochs.latestEpoch).toBe(1);
    await expectWhole();
    emptyDisk();
    expect(await outcome(log[cut](5))).toBe('done');
    expect([log.logEndOffset, log.leaderEpochs.latestEpoch]).toEqual([5, cut === 'truncateTo' ? 0 : -1]);
    await world.finish(log.append(nextBatch(log, { epoch: 2 })));
    await world.finish(log.flush());
    await reopen();
    expect([log.logEndOffset, log.leaderEpochs.latestEpoch]).toEqual([6, 2]);
    await expectWhole();
  });

  it('a pass of the cleaner that finds no room leaves nothing behind', async () => {
    await open(testLogConfig({ segmentBytes: 300, cleanupCompact: true, minCleanableDirtyRatio: 0.01 }));
    const lasting = testBatch([{ key: 'lasting', value: 'x'.repeat(1_000) }], { partitionLeaderEpoch: 0 });
    await world.finish(log.append(lasting));
    await fill(20);
    host.diskFaults({ capacityBytes: host.diskState.usedBytes + 500 });
    const usedBytes = host.diskState.usedBytes;
    expect(await outcome(log.compact(0, log.writtenEndOffset))).toBe('DISK_FULL');
    expect(host.diskState.usedBytes).toBeLessThanOrEqual(usedBytes);
    expect(await files(/cleaned|tmp/)).toEqual([]);
    emptyDisk();
    expect(await world.finish(log.compact(0, log.writtenEndOffset))).toBeDefined();
    await expectWhole();
  });
});

describe('a disk whose last room is kept for those who free it', () => {
  let refusal: DraveError | undefined;
  const full = new DraveError('DISK_FULL', 'what is left is needed to free it');

  beforeEach(async () => {
    refusal = undefined;
    const resources = new LogResources(host.env, { tailBytesMax: 0 });
    const growthRefusal = (): DraveError | undefined => refusal;
    ({ directory, log } = await world.finish(openTestLog(host.env, CONFIG, { resources, growthRefusal })));
    await fill();
  });

  it('takes no record and no new log, and is not cleaned; what was queued before is written', async () => {
    const queued = log.append(nextBatch(log));
    refusal = full;
    expect(await outcome(queued)).toBe('done');
    expect(log.appendRefusal).toBe(full);
    expect(await outcome(log.append(nextBatch(log)))).toBe('DISK_FULL');
    expect(await outcome(log.compact(0, log.writtenEndOffset))).toBe('DISK_FULL');
    const other = { topic: 'other', partition: 0 };
    expect(await outcome(directory.create(other, 'dGVzdC10b3BpYy1pZC0wMg', CONFIG))).toBe('DISK_FULL');
    expect(await files(/other/, 'data')).toEqual([]);
    await expectWhole();
    refusal = undefined;
    expect(await outcome(log.append(nextBatch(log)))).toBe('done');
    expect(await outcome(directory.create(other, 'dGVzdC10b3BpYy1pZC0wMg', CONFIG))).toBe('done');
    expect(log.logEndOffset).toBe(14);
  });

  it('is freed by retention, DeleteRecords, truncation and deletion', async () => {
    refusal = full;
    expect(await outcome(log.truncateTo(10))).toBe('done');
    expect(await world.finish(log.deleteRecordsBefore(3))).toBe(3);
    expect(await world.finish(log.tickRetention(OVERDUE_MS, log.writtenEndOffset))).toBeGreaterThan(0);
    expect([log.logStartOffset, log.logEndOffset]).toEqual([10, 10]);
    expect(await outcome(directory.delete(log.topicPartition))).toBe('done');
  });
});
