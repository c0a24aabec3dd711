import { isDraveError } from '@drave/base';
import type { Disk } from '@drave/env';
import { type SimHost, SimWorld } from '@drave/env/sim';
import { encodeEndTransactionMarker, readBatchInfo } from '@drave/records';
import { testBatch } from '@drave/records/testing';
import { assert, beforeEach, describe, expect, it } from 'vitest';
import type { PartitionLog } from './contract.js';
import type { LogDirectory, LogDirectoryOptions } from './log-directory.js';
import { LogResources } from './log-resources.js';
import { nextBatch, openTestLog, readAll, TEST_PARTITION, TEST_TOPIC_ID, testLogConfig } from './testing/index.js';

const DIRECTORY = 'data/orders-0';

let world: SimWorld;
let host: SimHost;
let directory: LogDirectory;
let log: PartitionLog;

beforeEach(() => {
  world = new SimWorld({ seed: 7 });
  host = world.createHost('broker');
});

async function open(config = testLogConfig(), options: Partial<LogDirectoryOptions> = {}): Promise<void> {
  const resources = new LogResources(host.env, { tailBytesMax: 0 });
  ({ directory, log } = await world.finish(openTestLog(host.env, config, { resources, ...options })));
}

async function reopen(how: { readonly loseUnsynced?: boolean } = {}, config = testLogConfig()): Promise<void> {
  host.crash(how);
  host.restart();
  await open(config);
}

async function append(options: Parameters<typeof nextBatch>[1] = {}): Promise<Buffer> {
  const batch = nextBatch(log, options);
  const copy = Buffer.from(batch);
  await world.finish(log.append(batch));
  return copy;
}

function rejection(promise: Promise<unknown>): Promise<unknown> {
  return world.finish(
    promise.then(
      () => undefined,
      (reason: unknown) => reason,
    ),
  );
}

describe('leader epochs', () => {
  it('A10: epoch 0 survives a restart, with and without its checkpoint', async () => {
    await open();
    await append({ epoch: 0 });
    await append({ epoch: 0 });
    await append({ epoch: 3 });
    const expected = [
      { epoch: 0, startOffset: 0 },
      { epoch: 3, startOffset: 2 },
    ];
    await reopen();
    expect(log.leaderEpochs.entries).toEqual(expected);
    await world.finish(log.flush());
    host.crash();
    await world.finish(host.restart().disk.remove(`${DIRECTORY}/leader-epoch-checkpoint`));
    await open();
    expect(log.leaderEpochs.entries).toEqual(expected);
    expect(log.leaderEpochs.endOffsetFor(0)).toEqual({ epoch: 0, endOffset: 2 });
  });

  it('A11: a power loss while the checkpoint is rewritten leaves the old one or the new one', async () => {
    for (let seed = 0; seed < 40; seed++) {
      world = new SimWorld({ seed });
      host = world.createHost('broker');
      await open();
      await append({ epoch: 1 });
      await world.finish(log.flush());
      await append({ epoch: 2 });
      const flushing = log.flush();
      void flushing;
      await world.runFor(0.3 + (seed % 10) * 0.2);
      await reopen({ loseUnsynced: true });
      expect(log.state.kind).toBe('online');
      const [first, second] = log.leaderEpochs.entries;
      expect(first).toEqual({ epoch: 1, startOffset: 0 });
      if (log.logEndOffset === 2) assert.deepEqual(second, { epoch: 2, startOffset: 1 });
    }
  });

  it('A11: half a checkpoint does not keep the log from opening', async () => {
    await open();
    await append({ epoch: 1 });
    await append({ epoch: 2 });
    await world.finish(directory.close());
    host.crash();
    host.diskState.truncateFile(`${DIRECTORY}/leader-epoch-checkpoint`, 5);
    host.restart();
    await open();
    expect(log.leaderEpochs.entries).toEqual([
      { epoch: 1, startOffset: 0 },
      { epoch: 2, startOffset: 1 },
    ]);
  });

  it('A3: a truncation with nothing to drop still drops epochs without records', async () => {
    await open();
    await append({ epoch: 1 });
    log.leaderEpochs.assign(4, 1);
    log.leaderEpochs.assign(6, 1);
    expect(await world.finish(log.truncateTo(1))).toBe(false);
    expect(log.leaderEpochs.entries).toEqual([{ epoch: 1, startOffset: 0 }]);
  });
});

