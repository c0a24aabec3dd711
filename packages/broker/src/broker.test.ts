import { DraveError, type TopicId } from '@drave/base';
import { encodeEndTransactionMarker, readBatchInfo } from '@drave/records';
import { testBatch } from '@drave/records/testing';
import { afterEach, describe, expect, it } from 'vitest';
import type { RequestContext } from './request-context.js';
import type { FetchRequest, FetchResponse, ProduceResponse } from './requests.js';
import { BrokerCluster, type BrokerClusterOptions, type BrokerNode } from './testing/broker-cluster.js';

let cluster: BrokerCluster | undefined;

async function start(options: BrokerClusterOptions = {}): Promise<BrokerCluster> {
  cluster = await BrokerCluster.start(options);
  return cluster;
}

afterEach(async () => {
  await cluster?.close();
  cluster = undefined;
});

function batch(...values: string[]): Buffer {
  return testBatch(values.map((value) => ({ value, timestamp: 1_735_689_600_000 })));
}

async function produce(
  c: BrokerCluster,
  node: BrokerNode,
  partitions: readonly { topic?: string; topicId?: TopicId; partition: number; records: Buffer }[],
  acks: 0 | 1 | -1 = -1,
  context: RequestContext = node.context(),
): Promise<ProduceResponse> {
  const ticket = node.requireBroker().produce(context, { acks, timeoutMs: 5_000, partitions });
  return c.world.finish(ticket.acked);
}

function fetchOf(partitions: readonly { partition: number; fetchOffset: number; maxBytes?: number }[]): FetchRequest {
  return {
    isolation: 'readUncommitted',
    rack: undefined,
    minBytes: 1,
    maxWaitMs: 0,
    maxBytes: 1_000_000,
    partitions: partitions.map(({ partition, fetchOffset, maxBytes = 1_000_000 }) => ({
      topic: 'orders',
      partition,
      fetchOffset,
      currentLeaderEpoch: undefined,
      lastFetchedEpoch: undefined,
      maxBytes,
    })),
  };
}

function bytesOf(response: FetchResponse): number[] {
  return response.partitions.map(({ data }) => data.records.reduce((sum, part) => sum + part.length, 0));
}

describe('produce', () => {
  it('writes to every partition of the request and answers in its order', async () => {
    const c = await start();
    const topicId = await c.createTopic('orders', { partitions: 2 });
    const response = await produce(c, c.node(1), [
      { topic: 'orders', partition: 1, records: batch('a', 'b') },
      { topicId, partition: 0, records: batch('c') },
      { topic: 'orders', partition: 1, records: batch('d') },
    ]);
    expect(response.partitions.map(({ baseOffset, failure }) => [baseOffset, failure])).toEqual([
      [0, undefined],
      [0, undefined],
      [2, undefined],
    ]);
  });

  it('fails partitions one by one, each with its own reason', async () => {
    const c = await start({
      authorizer: { allows: (_, __, resource) => resource.kind !== 'topic' || resource.name !== 'secret' },
    });
    const topicId = await c.createTopic('orders');
    await c.createTopic('secret');
    const response = await produce(c, c.node(1), [
      { topic: 'missing', partition: 0, records: batch('a') },
      { topic: 'orders', partition: 7, records: batch('a') },
      { topicId: 'AAAAAAAAAAAAAAAAAAAAAQ', partition: 0, records: batch('a') },
      { topicId, topic: 'other', partition: 0, records: batch('a') },
      { topic: 'secret', partition: 0, records: batch('a') },
      { topic: 'orders', partition: 0, records: Buffer.from('garbage') },
      { topic: 'orders', partition: 0, records: batch('fine') },
    ]);
    expect(response.partitions.map(({ failure }) => failure?.code)).toEqual([
      'UNKNOWN_TOPIC_OR_PARTITION',
      'UNKNOWN_TOPIC_OR_PARTITION',
      'UNKNOWN_TOPIC_ID',
      'INCONSISTENT_TOPIC_ID',
      'TOPIC_AUTHORIZATION_FAILED',
      'CORRUPT_MESSAGE',
      undefined,
    ]);
  });

  it('sends the client to the leader', async () => {
    const c = await start({ brokers: 2 });
    const topicId = await c.createTopic('orders');
    const leader = c.controller.partition(topicId, 0).leader;
    const other = c.node(leader === 1 ? 2 : 1);
    const [answer] = (await produce(c, other, [{ topic: 'orders', partition: 0, records: batch('a') }])).partitions;
    expect(answer).toMatchObject({
      failure: { code: 'NOT_LEADER_OR_FOLLOWER' },
      leader: { leaderId: leader, endpoint: { host: `broker-${leader}`, port: 9_000 + leader } },
    });
  });

  it('refuses everything before it is active, and what comes after its deadline', async () => {
    const c = await start();
    await c.createTopic('orders');
    const late = c.node(1).context({ deadlineMs: c.node(1).host.env.clock.monotonicMs() - 1 });
    const [answer] = (await produce(c, c.node(1), [{ topic: 'orders', partition: 0, records: batch('a') }], -1, late))
      .partitions;
    expect(answer?.failure?.code).toBe('REQUEST_TIMED_OUT');
    c.node(1).crash({ loseUnsynced: false });
    c.node(1).deaf = true;
    await c.world.finish(c.node(1).open());
    await c.world.runFor(500);
    const [starting] = (await produce(c, c.node(1), [{ topic: 'orders', partition: 0, records: batch('a') }]))
      .partitions;
    expect(starting?.failure?.code).toBe('BROKER_NOT_AVAILABLE');
    await expect(c.node(1).requireBroker().metadata(c.node(1).context(), { topics: 'all' })).rejects.toThrow(
      DraveError,
    );
  });
});

