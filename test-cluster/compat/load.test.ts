import type { LocalCluster } from '@drave/cluster';
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boundMs } from '../src/bounds.js';
import { addressesOf, startedCluster } from './suites/broker.js';
import { isRunnable } from './suites/external.js';
import { connected, loadNodeRdkafka, nodeRdkafkaRequirements } from './suites/node-rdkafka.js';
import { loadPlatformatic } from './suites/platformatic.js';

/** Clients of other projects, wrapped by a load of the cluster, over the loss of a leader. */
const messagesEach = 40;
const hasPlatformatic = await isRunnable('@platformatic/kafka', { commands: ['npm'] });
const hasRdkafka = await isRunnable('node-rdkafka', nodeRdkafkaRequirements);
let cluster: LocalCluster;

beforeAll(
  async () => {
    cluster = await startedCluster();
  },
  boundMs(60_000, 'a cluster starts'),
);
afterAll(() => cluster.close());

/** `send` is called again and again while the leader of a partition dies and comes back. */
async function overAKill(topic: string, send: (number: number) => Promise<unknown>): Promise<void> {
  const [killed = ''] = await cluster.resolve(`leader:${topic}/0`);
  const work = (async () => {
    for (let number = 0; number < messagesEach; number++) await send(number);
  })();
  await cluster.kill(killed);
  await work;
  await cluster.start(killed);
}

describe('a load with wrapped clients', () => {
  it('judges a producer, transactions and a consumer of kafkajs', async () => {
    const load = cluster.load('kafkajs', { rate: 50 });
    await load.waitForAcknowledgements();
    const retry = { initialRetryTime: 50, maxRetryTime: 500, retries: 1_000 };
    const brokers = addressesOf(cluster).kafka.split(',');
    const kafka = new kafkajs.Kafka({ clientId: 'app', brokers, retry, logLevel: kafkajs.logLevel.NOTHING });
    const createPartitioner = kafkajs.Partitioners.DefaultPartitioner;
    const producer = load.wrapKafkajsProducer(
      kafka.producer({ idempotent: true, maxInFlightRequests: 1, createPartitioner }),
    );
    const teller = load.wrapKafkajsProducer(
      kafka.producer({ transactionalId: 'teller', maxInFlightRequests: 1, createPartitioner }),
      { name: 'teller' },
    );
    const consumer = load.wrapKafkajsConsumer(kafka.consumer({ groupId: 'app' }));
    await Promise.all([producer.connect(), teller.connect(), consumer.connect()]);
    await consumer.subscribe({ topic: 'kafkajs', fromBeginning: true });
    await consumer.run({ eachMessage: async () => {} });
    await overAKill('kafkajs', async (number) => {
      const messages = [`a${number}`, `b${number}`, `c${number}`].map((key) => ({ key, value: key }));
      await producer.send({ topic: 'kafkajs', messages });
      const transaction = await teller.transaction();
      await transaction.send({ topic: 'kafkajs', messages });
      await (number % 2 === 0 ? transaction.commit() : transaction.abort());
    });
    await Promise.all([producer.disconnect(), teller.disconnect()]);
    const verdict = await load.verdict();
    await consumer.disconnect();
    // Where transactions interleave, consumers of kafkajs take some records of aborted ones for committed.
    expect(verdict.violations.filter(({ kind }) => kind !== 'phantom')).toEqual([]);
    expect(verdict.stats.aborted).toBe((messagesEach / 2) * 3);
    expect(verdict.stats.acknowledged).toBeGreaterThanOrEqual(messagesEach * 3 + (messagesEach / 2) * 3);
  });

  it.skipIf(!hasPlatformatic)('judges a producer and a consumer of @platformatic/kafka', async () => {
    const library = await loadPlatformatic();
    const load = cluster.load('platformatic', { rate: 0 });
    await load.ready();
    const common = { clientId: 'app', bootstrapBrokers: addressesOf(cluster).kafka.split(',') };
    const { stringSerializers: serializers, stringDeserializers: deserializers } = library;
    const producer = load.wrapPlatformaticProducer(new library.Producer({ ...common, serializers }));
    const consumer = load.wrapPlatformaticConsumer(
      new library.Consumer({ ...common, groupId: 'platformatic', deserializers, autocommit: true }),
    );
    const stream = await consumer.consume({ topics: ['platformatic'], mode: 'earliest', maxWaitTime: 200 });
    const reading = (async () => {
      for await (const { value } of stream) expect(value).toMatch(/^value-/);
    })();
    for (let number = 0; number < messagesEach; number++) {
      const messages = ['a', 'b'].map((key) => ({ topic: 'platformatic', key, value: `value-${number}` }));
      await producer.send({ messages, acks: -1 });
    }
    await producer.close();
    const { stats } = await load.verify();
    await consumer.close(true);
    await reading;
    expect(stats).toMatchObject({ acknowledged: messagesEach * 2, read: messagesEach * 2, failed: 0 });
  });

  it.skipIf(!hasRdkafka)(
    'judges producers and a consumer of node-rdkafka',
    async () => {
      const library = await loadNodeRdkafka();
      const load = cluster.load('rdkafka', { rate: 0 });
      await load.ready();
      const global = { 'metadata.broker.list': addressesOf(cluster).kafka };
      const plain = load.wrapNodeRdkafkaProducer(
        new library.Producer({ ...global, dr_cb: true, 'enable.idempotence': true }, {}),
        { idempotent: true },
      );
      const highLevel = load.wrapNodeRdkafkaProducer(new library.HighLevelProducer(global, {}));
      const consumer = load.wrapNodeRdkafkaConsumer(
        new library.KafkaConsumer({ ...global, 'group.id': 'rdkafka' }, { 'auto.offset.reset': 'earliest' }),
      );
      await Promise.all([plain, highLevel, consumer].map(connected));
      const opaques: unknown[] = [];
      plain.on('delivery-report', (_failure, report) => opaques.push(report.opaque));
      plain.setPollInterval(20);
      consumer.subscribe(['rdkafka']);
      consumer.consume();
      await overAKill('rdkafka', async (number) => {
        plain.produce('rdkafka', null, Buffer.from(`${number}`), `${number}`, Date.now(), number);
        await new Promise((resolve) => highLevel.produce('rdkafka', 0, Buffer.from('x'), 'x', Date.now(), resolve));
      });
      await Promise.all([plain, highLevel].map((client) => new Promise((resolve) => client.flush(10_000, resolve))));
      const { stats } = await load.verify();
      await Promise.all(
        [plain, highLevel, consumer].map((client) => new Promise((resolve) => client.disconnect(resolve))),
      );
      expect(stats).toMatchObject({ acknowledged: messagesEach * 2, failed: 0 });
      expect(opaques.toSorted((one, other) => Number(one) - Number(other))).toEqual(
        Array.from({ length: messagesEach }, (_, number) => number),
      );
    },
    boundMs(300_000, 'the client is compiled'),
  );
});