describe('following after leading in vain', () => {
  it('takes records of an epoch older than the one it led without a record, and serves them', async () => {
    await open();
    await append({ epoch: 5 });
    log.leaderEpochs.assign(7, 1);
    await append({ epoch: 5 });
    await append({ epoch: 8 });
    expect(log.leaderEpochs.entries).toEqual([
      { epoch: 5, startOffset: 0 },
      { epoch: 8, startOffset: 2 },
    ]);
    expect((await world.finish(readAll(log))).length).toBe(log.size);
    expect(log.state.kind).toBe('online');
  });
});

describe('reads', () => {
  it('A16: never see bytes that are in the file but not accounted as written, nor beyond the bound', async () => {
    await open();
    await append();
    await append();
    // The file grows behind the log's back, as when a write is under way.
    const path = `${DIRECTORY}/00000000000000000000.log`;
    const size = host.diskState.fileBytes(path)?.length ?? 0;
    host.diskState.damage(path, size, nextBatch(log));
    const read = async (upToOffset: number) =>
      world.finish(log.read(1, { upToOffset, bytesMax: 10_000, minOneBatch: true }));
    expect(await read(99)).toMatchObject({ kind: 'data', nextOffset: 2 });
    expect(await read(1)).toMatchObject({ kind: 'data', byteLength: 0, nextOffset: 1 });
    expect(await world.finish(log.read(3, { upToOffset: 9, bytesMax: 9, minOneBatch: true }))).toEqual({
      kind: 'outOfRange',
      logStartOffset: 0,
      logEndOffset: 2,
    });
  });

  it('a flipped bit in cold data is reported, not served, and the directory hears of it', async () => {
    const findings: unknown[] = [];
    await open(testLogConfig(), { onCorruption: (_, corruption) => findings.push(corruption) });
    const first = await append();
    await append();
    host.diskState.flipBit(`${DIRECTORY}/00000000000000000000.log`, first.length + 70, 3);
    const options = { upToOffset: 2, bytesMax: 10_000, minOneBatch: true };
    const before = await world.finish(log.read(0, options));
    expect(before).toMatchObject({ kind: 'data', nextOffset: 1 });
    expect(await world.finish(log.read(1, options))).toMatchObject({ kind: 'corrupt', corruption: { offset: 1 } });
    expect(log.state.kind).toBe('corrupt');
    expect(findings).toHaveLength(1);
    await world.finish(log.truncateTo(1));
    expect([log.state.kind, log.logEndOffset]).toEqual(['online', 1]);
  });
});

describe('retention', () => {
  const config = testLogConfig({ segmentBytes: 300, retentionMs: 1_000, fileDeleteDelayMs: 5 });

  it('A17: never removes what is at or above the high watermark, and keeps start <= watermark', async () => {
    await open(config);
    for (let index = 0; index < 12; index++) await append({ timestamp: 1_000 });
    const nowMs = 10_000_000;
    for (const highWatermark of [0, 1, 5, 7, 12]) {
      await world.finish(log.tickRetention(nowMs, highWatermark));
      expect(log.logStartOffset).toBeLessThanOrEqual(highWatermark);
      const rest = await world.finish(readAll(log, highWatermark));
      assert.equal(rest.length > 0, highWatermark < 12);
    }
    // Everything is old and committed: the active segment is rolled away as well.
    expect([log.logStartOffset, log.logEndOffset, log.size]).toEqual([12, 12, 0]);
    await append({ timestamp: nowMs });
    expect(await world.finish(log.tickRetention(nowMs, 13))).toBe(0);
    await world.runFor(100);
    expect(host.diskState.files().filter((path) => /\.(log|deleted)$/.test(path))).toHaveLength(1);
    await reopen({}, config);
    expect([log.logStartOffset, log.logEndOffset]).toEqual([12, 13]);
  });

  it('keeps retention.bytes, by whole segments', async () => {
    await open(testLogConfig({ segmentBytes: 300, retentionBytes: 700 }));
    for (let index = 0; index < 12; index++) await append();
    const before = log.size;
    const freed = await world.finish(log.tickRetention(0, 12));
    expect(log.size).toBe(before - freed);
    expect(log.size).toBeGreaterThanOrEqual(700);
    expect(log.size).toBeLessThan(700 + 300);
  });

  it('DeleteRecords raises the start, survives a restart, and the segments below go', async () => {
    await open(config);
    for (let index = 0; index < 9; index++) await append({ timestamp: 1_000 });
    expect(await world.finish(log.deleteRecordsBefore(8))).toBe(8);
    expect(await world.finish(log.deleteRecordsBefore(3))).toBe(8);
    await reopen({}, config);
    expect(log.logStartOffset).toBe(8);
    const before = log.size;
    await world.finish(log.tickRetention(1_500, 9));
    expect(log.size).toBeLessThan(before);
    expect(log.logStartOffset).toBe(8);
    expect(await world.finish(log.read(7, { upToOffset: 9, bytesMax: 9, minOneBatch: true }))).toMatchObject({
      kind: 'outOfRange',
    });
  });
});

