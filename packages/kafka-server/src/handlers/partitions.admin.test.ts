import { errors } from '@drave/base';
import { apis } from '@drave/kafka-protocol';
import { testBatch } from '@drave/records/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { KafkaBrokerCluster, type KafkaBrokerClusterOptions } from '../testing/kafka-broker-cluster.js';
import type { WireClient } from '../testing/wire-client.js';

/** What a broker answers from its own logs, over a connection. */
let cluster: KafkaBrokerCluster;
let client: WireClient;

afterEach(() => cluster.close());

/** One broker; `orders-0` has five records of producer 77. */
async function start(options: KafkaBrokerClusterOptions = {}): Promise<void> {
  cluster = await KafkaBrokerCluster.start({ brokers: 1, ...options });
  client = await cluster.connect();
  await cluster.brokers.createTopic('orders');
  const node = cluster.brokers.node(1);
  const records = testBatch(
    ['a', 'b', 'c', 'd', 'e'].map((value) => ({ key: value, value })),
    { producerId: 77, producerEpoch: 2, baseSequence: 0 },
  );
  const request = { acks: -1, timeoutMs: 5_000, partitions: [{ topic: 'orders', partition: 0, records }] } as const;
  await cluster.finish(node.requireBroker().produce(node.context(), request).acked);
}

describe('DeleteRecords', () => {
  it.each([0, 1, 2])('version %i: low watermarks, and what is out of range or not there', async (version) => {
    await start();
    const partitions = [
      { partitionIndex: 0, offset: 3 },
      { partitionIndex: 4, offset: 0 },
    ];
    const ask = (topics: readonly { name: string; partitions: typeof partitions }[]) =>
      cluster.finish(client.call(apis.DeleteRecords, version, { topics, timeoutMs: 5_000 }));
    expect((await ask([{ name: 'orders', partitions }])).topics).toEqual([
      {
        name: 'orders',
        partitions: [
          { partitionIndex: 0, lowWatermark: 3, errorCode: 0 },
          { partitionIndex: 4, lowWatermark: -1, errorCode: errors.UNKNOWN_TOPIC_OR_PARTITION.kafka },
        ],
      },
    ]);
    const beyond = await ask([{ name: 'orders', partitions: [{ partitionIndex: 0, offset: 6 }] }]);
    expect(beyond.topics[0]?.partitions[0]?.errorCode).toBe(errors.OFFSET_OUT_OF_RANGE.kafka);
    const all = await ask([{ name: 'orders', partitions: [{ partitionIndex: 0, offset: -1 }] }]);
    expect(all.topics[0]?.partitions[0]).toMatchObject({ errorCode: 0, lowWatermark: 5 });
  });
});

describe('DescribeLogDirs', () => {
  it.each([1, 2, 3, 4])('version %i: directories, sizes, nothing that is not here', async (version) => {
    await start();
    const all = await cluster.finish(client.call(apis.DescribeLogDirs, version, { topics: null }));
    const [directory] = all.results;
    expect(directory).toMatchObject({
      errorCode: 0,
      logDir: 'data',
      topics: [{ name: 'orders', partitions: [{ partitionIndex: 0, offsetLag: 0, isFutureKey: false }] }],
    });
    expect(directory?.topics[0]?.partitions[0]?.partitionSize).toBeGreaterThan(61);
    if (version >= 4) {
      expect(directory?.usableBytes).toBeGreaterThan(0);
      expect(directory?.totalBytes).toBeGreaterThanOrEqual(directory?.usableBytes ?? 0);
    }
    const none = { topics: [{ topic: 'orders', partitions: [7] }] };
    const nothing = await cluster.finish(client.call(apis.DescribeLogDirs, version, none));
    expect(nothing.results[0]?.topics).toEqual([]);
  });
});

