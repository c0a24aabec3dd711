import { Client, type RawConsumer } from '@drave/client';
import { LocalCluster, nodeRuntime } from '@drave/cluster';
import { silentLogger } from '@drave/env';
import { createNodeEnv } from '@drave/env/node';
import { GrpcTransport } from '@drave/rpc/grpc';
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressesOf } from '../../compat/suites/broker.js';
import { boundMs, Deadline } from '../bounds.js';

const topic = 'migrating';
const groupId = 'migrating-group';
const partitions = 4;
const normalWaitMs = 30_000;
const waitMs = boundMs(normalWaitMs, 'a group has moved on');

/** KIP-848, online migration: a client of the classic protocol and one of the newer in the same group. */
describe('a group that moves between the protocols, on real processes', () => {
  let cluster: LocalCluster;
  let client: Client;

  beforeAll(async () => {
    cluster = await LocalCluster.start(nodeRuntime, {
      brokerConfig: {
        'group.consumer.heartbeat.interval.ms': 200,
        'group.initial.rebalance.delay.ms': 100,
        'offsets.topic.num.partitions': 4,
      },
    });
    const env = createNodeEnv({ logger: silentLogger });
    client = new Client({ env, transport: new GrpcTransport(), bootstrap: cluster.grpcBootstrap });
    await client.admin().topics.create(topic, { partitions });
  });
  afterAll(async () => {
    await client.close();
    await cluster.close();
  });

  async function produce(first: number, count: number): Promise<void> {
    const producer = client.producer();
    const numbers = Array.from({ length: count }, (_, index) => first + index);
    await Promise.all(
      numbers.map((number) => producer.send({ topic, partition: number % partitions, value: String(number) })),
    );
    await producer.close();
  }

  async function pollUntil(consumer: RawConsumer, seen: Set<string>, done: () => boolean): Promise<void> {
    const deadline = new Deadline(normalWaitMs, 'values are read');
    while (!done()) {
      expect(await deadline.isOver(), `${seen.size} values were seen`).toBe(false);
      for (const { records } of await consumer.poll({ timeoutMs: 100 }))
        for (const { value } of records) seen.add(value?.toString() ?? '');
    }
  }

  it('shares its partitions among members of both, up and down again, and loses nothing', async () => {
    const kafka = new kafkajs.Kafka({
      brokers: [...addressesOf(cluster).kafka.split(',')],
      logLevel: kafkajs.logLevel.NOTHING,
      retry: { initialRetryTime: 50, maxRetryTime: 500, retries: 50 },
    });
    const classic = kafka.consumer({
      groupId,
      heartbeatInterval: 200,
      sessionTimeout: boundMs(10_000, 'a session'),
      maxWaitTimeInMs: 100,
    });
    const admin = kafka.admin();
    await admin.connect();
    const seen = new Set<string>();
    let assigned: readonly number[] = [];
    classic.on(classic.events.GROUP_JOIN, ({ payload }) => {
      assigned = payload.memberAssignment[topic] ?? [];
    });
    await classic.connect();
    await classic.subscribe({ topic, fromBeginning: true });
    await classic.run({
      autoCommitThreshold: 1,
      eachMessage: ({ message }) => Promise.resolve(void seen.add(message.value?.toString() ?? '')),
    });
    await expect.poll(() => assigned.length, { timeout: waitMs }).toBe(partitions);
    await produce(0, 100);
    await expect.poll(() => seen.size, { timeout: waitMs }).toBe(100);

    const newer = client.rawConsumer({ groupId, autoOffsetReset: 'earliest', autoCommitIntervalMs: 200 });
    newer.subscribe(topic);
    await pollUntil(newer, seen, () => newer.assignment().length === 2 && assigned.length === 2);
    const both = [...assigned, ...newer.assignment().map(({ partition }) => partition)];
    expect(both.sort()).toEqual([0, 1, 2, 3]);
    // To the older description a group of type consumer is not there.
    expect((await admin.describeGroups([groupId])).groups[0]?.state).toBe('Dead');
    await produce(100, 100);
    await pollUntil(newer, seen, () => seen.size === 200);

    await newer.close();
    await expect.poll(() => assigned.length, { timeout: waitMs }).toBe(partitions);
    await expect
      .poll(async () => (await admin.describeGroups([groupId])).groups[0]?.state, { timeout: waitMs })
      .toBe('Stable');
    await produce(200, 100);
    await expect.poll(() => seen.size, { timeout: waitMs }).toBe(300);
    await classic.disconnect();
    await admin.disconnect();
  });
});