describe('a log that starts over further on', () => {
  it('is whole after a kill, whenever a checkpoint of all logs was written meanwhile', async () => {
    for (let turns = 0; turns < 40; turns++) {
      world = new SimWorld({ seed: 7 });
      host = world.createHost('broker');
      await open(testLogConfig({ segmentBytes: 300 }));
      for (let index = 0; index < 6; index++) await append();
      await world.finish(log.flush());
      const startingOver = log.truncateFullyAndStartAt(100);
      let left = turns;
      await world.runUntil(() => left-- <= 0, 1_000);
      await world.finish(directory.checkpoint());
      await world.finish(startingOver);
      await append();
      await reopen();
      expect([turns, log.state.kind, log.logStartOffset, log.logEndOffset]).toEqual([turns, 'online', 100, 101]);
    }
  });
});

describe('producer state', () => {
  const producer = { producerId: 5, producerEpoch: 1 };

  it('D6: a damaged or missing snapshot costs time, not sequences', async () => {
    await open();
    const sent: Buffer[] = [];
    for (let sequence = 0; sequence < 8; sequence++) sent.push(await append({ ...producer, baseSequence: sequence }));
    await world.finish(directory.close());
    host.crash();
    const snapshots = host.diskState.files().filter((path) => path.endsWith('.snapshot'));
    expect(snapshots.length).toBeGreaterThan(0);
    for (const path of snapshots) host.diskState.truncateFile(path, 7);
    host.restart();
    await open();
    for (const [index, batch] of sent.entries()) {
      const decision = log.producers.decide(readBatchInfo(batch, 0));
      const duplicate = { kind: 'duplicate', baseOffset: index, lastOffset: index };
      const rejected = { kind: 'reject', code: 'OUT_OF_ORDER_SEQUENCE_NUMBER' };
      expect(decision).toMatchObject(index < 3 ? rejected : duplicate);
    }
  });

  it('D6: the whole five-batch window survives a clean restart', async () => {
    await open();
    const sent: Buffer[] = [];
    for (let sequence = 0; sequence < 6; sequence++) sent.push(await append({ ...producer, baseSequence: sequence }));
    await world.finish(directory.close());
    await reopen();
    const decisions = sent.map((batch) => log.producers.decide(readBatchInfo(batch, 0)).kind);
    expect(decisions).toEqual(['reject', 'duplicate', 'duplicate', 'duplicate', 'duplicate', 'duplicate']);
  });

  it('D6: after a power loss the state is that of the log that is left', async () => {
    for (let seed = 0; seed < 30; seed++) {
      world = new SimWorld({ seed });
      host = world.createHost('broker');
      await open(testLogConfig({ segmentBytes: 300 }));
      for (let sequence = 0; sequence < 8; sequence++) await append({ ...producer, baseSequence: sequence });
      await reopen({ loseUnsynced: true }, testLogConfig({ segmentBytes: 300 }));
      const [state] = log.producers.describe();
      expect(state?.lastSequence ?? -1).toBe(log.logEndOffset - 1);
    }
  });

  it('D7: an aborted transaction is found again after any restart, and offsets are never handed out twice', async () => {
    await open(testLogConfig({ segmentBytes: 400 }));
    const data = () =>
      testBatch([{ key: 'k', value: 'v' }], {
        baseOffset: log.logEndOffset,
        partitionLeaderEpoch: 0,
        transactional: true,
        producerId: 9,
        producerEpoch: 0,
        baseSequence: 0,
      });
    await append();
    await world.finish(log.append(data()));
    expect(log.firstUnstableOffset).toBe(1);
    await append();
    const marker = { kind: 'abort' as const, producerId: 9, producerEpoch: 0, coordinatorEpoch: 3 };
    await world.finish(log.append(encodeEndTransactionMarker(marker, 1_000, log.logEndOffset)));
    log.replicatedUpTo(log.writtenEndOffset);
    expect(log.firstUnstableOffset).toBeUndefined();
    for (let index = 0; index < 6; index++) await append();
    const expected = [{ producerId: 9, firstOffset: 1, lastOffset: 3, lastStableOffset: 4 }];
    expect(await world.finish(log.abortedTransactions(0, 10))).toEqual(expected);
    await reopen({}, testLogConfig({ segmentBytes: 400 }));
    expect(await world.finish(log.abortedTransactions(0, 10))).toEqual(expected);
    await world.finish(directory.close());
    await reopen({}, testLogConfig({ segmentBytes: 400 }));
    expect(await world.finish(log.abortedTransactions(0, 10))).toEqual(expected);
    // The transaction index cannot be written: the log goes offline rather than on.
    host.diskState.failNext('write', 1, '.txnindex');
    await world.finish(log.append(data()));
    const again = encodeEndTransactionMarker({ ...marker, coordinatorEpoch: 4 }, 1_000, log.logEndOffset);
    await world.finish(log.append(again));
    const { writtenEndOffset } = log;
    expect(await rejection(log.flush())).toMatchObject({ code: 'KAFKA_STORAGE_ERROR' });
    expect(await rejection(log.append(nextBatch(log)))).toMatchObject({ code: 'KAFKA_STORAGE_ERROR' });
    await reopen({}, testLogConfig({ segmentBytes: 400 }));
    expect(log.logEndOffset).toBe(writtenEndOffset);
  });
});

