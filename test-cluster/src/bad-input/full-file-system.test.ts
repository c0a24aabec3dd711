import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalNode } from '@drave/cluster';
import type { dataV1 } from '@drave/rpc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchOf, ClusterUnderTest } from './cluster-under-test.js';
import { configOf, temporaryFolder } from './node-run.js';
import { fillToTheLastByte, mountSmall, unmount } from './small-file-system.js';

/**
 * A broker with a log directory on a real file system of 64 MiB that has no byte left: all clients read on, a producer
 * is refused with an error, and retention makes room without a restart.
 */
const MIB = 1024 * 1024;
const fileSystemBytes = 64 * MIB;
const recordBytes = 900_000;
const topic = 'filling';
const SETTINGS = { 'segment.bytes': String(8 * MIB), 'retention.ms': '-1' };

let test: ClusterUnderTest;
let broker: LocalNode;
let folder: string;
let unmountable: string | undefined;

beforeAll(async () => {
  folder = temporaryFolder();
  unmountable = mountSmall(folder, fileSystemBytes);
  if (unmountable !== undefined) return;
  test = await ClusterUnderTest.start({
    controllers: 1,
    brokers: 2,
    brokerConfig: { 'log.retention.check.interval.ms': 500 },
  });
  broker = test.cluster.node('b1');
  const config = configOf(broker);
  await test.cluster.stop(broker.name);
  // Its metadata stays where it is, on a disk with room: no reserve is needed.
  const dataDirectories = [...config.dataDirectories, join(folder, 'data')];
  writeFileSync(broker.configFile, JSON.stringify({ ...config, dataDirectories }));
  await test.cluster.start(broker.name);
});

afterAll(async () => {
  await test?.close();
  if (unmountable === undefined) unmount(folder);
  rmSync(folder, { recursive: true, force: true });
});

describe('a log directory on a file system that is full to the last byte', () => {
  it('refuses writes, serves reads, is freed by retention without a restart, and loses nothing', async ({ skip }) => {
    if (unmountable !== undefined) skip(`no small file system can be mounted here: ${unmountable}`);
    const directory = join(folder, 'data');
    const partition = await partitionIn(directory);
    const { processId } = broker;
    const acknowledged = await fill(partition);
    fillToTheLastByte(join(folder, 'junk'));
    // The file system gives room by the page: what is left of the last one takes a few small records more.
    for (let answer = await produce(partition, 'x'); answer.error === undefined; answer = await produce(partition, 'x'))
      acknowledged.push('x');
    expect((await produce(partition, 'x')).error?.code).toBe('DISK_FULL');
    expect(await test.readAll(topic, partition)).toEqual(acknowledged);

    // Everything is overdue from now on, and there is no room to write down that it goes.
    await test.client.admin().configs.replace({ topic }, { 'segment.bytes': String(8 * MIB), 'retention.ms': '1' });
    await test.cluster.waitUntil('there is room again', async () => {
      const { error } = await produce(partition, 'there is room');
      return error === undefined ? undefined : `the answer is ${error.code}`;
    });
    await test.client.admin().configs.replace({ topic }, SETTINGS);
    const last = ['a', 'b', 'c'].map((name) => `${name} ${'y'.repeat(recordBytes)}`);
    for (const value of last) expect((await produce(partition, value)).error).toBeUndefined();
    const left = await test.readAll(topic, partition);
    expect(left.slice(-last.length)).toEqual(last);
    expect(broker.processId).toBe(processId);
    await test.cluster.waitForInSync();

    // What was promised holds over a kill, too: the log starts where it started.
    await test.cluster.kill(broker.name);
    await test.cluster.start(broker.name);
    await test.cluster.waitForInSync();
    expect(await test.readAll(topic, partition)).toEqual(left);
    expect(await test.proof()).toBe('sound');
  });
});

/** A partition, led by the broker, whose replica there lies in this directory. */
async function partitionIn(directory: string): Promise<number> {
  const other = test.cluster.node('b2');
  await test.client.admin().topics.create(topic, {
    assignments: Array.from({ length: 4 }, () => [broker.id, other.id]),
    configs: SETTINGS,
  });
  await test.cluster.waitForInSync();
  const found = [0, 1, 2, 3].find((partition) => existsSync(join(directory, `${topic}-${partition}`)));
  return found ?? expect.unreachable(`no replica lies in ${directory}: ${readdirSync(directory).join(', ')}`);
}

/** Writes until a record is refused; returns what was acknowledged, in order. */
async function fill(partition: number): Promise<string[]> {
  const acknowledged: string[] = [];
  while (acknowledged.length * recordBytes < 2 * fileSystemBytes) {
    const value = `${acknowledged.length} ${'x'.repeat(recordBytes)}`;
    const { error } = await produce(partition, value);
    if (error !== undefined) {
      expect(error).toEqual({ code: 'DISK_FULL', message: expect.stringMatching(/ENOSPC/) });
      return acknowledged;
    }
    acknowledged.push(value);
  }
  return expect.unreachable('the file system took twice what it can hold');
}

async function produce(partition: number, value: string): Promise<dataV1.PartitionProduced> {
  const answer = await test.produceBytes(topic, batchOf([value]), -1, partition);
  return answer ?? expect.unreachable('a partition has no answer');
}
