import { errors } from '@drave/base';
import { apis } from '@drave/kafka-protocol';
import { testBatch } from '@drave/records/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KafkaBrokerCluster } from '../testing/kafka-broker-cluster.js';
import type { WireClient } from '../testing/wire-client.js';

const startMs = 1_735_689_600_000;
let cluster: KafkaBrokerCluster;
let client: WireClient;

beforeEach(async () => {
  cluster = await KafkaBrokerCluster.start();
  await cluster.brokers.createTopic('orders');
  client = await cluster.connect();
  const records = testBatch([0, 10, 20].map((later) => ({ value: 'v', timestamp: startMs + later })));
  const topicData = [{ name: 'orders', partitionData: [{ index: 0, records }] }];
  await cluster.finish(client.call(apis.Produce, 9, { acks: 1, timeoutMs: 1_000, topicData }));
});
afterEach(() => cluster.close());

async function ask(version: number, timestamp: number, maxNumOffsets = 1, partitionIndex = 0) {
  const partitions = [{ partitionIndex, timestamp, ...(version === 0 ? { maxNumOffsets } : {}) }];
  const request = { replicaId: -1, topics: [{ name: 'orders', partitions }] };
  const { topics } = await cluster.finish(client.call(apis.ListOffsets, version, request));
  return topics[0]?.partitions[0];
}

describe('ListOffsets', () => {
  it.each([1, 2, 4, 5, 6, 7, 8, 9, 10, 11])('finds ends and timestamps in version %i', async (version) => {
    expect(await ask(version, -1)).toMatchObject({ errorCode: 0, offset: 3, timestamp: -1 });
    expect(await ask(version, -2)).toMatchObject({ errorCode: 0, offset: 0, timestamp: -1 });
    // Per record, not per batch.
    expect(await ask(version, startMs + 5)).toMatchObject({ errorCode: 0, offset: 1, timestamp: startMs + 10 });
    expect(await ask(version, startMs + 21)).toMatchObject({ errorCode: 0, offset: -1, timestamp: -1 });
  });

  it('answers the special timestamps from the version that has them', async () => {
    expect(await ask(6, -3)).toMatchObject({ errorCode: errors.UNSUPPORTED_VERSION.kafka });
    expect(await ask(7, -3)).toMatchObject({ errorCode: 0, offset: 2, timestamp: startMs + 20 });
    expect(await ask(7, -4)).toMatchObject({ errorCode: errors.UNSUPPORTED_VERSION.kafka });
    expect(await ask(8, -4)).toMatchObject({ errorCode: 0, offset: 0 });
    expect(await ask(9, -5)).toMatchObject({ errorCode: 0, offset: -1, leaderEpoch: -1 });
    expect(await ask(10, -6)).toMatchObject({ errorCode: errors.UNSUPPORTED_VERSION.kafka });
    expect(await ask(11, -6)).toMatchObject({ errorCode: 0, offset: -1, leaderEpoch: -1 });
    expect(await ask(9, -7)).toMatchObject({ errorCode: errors.UNSUPPORTED_VERSION.kafka });
  });

  it('answers version 0 with a list', async () => {
    expect(await ask(0, -1, 10)).toMatchObject({ errorCode: 0, oldStyleOffsets: [3, 0] });
    expect(await ask(0, -1, 1)).toMatchObject({ oldStyleOffsets: [3] });
    expect(await ask(0, -2, 1)).toMatchObject({ oldStyleOffsets: [0] });
    expect(await ask(0, startMs + 5, 1)).toMatchObject({ oldStyleOffsets: [1] });
  });

  it('refuses a partition that the request names twice', async () => {
    const twice = { partitionIndex: 0, timestamp: -1 };
    const request = {
      replicaId: -1,
      topics: [
        { name: 'orders', partitions: [twice, twice] },
        { name: 'other', partitions: [twice] },
      ],
    };
    const { topics } = await cluster.finish(client.call(apis.ListOffsets, 5, request));
    const codes = topics.map(({ partitions }) => partitions.map(({ errorCode }) => errorCode));
    const { INVALID_REQUEST, UNKNOWN_TOPIC_OR_PARTITION } = errors;
    expect(codes).toEqual([[INVALID_REQUEST.kafka, INVALID_REQUEST.kafka], [UNKNOWN_TOPIC_OR_PARTITION.kafka]]);
  });

  it('refuses a partition that does not exist', async () => {
    for (const version of [0, 5])
      expect(await ask(version, -1, 1, 4)).toMatchObject({ errorCode: errors.UNKNOWN_TOPIC_OR_PARTITION.kafka });
  });
});

it('OffsetForLeaderEpoch tells where an epoch ends', async () => {
  for (const version of [2, 3, 4]) {
    const topics = [
      {
        topic: 'orders',
        partitions: [
          { partition: 0, leaderEpoch: 0 },
          { partition: 5, leaderEpoch: 0 },
        ],
      },
    ];
    const response = await cluster.finish(client.call(apis.OffsetForLeaderEpoch, version, { topics }));
    expect(response.topics[0]?.partitions).toMatchObject([
      { errorCode: 0, partition: 0, leaderEpoch: 0, endOffset: 3 },
      { errorCode: errors.UNKNOWN_TOPIC_OR_PARTITION.kafka, partition: 5, leaderEpoch: -1, endOffset: -1 },
    ]);
  }
});

it('InitProducerId hands out fresh identities; those of transactions come from a coordinator', async () => {
  const ids = new Set<number>();
  for (const version of [0, 1, 2, 3, 4, 5]) {
    const request = { transactionalId: null, transactionTimeoutMs: 60_000 };
    const { producerId, ...rest } = await cluster.finish(client.call(apis.InitProducerId, version, request));
    expect(rest).toMatchObject({ errorCode: 0, producerEpoch: 0 });
    ids.add(producerId);
  }
  expect(ids.size).toBe(6);
  const request = { transactionalId: 'tx', transactionTimeoutMs: 60_000 };
  expect(await cluster.finish(client.call(apis.InitProducerId, 4, request))).toMatchObject({
    errorCode: errors.NOT_COORDINATOR.kafka,
    producerId: -1,
  });
});
