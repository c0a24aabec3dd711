import { cpSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareReplicas, type LocalNode } from '@drave/cluster';
import type { NodeConfig } from '@drave/node';
import type { dataV1 } from '@drave/rpc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchOf, ClusterUnderTest, refusalOf } from './cluster-under-test.js';
import { configOf, temporaryFolder } from './node-run.js';
import { mountSmall, unmount } from './small-file-system.js';

/** A disk that fills up: writes are refused with the reason, nothing that was acknowledged is lost, space heals it. */
const MIB = 1024 * 1024;
const ballastBytes = 4 * MIB;
const roomBytes = 2 * MIB;
const recordBytes = 200_000;
let test: ClusterUnderTest;
let broker: LocalNode;
let others: readonly LocalNode[];

beforeAll(async () => {
  test = await ClusterUnderTest.start({ controllers: 3, brokers: 3 });
  broker = test.cluster.node('b1');
  others = [test.cluster.node('b2'), test.cluster.node('b3')];
});
afterAll(async () => {
  await test.close();
});

describe('a broker whose disk is full', () => {
  it("by env's quota: tells its producers so, harms nobody, and goes on when there is space", async () => {
    const original = configOf(broker);
    await test.cluster.stop(broker.name);
    const ballast = layBallast(broker.dataDirectory);
    const diskQuotaBytes = bytesBelow(broker.dataDirectory) + roomBytes;
    configure(broker, { ...original, faults: { diskQuotaBytes } });
    await test.cluster.start(broker.name);
    const full = `ENOSPC: the disk quota of ${diskQuotaBytes} bytes is used up`;
    await fillAndHeal('quota', expect.stringMatching(full), () => rmSync(ballast));
    await test.cluster.stop(broker.name);
    configure(broker, original);
    await test.cluster.start(broker.name);
    expect(await test.proof()).toBe('sound');
  });

  it('by a small real file system', async ({ skip }) => {
    const original = configOf(broker);
    await test.cluster.stop(broker.name);
    const folder = temporaryFolder();
    const small = mountSmall(folder, bytesBelow(broker.dataDirectory) + ballastBytes + roomBytes);
    if (small !== undefined) {
      await test.cluster.start(broker.name);
      rmSync(folder, { recursive: true });
      skip(`no small file system can be mounted here: ${small}`);
    }
    try {
      cpSync(broker.dataDirectory, join(folder, 'data'), { recursive: true });
      const ballast = layBallast(join(folder, 'data'));
      configure(broker, { ...original, dataDirectories: [join(folder, 'data')] });
      await test.cluster.start(broker.name);
      await fillAndHeal('mounted', expect.stringMatching(/ENOSPC/), () => rmSync(ballast), join(folder, 'data'));
      await test.cluster.stop(broker.name);
      rmSync(broker.dataDirectory, { recursive: true });
      cpSync(join(folder, 'data'), broker.dataDirectory, { recursive: true });
    } finally {
      configure(broker, original);
      unmount(folder);
      rmSync(folder, { recursive: true });
    }
    await test.cluster.start(broker.name);
    expect(await test.proof()).toBe('sound');
  });
});

describe('the active controller whose disk is full, without a reserve', () => {
  it('ends with the reason, another one takes over, and it comes back when there is space', async () => {
    const controller = test.cluster.node('c1');
    const original = configOf(controller);
    await test.cluster.stop(controller.name);
    // There is too little room for another one.
    rmSync(join(controller.dataDirectory, 'metadata', 'reserve'));
    configure(controller, { ...original, faults: { diskQuotaBytes: bytesBelow(controller.dataDirectory) + 30_000 } });
    await test.cluster.start(controller.name);
    await untilActive(controller);
    const created: string[] = [];
    while (controller.state === 'running') {
      created.push(`made-${created.length}`);
      await test.client.admin().topics.create(created.at(-1) ?? '', { partitions: 20, waitForLeaders: false });
    }
    expect(await test.cluster.waitForController({ not: controller.name })).not.toBe(controller.name);
    expect(test.cluster.lastLines(controller.name).join('\n')).toMatch(
      /drave: .*ENOSPC: the disk quota of \d+ bytes is used up .*free space or raise the quota/,
    );
    expect(await test.proof()).toBe('sound');
    configure(controller, original);
    await test.cluster.start(controller.name);
    const names = (await test.client.admin().topics.list()).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(created));
    expect((await test.cluster.view.quorum()).voters).toHaveLength(3);
  });

  it('refuses to start without space, with the same reason', async () => {
    const controller = test.cluster.node('c1');
    const original = configOf(controller);
    await test.cluster.stop(controller.name);
    configure(controller, { ...original, faults: { diskQuotaBytes: 0 } });
    const refusal = await refusalOf(test.cluster.start(controller.name));
    expect(refusal.message).toContain('ENOSPC: the disk quota of 0 bytes is used up');
    configure(controller, original);
    await test.cluster.start(controller.name);
    expect(await test.proof()).toBe('sound');
  });
});

/** Fills the disk of `broker` through a topic that it leads, sees the refusal, makes space, and goes on. */
async function fillAndHeal(
  topic: string,
  message: unknown,
  makeSpace: () => void,
  dataDirectory = broker.dataDirectory,
): Promise<void> {
  const { topics } = test.client.admin();
  const assignments = [[broker, ...others].map(({ id }) => id)];
  await topics.create(topic, { assignments });
  await topics.create(`${topic}-elsewhere`, { assignments: [others.map(({ id }) => id)] });
  await test.send(topic, ['first']);
  const acknowledged = ['first'];
  let answer: dataV1.PartitionProduced | undefined;
  while (answer?.error === undefined && acknowledged.length < 40) {
    const value = `${acknowledged.length} ${'x'.repeat(recordBytes)}`;
    answer = await test.produceBytes(topic, batchOf([value]));
    if (answer?.error === undefined) acknowledged.push(value);
  }
  expect(answer?.error).toEqual({ code: 'DISK_FULL', message });
  // No other partition is harmed.
  await test.send(`${topic}-elsewhere`, ['one', 'two']);
  expect(await test.readAll(`${topic}-elsewhere`)).toEqual(['one', 'two']);
  expect(await test.readAll(topic)).toEqual(acknowledged);
  makeSpace();
  await test.send(topic, ['last']);
  expect(await test.readAll(topic)).toEqual([...acknowledged, 'last']);
  await test.cluster.waitForInSync();
  const directories = [dataDirectory, ...others.map((node) => node.dataDirectory)];
  await test.cluster.waitUntil('the replicas are equal', () => {
    const { equal, replicas } = compareReplicas(directories, topic, 0, acknowledged.length + 1);
    return equal ? undefined : JSON.stringify([...replicas.values()]);
  });
}

function configure(node: LocalNode, config: NodeConfig): void {
  writeFileSync(node.configFile, JSON.stringify(config));
}

/** A file that is in the way, in a place where the node does not look. */
function layBallast(dataDirectory: string): string {
  const file = join(dataDirectory, 'metadata', 'ballast');
  writeFileSync(file, Buffer.alloc(ballastBytes));
  return file;
}

function bytesBelow(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(folder, name)))
    .reduce((sum, stat) => sum + (stat.isFile() ? stat.size : 0), 0);
}

/** Hands the quorum's lead on until this controller has it. */
async function untilActive(controller: LocalNode): Promise<void> {
  await test.cluster.waitUntil(`${controller.name} is active`, async (view) => {
    const { leaderId } = await view.quorum();
    if (leaderId === controller.id) return undefined;
    await test.client.admin().quorum.stepDown();
    return `controller ${leaderId} was`;
  });
}