describe('disk errors', () => {
  it('B25: after a failed write nothing that was queued behind it is accepted', async () => {
    let offline = 0;
    await open(testLogConfig(), { onOffline: () => offline++ });
    await append();
    host.diskState.failNext('write', 1, '.log');
    const results = [0, 1, 2].map(() => rejection(log.append(nextBatch(log))));
    for (const result of results) expect(await result).toMatchObject({ code: 'KAFKA_STORAGE_ERROR' });
    expect([log.logEndOffset, log.writtenEndOffset, log.state.kind, offline]).toEqual([1, 1, 'offline', 1]);
    expect(directory.online).toBe(false);
    expect(await rejection(log.append(nextBatch(log)))).toMatchObject({ code: 'KAFKA_STORAGE_ERROR' });
    const read = log.read(0, { upToOffset: 1, bytesMax: 10, minOneBatch: true });
    expect(await rejection(read)).toMatchObject({ code: 'KAFKA_STORAGE_ERROR' });
    await reopen();
    expect(log.state.kind).toBe('online');
    expect(log.logEndOffset).toBeGreaterThanOrEqual(1);
  });

  it('flush.messages: nothing counts as written before its sync, and a failed sync rejects it', async () => {
    await open(testLogConfig({ flushMessages: 1 }));
    await append();
    host.diskState.failNext('sync', 1, '.log');
    const results = [0, 1].map(() => rejection(log.append(nextBatch(log))));
    let largest = 0;
    const watched = world.runUntil(() => {
      largest = Math.max(largest, log.writtenEndOffset);
      return log.state.kind === 'offline';
    }, 1_000);
    expect(await watched).toBe(true);
    for (const result of results) expect(await result).toMatchObject({ code: 'KAFKA_STORAGE_ERROR' });
    expect([largest, log.writtenEndOffset, log.logEndOffset]).toEqual([1, 1, 1]);
    await reopen({ loseUnsynced: true });
    expect(log.logEndOffset).toBeGreaterThanOrEqual(1);
  });

  it('flush.messages: a disk that is full beside the log still makes the records durable', async () => {
    await open(testLogConfig({ flushMessages: 1 }));
    await append();
    // Room for the batch, but not for the epoch checkpoint that its new epoch asks for.
    const batch = nextBatch(log, { epoch: 2 });
    host.diskFaults({ capacityBytes: host.diskState.usedBytes + batch.length + 5 });
    await world.finish(log.append(batch));
    expect([log.writtenEndOffset, log.state.kind]).toEqual([2, 'online']);
    expect(await rejection(log.append(nextBatch(log, { epoch: 2 })))).toMatchObject({ code: 'DISK_FULL' });
    expect([log.writtenEndOffset, log.logEndOffset]).toEqual([2, 2]);
    host.diskFaults({ capacityBytes: Number.POSITIVE_INFINITY });
    await reopen({ loseUnsynced: true });
    expect(log.logEndOffset).toBe(2);
  });

  it('F7: a full disk rejects what does not fit, keeps the rest, and the log goes on when there is room', async () => {
    await open();
    const kept = await append({ producerId: 1, producerEpoch: 0, baseSequence: 0 });
    log.leaderEpochs.assign(2, 1);
    host.diskFaults({ capacityBytes: host.diskState.usedBytes + 200 });
    const lost = nextBatch(log, { epoch: 2, valueBytes: 500, producerId: 1, producerEpoch: 0, baseSequence: 1 });
    const copy = Buffer.from(lost);
    const failing = [log.append(lost), log.append(nextBatch(log, { epoch: 2 }))].map(rejection);
    for (const each of failing) expect(await each).toMatchObject({ code: 'DISK_FULL' });
    expect([log.logEndOffset, log.writtenEndOffset, log.state.kind]).toEqual([1, 1, 'online']);
    expect(log.leaderEpochs.latestEpoch).toBe(2);
    expect(log.producers.decide(readBatchInfo(copy, 0)).kind).toBe('append');
    expect((await world.finish(readAll(log))).equals(kept)).toBe(true);
    host.diskFaults({ capacityBytes: Number.POSITIVE_INFINITY });
    await world.finish(log.append(copy));
    await world.finish(log.flush());
    await reopen({ loseUnsynced: true });
    expect(log.logEndOffset).toBe(2);
  });

  it('F7: a full disk at a roll, an index, a snapshot or a checkpoint is a clean error', async () => {
    for (let room = 0; room < 3_000; room += 150) {
      world = new SimWorld({ seed: room });
      host = world.createHost('broker');
      const config = testLogConfig({ segmentBytes: 300 });
      await open(config);
      await append();
      host.diskFaults({ capacityBytes: host.diskState.usedBytes + room });
      let acknowledged = 1;
      for (let index = 0; index < 12; index++) {
        const failures = [await rejection(log.append(nextBatch(log))), await rejection(log.flush())];
        if (failures[0] === undefined) acknowledged++;
        assert(failures.every((failure) => failure === undefined || isDraveError(failure, 'DISK_FULL')));
      }
      expect(log.state.kind).toBe('online');
      host.diskFaults({ capacityBytes: Number.POSITIVE_INFINITY });
      await append();
      await world.finish(log.flush());
      await reopen({ loseUnsynced: true }, config);
      expect([log.state.kind, log.logEndOffset]).toEqual(['online', acknowledged + 1]);
    }
  });

  it('F6: one failed sync takes the directory offline for good, whatever the next sync says', async () => {
    let offline = 0;
    await open(testLogConfig(), { onOffline: () => offline++ });
    await append();
    host.diskState.failNext('sync', 1, '.log');
    expect(await rejection(log.flush())).toMatchObject({ code: 'KAFKA_STORAGE_ERROR' });
    expect(await rejection(log.flush())).toMatchObject({ code: 'KAFKA_STORAGE_ERROR' });
    expect(await rejection(log.append(nextBatch(log)))).toMatchObject({ code: 'KAFKA_STORAGE_ERROR' });
    expect(await rejection(log.truncateTo(0))).toMatchObject({ code: 'KAFKA_STORAGE_ERROR' });
    expect([log.recoveryPoint, offline]).toEqual([0, 1]);
    // A close of an offline directory leaves no marker: the next start recovers.
    await world.finish(directory.close());
    expect(host.diskState.files()).not.toContain('data/.kafka_cleanshutdown');
  });
});

