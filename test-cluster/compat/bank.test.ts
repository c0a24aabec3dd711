import { setTimeout as sleep } from 'node:timers/promises';
import { LocalCluster, nodeRuntime } from '@drave/cluster';
import kafkajs, { type Kafka, type Producer } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boundMs } from '../src/bounds.js';
import { until } from '../src/kafka/until.js';
import { addressesOf } from './suites/broker.js';
import { isRunnable, runOrThrow } from './suites/external.js';

/**
 * A bank: each transfer takes from one account and gives to another in one transaction of kafkajs, while leaders of all
 * kinds are killed. kcat reads what is committed and judges.
 */
const topic = 'accounts';
const partitions = 6;
const accounts = 100;
const tellers = 4;
/** Every so many transfers one is given up after both halves are written. */
const givenUpEvery = 7;
const normalWaitMs = 60_000;
const killed: readonly string[] = [
  'leader:accounts/0',
  'leader:__transaction_state/0',
  'controller',
  'leader:accounts/3',
  'leader:__transaction_state/1',
  'leader:__transaction_state/2',
  'leader:accounts/5',
];
const runnable = await isRunnable('the bank', { commands: ['kcat'] });

/** What tellers know of their transfers; the outcome of others is unknown, but never a half. */
interface Book {
  readonly committed: Set<string>;
  readonly aborted: Set<string>;
  begun: number;
  closing: boolean;
}

describe.skipIf(!runnable)('kafkajs 2.2.4', () => {
  let cluster: LocalCluster;
  let kafka: Kafka;
  const book: Book = { committed: new Set(), aborted: new Set(), begun: 0, closing: false };
  beforeAll(async () => {
    cluster = await LocalCluster.start(nodeRuntime, {});
    const retry = { retries: 30, initialRetryTime: 50, maxRetryTime: 500 };
    const brokers = addressesOf(cluster).kafka.split(',');
    kafka = new kafkajs.Kafka({ clientId: 'bank', brokers, logLevel: kafkajs.logLevel.NOTHING, retry });
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic, numPartitions: partitions, replicationFactor: 3 }] });
    await admin.disconnect();
  });
  afterAll(async () => {
    book.closing = true;
    await cluster.close();
  });

  it('feature: transactions: a bank loses and makes no money while leaders of all kinds are killed', async () => {
    const counters = Array.from({ length: tellers }, (_, teller) => serve(kafka, `teller-${teller}`, book));
    for (const expression of killed) {
      const before = book.committed.size;
      const node = await cluster.kill(expression, { wait: false });
      const missing = () =>
        book.committed.size < before + tellers ? `${book.committed.size - before} are` : undefined;
      await until(`transfers are made after the end of ${expression}`, missing, normalWaitMs);
      await cluster.start(node);
    }
    book.closing = true;
    await Promise.all(counters);
    // Whoever takes the id of a teller ends what that one has left.
    for (let teller = 0; teller < tellers; teller += 1) await (await opened(kafka, `teller-${teller}`)).disconnect();
    const halves = new Map<string, number[]>();
    for (const [transfer, amount] of await committedRecords(addressesOf(cluster).kafka))
      halves.set(transfer, [...(halves.get(transfer) ?? []), amount]);
    const wrong = [...halves].filter(([, amounts]) => amounts.length !== 2 || sum(amounts) !== 0);
    expect(wrong).toEqual([]);
    expect([...book.committed].filter((transfer) => !halves.has(transfer))).toEqual([]);
    expect([...book.aborted].filter((transfer) => halves.has(transfer))).toEqual([]);
    expect(book.aborted.size).toBeGreaterThan(0);
  }, 600_000);
});

/** Makes transfers until the bank closes. After an error another producer takes over. */
async function serve(kafka: Kafka, id: string, book: Book): Promise<void> {
  let producer = await opened(kafka, id);
  while (!book.closing) {
    const transfer = `${id} ${book.begun++}`;
    try {
      await transact(producer, transfer, book);
    } catch (reason) {
      if (!(reason instanceof kafkajs.KafkaJSError)) throw reason;
      await producer.disconnect();
      producer = await opened(kafka, id);
    }
  }
  await producer.disconnect();
}

async function transact(producer: Producer, transfer: string, book: Book): Promise<void> {
  const [from, to] = [account(), account()];
  const amount = 1 + Math.floor(Math.random() * 50);
  const transaction = await producer.transaction();
  const half = (of: number, change: number) => {
    const messages = [{ partition: of % partitions, key: `${of}`, value: `${change} ${transfer}` }];
    return transaction.send({ topic, acks: -1, messages });
  };
  await half(from, -amount);
  await half(to, amount);
  if (book.begun % givenUpEvery === 0) {
    await transaction.abort();
    book.aborted.add(transfer);
  } else {
    await transaction.commit();
    book.committed.add(transfer);
  }
}

function account(): number {
  return Math.floor(Math.random() * accounts);
}

async function opened(kafka: Kafka, transactionalId: string): Promise<Producer> {
  for (let attempt = 1; ; attempt += 1) {
    const producer = kafka.producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 });
    try {
      await producer.connect();
      return producer;
    } catch (reason) {
      // A broker that is killed in this moment is none that kafkajs tries again.
      if (attempt === 10) throw reason;
      await sleep(200);
    }
  }
}

async function committedRecords(bootstrap: string): Promise<(readonly [transfer: string, amount: number])[]> {
  const isolation = ['-X', 'isolation.level=read_committed'];
  const command = [
    'kcat',
    '-C',
    '-b',
    bootstrap,
    '-t',
    topic,
    '-e',
    '-q',
    '-o',
    'beginning',
    '-f',
    '%s\\n',
    ...isolation,
  ];
  const read = await runOrThrow(command, { timeoutMs: boundMs(normalWaitMs, 'kcat reads the accounts') });
  return read
    .trim()
    .split('\n')
    .map((line) => {
      const space = line.indexOf(' ');
      return [line.slice(space + 1), Number(line.slice(0, space))];
    });
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
