import { afterEach, describe, expect, it } from 'vitest';
import { NO_LEADER } from '@drave/metadata';
import { testBatch } from '@drave/records/testing';
import { findOffset, readForConsumer } from './consumer-read.js';
import type { FetchedOutcome } from './follower-log.js';
import { ReplicaCluster, TOPIC, type ReplicaClusterOptions } from './testing/replica-cluster.js';

/** The rows of docs/faults.md that whole replicas can play, one test a row. */

let cluster: ReplicaCluster | undefined;

async function start(options: ReplicaClusterOptions = {}): Promise<ReplicaCluster> {
  cluster = await ReplicaCluster.start(options);
  return cluster;
}

afterEach(async () => {
  await cluster?.close();
  cluster = undefined;
});

const wholeRead = {
  currentLeaderEpoch: undefined,
  lastFetchedEpoch: undefined,
  isolation: 'readUncommitted',
  bytesMax: 100_000,
  minOneBatch: true,
  followerAllowed: false,
} as const;

async function lead(c: ReplicaCluster, id: number): Promise<void> {
  c.controller.lead(c.topicId, 0, id);
  await c.until(() => c.leader() === c.broker(id).partition(c.topicId, 0), `broker ${id} leads`);
}

async function restart(c: ReplicaCluster, id: number): Promise<void> {
  await c.world.finish(c.broker(id).start());
}

