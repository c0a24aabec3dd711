import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareReplicas, type LocalNode } from '@drave/cluster';
import { assertNoLoss, RecordLedger } from '@drave/cluster/checkers';
import { apis } from '@drave/kafka-protocol';
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressesOf } from '../../compat/suites/broker.js';
import { ClusterUnderTest } from '../bad-input/cluster-under-test.js';
import { KafkaWire } from '../bad-input/kafka-wire.js';
import { boundMs, Deadline } from '../bounds.js';
import { drave, type CommandResult } from '../command-line.js';
import { KafkajsLoad } from '../kafka/kafkajs-load.js';
import { addSecondDirectory } from './second-directory.js';

/**
 * Every replica of a broker with two log directories is moved to the other one while kafkajs writes; the broker is
 * killed in the middle of it, and again when all are there (KIP-113).
 */
const topic = 'moving';
const partitions = 4;
const effectMs = 60_000;
const rateKey = 'replica.alter.log.dirs.io.max.bytes.per.second';
/** Two mebibytes in each partition are more than the first slices of all copies. */
const valueBytes = 250_000;
const valuesEach = 8;
let test: ClusterUnderTest;
let broker: LocalNode;
let directories: readonly string[];

beforeAll(async () => {
  test = await ClusterUnderTest.start({ controllers: 1, brokers: 3 });
  broker = test.cluster.node('b1');
  directories = await addSecondDirectory(test.cluster, broker.name);
  const ids = ['b1', 'b2', 'b3'].map((name) => test.cluster.node(name).id);
  const assignments = Array.from({ length: partitions }, (_, at) =>
    ids.map((_id, place) => ids[(at + place) % 3] ?? 0),
  );
  await test.client.admin().topics.create(topic, { assignments, configs: { 'min.insync.replicas': '2' } });
  await reached('every replica of the broker is there', async () => {
    const { size } = await current();
    return size === partitions ? undefined : `${size} of ${partitions}`;
  });
});
afterAll(() => test.close());

interface Place {
  readonly path: string;
  readonly partition: number;
  readonly lag: number;
  readonly isFuture: boolean;
}

async function asked<Answer>(ask: (wire: KafkaWire) => Promise<Answer>): Promise<Answer> {
  const wire = await KafkaWire.connect(broker.kafka as NonNullable<LocalNode['kafka']>);
  try {
    return await ask(wire);
  } finally {
    wire.destroy();
  }
}

/** Where the broker says that its replicas of the topic lie, those being made included. */
async function places(): Promise<readonly Place[]> {
  const { results } = await asked((wire) => wire.request(apis.DescribeLogDirs, 4, { topics: null }));
  return results.flatMap(({ logDir: path, topics }) =>
    topics
      .filter(({ name }) => name === topic)
      .flatMap((found) =>
        found.partitions.map(({ partitionIndex: partition, offsetLag: lag, isFutureKey: isFuture }) => ({
          path,
          partition,
          lag,
          isFuture,
        })),
      ),
  );
}

async function current(): Promise<ReadonlyMap<number, string>> {
  return new Map((await places()).filter(({ isFuture }) => !isFuture).map(({ partition, path }) => [partition, path]));
}

function otherThan(path: string | undefined): string {
  return directories.find((each) => each !== path) ?? '';
}

async function moveAllToTheOther(from: ReadonlyMap<number, string>): Promise<void> {
  const dirs = [...from].map(([partition, path]) => ({
    path: otherThan(path),
    topics: [{ name: topic, partitions: [partition] }],
  }));
  const { results } = await asked((wire) => wire.request(apis.AlterReplicaLogDirs, 2, { dirs }));
  const codes = results.flatMap((each) => each.partitions.map(({ errorCode }) => errorCode));
  expect(codes).toEqual(Array.from({ length: partitions }, () => 0));
}

async function setRate(bytesPerSecond: string): Promise<void> {
  await test.client
    .admin()
    .configs.update({ broker: broker.id }, [{ key: rateKey, operation: 'SET', value: bytesPerSecond }]);
}

async function reached(what: string, missing: () => Promise<string | undefined>): Promise<void> {
  await test.cluster.waitUntil(what, missing, boundMs(effectMs, what));
}