describe('starting', () => {
  it('B26: the clean-shutdown marker is gone for good before anything is loaded', async () => {
    for (let seed = 0; seed < 20; seed++) {
      world = new SimWorld({ seed });
      host = world.createHost('broker');
      await open();
      await append();
      await world.finish(directory.close());
      expect(host.diskState.files()).toContain('data/.kafka_cleanshutdown');
      host.crash();
      let loading = false;
      const env = host.restart();
      const list = (path: string) => {
        loading ||= path === DIRECTORY;
        return env.disk.list(path);
      };
      // Never settles: its process dies at the first look into a log, and the power with it.
      void openTestLog({ ...env, disk: Object.assign(Object.create(env.disk), { list }) });
      expect(await world.runUntil(() => loading, 1_000)).toBe(true);
      host.crash({ loseUnsynced: true });
      expect(host.diskState.files()).not.toContain('data/.kafka_cleanshutdown');
      host.restart();
      await open();
      expect([log.state.kind, log.logEndOffset, directory.provenDurable]).toEqual(['online', 1, false]);
    }
  });

  it('claims durability only for the boot whose recovery was finished', async () => {
    await open();
    await append();
    // Power is lost; the next start dies while it recovers; the one after that is still not proof.
    host.crash({ loseUnsynced: true });
    host.restart();
    // Never settles: its process dies.
    void openTestLog(host.env);
    await world.runFor(0.2);
    host.crash();
    host.restart();
    await open();
    expect(directory.provenDurable).toBe(false);
    await reopen();
    expect(directory.provenDurable).toBe(true);
  });

  it('refuses the directory of another node, of another cluster, and one that is in use', async () => {
    await open();
    expect(await rejection(openTestLog(host.env))).toMatchObject({ code: 'DATA_DIRECTORY_LOCKED' });
    await world.finish(directory.close());
    expect(await rejection(openTestLog(host.env, testLogConfig(), { nodeId: 2 }))).toMatchObject({
      code: 'DATA_DIRECTORY_MISMATCH',
    });
    expect(await rejection(openTestLog(host.env, testLogConfig(), { clusterId: 'other' }))).toMatchObject({
      code: 'DATA_DIRECTORY_MISMATCH',
    });
    await open();
  });

  it('a closed directory removes nothing any more: it may belong to another process (found by cluster seeds)', async () => {
    await open();
    await world.finish(directory.delete(TEST_PARTITION));
    await world.finish(directory.close());
    const files = host.diskState.files();
    expect(files.some((path) => path.includes('-delete/'))).toBe(true);
    await world.runFor(24 * 3_600_000);
    expect(host.diskState.files()).toEqual(files);
    await open();
    await world.runFor(1_000);
    expect(host.diskState.files().filter((path) => path.includes('-delete/'))).toEqual([]);
  });

  it('a created log is durable when the call resolves, a deleted one is gone', async () => {
    for (let seed = 0; seed < 20; seed++) {
      world = new SimWorld({ seed });
      host = world.createHost('broker');
      await open();
      const other = { topic: 'other', partition: 3 };
      await world.finish(directory.create(other, TEST_TOPIC_ID, testLogConfig()));
      await world.finish(directory.delete(TEST_PARTITION));
      host.crash({ loseUnsynced: true });
      host.restart();
      const resources = new LogResources(host.env);
      const again = await world.finish(openTestLog(host.env, testLogConfig(), { resources }));
      expect(again.directory.get(other)?.topicId).toBe(TEST_TOPIC_ID);
      expect(again.log.logEndOffset).toBe(0);
      await world.runFor(1_000);
      expect(host.diskState.files().filter((path) => path.includes('-delete/'))).toEqual([]);
    }
  });
});