describe('A: replication and truncation', () => {
  it('A1: a follower that restarts with a record above its high watermark does not cut it off', async () => {
    const c = await start({ brokers: 2, minInsyncReplicas: 1 });
    await c.write('m1');
    await c.settle();
    // The record reaches the follower, the message that it is committed does not.
    const acked = c.send(c.partition(1), ['m2']);
    await c.until(() => c.partition(2).log.writtenEndOffset === 2, 'the follower has it');
    expect(c.partition(2).highWatermark).toBe(1);
    expect(await c.world.finish(acked)).toMatchObject({ kind: 'acked' });
    c.world.links.partition([['broker-1'], ['broker-2']]);
    c.broker(2).crash({ loseUnsynced: false });
    await restart(c, 2);
    c.broker(1).crash({ loseUnsynced: true });
    c.controller.fence(1);
    c.world.links.heal();
    await c.until(() => c.leader() === c.partition(2), 'broker 2 leads');
    expect(await c.values(c.partition(2))).toEqual(['m1', 'm2']);
    await restart(c, 1);
    await c.settle();
    await c.assertReplicasEqual();
  });

  it('A2: two fast failovers: a replica cuts an epoch that the next leader never had', async () => {
    const c = await start({ brokers: 2, minInsyncReplicas: 1 });
    await c.write('m1');
    await c.settle();
    c.world.links.partition([['broker-1'], ['broker-2']]);
    c.broker(1).crash({ loseUnsynced: false });
    c.controller.fence(1);
    await c.until(() => c.leader() === c.partition(2), 'broker 2 leads');
    // This epoch is broker 2's alone; it is never acknowledged to a client as replicated, and broker 1 comes back
    // uncleanly elected.
    await c.produce(c.partition(2), ['only-on-2', 'only-on-2b'], { acks: 1 });
    c.broker(2).crash({ loseUnsynced: false });
    c.controller.fence(2);
    await restart(c, 1);
    c.controller.electUnclean(c.topicId, 0, 1);
    await c.until(() => c.leader() === c.partition(1), 'broker 1 leads');
    await c.write('m2', 'm3', 'm4');
    c.world.links.heal();
    await restart(c, 2);
    await c.settle();
    await c.assertReplicasEqual();
    expect(await c.values(c.partition(2))).toEqual(['m1', 'm2', 'm3', 'm4']);
  });

  it('A3: many elections without data leave no conflict behind', async () => {
    const c = await start({ brokers: 3 });
    await c.write('m1');
    await c.settle();
    for (const id of [2, 3, 1, 3, 2, 1]) {
      c.world.links.partition([['broker-1'], ['broker-2'], ['broker-3']]);
      await lead(c, id);
      c.world.links.heal();
      await c.run(20);
    }
    await c.write('m2');
    await c.settle();
    for (const id of [1, 2, 3]) expect(await c.values(c.partition(id))).toEqual(['m1', 'm2']);
  });

  it('A3: a leadership without records hides nothing from what an older epoch left elsewhere', async () => {
    const c = await start();
    await c.write('m1');
    await c.settle();
    c.world.links.partition([['broker-1'], ['broker-2'], ['broker-3']]);
    await c.produce(c.partition(1), ['m2', 'm3'], { acks: 1 });
    await lead(c, 2);
    // Broker 1 never fetched in the epoch of broker 2: its records of before are still there when it leads again.
    await lead(c, 1);
    c.world.links.heal();
    await c.write('m4');
    await c.settle();
    await c.assertReplicasEqual();
    expect(await c.values(c.partition(2))).toEqual(['m1', 'm2', 'm3', 'm4']);
    expect(await c.epochs(c.partition(2))).toEqual([0, 0, 2]);
    expect(c.partition(2).log.leaderEpochs.entries).toEqual(c.partition(1).log.leaderEpochs.entries);
  });

  it('A4: an ex-leader with an uncommitted tail truncates before it takes the new high watermark', async () => {
    const c = await start();
    await c.write('m1');
    await c.settle();
    c.world.links.partition([['broker-1'], ['broker-2', 'broker-3']]);
    const lost = c.send(c.partition(1), ['never', 'acked', 'at-all'], { timeoutMs: 60_000 });
    await c.run(10);
    // Broker 1 keeps leading: it hears nothing of the election.
    c.broker(1).deaf = true;
    c.controller.lead(c.topicId, 0, 2);
    await c.until(() => c.partition(2).isLeader, 'broker 2 leads');
    const reads: string[][] = [];
    await c.produce(c.partition(2), ['m2', 'm3', 'm4', 'm5'], { acks: 1 });
    c.world.onAfterEvent(() => {
      const partition = c.broker(1).partition(c.topicId, 0);
      // Whatever the ex-leader would let a reader see belongs to the true history.
      if (partition !== undefined && partition.highWatermark > 1) reads.push([String(partition.highWatermark)]);
    });
    c.broker(1).deaf = false;
    c.broker(1).deliverMetadata();
    c.world.links.heal();
    await c.settle();
    expect(await c.world.finish(lost)).toMatchObject({ error: 'NOT_LEADER_OR_FOLLOWER' });
    expect(await c.values(c.partition(1))).toEqual(['m1', 'm2', 'm3', 'm4', 'm5']);
    await c.assertReplicasEqual();
    expect(reads.length).toBeGreaterThan(0);
  });

  it('A5: a follower below the log start of its leader starts over there, and can lead afterwards', async () => {
    const c = await start({ brokers: 2, minInsyncReplicas: 1 });
    await c.write('m0');
    await c.settle();
    c.broker(2).crash({ loseUnsynced: false });
    c.controller.fence(2);
    for (let n = 1; n < 10; n++) await c.write(`m${n}`);
    await c.world.finish(c.partition(1).deleteRecordsBefore(8));
    await restart(c, 2);
    await c.settle();
    expect(c.partition(2).log.logStartOffset).toBe(8);
    expect(c.partition(2).core.logStartOffset).toBe(8);
    await lead(c, 2);
    await c.write('m10');
    await c.settle();
    expect((await c.values(c.partition(1), 11)).slice(8)).toEqual(['m8', 'm9', 'm10']);
  });

  it('A8: what is on its way for an earlier position is never appended at a later one', async () => {
    const c = await start();
    const sends = [];
    const sent: number[] = [];
    for (let n = 0; n < 30; n++) {
      const leader = c.leader();
      if (leader !== undefined) {
        sends.push(c.send(leader, [`v${n}`], { timeoutMs: 2_000 }));
        sent.push(n);
      }
      await c.run(1);
      if (n % 5 === 4) c.controller.lead(c.topicId, 0, (n % 3) + 1 === c.leaderId() ? ((n + 1) % 3) + 1 : (n % 3) + 1);
    }
    const results = await c.world.finish(Promise.all(sends));
    await c.settle();
    await c.assertReplicasEqual();
    const values = await c.values(c.partition(1));
    const acked = results.flatMap((result, at) =>
      result.kind === 'acked' ? [{ found: values[result.baseOffset], written: `v${sent[at]}` }] : [],
    );
    expect(acked.length).toBeGreaterThan(0);
    expect(acked.filter(({ found, written }) => found !== written)).toEqual([]);
  });

  it('A12, A13: the last replica standing acknowledges nothing and its loss loses nothing', async () => {
    const c = await start();
    await c.write('m1');
    await c.settle();
    for (const id of [2, 3]) {
      c.broker(id).crash({ loseUnsynced: false });
      c.controller.fence(id);
    }
    const alone = c.partition(1);
    await c.until(() => alone.core.leader?.isr.committed.length === 1, 'it stands alone');
    expect(await c.produce(alone, ['x'])).toMatchObject({ error: 'NOT_ENOUGH_REPLICAS' });
    await c.produce(alone, ['y'], { acks: 1 });
    expect(alone.highWatermark).toBe(1);
    c.broker(1).crash({ loseUnsynced: true });
    c.controller.fence(1);
    await restart(c, 1);
    await restart(c, 2);
    await restart(c, 3);
    await c.settle();
    expect((await c.values(c.partition(2)))[0]).toBe('m1');
    await c.assertReplicasEqual();
  });

  it('A15: after an unclean election a consumer learns that its history is gone', async () => {
    const c = await start({ brokers: 2, minInsyncReplicas: 1 });
    await c.write('m1');
    await c.settle();
    c.broker(2).crash({ loseUnsynced: false });
    c.controller.fence(2);
    await c.write('m2', 'm3');
    c.broker(1).crash({ loseUnsynced: false });
    c.controller.fence(1);
    await restart(c, 2);
    c.controller.electUnclean(c.topicId, 0, 2);
    await c.until(() => c.leader() === c.partition(2), 'broker 2 leads');
    await c.write('other');
    const read = await c.world.finish(
      readForConsumer(c.partition(2), {
        fetchOffset: 3,
        currentLeaderEpoch: undefined,
        lastFetchedEpoch: 0,
        isolation: 'readUncommitted',
        bytesMax: 1_000,
        minOneBatch: true,
        followerAllowed: false,
      }),
    );
    expect(read).toMatchObject({ kind: 'data', byteLength: 0, diverging: { epoch: 0, endOffset: 1 } });
    await restart(c, 1);
    await c.settle();
    await c.assertReplicasEqual();
  });

  it('A17: retention never removes what is not committed', async () => {
    const c = await start();
    await c.write('m1');
    await c.settle();
    c.world.links.partition([['broker-1'], ['broker-2', 'broker-3']]);
    void c.send(c.partition(1), ['m2'], { timeoutMs: 100 });
    await c.run(200);
    const { log, highWatermark } = c.partition(1);
    await c.world.finish(log.tickRetention(c.partition(1).clock.wallMs() + 1e12, highWatermark));
    expect(log.logStartOffset).toBeLessThanOrEqual(highWatermark);
    c.world.links.heal();
    await c.settle();
  });

  it('A18: an out-of-range answer during a change of leaders empties nothing', async () => {
    const c = await start();
    for (let n = 0; n < 10; n++) await c.write(`m${n}`);
    await c.settle();
    const follower = c.partition(3);
    // An answer of an epoch that is over, and one for a log that ends beyond the leader's start.
    await c.world.finish(follower.follower.restartAt(0, 5));
    c.controller.lead(c.topicId, 0, 2);
    await c.until(() => follower.leaderEpoch === 1, 'the follower follows broker 2');
    await c.world.finish(follower.follower.restartAt(0, 500));
    expect(follower.log.writtenEndOffset).toBe(10);
    await c.write('m10');
    await c.settle();
    await c.assertReplicasEqual();
  });

  it('A22, E12: a new leader does not make up the end of the log', async () => {
    const c = await start();
    await c.write('m1', 'm2');
    await c.settle();
    c.world.links.partition([['broker-1'], ['broker-2'], ['broker-3']]);
    await c.until(() => c.partition(2).core.roleKind === 'follower', 'broker 2 follows');
    // The new leader's checkpointed high watermark is old: no leader has told it since.
    c.controller.lead(c.topicId, 0, 2);
    await c.until(() => c.partition(2).isLeader, 'broker 2 leads');
    await c.produce(c.partition(2), ['m3'], { acks: 1 });
    const before = await c.world.finish(findOffset(c.partition(2), { kind: 'latest' }, undefined, 'readUncommitted'));
    expect(before).toMatchObject({ kind: 'found', offset: 2 });
    c.world.links.heal();
    await c.settle();
    const after = await c.world.finish(findOffset(c.partition(2), { kind: 'latest' }, undefined, 'readUncommitted'));
    expect(after).toMatchObject({ kind: 'found', offset: 3 });
  });
});