function moved(from: ReadonlyMap<number, string>): Promise<void> {
  return reached('every replica lies in the other directory', async () => {
    const wrong = (await places()).filter(({ partition, path, isFuture }) => isFuture || path === from.get(partition));
    return wrong.length === 0 ? undefined : wrong.map(({ partition, lag }) => `${partition} lags ${lag}`).join(', ');
  });
}

function inEveryIsr(): Promise<void> {
  return reached('the broker is in every ISR', async () => {
    const found = await test.cluster.view.partitions(topic);
    const missing = found.filter(({ isr }) => !isr.includes(broker.id));
    return missing.length === 0 ? undefined : missing.map(({ partition }) => partition).join(', ');
  });
}

async function killAndStart(): Promise<void> {
  await test.cluster.kill(broker.name);
  await test.cluster.start(broker.name, { timeoutMs: boundMs(effectMs, 'the broker is back') });
}

async function fill(): Promise<void> {
  const producer = test.client.producer({ batchSize: 2 * valueBytes });
  for (let partition = 0; partition < partitions; partition++)
    for (let count = 0; count < valuesEach; count++)
      await producer.send({ topic, partition, value: `${count}`.padEnd(valueBytes, '.') });
  await producer.close();
}

async function readBack(ledger: RecordLedger): Promise<void> {
  const consumer = test.client.consumer();
  const where = Array.from({ length: partitions }, (_, partition) => ({ topic, partition }));
  consumer.assign(where.map((one) => ({ ...one, from: 'earliest' as const })));
  let left = (await consumer.raw.endOffsets(where)).reduce((sum, end) => sum + end, 0);
  const deadline = new Deadline(effectMs, 'everything is read back');
  while (left > 0) {
    if (await deadline.isOver()) throw new Error(`${left} records were not read within ${deadline.withinMs} ms`);
    for (const { partition, offset, value } of await consumer.poll({ timeoutMs: 200 })) {
      left -= 1;
      if (value?.toString().startsWith('kafkajs') === true)
        ledger.polled('reader', `${topic}-${partition}`, offset, value.toString());
    }
  }
  await consumer.close();
}

