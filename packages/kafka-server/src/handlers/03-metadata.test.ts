import { errors, UUID_ZERO, type ErrorCode } from '@drave/base';
import { CLUSTER_ID } from '@drave/broker/testing';
import { apis, type MetadataRequestInput, type MetadataResponse } from '@drave/kafka-protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { KafkaBrokerCluster, type KafkaBrokerClusterOptions } from '../testing/kafka-broker-cluster.js';
import type { WireClient } from '../testing/wire-client.js';

let cluster: KafkaBrokerCluster;
let client: WireClient;

afterEach(() => cluster.close());

async function start(options: KafkaBrokerClusterOptions = {}): Promise<void> {
  cluster = await KafkaBrokerCluster.start({ brokers: 2, racks: ['r1', 'r2'], ...options });
  client = await cluster.connect();
}

function ask(version: number, request: Partial<MetadataRequestInput>): Promise<MetadataResponse> {
  return cluster.finish(client.call(apis.Metadata, version, { topics: null, ...request }));
}

function code(error: ErrorCode): number {
  return errors[error].kafka;
}

const named = (...names: readonly string[]) => names.map((name) => ({ topicId: UUID_ZERO, name }));

describe('Metadata', () => {
  it('lists brokers on the listener that was asked, and every topic', async () => {
    await start();
    const topicId = await cluster.brokers.createTopic('orders', { partitions: 2 });
    const response = await ask(12, { includeTopicAuthorizedOperations: true });
    expect(response).toMatchObject({
      clusterId: CLUSTER_ID,
      controllerId: 1,
      brokers: [
        { nodeId: 1, host: 'broker-1', port: 9_092, rack: 'r1' },
        { nodeId: 2, host: 'broker-2', port: 9_092, rack: 'r2' },
      ],
      topics: [{ errorCode: 0, name: 'orders', topicId, isInternal: false, topicAuthorizedOperations: 3_576 }],
    });
    expect(response.topics[0]?.partitions).toHaveLength(2);
    expect(response.topics[0]?.partitions[0]).toMatchObject({ errorCode: 0, partitionIndex: 0, offlineReplicas: [] });
  });

  it('takes an empty list for all topics in version 0, and for none later', async () => {
    await start();
    await cluster.brokers.createTopic('orders');
    expect((await ask(0, { topics: [] })).topics.map((topic) => topic.name)).toEqual(['orders']);
    for (const version of [1, 4, 9, 12, 13]) {
      expect((await ask(version, { topics: [] })).topics).toEqual([]);
      expect((await ask(version, { topics: null })).topics.map((topic) => topic.name)).toEqual(['orders']);
    }
  });

  it.each([10, 11])(
    'refuses to look for topic ids in version %i, whose answer has no place for them',
    async (version) => {
      await start();
      const topicId = await cluster.brokers.createTopic('orders');
      const { topics } = await ask(version, { topics: [{ topicId, name: null }] });
      expect(topics).toMatchObject([{ errorCode: code('INVALID_REQUEST'), name: '', topicId, partitions: [] }]);
      const both = await ask(version, { topics: [{ topicId, name: 'orders' }] });
      expect(both.topics).toMatchObject([{ errorCode: code('INVALID_REQUEST'), name: 'orders', topicId }]);
    },
  );

  it('makes a topic that is asked for, when the client allows it', async () => {
    await start();
    const refused = await ask(4, { topics: named('new'), allowAutoTopicCreation: false });
    expect(refused.topics[0]?.errorCode).toBe(code('UNKNOWN_TOPIC_OR_PARTITION'));
    expect((await ask(4, { topics: named('new') })).topics[0]).toMatchObject({ errorCode: 0, name: 'new' });
    // Before version 4 a client could not say no.
    expect((await ask(1, { topics: named('old') })).topics[0]).toMatchObject({ errorCode: 0, name: 'old' });
  });

  it('makes none when the broker does not allow it, none of the cluster itself, and none of a bad name', async () => {
    await start({ autoCreate: false });
    expect((await ask(9, { topics: named('new') })).topics[0]?.errorCode).toBe(code('UNKNOWN_TOPIC_OR_PARTITION'));
    await cluster.close();
    await start();
    const names = named('__consumer_offsets', 'bad name', '', '..', 'x'.repeat(250));
    const { topics } = await ask(9, { topics: names });
    expect(topics.map((topic) => topic.errorCode)).toEqual(
      (
        [
          'UNKNOWN_TOPIC_OR_PARTITION',
          'INVALID_TOPIC_EXCEPTION',
          'INVALID_TOPIC_EXCEPTION',
          'INVALID_TOPIC_EXCEPTION',
          'INVALID_TOPIC_EXCEPTION',
        ] as const
      ).map(code),
    );
    expect(topics.map((topic) => topic.name)).toEqual(names.map((topic) => topic.name));
    expect((await ask(9, { topics: null })).topics).toEqual([]);
  });

  it('finds topics by id from version 12 on', async () => {
    await start();
    const topicId = await cluster.brokers.createTopic('orders');
    const unknown = 'bbbbbbbbbbbbbbbbbbbbbQ';
    // Java leaves the name empty; an id counts more than any name.
    for (const name of [null, '', 'other']) {
      const topics = [topicId, unknown].map((id) => ({ topicId: id, name }));
      expect((await ask(12, { topics })).topics).toMatchObject([
        { errorCode: 0, name: 'orders', topicId },
        { errorCode: code('UNKNOWN_TOPIC_ID'), name: null, topicId: unknown },
      ]);
    }
    const nothing = await ask(12, { topics: [{ topicId: UUID_ZERO, name: null }] });
    expect(nothing.topics).toMatchObject([{ errorCode: code('UNKNOWN_TOPIC_ID'), name: null, topicId: UUID_ZERO }]);
  });

  it('says so when a partition has no leader', async () => {
    await start();
    await cluster.brokers.createTopic('orders');
    const { controller } = cluster.brokers;
    const leader = controller.image.topicByName('orders')?.partition(0)?.leader ?? -1;
    client = await cluster.connect(3 - leader);
    cluster.brokers.node(leader).crash({ loseUnsynced: false });
    controller.fence(3 - leader);
    controller.fence(leader);
    await cluster.world.runFor(100);
    expect((await ask(9, { topics: named('orders') })).topics[0]?.partitions[0]).toMatchObject({
      errorCode: code('LEADER_NOT_AVAILABLE'),
      leaderId: -1,
    });
  });
});

