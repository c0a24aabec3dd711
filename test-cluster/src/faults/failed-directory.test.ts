import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { compareReplicas, type LocalNode } from '@drave/cluster';
import { assertNoLoss, RecordLedger } from '@drave/cluster/checkers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClusterUnderTest } from '../bad-input/cluster-under-test.js';
import { boundMs, Deadline } from '../bounds.js';
import { RecordLoad } from './record-load.js';
import { addSecondDirectory } from './second-directory.js';

/**
 * A broker with two log directories loses the second one under load: a file stands where the directory was, so that
 * every name in it is out of reach, whichever user runs the test. Only its partitions move; then it is put back.
 */
const topic = 'spread';
const partitions = 8;
const recordsPerSecond = 40;
const effectMs = 40_000;
let test: ClusterUnderTest;
let broker: LocalNode;
let first: string;
let second: string;

beforeAll(async () => {
  test = await ClusterUnderTest.start({ controllers: 1, brokers: 3 });
  broker = test.cluster.node('b1');
  [first, second] = await addSecondDirectory(test.cluster, broker.name);
  const ids = ['b1', 'b2', 'b3'].map((name) => test.cluster.node(name).id);
  const assignments = Array.from({ length: partitions }, (_, at) =>
    ids.map((_id, place) => ids[(at + place) % 3] ?? 0),
  );
  await test.client.admin().topics.create(topic, { assignments, configs: { 'min.insync.replicas': '2' } });
});
afterAll(() => test.close());

/** The partitions of the topic in one directory of the broker. */
function partitionsIn(directory: string): number[] {
  return readdirSync(directory)
    .filter((name) => name.startsWith(`${topic}-`) && !name.endsWith('-delete'))
    .map((name) => Number(name.slice(topic.length + 1)));
}

function breakDirectory(): void {
  renameSync(second, `${second}.away`);
  writeFileSync(second, 'no directory');
}

function putBack(): void {
  rmSync(second);
  renameSync(`${second}.away`, second);
}

async function waitForIsr(what: string, isMember: (partition: number) => boolean): Promise<void> {
  await test.cluster.waitUntil(
    what,
    async (view) => {
      const found = await view.partitions(topic);
      const wrong = found.filter(({ partition, isr }) => isr.includes(broker.id) !== isMember(partition));
      return wrong.length === 0 ? undefined : `not so: ${wrong.map(({ partition }) => partition).join(', ')}`;
    },
    boundMs(effectMs, what),
  );
}

async function restart(): Promise<void> {
  const timeoutMs = boundMs(effectMs, 'the broker is restarted');
  await test.cluster.restart(broker.name, { timeoutMs });
}

async function expectEqualReplicas(): Promise<void> {
  await waitForIsr('the broker is in every ISR', () => true);
  const consumer = test.client.rawConsumer();
  const ends = await consumer.endOffsets(Array.from({ length: partitions }, (_, partition) => ({ topic, partition })));
  await consumer.close();
  const inFirst = partitionsIn(first);
  const inSecond = partitionsIn(second);
  expect([...inFirst, ...inSecond].toSorted((left, right) => left - right)).toEqual(
    Array.from({ length: partitions }, (_, partition) => partition),
  );
  ends.forEach((end, partition) => {
    const here = inFirst.includes(partition) ? first : second;
    const others = ['b2', 'b3'].map((name) => test.cluster.node(name).dataDirectory);
    expect(compareReplicas([here, ...others], topic, partition, end)).toMatchObject({ equal: true });
  });
}

describe('one of two log directories', () => {
  it('fails under load, its partitions alone move, and it is put back', async () => {
    await waitForIsr('the broker is in every ISR', () => true);
    const lost = partitionsIn(second);
    const kept = partitionsIn(first);
    expect(lost.length).toBeGreaterThan(0);
    expect(kept.length).toBeGreaterThan(0);
    const ledger = new RecordLedger();
    const load = new RecordLoad(test.client, ledger, topic, partitions, recordsPerSecond);
    const back = async (sinceMs: number): Promise<void> => {
      const deadline = new Deadline(effectMs, 'every partition takes records', sinceMs);
      while (load.backAfter(sinceMs) === undefined) {
        if (await deadline.isOver()) throw new Error('a partition takes no records');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    try {
      await back(performance.now());
      breakDirectory();
      await waitForIsr('the broker leaves the ISRs of what lay there', (partition) => kept.includes(partition));
      expect(broker.state).toBe('running');
      const led = (await test.cluster.view.partitions(topic)).filter(({ leader }) => leader === broker.id);
      expect(led.map(({ partition }) => partition).filter((partition) => lost.includes(partition))).toEqual([]);
      await back(performance.now());
      // A topic that is deleted, and one that is made, meanwhile.
      expect(await test.proof()).toBe('sound');
      // Without it, the broker starts with what is left, and its replicas are made anew there.
      await restart();
      await waitForIsr('what lay there is copied to the other one', () => true);
      expect(partitionsIn(first)).toHaveLength(partitions);
      await back(performance.now());
      await test.cluster.stop(broker.name);
      putBack();
      await test.cluster.start(broker.name, { timeoutMs: boundMs(effectMs, 'the broker is back') });
      await back(performance.now());
      await load.drain(new Deadline(effectMs, 'everything is read'));
    } finally {
      await load.stop();
    }
    const verdict = assertNoLoss(ledger, { drained: true, duplicatesAllowed: false, ordered: true });
    expect(verdict.acknowledged).toBeGreaterThan(0);
    await expectEqualReplicas();
    expect(test.cluster.events.filter(({ detail }) => detail.includes('nobody asked'))).toEqual([]);
  });

  it('fails, and is put back as it was', async () => {
    await waitForIsr('the broker is in every ISR', () => true);
    const more = 'more';
    const ids = ['b1', 'b2', 'b3'].map((name) => test.cluster.node(name).id);
    await test.client.admin().topics.create(more, { assignments: [ids, ids, ids, ids] });
    await test.send(more, ['one']);
    breakDirectory();
    await test.cluster.waitUntil(
      'the directory is found out',
      async (view) => {
        await test.send(more, ['again']);
        const whole = (await view.partitions(more)).every(({ isr }) => isr.includes(broker.id));
        return whole ? 'the broker is in every ISR' : undefined;
      },
      boundMs(effectMs, 'the directory is found out'),
    );
    await test.client.admin().topics.delete(more);
    putBack();
    await restart();
    await expectEqualReplicas();
    expect(await test.proof()).toBe('sound');
  });

  it('that both fail end the broker, with the reason', async () => {
    const away = `${first}.away`;
    renameSync(first, away);
    writeFileSync(first, 'no directory');
    breakDirectory();
    await test.cluster.waitUntil(
      'the broker ends',
      async () => {
        await test.send(topic, ['to it']);
        return broker.state === 'down' ? undefined : `the broker is ${broker.state}`;
      },
      boundMs(effectMs, 'the broker ends'),
    );
    expect(test.cluster.lastLines(broker.name).join('\n')).toMatch(/drave: .*(log directory|metadata)/);
    rmSync(first);
    renameSync(away, first);
    putBack();
    await test.cluster.start(broker.name, { timeoutMs: boundMs(effectMs, 'the broker is back') });
    await expectEqualReplicas();
  });
});
