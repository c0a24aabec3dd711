import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCluster, type LocalCluster } from 'drave/testing';
import { Kafka, logLevel, Partitioners, type Producer } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressesOf } from '../compat/suites/broker.js';
import { boundMs } from './bounds.js';

/** What clients ask of the brokers, seen in one way however the nodes are run. */
const kinds = [
  { name: 'in this process', options: { nodes: 'in-process', storage: 'memory' } },
  { name: 'processes behind proxies', options: { nodes: 'processes', network: 'proxied' } },
] as const;

describe.each(kinds)('requests to nodes: $name', ({ options }) => {
  const limit = { timeoutMs: boundMs(30_000, 'a request is seen') };
  let cluster: LocalCluster;
  let kafka: Kafka;
  let producer: Producer;

  beforeAll(
    async () => {
      cluster = await startCluster({ controllers: 1, brokers: 2, limitApiVersions: { Produce: 5 }, ...options });
      const brokers = addressesOf(cluster).kafka.split(',');
      kafka = new Kafka({ clientId: 'billing', brokers, logLevel: logLevel.NOTHING });
      producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
      await producer.connect();
      const admin = kafka.admin();
      await admin.connect();
      await admin.createTopics({ topics: [{ topic: 'orders', numPartitions: 2, replicationFactor: 2 }] });
      await admin.disconnect();
    },
    boundMs(60_000, 'a cluster starts'),
  );
  afterAll(async () => {
    await producer.disconnect();
    await cluster.close();
  });

  const send = (partition = 0) => producer.send({ topic: 'orders', messages: [{ partition, value: 'value' }] });

  it('are told with their versions, topics and brokers, by API and client', async () => {
    await using requests = await cluster.requests({ api: 'Produce', client: 'billing' });
    await using others = await cluster.requests({ client: 'somebody else' });
    await send(1);
    const request = await requests.waitFor(({ topics }) => topics.some(({ name }) => name === 'orders'), limit);
    expect(request).toMatchObject({
      api: 'Produce',
      apiKey: 0,
      clientId: 'billing',
      broker: await cluster.waitForLeader('orders', 1),
      topics: [{ name: 'orders', partitions: [1] }],
      outcome: 'answered',
      error: undefined,
    });
    expect(request.version).toBe(5);
    expect([...requests].every(({ api }) => api === 'Produce')).toBe(true);
    expect(others.kept).toBe(0);
  });

  it('have no version above a limit that can be', async () => {
    const refused = startCluster({ controllers: 1, brokers: 1, limitApiVersions: { Fetch: 99 }, ...options });
    await expect(refused).rejects.toThrow('Fetch cannot be limited to version 99: give one from 4 to');
  });

  it('tell the error of their answer', async () => {
    await using requests = await cluster.requests({ api: 'Metadata' });
    const admin = kafka.admin({ retry: { retries: 0 } });
    await admin.connect();
    await expect(admin.fetchTopicMetadata({ topics: ['missing'] })).rejects.toThrow(/topic/);
    await admin.disconnect();
    const refused = await requests.waitFor(({ errorCode }) => errorCode !== 0, limit);
    expect(refused).toMatchObject({ error: 'UNKNOWN_TOPIC_OR_PARTITION', topics: [{ name: 'missing' }] });
  });

  it('are kept up to a number, and counted beyond it', async () => {
    await using requests = await cluster.requests({ api: 'Produce', keepMax: 2 });
    const seen: number[] = [];
    const reading = (async () => {
      for await (const { correlationId } of requests) if (seen.push(correlationId) === 3) break;
    })();
    for (let number = 0; number < 3; number++) await send();
    await reading;
    expect([requests.kept, requests.dropped]).toEqual([2, 1]);
    expect([...requests].map(({ correlationId }) => correlationId)).toEqual(seen.slice(1));
  });

  it('are told by a broker that was killed and started meanwhile', async () => {
    await using requests = await cluster.requests({ api: 'Produce', broker: 'leader:orders/0' });
    const [killed = ''] = await cluster.kill('leader:orders/0');
    await send();
    await cluster.start(killed);
    await cluster.lead('orders/0', killed);
    await send();
    expect((await requests.waitFor(({ outcome }) => outcome === 'answered', limit)).broker).toBe(killed);
  });

  it('are recorded, and sent again with the same errors', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'drave-requests-'));
    const file = join(directory, 'requests.bin');
    const recording = await cluster.record(file, { client: 'recorded' });
    await expect(cluster.record(file)).rejects.toThrow('it exists already');
    const brokers = addressesOf(cluster).kafka.split(',');
    const recorded = new Kafka({ clientId: 'recorded', brokers, logLevel: logLevel.NOTHING });
    const createPartitioner = Partitioners.DefaultPartitioner;
    const sender = recorded.producer({ createPartitioner, allowAutoTopicCreation: false });
    await sender.connect();
    for (let number = 0; number < 3; number++)
      await sender.send({ topic: 'orders', messages: [{ partition: 0, value: `${number}` }] });
    await sender.disconnect();
    let produced = 0;
    await recording.waitFor(({ api }) => api === 'Produce' && ++produced === 3, limit);
    const { requests, dropped } = await recording.stop();
    expect(dropped).toBe(0);
    const admin = kafka.admin();
    await admin.connect();
    const end = async () => {
      const offsets = await admin.fetchTopicOffsets('orders');
      return Number(offsets.find(({ partition }) => partition === 0)?.offset);
    };
    const endBefore = await end();
    const report = await cluster.replay(file, { pace: 'answered' });
    expect(report).toMatchObject({ requests, sent: requests, answered: requests, differing: 0 });
    expect(await end()).toBe(endBefore + 3);
    await admin.disconnect();
    const fault = await cluster.faults.on({ api: 'Produce' }, { error: 'NOT_ENOUGH_REPLICAS' });
    const refused = await cluster.replay(file);
    await fault.remove();
    expect(refused.differences.map(({ api, recorded: before, replayed }) => [api, before, replayed])).toEqual(
      Array.from({ length: 3 }, () => ['Produce', undefined, 'NOT_ENOUGH_REPLICAS']),
    );
    rmSync(directory, { recursive: true });
  });

  it('of an API that does not exist are refused', async () => {
    await expect(cluster.requests({ api: 'Prodduce' })).rejects.toThrow(/no API is called 'Prodduce': name one of/);
    await expect(cluster.requests({ keepMax: 0 })).rejects.toThrow('keepMax 0: give a whole number from 1');
    await expect(cluster.requests({ broker: 'c1' })).rejects.toThrow('c1 is no broker');
  });
});
