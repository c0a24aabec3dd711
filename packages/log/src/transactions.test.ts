import { type SimHost, SimWorld } from '@drave/env/sim';
import { encodeEndTransactionMarker } from '@drave/records';
import { testBatch } from '@drave/records/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AbortedTransaction, PartitionLog } from './contract.js';
import type { LogDirectory } from './log-directory.js';
import { LogResources } from './log-resources.js';
import { openTestLog, testLogConfig } from './testing/index.js';

const TURNS_MAX = 10_000;

let world: SimWorld;
let host: SimHost;
let directory: LogDirectory;
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
  const config = testLogConfig({ segmentBytes: 500 });
  ({ directory, log } = await world.finish(openTestLog(host.env, config, { resources })));
}

function dataOf(producerId: number): Buffer {
  const baseSequence = sequences.get(producerId) ?? 0;
  sequences.set(producerId, baseSequence + 1);
  const place = { baseOffset: log.logEndOffset, partitionLeaderEpoch: 0 };
  const options = { ...place, producerId, producerEpoch: 0, baseSequence, transactional: true };
  return testBatch([{ key: 'k', value: 'x'.repeat(30) }], options);
}

function put(producerId: number): Promise<void> {
  return world.finish(log.append(dataOf(producerId)));
}

function endOf(producerId: number, kind: 'commit' | 'abort'): Buffer {
  return encodeEndTransactionMarker({ kind, producerId, producerEpoch: 0, coordinatorEpoch: 0 }, 0, log.logEndOffset);
}

function end(producerId: number, kind: 'commit' | 'abort'): Promise<void> {
  return world.finish(log.append(endOf(producerId, kind)));
}

function aborted(fromOffset = 0, upToOffset = log.writtenEndOffset): Promise<readonly AbortedTransaction[]> {
  return world.finish(log.abortedTransactions(fromOffset, upToOffset));
}

