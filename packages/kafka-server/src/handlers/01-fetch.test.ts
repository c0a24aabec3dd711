import { errors, UUID_ZERO, type ErrorCode } from '@drave/base';
import { apis, type FetchRequestInput, type FetchResponse } from '@drave/kafka-protocol';
import { numberedBatch } from '@drave/records/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { AnswerMemory } from '../connection/answer-memory.js';
import { KafkaBrokerCluster } from '../testing/kafka-broker-cluster.js';
import type { WireClient } from '../testing/wire-client.js';

let cluster: KafkaBrokerCluster;
let topicId: string;
let client: WireClient;

afterEach(() => cluster.close());

/** Topic `orders` with two partitions; three batches of two records in the first one. */
async function start(): Promise<void> {
  cluster = await KafkaBrokerCluster.start();
  topicId = await cluster.brokers.createTopic('orders', { partitions: 2 });
  client = await cluster.connect();
  for (let batch = 0; batch < 3; batch++) await produce(0, 2);
}

async function produce(index: number, count: number): Promise<void> {
  const request = {
    acks: 1,
    timeoutMs: 5_000,
    topicData: [{ name: 'orders', partitionData: [{ index, records: numberedBatch(0, count) }] }],
  };
  const { responses } = await cluster.finish(client.call(apis.Produce, 9, request));
  expect(responses[0]?.partitionResponses[0]?.errorCode).toBe(0);
}

interface Want {
  readonly partition?: number;
  readonly fetchOffset?: number;
  readonly partitionMaxBytes?: number;
}

function wants(...partitions: readonly Want[]) {
  return [
    {
      topic: 'orders',
      topicId,
      partitions: partitions.map((want) => ({ partition: 0, fetchOffset: 0, partitionMaxBytes: 1_000_000, ...want })),
    },
  ];
}

function fetch(version: number, change: Partial<FetchRequestInput> = {}): Promise<FetchResponse> {
  return cluster.finish(send(version, change));
}

function send(version: number, change: Partial<FetchRequestInput>): Promise<FetchResponse> {
  const request = { maxWaitMs: 0, minBytes: 1, topics: wants({}), forgottenTopicsData: [], ...change };
  return client.call(apis.Fetch, version, request);
}

function first(response: FetchResponse) {
  const partition = response.responses[0]?.partitions[0];
  if (partition === undefined) throw new Error('no partition is answered');
  return partition;
}

/** Base offsets of the batches in the records. */
function bases(records: Buffer | null): number[] {
  const found: number[] = [];
  for (let at = 0; records !== null && at < records.length; at += 12 + records.readInt32BE(at + 8))
    found.push(Number(records.readBigInt64BE(at)));
  return found;
}

function code(error: ErrorCode): number {
  return errors[error].kafka;
}

describe('Fetch', () => {
  it.each([4, 5, 7, 8, 9, 10, 11, 12, 13, 15, 16, 17, 18])('gives whole batches in version %i', async (version) => {
    await start();
    const partition = first(await fetch(version));
    expect(partition).toMatchObject({ errorCode: 0, highWatermark: 6, partitionIndex: 0, abortedTransactions: null });
    expect(bases(partition.records)).toEqual([0, 2, 4]);
  });

  it('names topics by id from version 13 on', async () => {
    await start();
    expect((await fetch(12)).responses[0]).toMatchObject({ topic: 'orders', topicId: UUID_ZERO });
    expect((await fetch(13)).responses[0]).toMatchObject({ topic: '', topicId });
  });

  it('gives the whole batch that the offset lies in', async () => {
    await start();
    expect(bases(first(await fetch(11, { topics: wants({ fetchOffset: 3 }) })).records)).toEqual([2, 4]);
  });

  it('gives one batch whatever its size, and no more than was asked', async () => {
    await start();
    expect(bases(first(await fetch(11, { maxBytes: 1 })).records)).toEqual([0]);
    expect(bases(first(await fetch(11, { topics: wants({ partitionMaxBytes: 10 }) })).records)).toEqual([0]);
  });

  it('reads no more than the node has room for, and gives the room back', async () => {
    await start();
    const { length } = numberedBatch(0, 2);
    const memory = new AnswerMemory(2 * length);
    const node = cluster.brokers.node(1);
    const read = async (): Promise<{
      readonly bytes: number;
      readonly budget: ReturnType<AnswerMemory['reserve']>;
    }> => {
      const budget = memory.reserve();
      const partition = { topic: 'orders', partition: 0, fetchOffset: 0, maxBytes: 1_000_000 };
      const fetched = node.requireBroker().fetch(node.context(), {
        isolation: 'readUncommitted',
        rack: undefined,
        minBytes: 0,
        maxWaitMs: 0,
        maxBytes: 1_000_000,
        partitions: [{ ...partition, currentLeaderEpoch: undefined, lastFetchedEpoch: undefined }],
        budget,
      });
      const { partitions } = await cluster.finish(fetched);
      return { bytes: partitions[0]?.data.records.reduce((sum, part) => sum + part.length, 0) ?? -1, budget };
    };
    const first = await read();
    expect([first.bytes, memory.room]).toEqual([2 * length, 0]);
    const second = await read();
    expect([second.bytes, memory.room]).toEqual([0, 0]);
    first.budget.end();
    second.budget.end();
    expect([memory.used, (await read()).bytes]).toEqual([0, 2 * length]);
  });

  it('lists aborted transactions for who reads committed records only', async () => {
    await start();
    expect(first(await fetch(11, { isolationLevel: 1 })).abortedTransactions).toEqual([]);
  });

  it('waits for records, and for no longer than it was told', async () => {
    await start();
    const waiting = send(11, { topics: wants({ fetchOffset: 6 }), maxWaitMs: 10_000 });
    await cluster.world.runFor(500);
    client = await cluster.connect();
    await produce(0, 1);
    expect(bases(first(await cluster.finish(waiting)).records)).toEqual([6]);
    const startedMs = cluster.world.nowMs();
    expect(bases(first(await fetch(11, { topics: wants({ fetchOffset: 7 }), maxWaitMs: 700 })).records)).toEqual([]);
    expect(cluster.world.nowMs() - startedMs).toBeGreaterThanOrEqual(700);
  });

  it('tells what is wrong with a partition', async () => {
    await start();
    const beyond = first(await fetch(11, { topics: wants({ fetchOffset: 99 }) }));
    expect(beyond).toMatchObject({ errorCode: code('OFFSET_OUT_OF_RANGE'), highWatermark: -1 });
    const none = first(await fetch(11, { topics: wants({ partition: 7 }) }));
    expect(none.errorCode).toBe(code('UNKNOWN_TOPIC_OR_PARTITION'));
    const topics = wants({}).map((topic) => ({ ...topic, topicId: 'bbbbbbbbbbbbbbbbbbbbbQ' }));
    expect(first(await fetch(13, { topics })).errorCode).toBe(code('UNKNOWN_TOPIC_ID'));
  });

  it('G11: refuses who asks as a replica, and lets no watermark move by it', async () => {
    await start();
    const watermark = first(await fetch(11, {})).highWatermark;
    expect(await fetch(11, { replicaId: 2 })).toMatchObject({ errorCode: code('CLUSTER_AUTHORIZATION_FAILED') });
    expect(first(await fetch(4, { replicaId: 2 })).errorCode).toBe(code('CLUSTER_AUTHORIZATION_FAILED'));
    expect(first(await fetch(11, {})).highWatermark).toBe(watermark);
  });
});

