import { apis, type ProduceRequestInput } from '@drave/kafka-protocol';
import { testBatch } from '@drave/records/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KafkaBrokerCluster } from './testing/kafka-broker-cluster.js';
import type { WireClient } from './testing/wire-client.js';

/*
 * What a client with a limit sees (KIP-219): the answer comes at once and tells how long to hold back, and until then
 * the broker reads nothing more of the connection.
 */

let cluster: KafkaBrokerCluster;
let topicId: string;
let client: WireClient;

const anybody = [{ type: 'clientId', name: undefined }] as const;
const batch = testBatch([{ value: Buffer.alloc(5_000, 'x') }]);

beforeEach(async () => {
  cluster = await KafkaBrokerCluster.start();
  topicId = await cluster.brokers.createTopic('orders');
  client = await cluster.connect();
});
afterEach(() => cluster.close());

function produceRequest(change: Partial<ProduceRequestInput> = {}): ProduceRequestInput {
  return {
    acks: -1,
    timeoutMs: 5_000,
    topicData: [{ name: 'orders', partitionData: [{ index: 0, records: Buffer.from(batch) }] }],
    ...change,
  };
}

const produce = (from = client) => cluster.finish(from.call(apis.Produce, 9, produceRequest()));

function fetch(from = client, maxBytes = 1_000_000) {
  const partitions = [{ partition: 0, fetchOffset: 0, partitionMaxBytes: maxBytes }];
  const topics = [{ topic: 'orders', topicId, partitions }];
  return cluster.finish(
    from.call(apis.Fetch, 12, { maxWaitMs: 0, minBytes: 1, maxBytes, topics, forgottenTopicsData: [] }),
  );
}

async function limit(key: string, value: number | undefined): Promise<void> {
  cluster.brokers.controller.setQuota(anybody, key, value);
  await cluster.world.runFor(100);
}

const now = () => cluster.world.host('broker-1')?.env.clock.monotonicMs() ?? 0;

/** How much later than now what is asked next is answered. */
async function delayOf(answer: Promise<unknown>): Promise<number> {
  const fromMs = now();
  await cluster.finish(answer);
  return now() - fromMs;
}

const versions = () => client.call(apis.ApiVersions, 3, { clientSoftwareName: 'test', clientSoftwareVersion: '1' });

describe('producer_byte_rate', () => {
  it('tells who is above it to hold back, at once, and then reads nothing for so long', async () => {
    await limit('producer_byte_rate', 600);
    expect(await produce()).toMatchObject({ throttleTimeMs: 0 });
    const fromMs = now();
    const { throttleTimeMs, responses } = await produce();
    expect(responses[0]?.partitionResponses[0]).toMatchObject({ errorCode: 0, baseOffset: 1 });
    expect(now() - fromMs).toBeLessThan(200);
    expect(throttleTimeMs).toBeGreaterThan(5_000);
    expect(throttleTimeMs).toBeLessThan(10_000);
    expect(await delayOf(versions())).toBeGreaterThan(throttleTimeMs - 100);
  });

  it('holds back who asks for no answer, too', async () => {
    await limit('producer_byte_rate', 100);
    client.send(apis.Produce, 9, produceRequest({ acks: 0 }));
    client.send(apis.Produce, 9, produceRequest({ acks: 0 }));
    await cluster.world.runFor(200);
    expect(await delayOf(versions())).toBeGreaterThan(10_000);
  });

  it('is for each client id by itself where it is a default, and ends when it is taken away', async () => {
    await limit('producer_byte_rate', 100);
    expect((await produce()).throttleTimeMs).toBeGreaterThan(30_000);
    const waiting = delayOf(versions());
    await limit('producer_byte_rate', undefined);
    expect(await waiting).toBeLessThan(3_000);
    expect(await produce()).toMatchObject({ throttleTimeMs: 0 });
  });
});

describe('consumer_byte_rate', () => {
  it('keeps answers within what it allows, and withholds what is beyond', async () => {
    for (let i = 0; i < 3; i++) await produce();
    await limit('consumer_byte_rate', 600);
    // Of three batches one is within what ten seconds allow.
    const first = await fetch();
    expect(first.throttleTimeMs).toBe(0);
    expect(first.responses[0]?.partitions[0]?.records?.length).toBe(batch.length);
    const second = await fetch();
    expect(second.throttleTimeMs).toBeGreaterThan(1_000);
    expect(second.responses[0]?.partitions[0]).toMatchObject({ errorCode: 0, highWatermark: 3 });
    expect(second.responses[0]?.partitions[0]?.records ?? []).toHaveLength(0);
    const fromMs = now();
    let records = 0;
    while (records === 0) records = (await fetch()).responses[0]?.partitions[0]?.records?.length ?? 0;
    expect(records).toBe(batch.length);
    expect(now() - fromMs).toBeGreaterThan(second.throttleTimeMs - 100);
    // Two batches within a bit more than what both take at that rate.
    expect(now() - fromMs).toBeLessThan(20_000);
  });

  it('lets a batch through that is larger than it ever allows', async () => {
    await produce();
    await limit('consumer_byte_rate', 10);
    const { throttleTimeMs, responses } = await fetch();
    expect(responses[0]?.partitions[0]?.records?.length).toBe(batch.length);
    expect(throttleTimeMs).toBeGreaterThan(100_000);
  });
});

it('limits leave no memory behind, and nobody else waits', async () => {
  await limit('producer_byte_rate', 100);
  await produce();
  client.send(apis.Produce, 9, produceRequest());
  const other = await cluster.connect();
  cluster.brokers.controller.setQuota([{ type: 'clientId', name: 'wire-client' }], 'consumer_byte_rate', 1e9);
  expect(await fetch(other)).toMatchObject({ throttleTimeMs: 0 });
  expect(cluster.brokers.node(1).broker?.memory.used).toBe(0);
  client.close();
  await cluster.world.runFor(1_000);
});
