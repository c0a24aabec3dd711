import { afterEach, describe, expect, it } from 'vitest';
import type { PartitionLog } from '@drave/log';
import type { MoveRefusal } from './replica-moves.js';
import { ReplicaCluster, TOPIC } from './testing/replica-cluster.js';

/** Replicas of broker 1 are moved between its two log directories while everything goes on (KIP-113). */

const PATHS = ['d1', 'd2'];
const PARTITION = { topic: TOPIC, partition: 0 };

let cluster: ReplicaCluster | undefined;

afterEach(async () => {
  await cluster?.close();
  cluster = undefined;
});

async function start(settings: Record<string, string> = {}): Promise<ReplicaCluster> {
  const broker = { paths: PATHS, settings: new Map(Object.entries(settings)) };
  cluster = await ReplicaCluster.start({ broker });
  await cluster.settle();
  return cluster;
}

function pathOf(c: ReplicaCluster, id = 1): string | undefined {
  return c.broker(id).manager?.directories.byId(c.partition(id).log.directoryId)?.path;
}

function otherPath(c: ReplicaCluster): string {
  const path = PATHS.find((each) => each !== pathOf(c));
  if (path === undefined) throw new Error('a replica lies in one of the directories');
  return path;
}

async function alter(
  c: ReplicaCluster,
  path: string,
  partition = PARTITION,
  validateOnly = false,
): Promise<MoveRefusal> {
  const { manager } = c.broker(1);
  if (manager === undefined) throw new Error('broker 1 is up');
  return c.world.finish(manager.alterLogDirectory(partition, path, validateOnly));
}

function futures(c: ReplicaCluster): string[] {
  const all = c.broker(1).manager?.directories.all ?? [];
  return all.filter((directory) => directory.futures.all.length > 0).map(({ path }) => path);
}

/** Names in the directories of broker 1 that have to do with the partition. */
async function names(c: ReplicaCluster): Promise<string[]> {
  const { disk } = c.broker(1).host.env;
  const found: string[] = [];
  for (const path of PATHS)
    for (const name of await c.world.finish(disk.list(path)))
      if (name.startsWith(TOPIC)) found.push(`${path}/${name.replace(/\.[A-Za-z0-9_-]{22}-/, '.*-')}`);
  return found;
}

const VALUE_BYTES = 100_000;
/** More than one slice of a copy. */
const WRITES = 25;

async function writeMany(c: ReplicaCluster, count = WRITES): Promise<void> {
  for (let index = 0; index < count; index++) await c.write(`${index}:`.padEnd(VALUE_BYTES, 'x'));
}

async function lead(c: ReplicaCluster, id: number): Promise<void> {
  if (c.leaderId() !== id) c.controller.lead(c.topicId, 0, id);
  await c.until(() => c.leader() === c.partition(id), `broker ${id} leads`);
}

/** With this rate a copy stops after its first slice. */
const CRAWL = { 'replica.alter.log.dirs.io.max.bytes.per.second': '1' };

/** A move of broker 1's replica that is under way, and goes no further than its first slice. */
async function startMove(): Promise<{ readonly c: ReplicaCluster; readonly from: string; readonly to: string }> {
  const c = await start(CRAWL);
  await lead(c, 1);
  await writeMany(c);
  await c.settle();
  const from = pathOf(c) ?? '';
  const to = otherPath(c);
  expect(await alter(c, to)).toBeUndefined();
  await c.until(() => (futureOf(c)?.writtenEndOffset ?? 0) > 0, 'a slice is copied');
  expect(futureOf(c)?.writtenEndOffset).toBeLessThan(c.partition(1).log.writtenEndOffset);
  return { c, from, to };
}

function futureOf(c: ReplicaCluster): PartitionLog | undefined {
  return c.broker(1).manager?.directories.findFutures(PARTITION)[0]?.log;
}

function goOn(c: ReplicaCluster): void {
  c.controller.setBrokerConfig(1, 'replica.alter.log.dirs.io.max.bytes.per.second', String(Number.MAX_SAFE_INTEGER));
}

async function finishMove(c: ReplicaCluster, to: string): Promise<void> {
  goOn(c);
  await c.until(() => pathOf(c) === to, 'the replica is moved');
  await c.settle();
  await c.assertReplicasEqual();
  expect(futures(c)).toEqual([]);
}

describe('a move that is only to be checked', () => {
  it('is answered as if it were done, and nothing is begun', async () => {
    const c = await start();
    const to = otherPath(c);
    expect(await alter(c, to, PARTITION, true)).toBeUndefined();
    expect(await alter(c, 'd3', PARTITION, true)).toMatchObject({ code: 'LOG_DIR_NOT_FOUND' });
    await c.settle();
    expect([pathOf(c), futures(c)]).toEqual([PATHS.find((path) => path !== to), []]);
  });

  it('ends no move that is under way', async () => {
    const { c, from, to } = await startMove();
    expect(await alter(c, from, PARTITION, true)).toBeUndefined();
    expect(futures(c)).toEqual([to]);
    await finishMove(c, to);
  });
});