describe('metrics', () => {
  it('counts what operators watch', async () => {
    const c = await start({ brokers: 2 });
    const topicId = await c.createTopic('orders', { minInsyncReplicas: 2 });
    const { leader } = c.controller.partition(topicId, 0);
    await produce(c, c.node(leader), [{ topic: 'orders', partition: 0, records: batch('a') }]);
    const other = leader === 1 ? 2 : 1;
    c.node(other).crash({ loseUnsynced: false });
    c.controller.fence(other);
    await c.world.runFor(50);
    const text = await c.node(leader).host.env.metrics.render();
    const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
    for (const what of ['leadercount', 'partitioncount', 'underreplicatedpartitions', 'underminisrpartitioncount'])
      expect(value(`kafka_server_replicamanager_${what}`)).toBe(1);
    expect(value('kafka_server_replicamanager_isrshrinks_total')).toBe(1);
    expect(value('kafka_cluster_partition_underminisr{topic="orders",partition="0"}')).toBe(1);
    expect(value('kafka_log_log_size{topic="orders",partition="0"}')).toBeGreaterThan(60);
    expect(value('kafka_server_brokertopicmetrics_messagesin_total{topic="orders"}')).toBe(1);
    expect(value('kafka_server_brokertopicmetrics_totalproducerequests_total')).toBe(1);
    expect(value('drave_replica_leaders')).toBe(1);
    expect(value('drave_replica_under_replicated')).toBe(1);
    expect(value('drave_replica_under_min_isr')).toBe(1);
    expect(value('drave_replica_isr_shrinks_total')).toBe(1);
    expect(value('drave_broker_produced_bytes_total')).toBeGreaterThan(60);
  });
});

