import { cpSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalNode } from '@drave/cluster';
import type { dataV1 } from '@drave/rpc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchOf, ClusterUnderTest } from './cluster-under-test.js';
import { configOf, temporaryFolder } from './node-run.js';
import { fillToTheLastByte, mountSmall, unmount } from './small-file-system.js';

/**
 * A broker that has one real file system of 64 MiB for its records and its metadata, and no byte of it is left. It must
 * write to free anything: metadata that tells it what may go, and notes of what is gone. Its reserve is for that.
 */
const MIB = 1024 * 1024;
const fileSystemBytes = 64 * MIB;
const recordBytes = 900_000;
const topic = 'filling';
const SETTINGS = { 'segment.bytes': String(4 * MIB), 'retention.ms': '-1', 'file.delete.delay.ms': '100' };

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
  cpSync(broker.dataDirectory, dataPath(), { recursive: true });
  writeFileSync(broker.configFile, JSON.stringify({ ...config, dataDirectories: [dataPath()] }));
  await test.cluster.start(broker.name);
  const assignments = [[broker.id, test.cluster.node('b2').id]];
  await test.client.admin().topics.create(topic, { assignments, configs: SETTINGS });
  await test.cluster.waitForInSync();
});

afterAll(async () => {
  await test?.close();
  if (unmountable === undefined) unmount(folder);
  rmSync(folder, { recursive: true, force: true });
});

describe('a file system that is full to the last byte, with the metadata on it', () => {
  it('does not end the broker: it refuses records, serves reads, and is freed by retention', async ({ skip }) => {
    if (unmountable !== undefined) skip(`no small file system can be mounted here: ${unmountable}`);
    const { processId } = broker;
    const acknowledged = await fill();
    for (let count = 0; existsSync(reservePath()); count++) {
      expect(count, 'topics that the full disk has taken').toBeLessThan(500);
      await test.client.admin().topics.create(`elsewhere-${count}`, { assignments: [[test.cluster.node('b2').id]] });
    }
    await expectFull(acknowledged);
    await expectFreedByRetention();
    expect(broker.processId).toBe(processId);
  });

  it('does not keep the broker from starting', async ({ skip }) => {
    if (unmountable !== undefined) skip(`no small file system can be mounted here: ${unmountable}`);
    const before = await test.readAll(topic);
    const acknowledged = [...before, ...(await fill())];
    expect(existsSync(reservePath())).toBe(true);
    await test.cluster.kill(broker.name);
    await test.cluster.start(broker.name);
    expect(existsSync(reservePath())).toBe(false);
    const { processId } = broker;
    await test.cluster.waitForInSync();
    await test.cluster.waitUntil('it leads again, as the first of its replicas', async (view) => {
      const [partition] = await view.partitions(topic);
      return partition?.leader === broker.id ? undefined : `broker ${partition?.leader} leads`;
    });
    await expectFull(acknowledged);
    await expectFreedByRetention();
    expect(broker.processId).toBe(processId);
    const left = await test.readAll(topic);
    await test.cluster.restart(broker.name);
    await test.cluster.waitForInSync();
    expect(await test.readAll(topic)).toEqual(left);
    expect(await test.proof()).toBe('sound');
  });
});

/** Records are refused, for the sake of those who can free something; all that were acknowledged are there. */
async function expectFull(acknowledged: readonly string[]): Promise<void> {
  const { error } = await produce('refused');
  expect(error).toEqual({ code: 'DISK_FULL', message: expect.stringMatching(/what is left is needed to free it/) });
  expect(await test.readAll(topic)).toEqual(acknowledged);
}

async function expectFreedByRetention(): Promise<void> {
  const { configs } = test.client.admin();
  await configs.replace({ topic }, { ...SETTINGS, 'retention.ms': '1' });
  await test.cluster.waitUntil('there is room again', async () => {
    const { error } = await produce('there is room');
    return error === undefined ? undefined : `the answer is ${error.code}: ${error.message}`;
  });
  expect(existsSync(reservePath())).toBe(true);
  await configs.replace({ topic }, SETTINGS);
  const last = ['a', 'b', 'c'].map((name) => `${name} ${'y'.repeat(recordBytes)}`);
  for (const value of last) expect((await produce(value)).error).toBeUndefined();
  expect((await test.readAll(topic)).slice(-last.length)).toEqual(last);
  await test.cluster.waitForInSync();
}

/** Writes until no byte is left; returns what was acknowledged, in order. */
async function fill(): Promise<string[]> {
  const acknowledged: string[] = [];
  for (;;) {
    expect(acknowledged.length * recordBytes, 'bytes that were taken').toBeLessThan(2 * fileSystemBytes);
    const value = `${acknowledged.length} ${'x'.repeat(recordBytes)}`;
    const { error } = await produce(value);
    if (error !== undefined) {
      expect(error.code).toBe('DISK_FULL');
      break;
    }
    acknowledged.push(value);
  }
  fillToTheLastByte(join(folder, 'junk'));
  return acknowledged;
}

async function produce(value: string): Promise<dataV1.PartitionProduced> {
  const answer = await test.produceBytes(topic, batchOf([value]));
  return answer ?? expect.unreachable('a partition has no answer');
}

function dataPath(): string {
  return join(folder, 'data');
}

function reservePath(): string {
  return join(dataPath(), 'metadata', 'reserve');
}
