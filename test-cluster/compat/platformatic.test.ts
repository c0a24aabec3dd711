import { inspect } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalCluster } from '@drave/cluster';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressesOf, startedCluster } from './suites/broker.js';
import { isRunnable } from './suites/external.js';
import {
  loadPlatformatic,
  PLATFORMATIC_VERSION,
  type Message,
  type Platformatic,
  type PlatformaticAdmin,
  type PlatformaticConsumer,
  type PlatformaticProducer,
} from './suites/platformatic.js';
import { boundMs, Deadline } from '../src/bounds.js';

/** A young client that speaks only recent versions of every request: topic ids, batched lookups of coordinators. */
const partitions = 4;
const records = 200;
const firstMs = 1_700_000_000_000n;
const normalWaitMs = 60_000;
const configResourceTopic = 2;
const configOperationSet = 0;
/** Without zstd, which it takes from Node 22's zlib. */
const codecs = ['none', 'gzip', 'snappy', 'lz4'] as const;
const runnable = await isRunnable('@platformatic/kafka', { commands: ['npm'] });

describe.skipIf(!runnable)(`@platformatic/kafka ${PLATFORMATIC_VERSION}`, () => {
  let cluster: LocalCluster;
  let library: Platformatic;
  let admin: PlatformaticAdmin;
  beforeAll(
    async () => {
      library = await loadPlatformatic();
      cluster = await startedCluster();
      admin = new library.Admin(common('admin'));
    },
    boundMs(300_000, 'the client is installed'),
  );
  afterAll(async () => {
    await admin.close();
    await cluster.close();
  });

  const common = (clientId: string) => ({ clientId, bootstrapBrokers: addressesOf(cluster).kafka.split(',') });
  const newProducer = (idempotent = false): PlatformaticProducer =>
    new library.Producer({ ...common('producer'), idempotent, serializers: library.stringSerializers });
  const newConsumer = (groupId: string, groupProtocol: 'classic' | 'consumer' = 'classic'): PlatformaticConsumer =>
    new library.Consumer({
      ...common('consumer'),
      groupId,
      groupProtocol,
      autocommit: false,
      deserializers: library.stringDeserializers,
      ...(groupProtocol === 'classic' ? { sessionTimeout: boundMs(6_000, 'a session'), heartbeatInterval: 500 } : {}),
    });
  const create = (topic: string, count = partitions) =>
    admin.createTopics({ topics: [topic], partitions: count, replicas: 3 });

  async function produce(topic: string, count: number, compression = 'none', idempotent = false): Promise<void> {
    const producer = newProducer(idempotent);
    for (let first = 0; first < count; first += 50)
      await producer.send({ messages: messages(topic, first, Math.min(50, count - first)), acks: -1, compression });
    await producer.close();
  }

  for (const codec of codecs)
    it(`feature: ${codec}`, async () => {
      const topic = `platformatic-${codec}`;
      await create(topic);
      await produce(topic, records, codec);
      const consumer = newConsumer(`group-${topic}`);
      const read = await take(consumer, topic, records, { mode: 'earliest' });
      expect(read.map(tell).toSorted()).toEqual(messages(topic, 0, records).map(tell).toSorted());
      await consumer.close(true);
    });

  it('feature: idempotence', async () => {
    const topic = 'platformatic-idempotence';
    await create(topic);
    await produce(topic, 1_000, 'none', true);
    const consumer = newConsumer(`group-${topic}`);
    const read = await take(consumer, topic, 1_000, { mode: 'earliest' });
    expect(new Set(read.map(({ value }) => value)).size).toBe(1_000);
    await consumer.close(true);
  });

  it('feature: commit', async () => {
    const topic = 'platformatic-commit';
    await create(topic, 1);
    await produce(topic, 100);
    const consumer = newConsumer(`group-${topic}`);
    const read = await take(consumer, topic, 40, { mode: 'earliest' });
    await read.at(-1)?.commit();
    const committed = await consumer.listCommittedOffsets({ topics: [{ topic, partitions: [0] }] });
    expect(committed.get(topic)).toEqual([40n]);
    await consumer.close(true);
    const after = newConsumer(`group-${topic}`);
    const [next] = await take(after, topic, 1, { mode: 'committed', fallbackMode: 'latest' });
    expect(next?.offset).toBe(40n);
    await after.close(true);
  });

  it('feature: seek', async () => {
    const topic = 'platformatic-seek';
    await create(topic, 1);
    await produce(topic, 100);
    const consumer = newConsumer(`group-${topic}`);
    expect((await consumer.listOffsets({ topics: [topic] })).get(topic)).toEqual([100n]);
    expect((await consumer.listOffsets({ topics: [topic], timestamp: -2n })).get(topic)).toEqual([0n]);
    const byTime = await consumer.listOffsets({ topics: [topic], timestamp: firstMs + 77n });
    expect(byTime.get(topic)).toEqual([77n]);
    const offsets = [{ topic, partition: 0, offset: 77n }];
    const [found] = await take(consumer, topic, 1, { mode: 'manual', offsets });
    expect(found?.value).toBe('value-77');
    await consumer.close(true);
  });

  for (const protocol of ['classic', 'consumer'] as const)
    it(`feature: ${protocol === 'classic' ? 'groups' : 'consumerProtocol'}`, async () => {
      const topic = `platformatic-groups-${protocol}`;
      await create(topic);
      const first = newConsumer(`group-${topic}`, protocol);
      const second = newConsumer(`group-${topic}`, protocol);
      const streams = [await first.consume({ topics: [topic], mode: 'earliest', maxWaitTime: 200 })];
      await holds(first, topic, partitions);
      streams.push(await second.consume({ topics: [topic], mode: 'earliest', maxWaitTime: 200 }));
      await Promise.all([holds(first, topic, 2), holds(second, topic, 2)]);
      await second.close(true);
      await holds(first, topic, partitions);
      await first.close(true);
      expect(streams).toHaveLength(2);
    });

  it('feature: topics', async () => {
    const topic = 'platformatic-topics';
    const resource = { resourceType: configResourceTopic, resourceName: topic };
    const retention = async (): Promise<string | null | undefined> =>
      (await admin.describeConfigs({ resources: [resource] }))[0]?.configs.find(({ name }) => name === 'retention.ms')
        ?.value;
    const configs = [{ name: 'retention.ms', value: '3600000' }];
    const [created] = await admin.createTopics({ topics: [topic], partitions: 1, replicas: 3, configs });
    expect(created).toMatchObject({ name: topic, partitions: 1, replicas: 3 });
    expect(await retention()).toBe('3600000');
    const change = [{ name: 'retention.ms', configOperation: configOperationSet, value: '7200000' }];
    await admin.incrementalAlterConfigs({ resources: [{ ...resource, configs: change }] });
    await until('the new setting', async () => (await retention()) === '7200000');
    await admin.createPartitions({ topics: [{ name: topic, count: 3 }] });
    await until('three partitions', async () => {
      const { topics } = await admin.metadata({ topics: [topic], forceUpdate: true });
      return topics.get(topic)?.partitionsCount === 3;
    });
    const refusal = await create(topic).then(() => 'made twice', inspect);
    expect(refusal).toContain('TOPIC_ALREADY_EXISTS');
    await admin.deleteTopics({ topics: [topic] });
    await until('no topic', async () => !(await admin.listTopics()).includes(topic));
  });
});