it('DescribeCluster tells the same brokers', async () => {
  await start();
  const describe = (version: number, request: { endpointType?: number; includeClusterAuthorizedOperations: boolean }) =>
    cluster.finish(client.call(apis.DescribeCluster, version, request));
  expect(await describe(0, { includeClusterAuthorizedOperations: true })).toMatchObject({
    errorCode: 0,
    clusterId: CLUSTER_ID,
    controllerId: 1,
    brokers: [{ brokerId: 1 }, { brokerId: 2 }],
    clusterAuthorizedOperations: 8_096,
  });
  expect(await describe(1, { includeClusterAuthorizedOperations: false, endpointType: 2 })).toMatchObject({
    errorCode: code('MISMATCHED_ENDPOINT_TYPE'),
  });
  expect(await describe(1, { includeClusterAuthorizedOperations: false, endpointType: 3 })).toMatchObject({
    errorCode: code('UNSUPPORTED_ENDPOINT_TYPE'),
  });
});

it('DescribeCluster tells of fenced brokers too, when it is asked in version 2', async () => {
  await start();
  cluster.brokers.controller.fence(2);
  await cluster.world.runFor(100);
  const describe = async (version: number, includeFencedBrokers: boolean) => {
    const request = { includeClusterAuthorizedOperations: false, ...(version < 2 ? {} : { includeFencedBrokers }) };
    const { brokers } = await cluster.finish(client.call(apis.DescribeCluster, version, request));
    return brokers.map(({ brokerId, host, isFenced }) => [brokerId, host, isFenced]);
  };
  expect(await describe(1, false)).toEqual([[1, 'broker-1', false]]);
  expect(await describe(2, false)).toEqual([[1, 'broker-1', false]]);
  expect(await describe(2, true)).toEqual([
    [1, 'broker-1', false],
    [2, 'broker-2', true],
  ]);
});