describe('replicas that move from one log directory to the other', () => {
  it('lose nothing under kafkajs and a kill in the middle of it', async () => {
    await fill();
    await inEveryIsr();
    const from = await current();
    expect(from.size).toBe(partitions);
    const ledger = new RecordLedger();
    const kafka = new kafkajs.Kafka({
      clientId: 'mover',
      brokers: addressesOf(test.cluster).kafka.split(','),
      logLevel: kafkajs.logLevel.NOTHING,
      retry: { initialRetryTime: 50, maxRetryTime: 500, retries: 1_000 },
    });
    const load = await KafkajsLoad.started(kafka, ledger, topic, partitions);
    try {
      await load.back('at the start', effectMs);
      await setRate('1');
      await moveAllToTheOther(from);
      const copies = (await places()).filter(({ isFuture }) => isFuture);
      expect(copies.map(({ partition, path }) => [partition, path]).toSorted()).toEqual(
        [...from].map(([partition, path]) => [partition, otherThan(path)]).toSorted(),
      );
      await load.back('while replicas are copied', effectMs);
      await killAndStart();
      const after = (await places()).filter(({ isFuture }) => isFuture);
      expect(after.some(({ lag }) => lag > 0)).toBe(true);
      await setRate('9223372036854775807');
      await moved(from);
      await load.back('where they are now', effectMs);
      await killAndStart();
      await load.back('after another kill', effectMs);
    } finally {
      await load.stop();
    }
    await inEveryIsr();
    expect(await current()).toEqual(new Map([...from].map(([partition, path]) => [partition, otherThan(path)])));
    await readBack(ledger);
    const verdict = assertNoLoss(ledger, { drained: true, duplicatesAllowed: false, ordered: true });
    expect(verdict.acknowledged).toBeGreaterThan(0);
    const here = await current();
    for (const [partition, path] of here) {
      const consumer = test.client.rawConsumer();
      const [end = 0] = await consumer.endOffsets([{ topic, partition }]);
      await consumer.close();
      const others = ['b2', 'b3'].map((name) => test.cluster.node(name).dataDirectory);
      expect(compareReplicas([path, ...others], topic, partition, end)).toMatchObject({ equal: true });
      const left = readdirSync(otherThan(path)).filter(
        (name) => name === `${topic}-${partition}` || name.endsWith('-future'),
      );
      expect(left).toEqual([]);
    }
  });

  it('are asked for with drave partition move, at any broker, and shown by drave broker disk', async () => {
    const home = mkdtempSync(join(tmpdir(), 'drave-home-'));
    const { host, port } = test.cluster.node('b2').grpc;
    const run = (...parameters: string[]): Promise<CommandResult> =>
      drave(home, [...parameters, '--bootstrap', `${host}:${port}`]);
    try {
      const from = await current();
      const target = otherThan(from.get(0));
      const to = ['--broker', String(broker.id), '--to-dir', target];
      const names = [...from.keys()].map((partition) => `${topic}/${partition}`);
      const checked = await run('partition', 'move', ...names, ...to, '--validate-only', '-o', 'json');
      expect(checked).toMatchObject({ exitCode: 0, stderr: '' });
      expect(JSON.parse(checked.stdout)).toMatchObject(names.map(() => ({ state: 'would be accepted', error: null })));
      expect(await current()).toEqual(from);

      expect(await run('partition', 'move', ...names, ...to)).toMatchObject({ exitCode: 0, stderr: '' });
      await reached('every replica lies in the directory', async () => {
        const elsewhere = (await places()).filter(({ path, isFuture }) => isFuture || path !== target);
        return elsewhere.length === 0 ? undefined : elsewhere.map(({ partition }) => partition).join(', ');
      });
      const disk = await run('broker', 'disk', String(broker.id), '-t', topic, '-o', 'json');
      const counts = JSON.parse(disk.stdout) as readonly { readonly path: string; readonly replicaCount: number }[];
      expect(new Map(counts.map((one) => [one.path, one.replicaCount]))).toEqual(
        new Map([
          [otherThan(target), 0],
          [target, partitions],
        ]),
      );
      const replicas = await run('broker', 'disk', '--by', 'replica', '-t', topic);
      expect(replicas.stdout.trimEnd().split('\n')).toHaveLength(1 + 3 * partitions);

      const nowhere = await run(
        'partition',
        'move',
        `${topic}/0`,
        '--broker',
        String(broker.id),
        '--to-dir',
        '/nowhere',
      );
      expect(nowhere.exitCode).toBe(1);
      expect(nowhere.stdout).toContain("LOG_DIR_NOT_FOUND: '/nowhere' is no log directory of this broker");
      const half = await run('partition', 'move', `${topic}/0`, '--to-dir', target);
      expect(half).toMatchObject({ exitCode: 2, stdout: '' });
      expect(half.stderr).toContain('give --broker and --to-dir together');
    } finally {
      rmSync(home, { recursive: true });
    }
  });

  it('move to other brokers with drave partition move', async () => {
    const home = mkdtempSync(join(tmpdir(), 'drave-home-'));
    const { host, port } = test.cluster.node('b2').grpc;
    const run = (...parameters: string[]): Promise<CommandResult> =>
      drave(home, [...parameters, '--bootstrap', `${host}:${port}`]);
    try {
      const ids = ['b2', 'b3'].map((name) => test.cluster.node(name).id);
      expect(await run('partition', 'move', `${topic}/0:${ids.join(',')}`)).toMatchObject({ exitCode: 0, stderr: '' });
      await reached('the partition is where it shall be', async () => {
        const { replicas, addingReplicas, removingReplicas } = await test.client.admin().partitions.get(topic, 0);
        const isThere = replicas.join() === ids.join() && addingReplicas.length + removingReplicas.length === 0;
        return isThere ? undefined : `its replicas are ${replicas.join()}`;
      });
      const idle = await run('partition', 'move', `${topic}/0`, '--cancel');
      expect(idle.exitCode).toBe(1);
      expect(idle.stdout).toContain('NO_REASSIGNMENT_IN_PROGRESS');
    } finally {
      rmSync(home, { recursive: true });
    }
  });
});
