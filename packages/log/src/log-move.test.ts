import { type SimHost, SimWorld } from '@drave/env/sim';
import { assert, beforeEach, describe, expect, it } from 'vitest';
import type { PartitionLog } from './contract.js';
import type { LogConfig } from './log-config.js';
import { type LogDirectory, openLogDirectory } from './log-directory.js';
import { moveToFuture } from './log-move.js';
import { LogResources } from './log-resources.js';
import { nextBatch, readAll, TEST_PARTITION, TEST_TOPIC_ID, testLogConfig } from './testing/index.js';

const CONFIG = testLogConfig({ segmentBytes: 300, fileDeleteDelayMs: 1_000 });

let world: SimWorld;
let host: SimHost;
let source: LogDirectory;
let target: LogDirectory;

beforeEach(() => start(7));

function start(seed: number): void {
  world = new SimWorld({ seed });
  host = world.createHost('broker');
}

async function open(config: LogConfig = CONFIG): Promise<void> {
  const resources = new LogResources(host.env, { tailBytesMax: 0 });
  const options = { clusterId: 'test-cluster', nodeId: 1, configOf: () => config, resources };
  source = await world.finish(openLogDirectory(host.env, 'd1', options));
  target = await world.finish(openLogDirectory(host.env, 'd2', options));
}

async function reopen(loseUnsynced: boolean): Promise<void> {
  host.crash({ loseUnsynced });
  host.restart();
  await open();
}

async function fill(log: PartitionLog, count = 8): Promise<void> {
  for (let index = 0; index < count; index++)
    await world.finish(
      log.append(nextBatch(log, { valueBytes: 60, producerId: 5, producerEpoch: 0, baseSequence: index })),
    );
}

/** A log in the first directory and an empty future one in the second. */
async function prepare(config: LogConfig = CONFIG): Promise<{ log: PartitionLog; future: PartitionLog }> {
  await open(config);
  const log = await world.finish(source.create(TEST_PARTITION, TEST_TOPIC_ID, config));
  await fill(log);
  const future = await world.finish(target.futures.create(TEST_PARTITION, TEST_TOPIC_ID, config));
  return { log, future };
}

async function copy(log: PartitionLog, future: PartitionLog): Promise<boolean> {
  while (future.writtenEndOffset < log.writtenEndOffset) {
    const options = { upToOffset: log.writtenEndOffset, bytesMax: 200, minOneBatch: true };
    const read = await log.read(future.writtenEndOffset, options);
    assert(read.kind === 'data', 'the log is readable');
    if (read.byteLength === 0) return true;
    for (const part of read.parts) await future.append(part, { gaps: true, cached: false });
  }
  return true;
}

function move(log: PartitionLog, future: PartitionLog): Promise<boolean> {
  return moveToFuture(TEST_PARTITION, source, target, () => copy(log, future));
}

