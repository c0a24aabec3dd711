import { setTimeout as sleep } from 'node:timers/promises';
import { type LocalCluster, LocalCluster as Cluster, nodeRuntime } from '@drave/cluster';
import kafkajs, { type Admin, type Consumer, type EachMessagePayload, type Kafka, type Message } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressesOf } from '../../compat/suites/broker.js';
import { codecTypes, plugCodecs } from './kafkajs-codecs.js';
import { boundMs, Deadline } from '../bounds.js';

/** The whole picture through one client that knows nothing of us: everything a program does with Kafka. */
const { ConfigResourceTypes, logLevel, AssignerProtocol } = kafkajs;
const partitions = 4;
const records = 200;
const firstMs = 1_700_000_000_000;
const normalWaitMs = 30_000;

describe('kafkajs 2.2.4', () => {
  let cluster: LocalCluster;
  let kafka: Kafka;
  let admin: Admin;
  const codecs = plugCodecs();
  const consumers: Consumer[] = [];
  beforeAll(async () => {
    cluster = await Cluster.start(nodeRuntime, {});
    const brokers = addressesOf(cluster).kafka.split(',');
    kafka = new kafkajs.Kafka({ clientId: 'kafkajs', brokers, logLevel: logLevel.NOTHING });
    admin = kafka.admin();
    await admin.connect();
  });
  afterAll(async () => {
    await Promise.all(consumers.map((consumer) => consumer.disconnect()));
    await admin.disconnect();
    await cluster.close();
    codecs.close();
  });

  async function create(topic: string, numPartitions = partitions): Promise<void> {
    expect(await admin.createTopics({ topics: [{ topic, numPartitions, replicationFactor: 3 }] })).toBe(true);
  }

  async function produce(topic: string, count: number, options: ProduceOptions = {}): Promise<void> {
    const producer = kafka.producer({
      idempotent: options.idempotent ?? false,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    const { partition, codec = 'none', batch = count } = options;
    for (let first = 0; first < count; first += batch)
      await producer.send({
        topic,
        acks: -1,
        compression: codecTypes[codec],
        messages: messages(first, Math.min(batch, count - first)).map((message) =>
          partition === undefined ? message : { ...message, partition },
        ),
      });
    await producer.disconnect();
  }

  function newConsumer(groupId: string): Consumer {
    const consumer = kafka.consumer({
      groupId,
      sessionTimeout: boundMs(6_000, 'a session'),
      rebalanceTimeout: boundMs(10_000, 'a rebalance'),
      heartbeatInterval: 300,
      maxWaitTimeInMs: 200,
    });
    consumers.push(consumer);
    return consumer;
  }

  /** Reads until `count` messages are there; the consumer goes on, without being listened to. */
  async function read(consumer: Consumer, topic: string, count: number): Promise<readonly EachMessagePayload[]> {
    const found: EachMessagePayload[] = [];
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: (payload) => {
        found.push(payload);
        return Promise.resolve();
      },
    });
    await until(`${count} messages`, () => found.length >= count);
    return found;
  }

  for (const codec of ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const)
    it(`feature: ${codec}`, async () => {
      const topic = `kafkajs-${codec}`;
      await create(topic);
      await produce(topic, records, { codec });
      const found = await read(newConsumer(`group-${topic}`), topic, records);
      expect(found.map(({ message }) => tell(message)).toSorted()).toEqual(messages(0, records).map(tell).toSorted());
    });

  it('feature: idempotence', async () => {
    const topic = 'kafkajs-idempotence';
    await create(topic);
    await produce(topic, 1_000, { idempotent: true, batch: 50 });
    const found = await read(newConsumer(`group-${topic}`), topic, 1_000);
    expect(new Set(found.map(({ message }) => message.value?.toString())).size).toBe(1_000);
    expect(found).toHaveLength(1_000);
  });

  it('feature: groups', async () => {
    const topic = 'kafkajs-groups';
    await create(topic);
    const first = new Member(newConsumer('group-shared'), topic);
    await first.run();
    await until('one member holds everything', () => first.held.length === partitions);
    const second = new Member(newConsumer('group-shared'), topic);
    await second.run();
    await until('two members share', () => first.held.length === 2 && second.held.length === 2);
    expect([...first.held, ...second.held].toSorted()).toEqual([0, 1, 2, 3]);
    const { groups } = await admin.describeGroups(['group-shared']);
    expect(groups[0]).toMatchObject({ state: 'Stable', protocolType: 'consumer', protocol: 'RoundRobinAssigner' });
    const assigned = groups[0]?.members.map(({ memberAssignment }) =>
      AssignerProtocol.MemberAssignment.decode(memberAssignment),
    );
    expect(assigned?.flatMap((one) => one?.assignment[topic] ?? []).toSorted()).toEqual([0, 1, 2, 3]);
    await second.consumer.disconnect();
    await until('the one that stayed holds everything', () => first.held.length === partitions);
    await expect(admin.deleteGroups(['group-shared'])).rejects.toMatchObject({ name: 'KafkaJSDeleteGroupsError' });
    await first.consumer.disconnect();
    await admin.deleteGroups(['group-shared']);
    const { groups: left } = await admin.listGroups();
    expect(left.map(({ groupId }) => groupId)).not.toContain('group-shared');
  });

  it('feature: commit', async () => {
    const topic = 'kafkajs-commit';
    await create(topic, 1);
    await produce(topic, 100);
    const consumer = newConsumer('group-commit');
    await read(consumer, topic, 100);
    await consumer.commitOffsets([{ topic, partition: 0, offset: '40', metadata: 'a note' }]);
    await consumer.disconnect();
    const [committed] = await admin.fetchOffsets({ groupId: 'group-commit', topics: [topic] });
    expect(committed?.partitions).toEqual([{ partition: 0, offset: '40', metadata: 'a note' }]);
    const after = newConsumer('group-commit');
    const [next] = await read(after, topic, 60);
    expect(next?.message.offset).toBe('40');
    await after.disconnect();
    await admin.resetOffsets({ groupId: 'group-commit', topic, earliest: true });
    const [reset] = await admin.fetchOffsets({ groupId: 'group-commit', topics: [topic], resolveOffsets: true });
    expect(reset?.partitions[0]?.offset).toBe('0');
  });

  it('feature: seek', async () => {
    const topic = 'kafkajs-seek';
    await create(topic, 1);
    await produce(topic, 100, { partition: 0, batch: 10 });
    expect(await admin.fetchTopicOffsets(topic)).toEqual([{ partition: 0, offset: '100', low: '0', high: '100' }]);
    expect(await admin.fetchTopicOffsetsByTimestamp(topic, firstMs + 77)).toEqual([{ partition: 0, offset: '77' }]);
    const consumer = newConsumer('group-seek');
    const offsets: string[] = [];
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: ({ message }) => {
        offsets.push(message.offset);
        return Promise.resolve();
      },
    });
    await until('everything', () => offsets.length === 100);
    consumer.seek({ topic, partition: 0, offset: '55' });
    await until('the rest again', () => offsets.length === 145);
    expect(offsets.slice(100, 102)).toEqual(['55', '56']);
  });

  it('feature: topics', async () => {
    const topic = 'kafkajs-topics';
    const configEntries = [{ name: 'retention.ms', value: '3600000' }];
    expect(
      await admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 3, configEntries }] }),
    ).toBe(true);
    expect(await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] })).toBe(false);
    const resource = { type: ConfigResourceTypes.TOPIC, name: topic };
    const retention = async (): Promise<string | undefined> => {
      const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [resource] });
      return resources[0]?.configEntries.find(({ configName }) => configName === 'retention.ms')?.configValue;
    };
    expect(await retention()).toBe('3600000');
    const changed = [{ name: 'retention.ms', value: '7200000' }];
    await admin.alterConfigs({ validateOnly: false, resources: [{ ...resource, configEntries: changed }] });
    await until('the new setting', async () => (await retention()) === '7200000');
    await admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] });
    await until('three partitions', async () => {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      return topics[0]?.partitions.length === 3;
    });
    await produce(topic, 10, { partition: 2 });
    // This client keeps for minutes which partitions it has seen. Every broker knows those that have records on it.
    const later = kafka.admin();
    try {
      await later.connect();
      expect(await later.fetchTopicOffsets(topic)).toHaveLength(3);
      await later.deleteTopicRecords({ topic, partitions: [{ partition: 2, offset: '4' }] });
      expect((await later.fetchTopicOffsets(topic)).find(({ partition }) => partition === 2)).toMatchObject({
        low: '4',
        high: '10',
      });
    } finally {
      await later.disconnect();
    }
    await admin.deleteTopics({ topics: [topic] });
    await until('no topic', async () => !(await admin.listTopics()).includes(topic));
  });
});