describe('the last stable offset', () => {
  it('D8: passes a transaction only when its marker is replicated, and by then everybody can see the abort', async () => {
    await put(7);
    expect(log.firstUnstableOffset).toBe(0);
    const write = log.append(endOf(7, 'abort'));
    // Queued, not written: the marker may be taken back, and the index does not know it.
    expect([log.firstUnstableOffset, log.writtenEndOffset]).toEqual([0, 1]);
    await world.finish(write);
    expect(log.firstUnstableOffset).toBe(0);
    log.replicatedUpTo(1);
    expect(log.firstUnstableOffset).toBe(0);
    expect(await aborted()).toEqual([{ producerId: 7, firstOffset: 0, lastOffset: 1, lastStableOffset: 2 }]);
    log.replicatedUpTo(2);
    expect(log.firstUnstableOffset).toBeUndefined();
  });

  it('waits for the oldest of several, open or ended, in whatever order they end', async () => {
    for (const producerId of [1, 2, 3]) await put(producerId);
    await end(2, 'commit');
    await end(1, 'abort');
    log.replicatedUpTo(4);
    expect(log.firstUnstableOffset).toBe(0);
    log.replicatedUpTo(5);
    expect(log.firstUnstableOffset).toBe(2);
    await put(1);
    await end(3, 'commit');
    expect(log.firstUnstableOffset).toBe(2);
    log.replicatedUpTo(7);
    expect(log.firstUnstableOffset).toBe(5);
  });

  it('does not move over a marker that a full disk took back', async () => {
    await put(7);
    host.diskFaults({ capacityBytes: host.diskState.usedBytes });
    await expect(world.finish(log.append(endOf(7, 'abort')))).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(log.firstUnstableOffset).toBe(0);
    log.replicatedUpTo(2);
    expect(log.firstUnstableOffset).toBe(0);
    host.diskFaults({ capacityBytes: Number.POSITIVE_INFINITY });
    await end(7, 'commit');
    expect(log.firstUnstableOffset).toBe(0);
    log.replicatedUpTo(2);
    expect([log.firstUnstableOffset, await aborted()]).toEqual([undefined, []]);
  });

  it('keeps waiting for a marker that stays when what came after it is taken back', async () => {
    await put(7);
    await end(7, 'abort');
    host.diskFaults({ capacityBytes: host.diskState.usedBytes });
    await expect(world.finish(log.append(dataOf(8)))).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(log.firstUnstableOffset).toBe(0);
    log.replicatedUpTo(2);
    expect(log.firstUnstableOffset).toBeUndefined();
  });

  it('D8: stays where it is while the producers are read again after a truncation', async () => {
    await put(7);
    for (let count = 0; count < 3; count++) await put(8);
    await end(8, 'commit');
    log.replicatedUpTo(3);
    const cut = log.truncateTo(4);
    const seen = new Set<number | undefined>();
    let over = false;
    void cut.then(() => (over = true));
    await world.runUntil(() => {
      seen.add(log.firstUnstableOffset);
      return over;
    }, TURNS_MAX);
    expect([...seen, log.writtenEndOffset]).toEqual([0, 4]);
  });

  it('is no lower than the log start when records of an open transaction are deleted', async () => {
    await put(7);
    await put(7);
    log.replicatedUpTo(2);
    await world.finish(log.deleteRecordsBefore(1));
    expect(log.firstUnstableOffset).toBe(1);
    await end(7, 'abort');
    log.replicatedUpTo(3);
    expect(log.firstUnstableOffset).toBeUndefined();
  });

  it('D8: waits after a restart for a marker that was not replicated before, whatever the snapshot is of', async () => {
    await put(7);
    await put(8);
    await end(7, 'abort');
    log.replicatedUpTo(2);
    await world.finish(directory.close());
    host.crash();
    host.restart();
    await open();
    log.replicatedUpTo(2);
    expect(log.firstUnstableOffset).toBe(0);
    log.replicatedUpTo(3);
    expect(log.firstUnstableOffset).toBe(1);
  });

  it('comes from the right moment when a snapshot is written while markers are queued', async () => {
    await put(7);
    await put(9);
    await end(9, 'commit');
    const writes = [log.append(endOf(7, 'abort')), log.append(dataOf(8)), log.append(dataOf(9))];
    const flushed = log.flush();
    await world.finish(Promise.all([...writes, flushed]));
    const before = log.producers.describe();
    host.crash();
    host.restart();
    await open();
    expect(log.producers.describe()).toEqual(before);
    log.replicatedUpTo(2);
    expect(log.firstUnstableOffset).toBe(0);
    log.replicatedUpTo(4);
    expect(log.firstUnstableOffset).toBe(4);
  });

  it('counts what is replicated anew after a truncation below the high watermark', async () => {
    for (let count = 0; count < 6; count++)
      await world.finish(log.append(testBatch([{ value: 'plain' }], { baseOffset: count, partitionLeaderEpoch: 0 })));
    log.replicatedUpTo(6);
    await world.finish(log.truncateTo(2));
    log.replicatedUpTo(2);
    await put(7);
    await end(7, 'abort');
    expect(log.firstUnstableOffset).toBe(2);
    log.replicatedUpTo(4);
    expect(log.firstUnstableOffset).toBeUndefined();
  });

  it('goes back when a truncation takes the marker away', async () => {
    await put(7);
    await end(7, 'abort');
    await world.finish(log.truncateTo(1));
    log.replicatedUpTo(1);
    expect([log.firstUnstableOffset, await aborted()]).toEqual([0, []]);
  });
});

