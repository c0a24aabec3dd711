import { LocalCluster, nodeRuntime } from '@drave/cluster';
import { coordinatorPartitionOf } from '@drave/coordinator';
import kafkajs, { type Consumer, type Kafka, type Producer } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressesOf } from '../../compat/suites/broker.js';
import { boundMs } from '../bounds.js';
import { until } from './until.js';

/** Transactions on real processes, through a client that knows nothing of us. */
const partitions = 3;
const normalWaitMs = 30_000;
/** As `drave local` configures it. */
const statePartitions = 3;

describe('transactions with kafkajs', () => {
  let cluster: LocalCluster;
  let kafka: Kafka;
  const consumers: Consumer[] = [];
  const producers: Producer[] = [];
  beforeAll(async () => {
    cluster = await LocalCluster.start(nodeRuntime, {});
    const brokers = addressesOf(cluster).kafka.split(',');
    const retry = { retries: 20, initialRetryTime: 100, maxRetryTime: 1_000 };
    kafka = new kafkajs.Kafka({ clientId: 'kafkajs', brokers, logLevel: kafkajs.logLevel.NOTHING, retry });
    const admin = kafka.admin();
    await admin.connect();
    const topics = ['orders', 'fenced', 'killed', 'input', 'output'].map((topic) => {
      return { topic, numPartitions: partitions, replicationFactor: 3 };
    });
    await admin.createTopics({ topics, timeout: boundMs(normalWaitMs, 'topics') });
    await admin.disconnect();
  });
  afterAll(async () => {
    for (const consumer of consumers) await consumer.disconnect();
    for (const producer of producers) await producer.disconnect();
    await cluster.close();
  });

  async function newProducer(transactionalId: string): Promise<Producer> {
    const producer = kafka.producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 });
    producers.push(producer);
    await producer.connect();
    return producer;
  }

  /** One message to each partition. */
  const messagesOf = (value: string) =>
    Array.from({ length: partitions }, (_, partition) => ({ value: `${value}-${partition}`, partition }));

  async function transact(producer: Producer, topic: string, value: string, end: 'commit' | 'abort'): Promise<void> {
    const transaction = await producer.transaction();
    await transaction.send({ topic, acks: -1, messages: messagesOf(value) });
    await transaction[end]();
  }

  /**
   * Everything that a consumer of committed records gets, for as long as it runs. What it gets again after a rebalance,
   * since it commits no offsets, counts once.
   */
  async function readCommitted(topic: string): Promise<readonly string[]> {
    const found: string[] = [];
    const places = new Set<string>();
    const consumer = kafka.consumer({
      groupId: `group-${topic}`,
      maxWaitTimeInMs: 200,
      sessionTimeout: boundMs(10_000, 'a session'),
    });
    consumers.push(consumer);
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: ({ partition, message }) => {
        const place = `${partition}@${message.offset}`;
        if (!places.has(place)) found.push(message.value?.toString() ?? '');
        places.add(place);
        return Promise.resolve();
      },
    });
    return found;
  }

  async function foundExactly(found: readonly string[], values: readonly string[]): Promise<void> {
    const wanted = values.flatMap((value) => messagesOf(value).map((message) => message.value)).toSorted();
    const missing = (): string | undefined => {
      const left = wanted.filter((value) => !found.includes(value));
      return left.length === 0 ? undefined : `${left.join(', ')} is not read`;
    };
    await until('what is committed', missing, normalWaitMs);
    expect(found.toSorted()).toEqual(wanted);
  }

  it('what is committed in three partitions is read, what is aborted is not', async () => {
    const topic = 'orders';
    const producer = await newProducer('orders-producer');
    await transact(producer, topic, 'first', 'commit');
    await transact(producer, topic, 'second', 'abort');
    await transact(producer, topic, 'third', 'commit');
    await foundExactly(await readCommitted(topic), ['first', 'third']);
  });

  it('a producer whose id another one has taken is fenced, and what it left is aborted', async () => {
    const topic = 'fenced';
    const first = await newProducer('fenced-producer');
    await transact(first, topic, 'before', 'commit');
    const left = await first.transaction();
    await left.send({ topic, acks: -1, messages: messagesOf('left') });
    const second = await newProducer('fenced-producer');
    await transact(second, topic, 'after', 'commit');
    await expect(left.commit()).rejects.toThrow(/epoch|fenced/i);
    await foundExactly(await readCommitted(topic), ['before', 'after']);
  });

  it('what is committed stays so when the coordinator is killed in that moment', async () => {
    const topic = 'killed';
    const transactionalId = 'killed-producer';
    const producer = await newProducer(transactionalId);
    const values: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const aborted = await producer.transaction();
      await aborted.send({ topic, acks: -1, messages: messagesOf(`aborted-${round}`) });
      await aborted.abort();
      await transact(producer, topic, `round-${round}`, 'commit');
      values.push(`round-${round}`);
      const partition = coordinatorPartitionOf(transactionalId, statePartitions);
      const killed = await cluster.kill(`leader:__transaction_state/${partition}`, { wait: false });
      await transact(producer, topic, `after-${round}`, 'commit');
      values.push(`after-${round}`);
      await cluster.start(killed);
    }
    await foundExactly(await readCommitted(topic), values);
  });

  it('what is read, made into something else and written in one transaction is there exactly once', async () => {
    const inputs = Array.from({ length: 30 }, (_, index) => `input-${index}`);
    const source = kafka.producer();
    producers.push(source);
    await source.connect();
    await source.send({
      topic: 'input',
      acks: -1,
      messages: inputs.map((value, index) => ({ value, partition: index % partitions })),
    });
    const groupId = 'transformers';
    const producer = await newProducer('transformer');
    let attempts = 0;
    let done = 0;
    const consumer = kafka.consumer({
      groupId,
      maxWaitTimeInMs: 200,
      sessionTimeout: boundMs(10_000, 'a session'),
      retry: { restartOnFailure: () => Promise.resolve(true), initialRetryTime: 50, retries: 0 },
    });
    consumers.push(consumer);
    await consumer.connect();
    await consumer.subscribe({ topics: ['input'], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ topic, partition, message }) => {
        attempts += 1;
        const transaction = await producer.transaction();
        const made = { value: `made of ${message.value?.toString() ?? ''}`, partition };
        await transaction.send({ topic: 'output', acks: -1, messages: [made] });
        const offset = String(Number(message.offset) + 1);
        await transaction.sendOffsets({
          consumerGroupId: groupId,
          topics: [{ topic, partitions: [{ partition, offset }] }],
        });
        if (attempts % 5 === 0) {
          await transaction.abort();
          throw new Error('this attempt is given up');
        }
        await transaction.commit();
        done += 1;
      },
    });
    const wanted = inputs.map((value) => `made of ${value}`).toSorted();
    await until('all is made', () => (done < inputs.length ? `${done} are` : undefined), normalWaitMs);
    const found = await readCommitted('output');
    await until('all is read', () => (found.length < wanted.length ? `${found.length} are` : undefined), normalWaitMs);
    expect(found.toSorted()).toEqual(wanted);
    expect(attempts).toBeGreaterThan(inputs.length);
    const admin = kafka.admin();
    await admin.connect();
    const [committed] = await admin.fetchOffsets({ groupId, topics: ['input'] });
    await admin.disconnect();
    expect(committed?.partitions.map(({ offset }) => offset)).toEqual(['10', '10', '10']);
  });
});
