import { testBatch } from '@drave/records/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { ReplicaCluster, TOPIC, type ReplicaClusterOptions } from './testing/replica-cluster.js';

/**
 * DeleteRecords takes any offset, batches travel whole: a log that begins inside a batch is a normal state, in whatever
 * way a replica gets there.
 */

const BATCH_RECORDS = 10;

let cluster: ReplicaCluster | undefined;

async function start(options: ReplicaClusterOptions = {}): Promise<ReplicaCluster> {
  cluster = await ReplicaCluster.start(options);
  return cluster;
}

afterEach(async () => {
  await cluster?.close();
  cluster = undefined;
});

async function writeBatches(c: ReplicaCluster, count: number): Promise<void> {
  for (let n = 0; n < count; n++) await c.write(...Array.from({ length: BATCH_RECORDS }, (_, at) => `${n}/${at}`));
}

async function deleteBefore(c: ReplicaCluster, offset: number): Promise<void> {
  const leader = c.leader();
  expect(leader).toBeDefined();
  if (leader !== undefined) await c.world.finish(leader.deleteRecordsBefore(offset));
}

function leave(c: ReplicaCluster, id: number, loseUnsynced = false): void {
  c.broker(id).crash({ loseUnsynced });
  c.controller.fence(id);
}

async function expectEqual(c: ReplicaCluster, startOffset: number, endOffset: number): Promise<void> {
  await c.settle();
  await c.until(
    () => c.brokers.every(({ id }) => c.partition(id).core.logStartOffset === startOffset),
    'every replica knows the start',
  );
  await c.assertReplicasEqual();
  for (const { id } of c.brokers) {
    const { core, log } = c.partition(id);
    expect(core).toMatchObject({ logStartOffset: startOffset, writtenEndOffset: endOffset });
    if (startOffset < endOffset) expect(log.leaderEpochs.entries[0]?.startOffset).toBe(startOffset);
  }
}