interface ProduceOptions {
  readonly codec?: keyof typeof codecTypes;
  readonly idempotent?: boolean;
  readonly partition?: number;
  readonly batch?: number;
}

/** A member that notes what it holds after each rebalance. */
class Member {
  readonly consumer: Consumer;
  held: readonly number[] = [];
  private readonly topic: string;

  constructor(consumer: Consumer, topic: string) {
    this.consumer = consumer;
    this.topic = topic;
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => (this.held = payload.memberAssignment[topic] ?? []));
  }

  async run(): Promise<void> {
    await this.consumer.connect();
    await this.consumer.subscribe({ topics: [this.topic] });
    await this.consumer.run({ eachMessage: () => Promise.resolve() });
  }
}

function messages(first: number, count: number): Message[] {
  return Array.from({ length: count }, (_, index) => {
    const number = first + index;
    return {
      key: `key-${number}`,
      value: `value-${number}`,
      headers: { number: `${number}` },
      timestamp: `${firstMs + number}`,
    };
  });
}

function tell({ key, value, headers, timestamp }: Message): string {
  return JSON.stringify([key?.toString(), value?.toString(), headers?.['number']?.toString(), timestamp]);
}

async function until(what: string, look: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = new Deadline(normalWaitMs, what);
  while (!(await look())) {
    if (await deadline.isOver()) throw new Error(`never saw: ${what}`);
    await sleep(20);
  }
}