describe('AlterReplicaLogDirs', () => {
  const rate = 'replica.alter.log.dirs.io.max.bytes.per.second';

  async function places(): Promise<{ readonly path: string; readonly isFutureKey: boolean; readonly lag: number }[]> {
    const { results } = await cluster.finish(client.call(apis.DescribeLogDirs, 4, { topics: null }));
    return results.flatMap(({ logDir, topics }) =>
      topics.flatMap(({ partitions }) =>
        partitions.map(({ isFutureKey, offsetLag }) => ({ path: logDir, isFutureKey, lag: offsetLag })),
      ),
    );
  }

  function alter(version: number, dirs: readonly { path: string; topics: { name: string; partitions: number[] }[] }[]) {
    return cluster.finish(client.call(apis.AlterReplicaLogDirs, version, { dirs }));
  }

  it.each([1, 2])('version %i: a replica goes where it is told, one that is not here may not', async (version) => {
    await start({ paths: ['d1', 'd2'] });
    const [at] = await places();
    const path = at?.path === 'd1' ? 'd2' : 'd1';
    const answer = await alter(version, [
      { path: 'nowhere', topics: [{ name: 'orders', partitions: [1] }] },
      { path, topics: [{ name: 'orders', partitions: [0, 7] }] },
    ]);
    expect(answer.results).toEqual([
      {
        topicName: 'orders',
        partitions: [
          { partitionIndex: 1, errorCode: errors.LOG_DIR_NOT_FOUND.kafka },
          { partitionIndex: 0, errorCode: 0 },
          { partitionIndex: 7, errorCode: errors.REPLICA_NOT_AVAILABLE.kafka },
        ],
      },
    ]);
    await cluster.world.runFor(1_000);
    expect(await places()).toEqual([{ path, isFutureKey: false, lag: 0 }]);
  });

  it('DescribeLogDirs shows the copy and how far it is; the last directory named is where it goes', async () => {
    await start({ paths: ['d1', 'd2'], settings: new Map([[rate, '1']]) });
    const node = cluster.brokers.node(1);
    const records = (): Buffer => testBatch([{ key: 'k', value: 'v'.repeat(600_000) }]);
    for (let index = 0; index < 4; index++) {
      const partitions = [{ topic: 'orders', partition: 0, records: records() }];
      const request = { acks: -1, timeoutMs: 5_000, partitions } as const;
      await cluster.finish(node.requireBroker().produce(node.context(), request).acked);
    }
    const from = (await places())[0]?.path ?? '';
    const to = from === 'd1' ? 'd2' : 'd1';
    const topics = [{ name: 'orders', partitions: [0] }];
    expect(
      (
        await alter(2, [
          { path: from, topics },
          { path: to, topics },
        ])
      ).results,
    ).toHaveLength(1);
    await cluster.world.runFor(500);
    const [current, future] = (await places()).sort((a, b) => Number(a.isFutureKey) - Number(b.isFutureKey));
    expect(current).toEqual({ path: from, isFutureKey: false, lag: 0 });
    expect(future).toMatchObject({ path: to, isFutureKey: true });
    expect(future?.lag).toBeGreaterThan(0);
    expect(future?.lag).toBeLessThan(9);
    await alter(2, [{ path: from, topics }]);
    expect(await places()).toEqual([{ path: from, isFutureKey: false, lag: 0 }]);
  });
});

describe('DescribeProducers', () => {
  it('lists who has written', async () => {
    await start();
    const topics = [{ name: 'orders', partitionIndexes: [0, 3] }];
    const answer = await cluster.finish(client.call(apis.DescribeProducers, 0, { topics }));
    const [known, unknown] = answer.topics[0]?.partitions ?? [];
    expect(known).toMatchObject({
      errorCode: 0,
      activeProducers: [{ producerId: 77, producerEpoch: 2, lastSequence: 4, currentTxnStartOffset: -1 }],
    });
    expect(unknown).toMatchObject({ errorCode: errors.UNKNOWN_TOPIC_OR_PARTITION.kafka, activeProducers: [] });
  });
});