function messages(topic: string, first: number, count: number) {
  return Array.from({ length: count }, (_, index) => {
    const number = first + index;
    return {
      topic,
      key: `key-${number}`,
      value: `value-${number}`,
      headers: { number: `${number}` },
      timestamp: firstMs + BigInt(number),
    };
  });
}

function tell(message: Pick<Message, 'key' | 'value' | 'timestamp'> & { readonly headers: object }): string {
  const headers = message.headers instanceof Map ? [...message.headers] : Object.entries(message.headers);
  return JSON.stringify([message.key, message.value, `${message.timestamp}`, headers]);
}

async function take(
  consumer: PlatformaticConsumer,
  topic: string,
  count: number,
  options: Omit<Parameters<PlatformaticConsumer['consume']>[0], 'topics'>,
): Promise<readonly Message[]> {
  const stream = await consumer.consume({ topics: [topic], maxWaitTime: 500, ...options });
  const read: Message[] = [];
  for await (const message of stream) {
    read.push(message);
    if (read.length === count) break;
  }
  return read;
}

function holds(consumer: PlatformaticConsumer, topic: string, count: number): Promise<void> {
  const held = () => consumer.assignments?.find((one) => one.topic === topic)?.partitions.length ?? 0;
  return until(`${count} partitions`, () => held() === count);
}

async function until(what: string, look: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = new Deadline(normalWaitMs, what);
  while (!(await look())) {
    if (await deadline.isOver()) throw new Error(`never saw: ${what}`);
    await sleep(50);
  }
}