describe('fetch', () => {
  it('returns whole batches within the bounds, the first one always', async () => {
    const c = await start();
    await c.createTopic('orders', { partitions: 2 });
    const big = 'x'.repeat(5_000);
    await produce(c, c.node(1), [
      { topic: 'orders', partition: 0, records: batch(big) },
      { topic: 'orders', partition: 0, records: batch(big) },
      { topic: 'orders', partition: 1, records: batch(big) },
    ]);
    const broker = c.node(1).requireBroker();
    const all = [
      { partition: 0, fetchOffset: 0 },
      { partition: 1, fetchOffset: 0 },
    ];
    const whole = await c.world.finish(broker.fetch(c.node(1).context(), fetchOf(all)));
    expect(bytesOf(whole).map((bytes) => bytes > 5_000)).toEqual([true, true]);
    const small = await c.world.finish(broker.fetch(c.node(1).context(), { ...fetchOf(all), maxBytes: 100 }));
    expect(bytesOf(small)[0]).toBeGreaterThan(5_000);
    expect(bytesOf(small)[1]).toBe(0);
    expect(small.partitions[0]?.data).toMatchObject({ nextOffset: 1, highWatermark: 2, logStartOffset: 0 });
  });

  it('tells at once whoever waits for records of a topic that goes, and that it is gone', async () => {
    const c = await start();
    const topicId = await c.createTopic('orders');
    const [byName] = fetchOf([{ partition: 0, fetchOffset: 0 }]).partitions;
    if (byName === undefined) throw new Error('one partition is asked for');
    const { topic: _, ...rest } = byName;
    const asked = [byName, { ...rest, topicId }];
    const node = c.node(1);
    const waiting = asked.map((partition) =>
      node.requireBroker().fetch(node.context(), { ...fetchOf([]), maxWaitMs: 20_000, partitions: [partition] }),
    );
    const { clock } = node.host.env;
    const beforeMs = clock.monotonicMs();
    c.controller.deleteTopic('orders');
    const answers = await c.world.finish(Promise.all(waiting));
    const codes = answers.map(({ partitions }) => partitions[0]?.data.failure?.code);
    expect(codes).toEqual(['UNKNOWN_TOPIC_OR_PARTITION', 'UNKNOWN_TOPIC_ID']);
    expect(clock.monotonicMs() - beforeMs).toBeLessThan(1_000);
  });

  it('waits for records and wakes when they are committed', async () => {
    const c = await start();
    await c.createTopic('orders');
    const broker = c.node(1).requireBroker();
    const startMs = c.world.nowMs();
    const waiting = broker.fetch(c.node(1).context(), {
      ...fetchOf([{ partition: 0, fetchOffset: 0 }]),
      maxWaitMs: 5_000,
    });
    await c.world.runFor(200);
    await produce(c, c.node(1), [{ topic: 'orders', partition: 0, records: batch('a') }]);
    const response = await c.world.finish(waiting);
    expect(bytesOf(response)[0]).toBeGreaterThan(0);
    expect(c.world.nowMs() - startMs).toBeLessThan(300);
  });

  it('D8: wakes whoever waits for committed records when the end of a transaction is replicated', async () => {
    const c = await start();
    const topicId = await c.createTopic('orders');
    const broker = c.node(1).requireBroker();
    const leader = broker.replicas.partitionOf(topicId, 0);
    if (leader === undefined) throw new Error('broker 1 leads');
    const bytes = testBatch([{ value: 'a' }], { producerId: 7, producerEpoch: 0, transactional: true });
    const begun = leader.log.producers.beginVerification(readBatchInfo(bytes, 0), false, 0);
    const guard = begun.kind === 'ask' ? begun.guard : undefined;
    const append = { acks: -1, timeoutMs: 5_000 } as const;
    expect(leader.append({ ...append, bytes, origin: 'internal', guard }).kind).toBe('enqueued');
    const startMs = c.world.nowMs();
    const request = { ...fetchOf([{ partition: 0, fetchOffset: 0 }]), isolation: 'readCommitted' } as const;
    const waiting = broker.fetch(c.node(1).context(), { ...request, maxWaitMs: 5_000 });
    await c.world.runFor(200);
    expect([leader.highWatermark, leader.lastStableOffset]).toEqual([1, 0]);
    const marker = { kind: 'abort', producerId: 7, producerEpoch: 0, coordinatorEpoch: 0 } as const;
    const end = encodeEndTransactionMarker(marker, 0);
    expect(leader.append({ ...append, bytes: end, origin: 'marker', transactionVersion: 1 }).kind).toBe('enqueued');
    const response = await c.world.finish(waiting);
    expect(bytesOf(response)[0]).toBeGreaterThan(0);
    expect(response.partitions[0]?.data.abortedTransactions).toEqual([{ producerId: 7, firstOffset: 0 }]);
    expect(c.world.nowMs() - startMs).toBeLessThan(300);
  });

  it('waits for minBytes, and gives what there is when the time is up', async () => {
    const c = await start();
    await c.createTopic('orders');
    const broker = c.node(1).requireBroker();
    const startMs = c.world.nowMs();
    const request = { ...fetchOf([{ partition: 0, fetchOffset: 0 }]), minBytes: 10_000, maxWaitMs: 1_000 };
    const waiting = broker.fetch(c.node(1).context(), request);
    await produce(c, c.node(1), [{ topic: 'orders', partition: 0, records: batch('a') }]);
    expect(bytesOf(await c.world.finish(waiting))[0]).toBeGreaterThan(0);
    expect(c.world.nowMs() - startMs).toBeGreaterThanOrEqual(999);
  });

  it('does not wait for bytes that the bounds of the request keep out', async () => {
    const c = await start();
    await c.createTopic('orders');
    const orders = { topic: 'orders', partition: 0 };
    for (const value of ['a', 'b']) await produce(c, c.node(1), [{ ...orders, records: batch(value) }]);
    const broker = c.node(1).requireBroker();
    const startMs = c.world.nowMs();
    const [asked] = fetchOf([{ partition: 0, fetchOffset: 0 }]).partitions;
    if (asked === undefined) throw new Error('one partition is asked for');
    const partitions = [{ ...asked, maxBytes: 1 }];
    const request = { ...fetchOf([]), partitions, minBytes: 10_000, maxWaitMs: 5_000 };
    const first = await c.world.finish(broker.fetch(c.node(1).context(), request));
    expect(first.partitions[0]?.data).toMatchObject({ nextOffset: 1, highWatermark: 2 });
    expect(c.world.nowMs() - startMs).toBeLessThan(100);
  });

  it('ends the wait when the caller goes away or a partition changes its role', async () => {
    const c = await start({ brokers: 2 });
    const topicId = await c.createTopic('orders');
    const leader = c.controller.partition(topicId, 0).leader;
    const node = c.node(leader);
    const abort = new AbortController();
    const request = { ...fetchOf([{ partition: 0, fetchOffset: 0 }]), maxWaitMs: 20_000 };
    const given = node.requireBroker().fetch(node.context(), { ...request, signal: abort.signal });
    await c.world.runFor(50);
    abort.abort();
    await c.world.finish(given, 100);
    const moved = node.requireBroker().fetch(node.context(), request);
    await c.world.runFor(50);
    c.controller.lead(topicId, 0, leader === 1 ? 2 : 1);
    const [answer] = (await c.world.finish(moved, 500)).partitions;
    expect(answer?.data.failure?.code).toBe('NOT_LEADER_OR_FOLLOWER');
    expect(node.requireBroker().replicas.deadlines.length).toBeLessThan(5);
  });

  it('tells offsets outside the log and epochs that do not fit', async () => {
    const c = await start();
    const topicId = await c.createTopic('orders');
    await produce(c, c.node(1), [{ topic: 'orders', partition: 0, records: batch('a') }]);
    const broker = c.node(1).requireBroker();
    const beyond = await c.world.finish(broker.fetch(c.node(1).context(), fetchOf([{ partition: 0, fetchOffset: 9 }])));
    expect(beyond.partitions[0]?.data.failure?.code).toBe('OFFSET_OUT_OF_RANGE');
    c.controller.lead(topicId, 0, 1);
    await c.until(() => c.leads(topicId, 0), 'the next epoch');
    const read = fetchOf([{ partition: 0, fetchOffset: 0 }]);
    const at = async (currentLeaderEpoch: number) => {
      const partitions = read.partitions.map((partition) => ({ ...partition, currentLeaderEpoch }));
      const response = await c.world.finish(broker.fetch(c.node(1).context(), { ...read, partitions }));
      return response.partitions[0]?.data.failure?.code;
    };
    expect(await at(0)).toBe('FENCED_LEADER_EPOCH');
    expect(await at(1)).toBeUndefined();
    expect(await at(2)).toBe('UNKNOWN_LEADER_EPOCH');
  });

  it('KIP-392: sends a consumer to the in-sync replica of its rack, which serves it', async () => {
    const c = await start({ brokers: 3, racks: ['a', 'b', 'c'] });
    const topicId = await c.createTopic('orders');
    const leader = c.controller.partition(topicId, 0).leader;
    const near = leader === 3 ? 2 : 3;
    const rack = ['a', 'b', 'c'][near - 1];
    await produce(c, c.node(leader), [{ topic: 'orders', partition: 0, records: batch('a') }]);
    await c.world.runFor(100);
    const request = { ...fetchOf([{ partition: 0, fetchOffset: 0 }]), rack };
    const first = await c.world.finish(c.node(leader).requireBroker().fetch(c.node(leader).context(), request));
    expect(first.partitions[0]?.data.preferredReadReplica).toBe(near);
    const second = await c.world.finish(c.node(near).requireBroker().fetch(c.node(near).context(), request));
    expect(bytesOf(second)[0]).toBeGreaterThan(0);
    const ahead = { ...fetchOf([{ partition: 0, fetchOffset: 5 }]), rack };
    const beyond = await c.world.finish(c.node(near).requireBroker().fetch(c.node(near).context(), ahead));
    expect(beyond.partitions[0]?.data.failure?.code).toBe('OFFSET_NOT_AVAILABLE');
  });
});

