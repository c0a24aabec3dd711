import { afterEach, describe, expect, it } from 'vitest';
import { ReplicaCluster, TOPIC } from './testing/replica-cluster.js';

/** One of two log directories of broker 1 fails; what lies in the other goes on, whatever the metadata does then. */

const PARTITIONS = 4;

let cluster: ReplicaCluster | undefined;

afterEach(async () => {
  await cluster?.close();
  cluster = undefined;
});

/** Partition 0 of broker 1 lies in the directory that has failed. */
async function failDirectory(): Promise<{ readonly c: ReplicaCluster; readonly path: string }> {
  const c = await ReplicaCluster.start({ broker: { paths: ['d1', 'd2'] }, partitions: PARTITIONS });
  cluster = c;
  for (let index = 0; index < PARTITIONS; index++)
    await c.until(() => c.leader(index) !== undefined, `a leader of partition ${index}`);
  await c.write('a');
  await c.settle();
  const failing = c.partition(1).log.directoryId;
  const path = c.broker(1).manager?.directories.byId(failing)?.path ?? '';
  c.broker(1).host.diskState.failNext('write', 1, `${path}/`);
  await c.world.finish(c.send(c.partition(1), ['b']));
  expect(c.partition(1).core.roleKind).toBe('offline');
  return { c, path };
}

async function moveLeaders(c: ReplicaCluster): Promise<void> {
  for (let index = 0; index < PARTITIONS; index++)
    if (c.leaderId(index) === 1 && c.partition(1, index).core.roleKind === 'offline') {
      c.controller.lead(c.topicId, index, 2);
      await c.until(() => c.leader(index) === c.partition(2, index), 'broker 2 leads');
    }
}

async function moveLeadersTo(c: ReplicaCluster, id: number): Promise<void> {
  for (let index = 0; index < PARTITIONS; index++)
    if (c.leaderId(index) !== id) {
      c.controller.lead(c.topicId, index, id);
      await c.until(() => c.leader(index) === c.partition(id, index), `broker ${id} leads`);
    }
}

/** Without a word about the topic that the cluster was made with, which may be gone. */
async function reach(c: ReplicaCluster, condition: () => boolean): Promise<void> {
  expect(await c.world.runUntil(() => condition() || c.failure() !== undefined, 10_000)).toBe(true);
  expect(c.failure()).toBeUndefined();
}

async function expectOthersWork(c: ReplicaCluster): Promise<void> {
  let online = 0;
  for (let index = 0; index < PARTITIONS; index++) {
    if (c.partition(1, index).core.roleKind === 'offline') continue;
    online++;
    const leader = c.leader(index);
    expect(leader).toBeDefined();
    if (leader === undefined) continue;
    expect(await c.produce(leader, ['more'])).toMatchObject({ kind: 'acked' });
    await c.settle(index);
  }
  expect(online).toBeGreaterThan(0);
}

