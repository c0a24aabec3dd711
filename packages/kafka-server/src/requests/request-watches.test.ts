import { errors, UUID_ZERO } from '@drave/base';
import { apis, encodeRequestFrame } from '@drave/kafka-protocol';
import { numberedBatch } from '@drave/records/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KafkaBrokerCluster } from '../testing/kafka-broker-cluster.js';
import type { WireClient } from '../testing/wire-client.js';

let cluster: KafkaBrokerCluster;
let client: WireClient;
let topicId: string;

beforeEach(async () => {
  cluster = await KafkaBrokerCluster.start();
  topicId = await cluster.brokers.createTopic('orders', { partitions: 2 });
  client = await cluster.connect();
});
afterEach(() => cluster.close());

const everything = { apis: [], withFrames: false };

function produceRequest(version: number) {
  const records = numberedBatch(0, 1);
  const named = version >= 13 ? { topicId } : { name: 'orders' };
  return { acks: -1, timeoutMs: 5_000, topicData: [{ ...named, partitionData: [{ index: 1, records }] }] };
}

function produce(version: number) {
  return client.call(apis.Produce, version, produceRequest(version));
}

function fetchMissing() {
  const topics = [
    { topic: 'missing', topicId: UUID_ZERO, partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1_000 }] },
  ];
  return client.call(apis.Fetch, 4, { maxWaitMs: 0, minBytes: 1, topics, forgottenTopicsData: [] });
}

describe('a watch', () => {
  it.each([9, 13])('is told what a request of version %i names, and that it was answered', async (version) => {
    const watch = cluster.watches.open(everything);
    await cluster.finish(produce(version));
    const { requests = [], dropped } = (await watch.next()) ?? {};
    expect(dropped).toBe(0);
    expect(requests).toMatchObject([
      { api: 'Produce', apiKey: 0, apiVersion: version, sequence: 0, outcome: 'ANSWERED', errorCode: 0 },
    ]);
    expect(requests[0]).toMatchObject({ topics: [{ name: 'orders', partitions: [1] }], listener: 'PLAINTEXT' });
    expect(requests[0]?.frame).toHaveLength(0);
  });

  it('is told the first error of an answer, wherever it stands', async () => {
    const watch = cluster.watches.open(everything);
    await cluster.finish(fetchMissing());
    const { requests = [] } = (await watch.next()) ?? {};
    expect(requests).toMatchObject([{ api: 'Fetch', errorCode: errors.UNKNOWN_TOPIC_OR_PARTITION.kafka }]);
  });

  it('is told only of the APIs and the client that it asks for', async () => {
    const fetches = cluster.watches.open({ apis: ['Fetch'], withFrames: false });
    const others = cluster.watches.open({ apis: [], clientId: 'nobody', withFrames: false });
    await cluster.finish(produce(9));
    await cluster.finish(fetchMissing());
    expect((await fetches.next())?.requests.map(({ api }) => api)).toEqual(['Fetch']);
    others.close();
    expect(await others.next()).toBeUndefined();
  });

  it('gets the bytes as they were sent, when it asks for them', async () => {
    const watch = cluster.watches.open({ apis: [], withFrames: true });
    const request = { topics: null };
    await cluster.finish(client.call(apis.Metadata, 9, request));
    const { requests = [] } = (await watch.next()) ?? {};
    const { correlationId = 0, clientId = null, frame } = requests[0] ?? {};
    const sent = Buffer.concat(encodeRequestFrame({ correlationId, clientId }, apis.Metadata, 9, request)).subarray(4);
    expect(frame).toEqual(sent);
  });

  it('tells a request that is not answered from one that ends its connection', async () => {
    const watch = cluster.watches.open(everything);
    client.send(apis.Produce, 9, { ...produceRequest(9), acks: 0 });
    await cluster.world.runFor(1_000);
    const unknown = Buffer.concat(encodeRequestFrame({ correlationId: 1, clientId: 'x' }, apis.Metadata, 9, request()));
    unknown.writeInt16BE(9_999, 4);
    client.sendRaw([unknown]);
    await cluster.world.runFor(1_000);
    expect(client.isOpen).toBe(false);
    expect((await watch.next())?.requests).toMatchObject([
      { api: 'Produce', outcome: 'UNANSWERED' },
      { api: '', apiKey: 9_999, clientId: 'x', outcome: 'CLOSED' },
    ]);
  });

  it('that is not read keeps what came first, and counts the rest', async () => {
    const watch = cluster.watches.open(everything);
    await cluster.finish(client.call(apis.Metadata, 9, request()));
    const [first] = (await watch.next())?.requests ?? [];
    if (first === undefined) throw new Error('the request was not told');
    const more = 10_003;
    for (let number = 1; number <= more; number++) watch.tell({ ...first, sequence: number });
    const told: number[] = [];
    let dropped = 0;
    for (;;) {
      const part = await watch.next();
      told.push(...(part?.requests ?? []).map(({ sequence }) => sequence));
      dropped += part?.dropped ?? 0;
      if (told.length + dropped === more) break;
    }
    expect(dropped).toBe(3);
    expect(told).toEqual(Array.from({ length: 10_000 }, (_, index) => index + 1));
  });

  it('leaves nothing behind when it is closed', () => {
    expect(cluster.watches.isWatched).toBe(false);
    const watch = cluster.watches.open(everything);
    expect(cluster.watches.isWatched).toBe(true);
    watch.close();
    expect(cluster.watches.isWatched).toBe(false);
  });
});

function request() {
  return { topics: null };
}
