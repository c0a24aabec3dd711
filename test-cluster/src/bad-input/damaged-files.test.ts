import { appendFileSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { compareReplicas, type LocalNode } from '@drave/cluster';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClusterUnderTest } from './cluster-under-test.js';
import { firstFile, flipBit, largestFile, lastFile, scribble, tear } from './damage.js';
import { configOf, runNode, temporaryFolder, writeConfig } from './node-run.js';

/**
 * Files that a crash, a disk or a person has damaged: repaired from the leader or refused, never served, never lost.
 */
const small = batchesOf(20, 200);
/** Several segments of the smallest size that a topic may have. */
const large = batchesOf(12, 300_000);
const smallestSegments = { 'segment.bytes': '1048576' };
let test: ClusterUnderTest;
let victim: LocalNode;
let others: readonly LocalNode[];

beforeAll(async () => {
  test = await ClusterUnderTest.start({ controllers: 3, brokers: 3 });
  victim = test.cluster.node('b2');
  others = [test.cluster.node('b3'), test.cluster.node('b1')];
});
afterAll(async () => {
  await test.close();
});

describe('a broker that was killed, and its files damaged', () => {
  const damages: readonly (readonly [string, (partition: string) => void])[] = [
    ['torn', (partition) => tear(lastFile(partition), 5)],
    ['zeros', (partition) => appendFileSync(lastFile(partition), Buffer.alloc(5_000))],
    ['noise', (partition) => scribble(lastFile(partition), 300, 'behind')],
    ['flipped', (partition) => flipBit(lastFile(partition), 0.5)],
    ['emptied', (partition) => tear(lastFile(partition), 1_000)],
  ];

  it('comes back with every replica byte for byte as its leader has it', async () => {
    for (const [topic] of damages) await filled(topic, [...others, victim], small);
    await test.cluster.kill(victim.name);
    for (const [topic, damage] of damages) damage(partitionOf(victim, topic));
    await test.cluster.start(victim.name);
    for (const [topic] of damages) {
      await untilEqual(topic, small);
      expect(await test.readAll(topic)).toEqual(small.flat());
    }
  });

  it('says in its log what was cut off and what was quarantined', () => {
    expect(topicsOf('dropped the torn tail of a log')).toEqual(['emptied', 'torn']);
    // The machine has not crashed, so a write may be cut short and nothing else: other bytes are damage.
    expect(topicsOf('the replica leaves the ISR')).toEqual(['flipped', 'noise', 'zeros']);
  });
});

describe('a flipped bit in a sealed segment of a leader', () => {
  it('is never served: the replica leaves the in-sync set and fetches its data anew', async () => {
    await filled('sealed', [victim, ...others], large, smallestSegments);
    await test.cluster.stop(victim.name);
    flipBit(firstFile(partitionOf(victim, 'sealed')), 0.5);
    scribble(firstFile(partitionOf(victim, 'sealed'), '.index'), 8, 'over');
    await test.cluster.start(victim.name);
    await test.client.admin().partitions.electLeaders('PREFERRED', [{ topic: 'sealed', partition: 0 }]);
    await test.cluster.waitUntil('the damaged replica leads', async (view) => {
      const [partition] = await view.partitions('sealed');
      return partition?.leader === victim.id ? undefined : `broker ${partition?.leader} leads`;
    });
    expect(await test.readAll('sealed')).toEqual(large.flat());
    expect(readFileSync(victim.logFile, 'utf8')).toMatch(/"topic":"sealed".*stored data is damaged/);
    await untilEqual('sealed', large);
    expect(await test.readAll('sealed')).toEqual(large.flat());
  });
});

