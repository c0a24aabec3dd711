import { errors, type ErrorCode } from '@drave/base';
import { apis, type ProduceRequestInput } from '@drave/kafka-protocol';
import { numberedBatch, testBatch } from '@drave/records/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { KafkaBrokerCluster } from '../testing/kafka-broker-cluster.js';
import type { WireClient } from '../testing/wire-client.js';

let cluster: KafkaBrokerCluster;

afterEach(() => cluster.close());

function produceTo(topic: string, records: Buffer | null, change: Partial<ProduceRequestInput> = {}) {
  return {
    transactionalId: null,
    acks: -1,
    timeoutMs: 5_000,
    topicData: [{ name: topic, partitionData: [{ index: 0, records }] }],
    ...change,
  };
}

async function produce(client: WireClient, version: number, request: ProduceRequestInput) {
  const { responses, nodeEndpoints } = await cluster.finish(client.call(apis.Produce, version, request));
  const answer = responses[0]?.partitionResponses[0];
  if (answer === undefined) throw new Error('the partition is not answered');
  return { ...answer, nodeEndpoints };
}

function code(error: ErrorCode): number {
  return errors[error].kafka;
}

describe('Produce', () => {
  it.each([3, 5, 7, 8, 9, 10, 11, 12])('appends and answers with the base offset in version %i', async (version) => {
    cluster = await KafkaBrokerCluster.start();
    await cluster.brokers.createTopic('orders');
    const client = await cluster.connect();
    expect(await produce(client, version, produceTo('orders', numberedBatch(0, 3)))).toMatchObject({
      errorCode: 0,
      baseOffset: 0,
    });
    expect(await produce(client, version, produceTo('orders', numberedBatch(0, 2)))).toMatchObject({ baseOffset: 3 });
  });

  it('takes topics by their ids from version 13 on', async () => {
    cluster = await KafkaBrokerCluster.start();
    const topicId = await cluster.brokers.createTopic('orders');
    const client = await cluster.connect();
    const byId = (id: string, index = 0): ProduceRequestInput => ({
      ...produceTo('', null),
      topicData: [{ topicId: id, partitionData: [{ index, records: numberedBatch(0, 3) }] }],
    });
    const { responses } = await cluster.finish(client.call(apis.Produce, 13, byId(topicId)));
    expect(responses).toMatchObject([{ topicId, partitionResponses: [{ errorCode: 0, baseOffset: 0 }] }]);
    const unknown = await cluster.finish(client.call(apis.Produce, 13, byId('AAECAwQFBgcICQoLDA0ODw')));
    expect(unknown.responses).toMatchObject([
      { topicId: 'AAECAwQFBgcICQoLDA0ODw', partitionResponses: [{ errorCode: code('UNKNOWN_TOPIC_ID') }] },
    ]);
    expect(await produce(client, 13, byId(topicId, 9))).toMatchObject({
      errorCode: code('UNKNOWN_TOPIC_OR_PARTITION'),
    });
  });

  it('keeps the order of requests that are under way together', async () => {
    cluster = await KafkaBrokerCluster.start({ brokers: 3 });
    await cluster.brokers.createTopic('orders', { minInsyncReplicas: 2 });
    const client = await cluster.connect(cluster.brokers.controller.image.topicByName('orders')?.partition(0)?.leader);
    const calls = Array.from({ length: 20 }, () =>
      client.call(apis.Produce, 9, produceTo('orders', numberedBatch(0, 1))),
    );
    const answers = await cluster.finish(Promise.all(calls));
    const offsets = answers.map(({ responses }) => responses[0]?.partitionResponses[0]?.baseOffset);
    expect(offsets).toEqual(Array.from({ length: 20 }, (_, at) => at));
  });

  it.each([
    ['an old format', 0, {}, 'UNSUPPORTED_VERSION'],
    ['an old format', 2, {}, 'UNSUPPORTED_VERSION'],
    ['acks of 2', 7, { acks: 2 }, 'INVALID_REQUIRED_ACKS'],
    [
      'no records',
      7,
      { topicData: [{ name: 'orders', partitionData: [{ index: 0, records: null }] }] },
      'INVALID_RECORD',
    ],
    [
      'a partition that does not exist',
      7,
      { topicData: [{ name: 'orders', partitionData: [{ index: 9, records: numberedBatch(0, 1) }] }] },
      'UNKNOWN_TOPIC_OR_PARTITION',
    ],
    [
      'a damaged batch',
      8,
      { topicData: [{ name: 'orders', partitionData: [{ index: 0, records: numberedBatch(0, 1).fill(1, 30) }] }] },
      'CORRUPT_MESSAGE',
    ],
  ] as const)('refuses %s (version %i)', async (_what, version, change, error) => {
    cluster = await KafkaBrokerCluster.start();
    await cluster.brokers.createTopic('orders');
    const client = await cluster.connect();
    const { transactionalId: _none, ...request } = produceTo('orders', numberedBatch(0, 1));
    expect(await produce(client, version, { ...request, ...change })).toMatchObject({
      errorCode: code(error),
      baseOffset: -1,
    });
  });

  it('names the records without a key on a compacted topic, from version 8 on', async () => {
    cluster = await KafkaBrokerCluster.start();
    await cluster.brokers.createTopic('orders');
    cluster.brokers.controller.setConfig('orders', 'cleanup.policy', 'compact');
    await cluster.world.runFor(100);
    const client = await cluster.connect();
    const records = testBatch([{ key: 'k', value: 'v' }, { value: 'v' }]);
    expect(await produce(client, 7, produceTo('orders', records))).toMatchObject({ errorCode: code('INVALID_RECORD') });
    expect(await produce(client, 8, produceTo('orders', records))).toMatchObject({
      errorCode: code('INVALID_RECORD'),
      recordErrors: [{ batchIndex: 1, batchIndexErrorMessage: expect.stringContaining('key') as string }],
    });
  });

  it('refuses zstd from clients that are too old for it', async () => {
    cluster = await KafkaBrokerCluster.start();
    await cluster.brokers.createTopic('orders');
    const client = await cluster.connect();
    const records = numberedBatch(0, 1);
    records.writeUInt16BE(4, 21);
    expect(await produce(client, 6, produceTo('orders', records))).toMatchObject({
      errorCode: code('UNSUPPORTED_COMPRESSION_TYPE'),
    });
  });

  it('answers nothing with acks=0, and ends the connection of one that fails', async () => {
    cluster = await KafkaBrokerCluster.start();
    await cluster.brokers.createTopic('orders');
    const client = await cluster.connect();
    client.send(apis.Produce, 7, produceTo('orders', numberedBatch(0, 2), { acks: 0 }));
    expect(await produce(client, 7, produceTo('orders', numberedBatch(0, 1)))).toMatchObject({ baseOffset: 2 });
    client.send(apis.Produce, 7, produceTo('nowhere', numberedBatch(0, 1), { acks: 0 }));
    await cluster.world.runFor(1_000);
    expect(client.isOpen).toBe(false);
  });

  it('tells a client that asks the wrong broker the right one, from version 10 on', async () => {
    cluster = await KafkaBrokerCluster.start({ brokers: 2 });
    await cluster.brokers.createTopic('orders');
    const leaderId = cluster.brokers.controller.image.topicByName('orders')?.partition(0)?.leader ?? -1;
    const client = await cluster.connect(3 - leaderId);
    expect(await produce(client, 9, produceTo('orders', numberedBatch(0, 1)))).toMatchObject({
      errorCode: code('NOT_LEADER_OR_FOLLOWER'),
      nodeEndpoints: [],
    });
    expect(await produce(client, 10, produceTo('orders', numberedBatch(0, 1)))).toMatchObject({
      currentLeader: { leaderId, leaderEpoch: 0 },
      nodeEndpoints: [{ nodeId: leaderId, host: `broker-${leaderId}`, port: 9_092, rack: null }],
    });
  });
});
