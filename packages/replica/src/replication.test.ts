import { afterEach, describe, expect, it } from 'vitest';
import { ReplicaCluster, type ReplicaClusterOptions } from './testing/replica-cluster.js';

let cluster: ReplicaCluster | undefined;

async function start(options: ReplicaClusterOptions = {}): Promise<ReplicaCluster> {
  cluster = await ReplicaCluster.start(options);
  return cluster;
}

afterEach(async () => {
  await cluster?.close();
  cluster = undefined;
});

describe('replication', () => {
  it('acknowledges acks=all when every in-sync replica has the records, and all replicas end up equal', async () => {
    const c = await start();
    for (let n = 0; n < 20; n++) expect(await c.write(`a${n}`, `b${n}`)).toBe(n * 2);
    await c.settle();
    await c.assertReplicasEqual();
    expect(await c.values(c.partition(3))).toHaveLength(40);
    expect(c.partition(2).highWatermark).toBe(40);
  });

  it('replicates many partitions over one stream, in rotation', async () => {
    const c = await start({ partitions: 12 });
    await c.until(
      () => Array.from({ length: 12 }, (_, p) => c.leader(p)).every((leader) => leader !== undefined),
      'leaders',
    );
    const sends = [];
    for (let n = 0; n < 10; n++)
      for (let p = 0; p < 12; p++) {
        const leader = c.leader(p);
        if (leader !== undefined) sends.push(c.send(leader, [`${p}/${n}`, 'x'.repeat(5_000)]));
      }
    const results = await c.world.finish(Promise.all(sends));
    expect(results.every((result) => result.kind === 'acked')).toBe(true);
    for (let p = 0; p < 12; p++) {
      await c.settle(p);
      await c.assertReplicasEqual(p);
    }
  });

  it('moves the leadership and goes on', async () => {
    const c = await start();
    await c.write('one');
    await c.settle();
    c.controller.lead(c.topicId, 0, 2);
    await c.until(() => c.leader() === c.partition(2), 'broker 2 leads');
    await c.write('two');
    await c.settle();
    expect(await c.values(c.partition(1))).toEqual(['one', 'two']);
    expect(await c.epochs(c.partition(3))).toEqual([0, 1]);
  });

  it('takes a crashed follower out of the ISR, goes on, and lets it back in', async () => {
    const c = await start();
    await c.write('one');
    c.broker(3).crash({ loseUnsynced: false });
    c.controller.fence(3);
    await c.write('two');
    expect(c.isr()).toEqual([1, 2]);
    await c.world.finish(c.broker(3).start());
    await c.settle();
    await c.assertReplicasEqual();
  });

  it('expels a follower that is cut off, without the controller noticing', async () => {
    const c = await start();
    await c.write('one');
    c.world.links.partition([['broker-1'], ['broker-3']]);
    const leader = c.partition(1);
    const result = await c.produce(leader, ['two'], { timeoutMs: 10_000 });
    expect(result.kind).toBe('acked');
    expect(c.isr()).toEqual([1, 2]);
    c.world.links.heal();
    await c.settle();
  });

  it('elects a follower after a crash of the leader, and nothing acknowledged is lost', async () => {
    const c = await start();
    for (let n = 0; n < 10; n++) await c.write(`v${n}`);
    c.broker(1).crash({ loseUnsynced: true });
    c.controller.fence(1);
    await c.until(() => c.leader() !== undefined, 'a new leader');
    await c.write('after');
    await c.world.finish(c.broker(1).start());
    await c.settle();
    await c.assertReplicasEqual();
    expect(await c.values(c.partition(1))).toEqual([...Array.from({ length: 10 }, (_, n) => `v${n}`), 'after']);
  });

  it('survives the loss of everything un-synced on one replica after the other', async () => {
    const c = await start();
    const expected: string[] = [];
    for (let round = 0; round < 6; round++) {
      expected.push(`v${round}`);
      await c.write(`v${round}`);
      const id = (round % 3) + 1;
      c.broker(id).crash({ loseUnsynced: true });
      c.controller.fence(id);
      await c.until(() => c.leader() !== undefined, 'a leader');
      await c.world.finish(c.broker(id).start());
      await c.settle();
    }
    expect(await c.values(c.partition(2))).toEqual(expected);
    await c.assertReplicasEqual();
  });

  it('keeps the high watermark over an orderly restart of everything', async () => {
    const c = await start();
    await c.write('one', 'two');
    await c.settle();
    for (const broker of c.brokers) await c.world.finish(broker.stop());
    for (const broker of c.brokers) await c.world.finish(broker.start());
    await c.until(() => c.leader() !== undefined, 'a leader');
    expect(c.leader()?.highWatermark).toBe(2);
    await c.write('three');
    await c.settle();
  });
});