describe('a log start inside a batch', () => {
  it.each([0, 1, 9, 10, 11, 15, 19, 20, 21, 29, 30])(
    'an empty replica copies a log that starts at %i of 30',
    async (at) => {
      const c = await start();
      await writeBatches(c, 3);
      await c.settle();
      await deleteBefore(c, at);
      leave(c, 3, true);
      c.broker(3).host.wipeDisk();
      await c.world.finish(c.broker(3).start());
      await expectEqual(c, at, 30);
    },
  );

  it('a follower that was away while records were deleted comes back, and comes back again', async () => {
    const c = await start();
    await writeBatches(c, 1);
    await c.settle();
    leave(c, 3);
    await writeBatches(c, 2);
    await deleteBefore(c, 25);
    for (let round = 0; round < 3; round++) {
      await c.world.finish(c.broker(3).start());
      await expectEqual(c, 25, 30);
      leave(c, 3);
    }
    await c.world.finish(c.broker(3).start());
    await writeBatches(c, 1);
    await expectEqual(c, 25, 40);
  });

  it('a follower of another history that ends exactly there gives it up', async () => {
    const c = await start({ brokers: 2, minInsyncReplicas: 1 });
    await writeBatches(c, 2);
    await c.settle();
    c.world.links.partition([['broker-1'], ['broker-2']]);
    await c.produce(c.partition(1), ['x', 'x', 'x', 'x', 'x'], { acks: 1 });
    expect(c.partition(1).log.writtenEndOffset).toBe(25);
    leave(c, 1);
    await c.until(() => c.leader() === c.partition(2), 'broker 2 leads');
    await writeBatches(c, 1);
    await deleteBefore(c, 25);
    c.world.links.heal();
    await c.world.finish(c.broker(1).start());
    await expectEqual(c, 25, 30);
  });

  it('a replica that is elected while it is empty and starts there has the others start over with it', async () => {
    const c = await start({ brokers: 2, minInsyncReplicas: 1 });
    await writeBatches(c, 1);
    await c.settle();
    leave(c, 2);
    await writeBatches(c, 2);
    await deleteBefore(c, 25);
    await c.world.finish(c.broker(2).start());
    await c.until(() => c.partition(2).core.logStartOffset === 25, 'broker 2 starts over');
    c.world.links.partition([['broker-1'], ['broker-2']]);
    expect(c.partition(2).core.writtenEndOffset).toBe(25);
    c.controller.electUnclean(c.topicId, 0, 2);
    await c.until(() => c.leader() === c.broker(2).partition(c.topicId, 0), 'broker 2 leads');
    c.world.links.heal();
    await writeBatches(c, 1);
    await expectEqual(c, 25, 35);
  });

  it('a new leader whose log starts earlier serves a replica that starts later, and is empty', async () => {
    const c = await start({ minInsyncReplicas: 1 });
    await writeBatches(c, 3);
    await c.settle();
    // Broker 2 never hears of it.
    c.world.links.partition([['broker-1'], ['broker-2']]);
    await deleteBefore(c, 25);
    await c.until(() => c.partition(3).log.logStartOffset === 25, 'broker 3 hears of it');
    expect(c.partition(2).log.logStartOffset).toBe(0);
    await c.world.finish(c.partition(3).log.truncateFullyAndStartAt(25));
    leave(c, 3);
    leave(c, 1);
    await c.until(() => c.leader() === c.partition(2), 'broker 2 leads');
    await c.world.finish(c.broker(3).start());
    expect(c.partition(3).log).toMatchObject({ logStartOffset: 25, writtenEndOffset: 25 });
    await c.until(() => c.partition(3).core.writtenEndOffset === 30, 'broker 3 has the batch');
    expect(c.partition(3).log.logStartOffset).toBe(25);
    c.world.links.heal();
    await c.world.finish(c.broker(1).start());
    await c.settle();
    await c.assertReplicasEqual();
  });

  it('a compacted log whose first batches are gone, and that starts inside one of those left', async () => {
    const c = await start();
    c.controller.setConfig(TOPIC, 'cleanup.policy', 'compact,delete');
    c.controller.setConfig(TOPIC, 'min.cleanable.dirty.ratio', '0');
    c.controller.setConfig(TOPIC, 'segment.bytes', String(1024 * 1024));
    await c.run(100);
    const leader = c.partition(1);
    const value = 'x'.repeat(300_000);
    for (let n = 0; n < 12; n++) {
      const bytes = testBatch(
        ['a', 'b', 'c'].map((key) => ({ key, value, timestamp: leader.clock.wallMs() })),
        {},
      );
      const ticket = leader.append({ bytes, acks: -1, timeoutMs: 5_000, origin: 'client' });
      if (ticket.kind === 'enqueued') expect(await c.world.finish(ticket.acked)).toMatchObject({ kind: 'acked' });
    }
    await c.settle();
    for (const { id } of c.brokers) {
      const { log, highWatermark } = c.partition(id);
      await c.world.finish(log.compact(leader.clock.wallMs(), highWatermark));
    }
    const firstBatch = (await c.world.finish(
      leader.log.read(0, { upToOffset: 36, bytesMax: 1, minOneBatch: true }),
    )) as {
      readonly startOffset: number;
      readonly nextOffset: number;
    };
    expect(leader.log.logStartOffset).toBe(0);
    expect(firstBatch.startOffset).toBeGreaterThan(0);
    for (const startOffset of [0, firstBatch.startOffset - 1, firstBatch.startOffset + 1]) {
      if (startOffset > 0) await deleteBefore(c, startOffset);
      leave(c, 3, true);
      c.broker(3).host.wipeDisk();
      await c.world.finish(c.broker(3).start());
      await c.settle();
      await c.until(() => c.partition(3).core.logStartOffset === startOffset, 'broker 3 knows the start');
      await c.assertReplicasEqual();
    }
  });

  it('damage in the first batch: the replica starts over inside it', async () => {
    const c = await start();
    await writeBatches(c, 3);
    await c.settle();
    await deleteBefore(c, 25);
    await c.until(() => c.partition(3).log.logStartOffset === 25, 'broker 3 hears of it');
    const { log } = c.partition(3);
    c.partition(3).reportCorruption({ offset: 25, path: 'a file', position: 0, reason: 'the test says so' });
    await c.until(() => log.writtenEndOffset === 25, 'the damage is cut');
    await expectEqual(c, 25, 30);
  });

  it('no room for the first batch: the replica waits, and goes on', async () => {
    const c = await start();
    const large = Array.from({ length: BATCH_RECORDS }, () => 'x'.repeat(500));
    for (let n = 0; n < 3; n++) await c.write(...large);
    await c.settle();
    await deleteBefore(c, 25);
    leave(c, 3);
    c.broker(3).host.wipeDisk();
    await c.world.finish(c.broker(3).start());
    const startOf3 = () => c.broker(3).partition(c.topicId, 0)?.core.logStartOffset;
    await c.until(() => startOf3() === 25, 'broker 3 starts over');
    const { host } = c.broker(3);
    host.diskFaults({ capacityBytes: host.diskState.usedBytes + 2_000 });
    await c.run(1_000);
    expect(c.partition(3).core).toMatchObject({ logStartOffset: 25, writtenEndOffset: 25, roleKind: 'follower' });
    host.diskFaults({ capacityBytes: Number.POSITIVE_INFINITY });
    await expectEqual(c, 25, 30);
  });

  it.each([false, true])('a stop at any moment of it is survived, with the power lost: %s', async (loseUnsynced) => {
    let interrupted = 0;
    for (let events = 1; events <= 120; events += 9) {
      const c = await start();
      await writeBatches(c, 3);
      await c.settle();
      await deleteBefore(c, 25);
      leave(c, 3, true);
      c.broker(3).host.wipeDisk();
      await c.world.finish(c.broker(3).start());
      let count = 0;
      await c.world.runUntil(() => ++count > events, 1_000);
      if (c.broker(3).partition(c.topicId, 0)?.core.writtenEndOffset !== 30) interrupted++;
      leave(c, 3, loseUnsynced);
      await c.world.finish(c.broker(3).start());
      await expectEqual(c, 25, 30);
      await c.close();
    }
    expect(interrupted).toBeGreaterThan(2);
  });
});
