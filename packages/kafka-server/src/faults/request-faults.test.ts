import { errors, type ErrorCode } from '@drave/base';
import type { ApiFault } from '@drave/env/faulty';
import { apis, type FetchRequestInput } from '@drave/kafka-protocol';
import { numberedBatch } from '@drave/records/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { handlerTable } from '../handlers/table.js';
import { KafkaBrokerCluster } from '../testing/kafka-broker-cluster.js';
import type { WireClient } from '../testing/wire-client.js';

let cluster: KafkaBrokerCluster;
let client: WireClient;
let topicId: string;

beforeEach(async () => {
  cluster = await KafkaBrokerCluster.start();
  topicId = await cluster.brokers.createTopic('orders', { partitions: 2 });
  await cluster.brokers.createTopic('other');
  client = await cluster.connect();
});
afterEach(() => cluster.close());

function fail(api: string, fault: ApiFault, about: { topic?: string; partition?: number; count?: number } = {}): void {
  const control = cluster.faults.get(1);
  if (control === undefined) throw new Error('broker 1 has no faults');
  control.add({ target: 'api', api, ...about, fault });
}

function heal(): void {
  cluster.faults.get(1)?.clear();
}

function withCode(code: ErrorCode): ApiFault {
  return { kind: 'error', code };
}

async function produce(topic: string, index = 0, version = 9, change: { acks?: number } = {}): Promise<number> {
  const records = numberedBatch(0, 1);
  const named = version >= 13 ? { topicId } : { name: topic };
  const request = { acks: -1, timeoutMs: 5_000, topicData: [{ ...named, partitionData: [{ index, records }] }] };
  const { responses } = await cluster.finish(client.call(apis.Produce, version, { ...request, ...change }));
  return responses[0]?.partitionResponses[0]?.errorCode ?? Number.NaN;
}

function fetch(version: number, change: Partial<FetchRequestInput> = {}) {
  const partitions = [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1_000_000 }];
  const topics = [{ topic: 'orders', topicId, partitions }];
  const request = { maxWaitMs: 0, minBytes: 1, topics, forgottenTopicsData: [], ...change };
  return cluster.finish(client.call(apis.Fetch, version, request));
}

const { NOT_LEADER_OR_FOLLOWER, FETCH_SESSION_ID_NOT_FOUND } = errors;

describe('an error', () => {
  it.each([3, 9, 12, 13])('is answered to what the rule is about, so many times, in Produce %i', async (version) => {
    fail('Produce', withCode('NOT_LEADER_OR_FOLLOWER'), { topic: 'orders', partition: 1, count: 2 });
    expect(await produce('orders', 0, version)).toBe(0);
    expect(await produce('orders', 1, version)).toBe(NOT_LEADER_OR_FOLLOWER.kafka);
    expect(await produce('orders', 1, version)).toBe(NOT_LEADER_OR_FOLLOWER.kafka);
    expect(await produce('orders', 1, version)).toBe(0);
    if (version < 13) expect(await produce('other', 0, version)).toBe(0);
  });

  it.each([4, 7, 12, 13, 18])('stands at each partition in Fetch %i', async (version) => {
    fail('Fetch', withCode('NOT_LEADER_OR_FOLLOWER'), { topic: 'orders', count: 1 });
    const { errorCode, responses } = await fetch(version);
    expect(errorCode).toBe(0);
    expect(responses).toMatchObject([
      {
        ...(version >= 13 ? { topicId } : { topic: 'orders' }),
        partitions: [{ partitionIndex: 0, errorCode: NOT_LEADER_OR_FOLLOWER.kafka }],
      },
    ]);
    expect((await fetch(version)).responses[0]?.partitions[0]?.errorCode).toBe(0);
  });

  it('finds a topic that is fetched in a session, which ends for that', async () => {
    const { sessionId } = await fetch(12, { sessionEpoch: 0 });
    expect(sessionId).toBeGreaterThan(0);
    fail('Fetch', withCode('NOT_LEADER_OR_FOLLOWER'), { topic: 'orders' });
    const within = await fetch(12, { sessionId, sessionEpoch: 1, topics: [] });
    expect(within.errorCode).toBe(FETCH_SESSION_ID_NOT_FOUND.kafka);
    const anew = await fetch(12, { sessionEpoch: 0 });
    expect(anew.sessionId).toBe(0);
    expect(anew.responses[0]?.partitions[0]?.errorCode).toBe(NOT_LEADER_OR_FOLLOWER.kafka);
    heal();
    expect((await fetch(12, { sessionEpoch: 0 })).sessionId).toBeGreaterThan(0);
  });

  it('ends the connection of a producer that waits for no answer', async () => {
    fail('Produce', withCode('NOT_LEADER_OR_FOLLOWER'));
    await expect(produce('orders', 0, 9, { acks: 0 })).rejects.toMatchObject({ code: 'NETWORK_EXCEPTION' });
    expect(client.isOpen).toBe(false);
  });

  it('can be answered to every API', () => {
    expect(handlerTable.filter((row) => row.refuse === undefined).map((row) => row.api.name)).toEqual([]);
  });
});

describe('other faults', () => {
  it('delay a request and what comes behind it on its connection, in order', async () => {
    fail('Produce', { kind: 'delay', delayMs: 500 }, { count: 1 });
    const startMs = cluster.world.nowMs();
    const calls = [0, 1].map(() => produceCall());
    const answers = await cluster.finish(Promise.all(calls));
    expect(cluster.world.nowMs() - startMs).toBeGreaterThanOrEqual(500);
    const offsets = answers.map(({ responses }) => responses[0]?.partitionResponses[0]?.baseOffset);
    expect(offsets).toEqual([0, 1]);
  });

  it('drop: nothing more is answered on its connection, which ends with the fault', async () => {
    fail('Produce', { kind: 'drop' }, { count: 1 });
    const dropped = produceCall();
    let settled = false;
    void dropped.finally(() => (settled = true)).catch(() => {});
    await cluster.world.runFor(30_000);
    expect(settled).toBe(false);
    heal();
    await cluster.world.runFor(1_000);
    await expect(dropped).rejects.toMatchObject({ code: 'NETWORK_EXCEPTION' });
    client = await cluster.connect();
    expect((await fetch(12)).responses[0]?.partitions[0]?.highWatermark).toBe(0);
  });

  it('disconnect', async () => {
    fail('Metadata', { kind: 'disconnect' }, { count: 1 });
    const metadata = () => cluster.finish(client.call(apis.Metadata, 9, { topics: null }));
    await expect(metadata()).rejects.toMatchObject({ code: 'NETWORK_EXCEPTION' });
    client = await cluster.connect();
    expect((await metadata()).brokers).toHaveLength(1);
  });
});

function produceCall() {
  const topicData = [{ name: 'orders', partitionData: [{ index: 0, records: numberedBatch(0, 1) }] }];
  return client.call(apis.Produce, 9, { acks: -1, timeoutMs: 5_000, topicData });
}