describe('offsets, producers, metadata', () => {
  it('lists the start, the end, by timestamp and the largest timestamp', async () => {
    const c = await start();
    await c.createTopic('orders');
    for (const [value, timestamp] of [
      ['a', 1_735_689_600_000],
      ['b', 1_735_689_605_000],
    ] as const)
      await produce(c, c.node(1), [{ topic: 'orders', partition: 0, records: testBatch([{ value, timestamp }]) }]);
    const at = async (query: Parameters<typeof list>[2]) => (await list(c, c.node(1), query)).offset;
    expect(await at({ kind: 'earliest' })).toBe(0);
    expect(await at({ kind: 'latest' })).toBe(2);
    expect(await at({ kind: 'timestamp', timestampMs: 1_735_689_600_001 })).toBe(1);
    expect(await at({ kind: 'timestamp', timestampMs: 1_735_689_609_000 })).toBe(-1);
    expect(await at({ kind: 'maxTimestamp' })).toBe(1);
  });

  it('D3, D1: hands out each producer id once, over blocks, and bumps epochs', async () => {
    const c = await start();
    const broker = c.node(1).requireBroker();
    const ids = await c.world.finish(
      Promise.all(Array.from({ length: 8 }, () => broker.initProducerId(c.node(1).context(), {}))),
    );
    expect(new Set(ids.map(({ producerId }) => producerId)).size).toBe(8);
    const bumped = await broker.initProducerId(c.node(1).context(), {
      current: { producerId: 1_000, producerEpoch: 4 },
    });
    expect(bumped).toEqual({ producerId: 1_000, producerEpoch: 5 });
  });

  it('passes on why there is no producer id, and recovers', async () => {
    const c = await start();
    const broker = c.node(1).requireBroker();
    c.intercept = (method) =>
      method === 'allocateProducerIds' ? new DraveError('NOT_CONTROLLER', 'no controller now') : undefined;
    await expect(c.world.finish(broker.initProducerId(c.node(1).context(), {}))).rejects.toMatchObject({
      code: 'NOT_CONTROLLER',
    });
    c.intercept = () => undefined;
    expect(await c.world.finish(broker.initProducerId(c.node(1).context(), {}))).toMatchObject({ producerEpoch: 0 });
  });

  it('describes brokers and topics, known and unknown', async () => {
    const c = await start({ brokers: 2 });
    const topicId = await c.createTopic('orders', { partitions: 2 });
    const asked = { topics: [{ topic: 'orders' }, { topic: 'nope' }] };
    const answer = await c.world.finish(c.node(1).requireBroker().metadata(c.node(1).context(), asked));
    expect(answer.brokers.map(({ id, endpoint }) => [id, endpoint.port])).toEqual([
      [1, 9_001],
      [2, 9_002],
    ]);
    expect(answer.topics[0]).toMatchObject({ name: 'orders', topicId, failure: undefined });
    expect(answer.topics[0]?.partitions).toHaveLength(2);
    expect(answer.topics[1]?.failure?.code).toBe('UNKNOWN_TOPIC_OR_PARTITION');
    c.node(2).crash({ loseUnsynced: false });
    c.controller.fence(2);
    const after = await c.node(1).requireBroker().metadata(c.node(1).context(), { topics: 'all' });
    expect(after.brokers.map(({ id }) => id)).toEqual([1]);
    expect(after.topics[0]?.partitions[0]?.offlineReplicas).toEqual([2]);
  });
});

type ListQuery = Parameters<ReturnType<BrokerNode['requireBroker']>['listOffsets']>[1]['partitions'][number]['query'];

async function list(c: BrokerCluster, node: BrokerNode, query: ListQuery) {
  const response = await c.world.finish(
    node.requireBroker().listOffsets(node.context(), {
      isolation: 'readUncommitted',
      partitions: [{ topic: 'orders', partition: 0, currentLeaderEpoch: undefined, query }],
    }),
  );
  const [answer] = response.partitions;
  if (answer === undefined) throw new Error('one question, one answer');
  return answer;
}