describe('the index of aborted transactions', () => {
  /** Transactions that reach over segments, some committed, some aborted. */
  async function fill(): Promise<void> {
    for (let round = 0; round < 6; round++) {
      for (const producerId of [1, 2, 3]) await put(producerId);
      await end(1, 'commit');
      await end(2, round % 2 === 0 ? 'abort' : 'commit');
      if (round % 3 === 2) await end(3, 'abort');
      if (round === 3) await world.finish(log.flush());
    }
    await world.finish(log.flush());
    await world.finish(directory.checkpoint());
  }

  async function indexFiles(): Promise<string[]> {
    const names = await world.finish(host.env.disk.list('data/orders-0'));
    return names.filter((name) => name.endsWith('.txnindex')).map((name) => `data/orders-0/${name}`);
  }

  async function damage(path: string, how: 'flipped' | 'removed'): Promise<void> {
    if (how === 'removed') return world.finish(host.env.disk.remove(path));
    const file = await world.finish(host.env.disk.open(path, 'write'));
    await world.finish(file.write([Buffer.from([0x55])], 9));
    await world.finish(file.sync());
    await world.finish(file.close());
  }

  it.each(['flipped', 'removed'] as const)('comes back from the log when a file was %s', async (how) => {
    await fill();
    const truth = await aborted();
    expect(truth.length).toBe(5);
    for (const path of await indexFiles()) await damage(path, how);
    for (const orderly of [true, false]) {
      if (orderly) await world.finish(directory.close());
      host.crash();
      host.restart();
      await open();
      expect(log.state.kind).toBe('online');
      expect(await aborted()).toEqual(truth);
    }
  });

  it('comes back when only the offset index of the active segment was lost', async () => {
    await fill();
    const truth = await aborted();
    const names = await world.finish(host.env.disk.list('data/orders-0'));
    host.crash();
    host.restart();
    for (const name of names.filter((each) => each.endsWith('.index')))
      await world.finish(host.env.disk.remove(`data/orders-0/${name}`));
    await open();
    expect(await aborted()).toEqual(truth);
  });

  it.each(['kill', 'power loss'] as const)(
    'D7: holds what stands between its last entry and the snapshot after a %s',
    async (how) => {
      for (let count = 1; count < 12; count++) {
        for (let turn = 0; turn < count; turn++) {
          await put(1);
          await end(1, 'abort');
        }
        await world.finish(log.flush());
        await world.finish(directory.checkpoint());
        const truth = await aborted();
        host.crash({ loseUnsynced: how === 'power loss' });
        host.restart();
        await open();
        expect(await aborted()).toEqual(truth);
      }
    },
  );

  it('D7: names nothing that was cut off, though its file still does', async () => {
    await put(1);
    await put(2);
    for (let count = 0; count < 3; count++) await put(3);
    await end(2, 'abort');
    await world.finish(log.flush());
    expect((await aborted()).length).toBe(1);
    await world.finish(log.truncateTo(5));
    for (const producerId of [2, 3]) await end(producerId, 'commit');
    for (let count = 0; count < 2; count++) {
      await world.finish(log.flush());
      await world.finish(directory.checkpoint());
      host.crash({ loseUnsynced: count === 0 });
      host.restart();
      await open();
      expect(await aborted()).toEqual([]);
      await put(1);
    }
  });

  it('F2: is not to be had when the log before it is damaged too; the directory opens all the same', async () => {
    await fill();
    const names = await world.finish(host.env.disk.list('data/orders-0'));
    const lost = names.filter((name) => name.endsWith('.index'));
    const older = names
      .filter((name) => name.endsWith('.snapshot'))
      .sort()
      .slice(0, -1);
    expect([lost.length, older.length].every((count) => count > 0)).toBe(true);
    host.crash();
    host.restart();
    for (const name of [...lost, ...older]) await world.finish(host.env.disk.remove(`data/orders-0/${name}`));
    host.diskState.flipBit('data/orders-0/00000000000000000000.log', 70, 3);
    await open();
    expect(log.state).toMatchObject({ kind: 'corrupt', corruption: { offset: 0 } });
    expect(await world.finish(log.truncateTo(0))).toBe(true);
    expect(log.state.kind).toBe('online');
  });
});