describe('acknowledgements', () => {
  it('refuses acks=all before writing when too few replicas are in sync', async () => {
    const c = await start();
    for (const id of [2, 3]) {
      c.broker(id).crash({ loseUnsynced: false });
      c.controller.fence(id);
    }
    const leader = c.partition(1);
    await c.until(() => leader.core.leader?.isr.committed.length === 1, 'the leader knows');
    expect(await c.produce(leader, ['x'])).toMatchObject({ kind: 'failed', error: 'NOT_ENOUGH_REPLICAS' });
    expect(leader.log.logEndOffset).toBe(0);
    expect(await c.produce(leader, ['y'], { acks: 1 })).toMatchObject({ kind: 'acked', baseOffset: 0 });
    // The record is written, but it is nothing that a consumer may count on.
    expect(leader.highWatermark).toBe(0);
  });

  it('tells that too few replicas were left after the append', async () => {
    const c = await start();
    const leader = c.partition(1);
    c.world.links.partition([['broker-1'], ['broker-2', 'broker-3']]);
    const sent = c.send(leader, ['x'], { timeoutMs: 6_000 });
    c.controller.fence(2);
    c.controller.fence(3);
    expect(await c.world.finish(sent)).toMatchObject({ kind: 'failed', error: 'NOT_ENOUGH_REPLICAS_AFTER_APPEND' });
  });

  it('times out without an answer of the replicas, outcome unknown', async () => {
    const c = await start();
    c.world.links.partition([['broker-1'], ['broker-2', 'broker-3']]);
    const result = await c.produce(c.partition(1), ['x'], { timeoutMs: 300 });
    expect(result).toMatchObject({ kind: 'failed', error: 'REQUEST_TIMED_OUT' });
  });

  it('A21: tells a waiting producer when the leadership ends', async () => {
    const c = await start();
    c.world.links.partition([['broker-1'], ['broker-2', 'broker-3']]);
    const sent = c.send(c.partition(1), ['x']);
    await c.run(50);
    c.controller.lead(c.topicId, 0, 2);
    expect(await c.world.finish(sent)).toMatchObject({ kind: 'failed', error: 'NOT_LEADER_OR_FOLLOWER' });
    c.world.links.heal();
    await c.until(() => c.leader() !== undefined, 'a leader');
    await c.write('y');
    await c.settle();
    expect(await c.values(c.partition(1))).toEqual(['y']);
  });

  it('refuses garbage with one clear error and keeps nothing of it', async () => {
    const c = await start();
    const leader = c.partition(1);
    const ticket = leader.append({ bytes: Buffer.alloc(200, 7), acks: -1, timeoutMs: 100, origin: 'client' });
    expect(ticket).toMatchObject({ kind: 'failed', error: 'CORRUPT_MESSAGE' });
    expect(leader.log.logEndOffset).toBe(0);
    expect(await c.produce(leader, ['x'.repeat(2_000_000)])).toMatchObject({ error: 'MESSAGE_TOO_LARGE' });
    expect(await c.write('fine')).toBe(0);
  });
});

describe('idempotent producers', () => {
  const producer = (baseSequence: number, producerEpoch = 0) => ({ producerId: 7, producerEpoch, baseSequence });

  it('D1: a retry gets the original offset, also from the next leader', async () => {
    const c = await start();
    const first = await c.produce(c.partition(1), ['a', 'b'], { batch: producer(0) });
    expect(first).toMatchObject({ kind: 'acked', baseOffset: 0, duplicate: false });
    expect(await c.produce(c.partition(1), ['a', 'b'], { batch: producer(0) })).toMatchObject({
      kind: 'acked',
      baseOffset: 0,
      lastOffset: 1,
      duplicate: true,
    });
    await c.settle();
    c.controller.lead(c.topicId, 0, 2);
    await c.until(() => c.leader() === c.partition(2), 'broker 2 leads');
    expect(await c.produce(c.partition(2), ['a', 'b'], { batch: producer(0) })).toMatchObject({ baseOffset: 0 });
    expect(c.partition(2).log.logEndOffset).toBe(2);
  });

  it('D1: a retry of what is not acknowledged yet waits as the original does', async () => {
    const c = await start();
    c.world.links.partition([['broker-1'], ['broker-2', 'broker-3']]);
    const first = c.send(c.partition(1), ['a'], { batch: producer(0), timeoutMs: 30_000 });
    const retry = c.send(c.partition(1), ['a'], { batch: producer(0), timeoutMs: 30_000 });
    let answered = false;
    void retry.then(() => {
      answered = true;
    });
    await c.run(100);
    expect(answered).toBe(false);
    c.world.links.heal();
    expect(await c.world.finish(first)).toMatchObject({ kind: 'acked', baseOffset: 0 });
    expect(await c.world.finish(retry)).toMatchObject({ kind: 'acked', baseOffset: 0, duplicate: true });
    expect(c.partition(1).log.logEndOffset).toBe(1);
  });

  it('refuses a gap and an older epoch, accepts a newer one from sequence 0', async () => {
    const c = await start();
    await c.produce(c.partition(1), ['a'], { batch: producer(0) });
    expect(await c.produce(c.partition(1), ['c'], { batch: producer(2) })).toMatchObject({
      error: 'OUT_OF_ORDER_SEQUENCE_NUMBER',
    });
    expect(await c.produce(c.partition(1), ['b'], { batch: producer(0, 1) })).toMatchObject({ baseOffset: 1 });
    expect(await c.produce(c.partition(1), ['z'], { batch: producer(1, 0) })).toMatchObject({
      error: 'INVALID_PRODUCER_EPOCH',
    });
  });

  it('remembers sequences over a crash', async () => {
    const c = await start();
    for (let n = 0; n < 8; n++) await c.produce(c.partition(1), [`v${n}`], { batch: producer(n) });
    await c.settle();
    c.broker(1).crash({ loseUnsynced: false });
    c.controller.fence(1);
    await c.world.finish(c.broker(1).start());
    await c.settle();
    c.controller.lead(c.topicId, 0, 1);
    await c.until(() => c.leader() === c.partition(1), 'broker 1 leads');
    expect(await c.produce(c.partition(1), ['v6'], { batch: producer(6) })).toMatchObject({
      baseOffset: 6,
      duplicate: true,
    });
    expect(await c.produce(c.partition(1), ['v8'], { batch: producer(8) })).toMatchObject({ baseOffset: 8 });
  });
});