describe('a replica that is moved', () => {
  it('is the same replica in another directory, written and read all the while', async () => {
    const c = await start();
    await lead(c, 1);
    await writeMany(c);
    const to = otherPath(c);
    const partition = c.partition(1);
    const before = await c.values(partition);
    expect(await alter(c, to)).toBeUndefined();
    expect(futures(c)).toEqual([to]);
    let written = 0;
    while (pathOf(c) !== to) {
      const end = partition.log.logEndOffset;
      const sent = c.send(partition, [`more ${written++}`]);
      expect(partition.log.logEndOffset).toBe(end + 1);
      expect(await c.world.finish(sent)).toMatchObject({ kind: 'acked', baseOffset: end });
    }
    expect(written).toBeGreaterThan(1);
    await c.write('after');
    expect(c.partition(1)).toBe(partition);
    expect(partition.isLeader).toBe(true);
    expect(await c.values(partition)).toEqual([
      ...before,
      ...Array.from({ length: written }, (_, index) => `more ${index}`),
      'after',
    ]);
    await c.settle();
    await c.assertReplicasEqual();
    expect(futures(c)).toEqual([]);
    await c.until(() => c.reportedDirectory(1) === partition.log.directoryId, 'the controller knows');
    expect(await names(c)).toEqual([`${to === 'd1' ? 'd2' : 'd1'}/${TOPIC}-0.*-delete`, `${to}/${TOPIC}-0`].sort());
    c.broker(1).crash({ loseUnsynced: false });
    await c.world.finish(c.broker(1).start());
    await c.settle();
    expect(pathOf(c)).toBe(to);
    expect(await c.values(c.partition(1))).toHaveLength(before.length + written + 1);
  });

  it('obeys its rate, over which the replica stays where it is', async () => {
    const { c, to } = await startMove();
    await c.run(3_000);
    expect(pathOf(c)).not.toBe(to);
    await finishMove(c, to);
  });

  it('stays when it is asked back to where it is, and nothing is left of the copy', async () => {
    const { c, from } = await startMove();
    expect(await alter(c, from)).toBeUndefined();
    expect(futures(c)).toEqual([]);
    goOn(c);
    await c.run(5_000);
    expect(await names(c)).toEqual([`${from}/${TOPIC}-0`]);
    expect(await alter(c, from)).toBeUndefined();
  });

  it('goes on moving when it is asked for the same again', async () => {
    const { c, to } = await startMove();
    const before = futureOf(c);
    expect(await alter(c, to)).toBeUndefined();
    expect(futureOf(c)).toBe(before);
    await finishMove(c, to);
  });

  it('goes on moving after a restart, with what was copied before', async () => {
    const { c, to } = await startMove();
    const copied = futureOf(c)?.writtenEndOffset ?? 0;
    c.broker(1).crash({ loseUnsynced: false });
    await c.world.finish(c.broker(1).start());
    await c.until(() => futureOf(c) !== undefined, 'the copy is found');
    expect(futureOf(c)?.writtenEndOffset).toBe(copied);
    await finishMove(c, to);
  });

  it('follows what is deleted from it, to a start inside a batch', async () => {
    const { c, to } = await startMove();
    const leader = c.partition(1);
    expect(await c.produce(leader, ['a', 'b', 'c', 'd'])).toMatchObject({ kind: 'acked' });
    const start = leader.log.writtenEndOffset - 2;
    await c.world.finish(leader.deleteRecordsBefore(start));
    await finishMove(c, to);
    expect(c.partition(1).log.logStartOffset).toBe(start);
    expect((await c.values(c.partition(1))).filter((value) => value !== undefined)).toEqual(['a', 'b', 'c', 'd']);
    await c.write('e');
    c.broker(1).crash({ loseUnsynced: true });
    await c.world.finish(c.broker(1).start());
    await c.settle();
    expect(c.partition(1).log.logStartOffset).toBe(start);
  });

  it('follows what is cut from it, and the records of another epoch that take their place', async () => {
    const c = await start(CRAWL);
    await lead(c, 1);
    const end = (await c.write('a')) + 1;
    await c.settle();
    // What broker 1 writes now nobody else ever sees.
    const [first, ...others] = c.brokers.map(({ host }) => host);
    c.world.links.partition([first === undefined ? [] : [first], others]);
    for (let index = 0; index < WRITES; index++)
      await c.produce(c.partition(1), ['lost'.padEnd(VALUE_BYTES)], { acks: 1 });
    const to = otherPath(c);
    expect(await alter(c, to)).toBeUndefined();
    await c.until(() => (futureOf(c)?.writtenEndOffset ?? 0) > end, 'some of it is copied');
    c.controller.lead(c.topicId, 0, 2);
    await c.until(() => !c.partition(1).isLeader, 'broker 1 leads no more');
    c.world.links.heal();
    await c.until(() => c.leader() === c.partition(2), 'broker 2 leads');
    await c.write('kept', 'kept too');
    await finishMove(c, to);
    expect((await c.values(c.partition(1))).slice(end)).toEqual(['kept', 'kept too']);
  });

  it('takes its copy with it when its topic goes', async () => {
    const { c } = await startMove();
    c.controller.deleteTopic(TOPIC);
    await c.world.runUntil(() => c.broker(1).partition(c.topicId, 0) === undefined, 10_000);
    await c.run(500_000);
    expect(futures(c)).toEqual([]);
    expect(await names(c)).toEqual([]);
  });

  it('takes its copy with it when its topic goes while the broker is away', async () => {
    const { c } = await startMove();
    c.broker(1).crash({ loseUnsynced: false });
    c.controller.deleteTopic(TOPIC);
    await c.world.finish(c.broker(1).start());
    await c.run(500_000);
    expect(futures(c)).toEqual([]);
    expect(await names(c)).toEqual([]);
  });

  it('stays where it is when the other disk fails', async () => {
    const { c, from, to } = await startMove();
    c.broker(1).host.diskState.failNext('write', 1, `${to}/`);
    goOn(c);
    await c.until(() => c.broker(1).manager?.directories.online.length === 1, 'the directory fails');
    await c.write('more');
    expect(pathOf(c)).toBe(from);
    expect(c.partition(1).isLeader).toBe(true);
    expect(await alter(c, to)).toMatchObject({ code: 'KAFKA_STORAGE_ERROR' });
  });

  it('stays where it is when the other disk is full, and the copy gives the room back', async () => {
    const { c, from } = await startMove();
    const { host } = c.broker(1);
    host.diskFaults({ capacityBytes: host.diskState.usedBytes });
    goOn(c);
    await c.until(() => futures(c).length === 0, 'the copy is given up');
    expect(c.broker(1).manager?.directories.online).toHaveLength(2);
    await c.until(() => c.partition(1).isLeader, 'broker 1 leads');
    await c.run(10_000);
    await c.write('more');
    expect(pathOf(c)).toBe(from);
    expect(await names(c)).toEqual([`${from}/${TOPIC}-0`]);
  });
});