describe('B: ISR, controller, registration', () => {
  it('B4: a replica that lost data and registered anew is not admitted on the word of its old incarnation', async () => {
    const c = await start();
    await c.write('m1');
    await c.settle();
    const oldEpoch = c.broker(3).brokerEpoch;
    c.broker(3).crash({ loseUnsynced: true });
    c.controller.fence(3);
    await c.write('m2');
    c.world.links.partition([['broker-3'], ['broker-1', 'broker-2']]);
    await restart(c, 3);
    await c.run(50);
    const leader = c.partition(1);
    leader.step({
      kind: 'followerFetched',
      replicaId: 3,
      brokerEpoch: oldEpoch,
      leaderEpoch: leader.leaderEpoch,
      fetchOffset: leader.log.writtenEndOffset,
      logStartOffset: leader.log.logStartOffset,
      nowMs: leader.nowMs(),
    });
    await c.run(500);
    expect(c.isr()).toEqual([1, 2]);
    c.world.links.heal();
    await c.settle();
    await c.assertReplicasEqual();
  });

  it('B9: an append waits no longer than the ISR takes to shrink', async () => {
    const c = await start();
    await c.write('m1');
    c.world.links.partition([['broker-1', 'broker-2'], ['broker-3']]);
    const sent = c.send(c.partition(1), ['m2'], { timeoutMs: 60_000 });
    c.controller.fence(3);
    expect(await c.world.finish(sent, 1_000)).toMatchObject({ kind: 'acked' });
    c.controller.unfence(3);
    c.world.links.heal();
    await c.settle();
  });

  it('B11: metadata is applied to the very end of a shutdown', async () => {
    const c = await start();
    await c.write('m1');
    await c.settle();
    const closing = c.broker(1).stop();
    c.controller.lead(c.topicId, 0, 2);
    await c.world.finish(closing);
    await c.until(() => c.leader() === c.partition(2), 'broker 2 leads');
    await c.write('m2');
    await restart(c, 1);
    await c.settle();
    expect(await c.values(c.partition(1))).toEqual(['m1', 'm2']);
  });

  it('B17: a start deletes no valid replica', async () => {
    const c = await start({ partitions: 3 });
    await c.write('m1');
    await c.settle();
    for (let round = 0; round < 3; round++) {
      c.broker(2).crash({ loseUnsynced: false });
      c.controller.fence(2);
      await restart(c, 2);
      await c.run(100);
      expect(await c.values(c.partition(2))).toEqual(['m1']);
    }
    expect(
      c
        .broker(2)
        .host.diskState.files()
        .some((path) => path.includes('-delete')),
    ).toBe(false);
    await c.settle();
  });

  it('B18: a topic made anew under its old name meets nothing of the old one', async () => {
    const c = await start();
    for (let n = 0; n < 5; n++) await c.write(`old${n}`);
    await c.settle();
    c.broker(3).crash({ loseUnsynced: false });
    c.controller.fence(3);
    c.controller.deleteTopic(TOPIC);
    await c.run(50);
    c.topicId = c.controller.createTopic({ name: TOPIC, partitions: 1, replicas: [1, 2, 3], minInsyncReplicas: 2 });
    await c.until(() => c.leader() !== undefined, 'a leader');
    await restart(c, 3);
    await c.until(() => c.broker(3).partition(c.topicId, 0) !== undefined, 'broker 3 has the new one');
    await c.write('new');
    await c.settle();
    for (const id of [1, 2, 3]) expect(await c.values(c.partition(id))).toEqual(['new']);
  });

  it('B18: the high watermark of a deleted topic does not come back with its name', async () => {
    const c = await start({ minInsyncReplicas: 3 });
    for (let n = 0; n < 5; n++) await c.write(`old${n}`);
    await c.settle();
    await c.run(3_000);
    c.controller.deleteTopic(TOPIC);
    await c.run(20);
    c.topicId = c.controller.createTopic({ name: TOPIC, partitions: 1, replicas: [1, 2, 3], minInsyncReplicas: 3 });
    await c.until(() => c.leader() !== undefined, 'a leader');
    c.world.links.partition([['broker-1'], ['broker-2', 'broker-3']]);
    await c.produce(c.partition(1), ['x', 'y', 'z'], { acks: 1 });
    c.broker(1).crash({ loseUnsynced: false });
    await restart(c, 1);
    await c.until(() => c.broker(1).partition(c.topicId, 0)?.isLeader === true, 'broker 1 is back');
    expect(c.partition(1).highWatermark).toBe(0);
    c.world.links.heal();
    await c.settle();
  });

  it('a partition without a leader keeps its replicas and fetches from nobody', async () => {
    const c = await start();
    await c.write('m1');
    await c.settle();
    for (const broker of c.brokers) c.controller.fence(broker.id);
    await c.run(200);
    expect(c.leaderId()).toBe(NO_LEADER);
    expect(c.partition(2).core.followedLeaderId).toBeUndefined();
    for (const broker of c.brokers) c.controller.unfence(broker.id);
    await c.settle();
    await c.write('m2');
  });
});