describe('fetch sessions', () => {
  it('answer everything first, then only what is new', async () => {
    await start();
    const opened = await fetch(13, { sessionEpoch: 0, topics: wants({ fetchOffset: 6 }, { partition: 1 }) });
    expect(opened.sessionId).toBeGreaterThan(0);
    expect(opened.responses[0]?.partitions.map((one) => one.partitionIndex)).toEqual([0, 1]);
    const { sessionId } = opened;
    expect(await fetch(13, { sessionId, sessionEpoch: 1, topics: [] })).toMatchObject({ sessionId, responses: [] });
    await produce(1, 1);
    const news = await fetch(13, { sessionId, sessionEpoch: 2, topics: [] });
    expect(news.responses[0]?.partitions.map((one) => one.partitionIndex)).toEqual([1]);
    // The client moves on; the session knows the new position.
    const after = await fetch(13, { sessionId, sessionEpoch: 3, topics: wants({ partition: 1, fetchOffset: 1 }) });
    expect(after.responses).toEqual([]);
  });

  it('go on over another connection, forget what they are told to, and end', async () => {
    await start();
    const { sessionId } = await fetch(11, { sessionEpoch: 0, topics: wants({}, { partition: 1 }) });
    client = await cluster.connect();
    const forgottenTopicsData = [{ topic: 'orders', topicId, partitions: [0] }];
    expect(await fetch(11, { sessionId, sessionEpoch: 1, topics: [], forgottenTopicsData })).toMatchObject({
      sessionId,
      responses: [],
    });
    const ended = await fetch(11, { sessionId, sessionEpoch: -1, topics: wants({}) });
    expect(ended).toMatchObject({ errorCode: 0, sessionId: 0 });
    expect(bases(first(ended).records)).toEqual([0, 2, 4]);
    const error = await fetch(11, { sessionId, sessionEpoch: 2, topics: [] });
    expect(error).toMatchObject({ errorCode: code('FETCH_SESSION_ID_NOT_FOUND'), sessionId: 0, responses: [] });
  });

  it('keep the name of a topic that goes: its id alone would not tell that from one that never was', async () => {
    await start();
    const { sessionId } = await fetch(13, { sessionEpoch: 0 });
    cluster.brokers.controller.deleteTopic('orders');
    const gone = await fetch(13, { sessionId, sessionEpoch: 1, topics: [] });
    expect(first(gone).errorCode).toBe(code('UNKNOWN_TOPIC_OR_PARTITION'));
    expect(gone.responses[0]?.topicId).toBe(topicId);
    expect(first(await fetch(13, { sessionId, sessionEpoch: 2 })).errorCode).toBe(code('UNKNOWN_TOPIC_OR_PARTITION'));
    await cluster.brokers.createTopic('orders', { partitions: 2 });
    expect(first(await fetch(13, { sessionId, sessionEpoch: 3, topics: [] })).errorCode).toBe(
      code('INCONSISTENT_TOPIC_ID'),
    );
    expect(first(await fetch(13)).errorCode).toBe(code('UNKNOWN_TOPIC_ID'));
  });

  it('refuse an epoch that is not the next, and a change from names to ids', async () => {
    await start();
    const { sessionId } = await fetch(11, { sessionEpoch: 0 });
    expect(await fetch(11, { sessionId, sessionEpoch: 2, topics: [] })).toMatchObject({
      errorCode: code('INVALID_FETCH_SESSION_EPOCH'),
    });
    expect(await fetch(13, { sessionId, sessionEpoch: 1, topics: [] })).toMatchObject({
      errorCode: code('FETCH_SESSION_TOPIC_ID_ERROR'),
    });
    expect(await fetch(11, { sessionId, sessionEpoch: 1, topics: [] })).toMatchObject({ errorCode: 0, sessionId });
  });
});