describe('AlterReplicaLogDirs', () => {
  it('refuses a directory that is not there, one that is offline, and a name that leaves no room', async () => {
    const c = await start();
    expect(await alter(c, 'd3')).toMatchObject({ code: 'LOG_DIR_NOT_FOUND' });
    const long = { topic: 'x'.repeat(240), partition: 0 };
    expect(await alter(c, 'd1', long)).toMatchObject({ code: 'INVALID_TOPIC_EXCEPTION' });
    const from = pathOf(c) ?? '';
    const to = otherPath(c);
    c.broker(1).host.diskState.failNext('write', 1, `${from}/`);
    await lead(c, 1);
    await c.world.finish(c.send(c.partition(1), ['b']));
    expect(await alter(c, from)).toMatchObject({ code: 'KAFKA_STORAGE_ERROR' });
    expect(await alter(c, to)).toMatchObject({ code: 'KAFKA_STORAGE_ERROR' });
  });

  it('remembers the directory of a replica that is not there yet, and not one that was only to be checked', async () => {
    const c = await start();
    for (const [topic, path] of [
      ['first', 'd1'],
      ['second', 'd1'],
      ['third', 'd2'],
      ['fourth', 'd2'],
    ] as const) {
      const refusal = { code: 'REPLICA_NOT_AVAILABLE' };
      expect(await alter(c, path, { topic, partition: 0 })).toMatchObject(refusal);
      const other = PATHS.find((each) => each !== path) ?? '';
      expect(await alter(c, other, { topic, partition: 0 }, true)).toMatchObject(refusal);
      const topicId = c.controller.createTopic({ name: topic, partitions: 1, replicas: [1], minInsyncReplicas: 1 });
      await c.until(() => c.broker(1).partition(topicId, 0) !== undefined, 'the replica is there');
      const { directoryId } = c.broker(1).requirePartition(topicId, 0).log;
      expect(c.broker(1).manager?.directories.byId(directoryId)?.path).toBe(path);
    }
  });
});
