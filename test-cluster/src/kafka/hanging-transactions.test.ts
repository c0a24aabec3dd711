import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalCluster } from '@drave/cluster';
import kafkajs, { type Kafka, type Producer } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressesOf } from '../../compat/suites/broker.js';
import { boundMs } from '../bounds.js';
import { drave } from '../command-line.js';
import { mutantRuntime } from '../mutant-runtime.js';
import { until } from './until.js';

/**
 * The commands for transactions, against nodes that never send the marker of partition 1: what a transaction wrote
 * there stays open for ever, and its coordinator knows nothing of it any more.
 */
const WAIT_MS = 30_000;
const TOPIC = 'orders';
const HUNG = 1;

interface Hanging {
  readonly topic: string;
  readonly partition: number;
  readonly startOffset: number;
  readonly transactionalId: string | null;
}

describe('drave txn', () => {
  let home: string;
  let cluster: LocalCluster;
  let kafka: Kafka;
  const clients: { disconnect(): Promise<void> }[] = [];

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'drave-home-'));
    cluster = await LocalCluster.start(mutantRuntime('marker-not-sent'), {});
    const brokers = addressesOf(cluster).kafka.split(',');
    const retry = { retries: 20, initialRetryTime: 100, maxRetryTime: 1_000 };
    kafka = new kafkajs.Kafka({ clientId: 'kafkajs', brokers, logLevel: kafkajs.logLevel.NOTHING, retry });
    const admin = kafka.admin();
    await admin.connect();
    const topics = [{ topic: TOPIC, numPartitions: 3, replicationFactor: 3 }];
    await admin.createTopics({ topics, timeout: boundMs(WAIT_MS, 'topics') });
    await admin.disconnect();
  });
  afterAll(async () => {
    for (const client of clients) await client.disconnect();
    await cluster.close();
    rmSync(home, { recursive: true });
  });

  const run = (parameters: readonly string[]) =>
    drave(home, ['txn', ...parameters, '--bootstrap', addressesOf(cluster).drave]);
  async function json<Item = object>(...parameters: readonly string[]): Promise<readonly Item[]> {
    const { stdout, stderr, exitCode } = await run([...parameters, '-o', 'json']);
    if (exitCode !== 0) throw new Error(`exit code ${exitCode}: ${stderr}`);
    return JSON.parse(stdout) as readonly Item[];
  }

  async function producerOf(transactionalId: string): Promise<Producer> {
    const producer = kafka.producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 });
    clients.push(producer);
    await producer.connect();
    return producer;
  }

  const messagesOf = (value: string) => [0, 1, 2].map((partition) => ({ value: `${value}-${partition}`, partition }));

  it('shows who has what open; abort ends it and puts its producer out', async () => {
    expect(await json('ls')).toEqual([]);
    const producer = await producerOf('live');
    const transaction = await producer.transaction();
    await transaction.send({
      topic: TOPIC,
      acks: -1,
      messages: messagesOf('aborted').filter((one) => one.partition !== HUNG),
    });
    expect(await json('ls', '--state', 'ongoing')).toMatchObject([{ transactionalId: 'live', state: 'Ongoing' }]);
    expect(await json('ls', 'other')).toEqual([]);
    expect(await json('describe', 'live')).toMatchObject([{ partitions: [{ topic: TOPIC, partitions: [0, 2] }] }]);
    const open = await json<{ startOffset: number | null }>('producers', `${TOPIC}:0`);
    expect(open).toMatchObject([{ startOffset: 0 }]);
    // Young as it is, nobody takes it for hanging.
    expect(await json('hanging')).toEqual([]);
    const mistaken = await run(['abort', '--partition', `${TOPIC}:0`, '--start-offset', '0']);
    expect(mistaken).toMatchObject({ exitCode: 1, stdout: '' });
    expect(mistaken.stderr).toContain(
      "belongs to transactional id 'live', whose coordinator ends it: abort it by its id",
    );
    expect(await json('abort', 'live')).toEqual([{ transactionalId: 'live', state: 'PrepareAbort' }]);
    await expect(transaction.commit()).rejects.toThrow(/epoch|fenced|state/i);
    const again = await run(['abort', 'live', 'nobody', '-o', 'json']);
    expect(again.exitCode).toBe(1);
    const [first, second] = JSON.parse(again.stdout) as { error?: { message: string } }[];
    expect(first?.error?.message ?? 'PrepareAbort').toMatch(/no transaction is open|PrepareAbort/);
    expect(second).toMatchObject({
      state: 'failed',
      error: {
        code: 'TRANSACTIONAL_ID_NOT_FOUND',
        message: expect.stringContaining("transactional id 'nobody': no coordinator knows it"),
      },
    });
  });

  it('hanging finds what no coordinator is going to end, and abort frees it', async () => {
    const producer = await producerOf('lost');
    const transaction = await producer.transaction();
    await transaction.send({ topic: TOPIC, acks: -1, messages: messagesOf('committed') });
    await transaction.commit();
    const plain = kafka.producer();
    clients.push(plain);
    await plain.connect();
    await plain.send({ topic: TOPIC, acks: -1, messages: messagesOf('behind') });
    const found: string[] = [];
    const consumer = kafka.consumer({ groupId: 'readers', maxWaitTimeInMs: 200 });
    clients.push(consumer);
    await consumer.connect();
    await consumer.subscribe({ topics: [TOPIC], fromBeginning: true });
    await consumer.run({
      eachMessage: ({ message }) => {
        found.push(message.value?.toString() ?? '');
        return Promise.resolve();
      },
    });
    const missing = (value: string) => (found.includes(value) ? undefined : `${value} is not read`);
    await until('another partition is read', () => missing('behind-0'), WAIT_MS);
    expect(found).not.toContain(`behind-${HUNG}`);
    const hanging = await json<Hanging>('hanging');
    expect(hanging).toMatchObject([{ topic: TOPIC, partition: HUNG, transactionalId: 'lost' }]);
    const [{ startOffset } = { startOffset: -1 }] = hanging;
    const shown = await run(['hanging', '-t', TOPIC]);
    const next = `drave txn abort --partition ${TOPIC}:${HUNG} --start-offset ${startOffset}`;
    expect(shown.stdout).toContain(`To free one: ${next}`);
    const freed = await run(next.split(' ').slice(2));
    expect(freed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('aborted') as string });
    await until('what stands behind is read', () => missing(`behind-${HUNG}`), WAIT_MS);
    // Its marker said abort: what hung is not read, whatever the other partitions say.
    expect(found).not.toContain(`committed-${HUNG}`);
    expect(found).toContain('committed-0');
    expect(await json('hanging')).toEqual([]);
    const again = await run(next.split(' ').slice(2));
    expect(again.exitCode).toBe(1);
    expect(again.stderr).toContain(
      `no open transaction of partition ${HUNG} of '${TOPIC}' begins at offset ${startOffset}`,
    );
  });

  it.each([
    ['abort', 'name transactional ids, or what hangs by --partition and --start-offset'],
    ['abort --partition orders', "'orders': expected one partition of a topic, such as orders:0"],
    ['ls --state open', "'open' is not a valid state"],
    ['ls --longer-than soon', "'soon' is not a valid duration"],
  ])('refuses "txn %s" with exit code 2 and one line', async (parameters, text) => {
    const { exitCode, stdout, stderr } = await run(parameters.split(' '));
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(text);
  });
});
