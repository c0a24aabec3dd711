import { coordinatorPartitionOf } from '@drave/coordinator';
import { DraveError } from '@drave/base';
import type { Client, Transaction } from '@drave/client';
import { LocalCluster, nodeRuntime } from '@drave/cluster';
import { connect } from 'drave';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Deadline } from '../bounds.js';
import { rounds } from '../cluster.js';
import { until } from '../kafka/until.js';

const NORMAL_WAIT_MS = 60_000;
/** As local clusters have it. */
const STATE_PARTITIONS = 3;
const PARTITIONS = 3;
/** Longer than any wait of this test, and the longest that a broker allows. */
const TRANSACTION_TIMEOUT_MS = 900_000;

describe('transactions of the SDK on real processes', () => {
  let cluster: LocalCluster;
  let client: Client;
  let other: Client;
  beforeAll(async () => {
    cluster = await LocalCluster.start(nodeRuntime, {});
    client = connect({ bootstrap: cluster.grpcBootstrap });
    other = connect({ bootstrap: cluster.grpcBootstrap });
    for (const topic of ['paused', 'input', 'output'])
      await client.admin().topics.create(topic, { partitions: PARTITIONS, replicationFactor: 3 });
  });
  afterAll(async () => {
    await client.close();
    await other.close();
    await cluster.close();
  });

  /** What readers of committed records get, until there is as much as is wanted, and nothing more follows. */
  async function committed(topic: string, wanted: number): Promise<string[]> {
    const consumer = other.consumer({ isolationLevel: 'read_committed' });
    const partitions = Array.from({ length: PARTITIONS }, (_, partition) => ({
      topic,
      partition,
      from: 'earliest' as const,
    }));
    consumer.assign(partitions);
    const deadline = new Deadline(NORMAL_WAIT_MS, `${wanted} records of ${topic}`);
    const values: string[] = [];
    while (values.length < wanted || partitions.some((where) => consumer.lag(where) !== 0)) {
      expect(await deadline.isOver(), `${values.length} of ${wanted} were read`).toBe(false);
      values.push(...(await consumer.poll({ timeoutMs: 200 })).map(({ value }) => String(value)));
    }
    await consumer.close();
    return values.toSorted();
  }

  it('a producer that sleeps while another takes its id wakes up fenced, and says by whom', async () => {
    const sleeper = client.producer({ transactionalId: 'paused' });
    const tx = await sleeper.begin();
    await tx.send({ topic: 'paused', partition: 0, value: 'of the sleeper' });
    const successor = other.producer({ transactionalId: 'paused' });
    const taken = await successor.begin();
    await taken.send({ topic: 'paused', partition: 0, value: 'of the successor' });
    await taken.commit();

    const failures: DraveError[] = [];
    const wakes = [
      () => tx.send({ topic: 'paused', partition: 1, value: 'late' }),
      () => tx.commit(),
      () => sleeper.begin(),
    ];
    for (const wake of wakes) await wake().catch((reason: unknown) => failures.push(DraveError.from(reason)));
    expect(failures).toHaveLength(wakes.length);
    expect(new Set(failures).size).toBe(1);
    expect(failures[0]).toMatchObject({ code: 'PRODUCER_FENCED' });
    expect(failures[0]?.message).toMatch(/by a newer producer of the same transactional id/);
    const next = await successor.begin();
    await next.send({ topic: 'paused', partition: 1, value: 'of the successor again' });
    await next.commit();
    expect(await committed('paused', 2)).toEqual(['of the successor', 'of the successor again']);
  });

  it('what is consumed, transformed and produced is there exactly once, whoever is killed or left behind', async () => {
    const count = rounds(300, 2_000);
    const feed = client.producer();
    await Promise.all(
      Array.from({ length: count }, (_, number) =>
        feed.send({ topic: 'input', partition: number % PARTITIONS, value: `${number}` }),
      ),
    );
    const progress = { recordsDone: 0, transactions: 0 };
    // It stops in the middle of a transaction, and never comes back to it: its place and its id are taken.
    await transform(client, progress, () => progress.transactions === 3);
    const running = transform(other, progress, () => false, count);
    const failed = running.then(() => new Promise<never>(() => {}));
    const kills = [
      `leader:__transaction_state/${coordinatorPartitionOf('transformer', STATE_PARTITIONS)}`,
      'leader:output/1',
      'leader:input/0',
    ];
    for (const expression of kills) {
      const before = progress.transactions;
      const node = await cluster.kill(expression, { wait: false });
      const missing = () =>
        progress.transactions > before || progress.recordsDone === count ? undefined : 'no transaction is committed';
      await Promise.race([until(`after the end of ${expression}`, missing, NORMAL_WAIT_MS), failed]);
      await cluster.start(node);
    }
    await running;
    const wanted = Array.from({ length: count }, (_, number) => `${number}!`).toSorted();
    expect(await committed('output', count)).toEqual(wanted);
  }, 600_000);
});

interface Progress {
  recordsDone: number;
  transactions: number;
}

/**
 * Takes what is in `input` to `output`, some records in each transaction, until `countMax` are through, or `leaves`
 * says so in the middle of a transaction.
 */
async function transform(
  client: Client,
  progress: Progress,
  leaves: () => boolean,
  countMax = Number.POSITIVE_INFINITY,
): Promise<void> {
  const consumer = client.consumer({
    groupId: 'transformer',
    enableAutoCommit: false,
    autoOffsetReset: 'earliest',
    isolationLevel: 'read_committed',
    maxPollRecords: 20,
  });
  consumer.subscribe('input');
  // What another has left open would hold back the group's offsets for as long as this.
  const producer = client.producer({ transactionalId: 'transformer', transactionTimeoutMs: TRANSACTION_TIMEOUT_MS });
  await producer.initTransactions();
  while (progress.recordsDone < countMax) {
    const records = await consumer.poll({ timeoutMs: 200 });
    if (records.length === 0) continue;
    const tx = await producer.begin();
    const sent = records.map(({ value }, at) =>
      tx.send({ topic: 'output', partition: at % PARTITIONS, value: `${String(value)}!` }),
    );
    const offsets = tx.sendOffsets(consumer);
    if (leaves()) {
      await Promise.all([...sent, offsets]);
      break;
    }
    if (await isCommitted(tx)) {
      progress.recordsDone += records.length;
      progress.transactions++;
    } else {
      await tx.abort();
      await consumer.seekToCommitted();
    }
  }
  await consumer.close();
}

/** False when it can only be aborted, as when the consumer has lost its place. */
async function isCommitted(tx: Transaction): Promise<boolean> {
  for (;;) {
    try {
      await tx.commit();
      return true;
    } catch (reason) {
      // Still to be decided: again.
      if (tx.state === 'committing') continue;
      if (tx.state === 'open') return false;
      throw reason;
    }
  }
}