describe('F: storage', () => {
  it('flush.messages: a write whose sync fails is never acknowledged', async () => {
    const c = await start({ brokers: 1, minInsyncReplicas: 1 });
    c.controller.setConfig(TOPIC, 'flush.messages', '1');
    await c.run(50);
    await c.write('synced');
    const partition = c.partition(1);
    c.broker(1).host.diskState.failNext('sync', 1, '.log');
    const results = await Promise.all([
      c.produce(partition, ['lost'], { acks: 1 }),
      c.produce(partition, ['lost too'], { acks: -1 }),
    ]);
    expect(results.map((result) => (result.kind === 'failed' ? result.error : result.kind))).toEqual([
      'KAFKA_STORAGE_ERROR',
      'KAFKA_STORAGE_ERROR',
    ]);
    expect(partition.core.writtenEndOffset).toBe(1);
    expect(partition.highWatermark).toBe(1);
  });

  it('F7: a full disk refuses writes, and they work again when there is room', async () => {
    const c = await start();
    await c.write('m1');
    await c.settle();
    const { diskState } = c.broker(1).host;
    c.broker(1).host.diskFaults({ capacityBytes: diskState.usedBytes + 10 });
    const result = await c.produce(c.partition(1), ['m2'.padEnd(500, '.')]);
    expect(result).toMatchObject({ kind: 'failed', error: 'DISK_FULL' });
    expect(c.partition(1).isLeader).toBe(true);
    c.broker(1).host.diskFaults({ capacityBytes: Number.POSITIVE_INFINITY });
    expect(await c.write('m3')).toBe(1);
    await c.settle();
    await c.assertReplicasEqual();
  });

  it('F7: a follower with a full disk falls behind and catches up when there is room', async () => {
    const c = await start();
    await c.write('m1');
    await c.settle();
    const { diskState } = c.broker(3).host;
    c.broker(3).host.diskFaults({ capacityBytes: diskState.usedBytes + 10 });
    for (let n = 0; n < 5; n++) {
      const result = await c.produce(c.partition(1), ['m2'.padEnd(500, '.')], { timeoutMs: 20_000 });
      expect(result).toMatchObject({ kind: 'acked' });
    }
    expect(c.isr()).toEqual([1, 2]);
    c.broker(3).host.diskFaults({ capacityBytes: Number.POSITIVE_INFINITY });
    await c.settle();
    await c.assertReplicasEqual();
  });

  it('F7: a follower is quiet only when what found no room is taken back, whatever came after it', async () => {
    const c = await start();
    await c.write('m1');
    await c.settle();
    const { host } = c.broker(3);
    const { follower, log, core, highWatermark } = c.partition(3);
    host.diskFaults({ capacityBytes: host.diskState.usedBytes, latencyMs: 5 });
    const append = (fetchOffset: number): Promise<FetchedOutcome> => {
      const place = { baseOffset: fetchOffset, partitionLeaderEpoch: core.leaderEpoch };
      const records = [testBatch([{ value: 'x'.repeat(500) }], place)];
      return follower.append({ leaderEpoch: core.leaderEpoch, fetchOffset, records, highWatermark, logStartOffset: 0 });
    };
    const first = append(1);
    await c.until(() => log.appendRefusal !== undefined, 'the write is being taken back');
    const second = append(2);
    await c.world.finish(follower.quiesce());
    expect([follower.isWriting, log.logEndOffset, log.writtenEndOffset]).toEqual([false, 1, 1]);
    expect((await c.world.finish(Promise.all([first, second]))).map(({ kind }) => kind)).toEqual(['retry', 'retry']);
  });

  it('F6, B25: a failed write takes the directory offline; nothing after it is acknowledged', async () => {
    const c = await start({ broker: { paths: ['d1', 'd2'] }, partitions: 4 });
    await c.write('m1');
    await c.settle();
    const failing = c.partition(1).log.directoryId;
    const path = c.broker(1).manager?.directories.byId(failing)?.path ?? '';
    c.broker(1).host.diskState.failNext('write', 1, `${path}/`);
    const first = c.send(c.partition(1), ['m2']);
    const second = c.send(c.partition(1), ['m3']);
    expect(await c.world.finish(first)).toMatchObject({ kind: 'failed' });
    expect(await c.world.finish(second)).toMatchObject({ kind: 'failed' });
    expect(c.broker(1).manager?.offlineDirectoryIds).toEqual([failing]);
    expect(c.partition(1).core.roleKind).toBe('offline');
    // Only what lies in that directory is gone.
    const others = [0, 1, 2, 3].filter((p) => c.partition(1, p).log.directoryId !== failing);
    expect(others.length).toBeGreaterThan(0);
    for (const p of others) expect(c.partition(1, p).core.roleKind).not.toBe('offline');
  });

  it('F2, F3: a flipped bit below the high watermark is never served or spread; the replica leaves and refetches', async () => {
    const c = await start();
    for (let n = 0; n < 8; n++) await c.write(`m${n}`.padEnd(3_000, '.'));
    await c.settle();
    // Push the damaged part out of the memory tail, so that it is read from the disk.
    for (let n = 8; n < 20; n++) await c.write(`m${n}`.padEnd(3_000, '.'));
    await c.settle();
    const path = c
      .broker(1)
      .host.diskState.files()
      .find((name) => name.endsWith('.log'));
    c.broker(1).host.diskState.flipBit(path ?? '', 5_000, 3);
    const readAt = async (fetchOffset: number) =>
      c.world.finish(readForConsumer(c.partition(1), { ...wholeRead, fetchOffset }));
    const first = await readAt(0);
    // Only what is sound is served, and what follows it is an error; never the damage.
    expect(first.kind === 'failed' || first.nextOffset <= 1).toBe(true);
    expect(await readAt(1)).toMatchObject({ kind: 'failed', error: 'KAFKA_STORAGE_ERROR' });
    await c.until(() => c.leaderId() !== 1, 'another leader');
    await c.settle();
    await c.assertReplicasEqual();
    expect((await c.values(c.partition(1)))[1]?.startsWith('m1')).toBe(true);
  });

  it('F2: the last complete replica keeps its damaged data and says so', async () => {
    const c = await start({ brokers: 1, minInsyncReplicas: 1 });
    for (let n = 0; n < 12; n++) await c.write(`m${n}`.padEnd(3_000, '.'));
    const path = c
      .broker(1)
      .host.diskState.files()
      .find((name) => name.endsWith('.log'));
    c.broker(1).host.diskState.flipBit(path ?? '', 100, 3);
    await c.world.finish(readForConsumer(c.partition(1), { ...wholeRead, fetchOffset: 0 }));
    await c.until(() => c.partition(1).core.roleKind === 'offline', 'the replica is offline');
    expect(c.broker(1).host.diskState.fileBytes(path ?? '')?.length).toBeGreaterThan(30_000);
  });

  it('F14: a leader that slept through its deposition acknowledges nothing and truncates', async () => {
    const c = await start();
    await c.write('m1');
    await c.settle();
    c.broker(1).host.pause();
    c.controller.fence(1);
    await c.until(() => c.leader() !== undefined && c.leaderId() !== 1, 'another leader');
    await c.write('m2');
    const stale = c.send(c.partition(1), ['stale'], { timeoutMs: 3_000 });
    c.broker(1).host.resume();
    c.controller.unfence(1);
    expect((await c.world.finish(stale)).kind).toBe('failed');
    await c.settle();
    expect(await c.values(c.partition(1))).toEqual(['m1', 'm2']);
  });
});