describe('a directory whose partition.metadata a crash left half written', () => {
  it('is removed when no record was ever appended, and its neighbours open', async () => {
    await open();
    host.crash();
    const { disk } = host.restart();
    for (const size of [0, 12]) {
      await world.finish(disk.makeDirectory('data/orders-1'));
      await writeFile(disk, 'data/orders-1/00000000000000000000.log', 0);
      await writeFile(disk, 'data/orders-1/partition.metadata', size);
      await open();
      expect(directory.logs.map(({ topicPartition }) => topicPartition.partition)).toEqual([0]);
      expect(await world.finish(disk.stat('data/orders-1'))).toBeUndefined();
      await world.finish(directory.close());
    }
  });

  it('is kept, and the operator asked, when it holds records', async () => {
    await open();
    await append();
    await world.finish(directory.close());
    for (const size of [0, 12]) {
      await writeFile(host.env.disk, `${DIRECTORY}/partition.metadata`, size);
      expect(await rejection(open())).toMatchObject({ code: 'CORRUPT_DATA' });
    }
    await world.finish(host.env.disk.remove(`${DIRECTORY}/partition.metadata`));
    expect(await rejection(open())).toMatchObject({ code: 'CORRUPT_DATA' });
  });

  async function writeFile(disk: Disk, path: string, size: number): Promise<void> {
    const file = await world.finish(disk.open(path, 'create'));
    await world.finish(file.truncate(0));
    if (size > 0) await world.finish(file.write([Buffer.alloc(size, 'x')], 0));
    await world.finish(file.sync());
    await world.finish(file.close());
  }
});