describe('a log that takes the place of its future one', () => {
  it('goes on with what was appended while it was moved, and with its producers', async () => {
    const { log, future } = await prepare();
    log.leaderEpochs.assign(4, log.logEndOffset);
    const moving = move(log, future);
    const appended: Promise<void>[] = [];
    for (let index = 8; index < 11; index++) {
      const options = { epoch: 4, producerId: 5, producerEpoch: 0, baseSequence: index };
      appended.push(log.append(nextBatch(log, options)));
    }
    expect(await world.finish(moving)).toBe(true);
    await world.finish(Promise.all(appended));
    expect(log.directoryId).toBe(target.directoryId);
    expect(source.get(TEST_PARTITION)).toBeUndefined();
    expect(target.get(TEST_PARTITION)).toBe(log);
    expect(target.futures.all).toEqual([]);
    const bytes = await world.finish(readAll(log));
    await world.finish(log.flush());
    await world.finish(target.checkpoint());
    await reopen(true);
    const again = target.get(TEST_PARTITION);
    assert(again !== undefined, 'the log is where it was moved to');
    expect(await world.finish(readAll(again))).toEqual(bytes);
    expect(again.leaderEpochs.entries).toEqual([
      { epoch: 0, startOffset: 0 },
      { epoch: 4, startOffset: 8 },
    ]);
    expect(again.producers.describe()).toMatchObject([{ producerId: 5, lastSequence: 10 }]);
    expect(source.get(TEST_PARTITION)).toBeUndefined();
  });

  it('remembers a producer whose records are gone, across a restart', async () => {
    const { log, future } = await prepare();
    await world.finish(log.deleteRecordsBefore(log.logEndOffset));
    await world.finish(future.truncateFullyAndStartAt(log.logEndOffset));
    expect(await world.finish(move(log, future))).toBe(true);
    await reopen(false);
    const again = target.get(TEST_PARTITION);
    expect(again?.logStartOffset).toBe(8);
    expect(again?.producers.describe()).toMatchObject([{ producerId: 5, lastSequence: 7 }]);
  });

  it('serves the reads that are under way', async () => {
    const { log, future } = await prepare();
    const bytes = await world.finish(readAll(log));
    let over = false;
    const moving = move(log, future).finally(() => (over = true));
    while (!over) {
      const reads = Promise.all([readAll(log), log.offsetForTimestamp(1_000), log.scrub(10_000)]);
      const [read, found, damage] = await world.finish(reads);
      expect(read).toEqual(bytes);
      expect(found).toMatchObject({ offset: 0 });
      expect(damage).toBeUndefined();
      await world.step();
    }
    expect(await world.finish(moving)).toBe(true);
    expect(await world.finish(readAll(log))).toEqual(bytes);
  });

  it('is moved back, over what was left of it there', async () => {
    const { log, future } = await prepare();
    expect(await world.finish(move(log, future))).toBe(true);
    await fill(log, 2);
    [source, target] = [target, source];
    const back = await world.finish(target.futures.create(TEST_PARTITION, TEST_TOPIC_ID, CONFIG));
    expect(await world.finish(move(log, back))).toBe(true);
    await fill(log, 2);
    expect(await world.finish(readAll(log))).toHaveLength(log.size);
    expect(log.logEndOffset).toBe(12);
    expect(log.directoryId).toBe(target.directoryId);
  });

  it('stays where it is when the copy is not whole, and appends go on', async () => {
    const { log, future } = await prepare();
    const moving = moveToFuture(TEST_PARTITION, source, target, async () => false);
    const appended = log.append(nextBatch(log));
    expect(await world.finish(moving)).toBe(false);
    await world.finish(appended);
    expect(log.directoryId).toBe(source.directoryId);
    expect(future.logEndOffset).toBe(0);
  });

  it('ends behind a gap where its last records were cleaned away', async () => {
    const config = { ...CONFIG, cleanupCompact: true };
    const { log, future } = await prepare(config);
    const end = log.logEndOffset + 5;
    // As after a pass that took what stood at the end: the next segment is empty and begins behind the gap.
    await world.finish(copy(log, future));
    const core = source.openLog(TEST_PARTITION)?.core;
    assert(core !== undefined, 'the log is open');
    core.writtenEndOffset = end;
    core.logEndOffset = end;
    expect(await world.finish(move(log, future))).toBe(true);
    await world.finish(log.append(nextBatch(log)));
    await world.finish(log.flush());
    const bytes = await world.finish(readAll(log));
    await reopen(true);
    const again = target.get(TEST_PARTITION);
    assert(again !== undefined, 'the log is where it was moved to');
    expect(again.state.kind).toBe('online');
    expect(again.logEndOffset).toBe(end + 1);
    expect(await world.finish(readAll(again))).toEqual(bytes);
  });

  it.each([true, false])('has every record after a crash at any moment; power lost: %s', async (loseUnsynced) => {
    const seen = new Set<string>();
    for (let events = 1; ; events++) {
      start(events);
      const { log, future } = await prepare();
      await world.finish(log.flush());
      const flushed = await world.finish(readAll(log));
      let over = false;
      move(log, future).then(
        () => (over = true),
        () => undefined,
      );
      for (let count = 0; count < events && !over; count++) await world.step();
      await reopen(loseUnsynced);
      const copies = [source, target].flatMap((directory) => directory.get(TEST_PARTITION) ?? []);
      seen.add(copies.map(({ directoryId }) => (directoryId === source.directoryId ? 'old' : 'new')).join(' and '));
      expect(copies.length).toBeGreaterThan(0);
      for (const each of copies) expect(await world.finish(readAll(each))).toEqual(flushed);
      if (over) break;
    }
    expect([...seen].sort()).toEqual(['new', 'old', 'old and new']);
  });
});

describe('a future log', () => {
  it('is there after a restart as far as it was made', async () => {
    const { log, future } = await prepare();
    await world.finish(copy(log, future));
    await world.finish(future.flush());
    const bytes = await world.finish(readAll(future));
    await reopen(true);
    const again = target.futures.get(TEST_PARTITION);
    assert(again !== undefined, 'the future log is found');
    expect(await world.finish(readAll(again))).toEqual(bytes);
    expect(target.get(TEST_PARTITION)).toBeUndefined();
  });

  it('is removed where its metadata was never written', async () => {
    await prepare();
    const [name] = (await world.finish(host.env.disk.list('d2'))).filter((each) => each.endsWith('-future'));
    await world.finish(host.env.disk.remove(`d2/${name}/partition.metadata`));
    await reopen(false);
    expect(target.futures.all).toEqual([]);
    await world.runFor(10);
    const left = await world.finish(host.env.disk.list('d2'));
    expect(left.filter((each) => each.endsWith('-future'))).toEqual([]);
  });
});