describe("a flipped bit in the quorum's store", () => {
  it.each([0.3, 0.7])('at %f of it: that controller refuses to start and says what to do', async (fraction) => {
    const folder = temporaryFolder();
    const controller = await idleController();
    await test.cluster.stop(controller.name);
    try {
      const data = join(folder, 'data');
      cpSync(controller.dataDirectory, data, { recursive: true });
      flipBit(largestFile(join(data, 'metadata', 'store'), /\.(log|ldb)$/), fraction);
      const config = { ...configOf(controller), dataDirectories: [data], log: { level: 'info' } };
      const run = await runNode(writeConfig(folder, config));
      expect(run).toEqual({
        exitCode: 70,
        stdout: '',
        stderr: expect.stringMatching(
          /^drave: .*'.*metadata.*' .*damaged.*Remove .* from the quorum, format .* anew.*, and add it again/,
        ),
        lines: 1,
      });
      expect(await test.proof()).toBe('sound');
    } finally {
      rmSync(folder, { recursive: true });
      await test.cluster.start(controller.name);
    }
  });

  it('what it says to do works: removed, formatted anew and added again, the controller votes', async () => {
    const { quorum } = test.client.admin();
    const controller = await idleController();
    await test.cluster.stop(controller.name);
    const before = (await quorum.get()).voters.find(({ nodeId }) => nodeId === controller.id);
    expect(await quorum.removeVoter(controller.id, before?.directoryId ?? '')).toMatch(/go on to an odd number/);
    rmSync(controller.dataDirectory, { recursive: true });
    const config = configOf(controller);
    const others = config.quorum.voters.filter(({ id }) => id !== controller.id);
    const joining = { ...config, quorum: { voters: others } };
    writeFileSync(controller.configFile, JSON.stringify(joining));
    await test.format(joining);
    await test.cluster.start(controller.name, { wait: false });
    let directoryId = '';
    await test.cluster.waitUntil('the new disk follows the log', async () => {
      const { observers } = await quorum.get();
      const seen = observers.filter(({ nodeId }) => nodeId === controller.id);
      directoryId = seen.find((member) => member.directoryId !== before?.directoryId)?.directoryId ?? '';
      return directoryId === '' ? JSON.stringify(seen) : undefined;
    });
    await quorum.addVoter(controller.id, directoryId, controller.grpc);
    expect((await test.cluster.view.quorum()).voters.toSorted()).toEqual([1, 2, 3]);
    expect(await test.proof()).toBe('sound');
  });
});

type Batches = readonly (readonly string[])[];

function batchesOf(count: number, bytes: number): Batches {
  return Array.from({ length: count }, (_, batch) => [`${batch}: ${'a'.repeat(bytes)}`, `${batch}: b`]);
}

/** A topic with these batches on three replicas, the first one the preferred leader. */
async function filled(topic: string, replicas: readonly LocalNode[], batches: Batches, configs = {}): Promise<void> {
  await test.client.admin().topics.create(topic, { assignments: [replicas.map(({ id }) => id)], configs });
  await test.sendBatches(topic, batches);
  await untilEqual(topic, batches);
}

/** The topics that the victim's log speaks of in lines with this text. */
function topicsOf(text: string): string[] {
  const lines = readFileSync(victim.logFile, 'utf8').split('\n');
  const told = lines.filter((line) => line.includes(text)).map((line) => JSON.parse(line) as { path: string });
  return told.map(({ path }) => basename(dirname(path)).replace(/-0$/, '')).toSorted();
}

function partitionOf(node: LocalNode, topic: string): string {
  return join(node.dataDirectory, `${topic}-0`);
}

async function untilEqual(topic: string, batches: Batches): Promise<void> {
  await test.cluster.waitUntil(`the replicas of ${topic} are equal`, async (view) => {
    const [partition] = await view.partitions(topic);
    if (partition?.isr.length !== 3) return `in sync are ${partition?.isr.join(', ')}`;
    return difference(topic, batches.flat().length);
  });
}

/** What is not equal about the files of a topic's replicas; undefined when all hold every record. */
function difference(topic: string, until: number): string | undefined {
  const directories = [victim, ...others].map((node) => node.dataDirectory);
  if (!directories.every((directory) => existsSync(join(directory, `${topic}-0`)))) return 'a replica has no files yet';
  try {
    const { equal, replicas } = compareReplicas(directories, topic, 0, until);
    return equal ? undefined : JSON.stringify([...replicas.values()]);
  } catch (reason) {
    return (reason as Error).message;
  }
}

async function idleController(): Promise<LocalNode> {
  const { leaderId } = await test.cluster.view.quorum();
  const found = test.cluster.nodes.find(({ id, roles }) => roles.includes('controller') && id !== leaderId);
  if (found === undefined) throw new Error('no controller is idle');
  return found;
}