describe('a log directory that fails', () => {
  it('leaves the rest of the broker at work over elections and changes of the ISR', async () => {
    const { c } = await failDirectory();
    await moveLeaders(c);
    // The new leader misses the replica and takes it out of the ISR, within its leader epoch.
    await c.until(() => !c.isr().includes(1), 'broker 1 leaves the ISR');
    expect(await c.write('c')).toBe(1);
    // More epochs, and another ISR change.
    c.controller.lead(c.topicId, 0, 3);
    await c.until(() => c.leader() === c.partition(3), 'broker 3 leads');
    c.broker(2).crash({ loseUnsynced: false });
    c.controller.fence(2);
    await c.until(() => c.leader() !== undefined && c.isr().length === 1, 'broker 3 is alone');
    await c.world.finish(c.broker(2).start());
    await c.until(() => c.isr().length === 2, 'broker 2 is back');
    await expectOthersWork(c);
    expect(c.partition(1).core.roleKind).toBe('offline');
  });

  it('leaves the rest at work when topics with replicas in it go, come anew under their name, and others come', async () => {
    const { c } = await failDirectory();
    await moveLeaders(c);
    c.controller.deleteTopic(TOPIC);
    await c.world.runUntil(() => c.broker(1).partition(c.topicId, 0) === undefined, 10_000);
    const topicId = c.controller.createTopic({
      name: TOPIC,
      partitions: PARTITIONS,
      replicas: [1, 2, 3],
      minInsyncReplicas: 2,
    });
    const other = c.controller.createTopic({
      name: 'other',
      partitions: PARTITIONS,
      replicas: [1, 2, 3],
      minInsyncReplicas: 2,
    });
    for (const id of [topicId, other])
      for (let index = 0; index < PARTITIONS; index++) {
        const { leader } = c.controller.partition(id, index);
        await reach(c, () => c.broker(leader).partition(id, index)?.isLeader === true);
        expect(await c.produce(c.broker(leader).requirePartition(id, index), ['v'])).toMatchObject({ kind: 'acked' });
        await reach(c, () => c.broker(1).partition(id, index)?.highWatermark === 1);
        expect(c.broker(1).requirePartition(id, index).core.roleKind).not.toBe('offline');
      }
  });

  it('a broker starts without it, makes its replicas anew in the others, and takes the newest copies when it is back', async () => {
    const { c, path } = await failDirectory();
    await moveLeaders(c);
    await c.until(() => !c.isr().includes(1), 'broker 1 leaves the ISR');
    const { diskState } = c.broker(1).host;
    c.broker(1).crash({ loseUnsynced: false });
    diskState.failNext('open', Number.POSITIVE_INFINITY, `${path}/`);
    await c.world.finish(c.broker(1).start());
    expect([...(c.broker(1).manager?.directories.failed.keys() ?? [])]).toEqual([path]);
    for (let index = 0; index < PARTITIONS; index++) await c.settle(index);
    expect(await c.write('c', 'd')).toBe(1);
    await c.settle();
    const elsewhere = c.partition(1).log.directoryId;
    diskState.cancelPlannedFailures();
    c.broker(1).crash({ loseUnsynced: false });
    await c.world.finish(c.broker(1).start());
    expect(c.broker(1).manager?.directories.failed.size).toBe(0);
    await c.until(() => c.broker(1).partition(c.topicId, 0) !== undefined, 'the replica is open');
    // Nothing was fetched yet: this broker stayed in the ISR, by its word that it has lost nothing.
    expect(c.partition(1).log).toMatchObject({ directoryId: elsewhere, writtenEndOffset: 3 });
    expect(c.broker(1).manager?.directories.findAll({ topic: TOPIC, partition: 0 })).toHaveLength(1);
    await moveLeadersTo(c, 1);
    expect(await c.write('e')).toBe(3);
    await c.settle();
    expect(await c.values(c.partition(3))).toEqual(['a', 'c', 'd', 'e']);
  });

  it('the last complete replica that is damaged goes offline alone', async () => {
    const c = await ReplicaCluster.start({ brokers: 2, partitions: 2, minInsyncReplicas: 1 });
    cluster = c;
    await c.write('a');
    await c.settle();
    c.broker(2).crash({ loseUnsynced: true });
    c.controller.register(2, { provenDurable: false });
    c.controller.fence(2);
    await c.until(() => c.isr().length === 1 && c.leader() === c.partition(1), 'broker 1 is the last');
    c.partition(1).reportCorruption({ offset: 0, path: 'a file', position: 0, reason: 'the test says so' });
    await c.until(() => c.partition(1).core.roleKind === 'offline', 'it goes offline');
    await c.world.finish(c.broker(2).start());
    c.controller.electUnclean(c.topicId, 0, 2);
    await c.until(() => c.leader() === c.broker(2).partition(c.topicId, 0), 'broker 2 leads');
    const { isr } = c.controller.partition(c.topicId, 0);
    expect(isr).toEqual([2]);
    c.controller.touch(c.topicId, 0);
    await c.run(100);
    expect(c.broker(1).failure).toBeUndefined();
    expect(await c.write('b')).toBeGreaterThanOrEqual(0);
  });
});
