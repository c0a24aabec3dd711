import type { Client } from 'drave';
import type { LocalCluster } from 'drave/testing';
import { runAsProgram, type Stage } from './run-example.js';

const PAYMENTS = 60;
/** How many a worker takes before it says how far it is. */
const STEP = 10;

type Guarantee = 'at most once' | 'at least once' | 'exactly once';

interface Booked {
  /** What the first worker had taken and not finished when it died: one poll. */
  readonly inHand: number;
  readonly lost: number;
  readonly doubled: number;
}

/**
 * One worker books payments from a topic to a ledger, another topic. In its middle the leader of both is killed, and
 * the worker dies between its work and its word that it is done: what it books twice, and what never, depends only on
 * the order of those two.
 */
export async function deliveryGuarantees({ cluster, client, say }: Stage) {
  const results: Partial<Record<Guarantee, Booked>> = {};
  for (const guarantee of ['at most once', 'at least once', 'exactly once'] as const) {
    const names = namesOf(guarantee);
    for (const topic of [names.payments, names.ledger])
      await client.admin().topics.create(topic, { partitions: 1, replicationFactor: 3 });
    const producer = client.producer();
    for (let payment = 0; payment < PAYMENTS; payment++)
      void producer.send({ topic: names.payments, value: `payment-${payment}` });
    await producer.flush();

    const inHand = await work(client, guarantee, { dies: () => kill(cluster, names.payments, say) });
    await work(client, guarantee, {});

    const booked = await readAll(client, names.ledger);
    const lost = PAYMENTS - new Set(booked).size;
    const doubled = booked.length - new Set(booked).size;
    results[guarantee] = { inHand, lost, doubled };
    say(`${guarantee}: ${booked.length} bookings of ${PAYMENTS} payments, ${lost} lost, ${doubled} doubled`);
  }
  return results;
}

interface Fate {
  /** Called in the middle; the worker is never heard of again after it. */
  readonly dies?: () => Promise<void>;
}

/** Returns how many records the worker took last. */
async function work(client: Client, guarantee: Guarantee, { dies }: Fate): Promise<number> {
  const { payments: topic, ledger, group } = namesOf(guarantee);
  const consumer = client.consumer({ groupId: group, autoOffsetReset: 'earliest', enableAutoCommit: false });
  const producer = client.producer();
  const bank = client.producer({ transactionalId: group });
  // It ends what the worker before has left open.
  await bank.initTransactions();
  consumer.subscribe(topic);
  let values: readonly string[] = [];
  for (let taken = 0; ; ) {
    values = (await consumer.poll({ maxRecords: STEP })).map(({ value }) => `${value}`);
    taken += values.length;
    const dead = dies !== undefined && taken > PAYMENTS / 2;
    if (guarantee === 'at most once') {
      // It says that it is done, then works: what it dies over is never done.
      await consumer.commit();
      if (!dead) for (const value of values) await producer.send({ topic: ledger, value });
    } else if (guarantee === 'at least once') {
      // It works, then says so: what it dies over is done again.
      for (const value of values) await producer.send({ topic: ledger, value });
      if (!dead) await consumer.commit();
    } else {
      // The work and the word are one transaction: both happen, or neither.
      const transaction = await bank.begin();
      for (const value of values) await transaction.send({ topic: ledger, value });
      await transaction.sendOffsets(consumer);
      if (!dead) await transaction.commit();
    }
    if (dead) await dies();
    if (dead || consumer.position({ topic, partition: 0 }) === PAYMENTS) break;
  }
  await Promise.all([consumer, producer, bank].map((part) => part.close()));
  return values.length;
}

async function kill(cluster: LocalCluster, topic: string, say: Stage['say']): Promise<void> {
  const [killed = ''] = await cluster.kill(`leader:${topic}/0`);
  say(`  ${killed}, which led ${topic}/0, is killed; so is the worker`);
  await cluster.start(killed);
}

async function readAll(client: Client, topic: string): Promise<readonly string[]> {
  const consumer = client.consumer({ autoOffsetReset: 'earliest', isolationLevel: 'read_committed' });
  consumer.assign([{ topic, partition: 0 }]);
  const [end = 0] = await consumer.raw.endOffsets([{ topic, partition: 0 }]);
  const values: string[] = [];
  while ((consumer.position({ topic, partition: 0 }) ?? 0) < end)
    values.push(...(await consumer.poll()).map(({ value }) => `${value}`));
  await consumer.close();
  return values;
}

function namesOf(guarantee: Guarantee) {
  const short = guarantee.replaceAll(' ', '-');
  return { payments: `payments-${short}`, ledger: `ledger-${short}`, group: `bank-${short}` };
}

await runAsProgram(import.meta.url, deliveryGuarantees);
