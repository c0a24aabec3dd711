import type { ErrorCode, NodeId, Offset } from '@drave/base';
import { testBatch } from '@drave/records/testing';
import { afterEach, describe, expect, it } from 'vitest';
import type { DeleteRecordsResponse } from './requests.js';
import { BrokerCluster } from './testing/broker-cluster.js';

let cluster: BrokerCluster | undefined;

afterEach(async () => {
  await cluster?.close();
  cluster = undefined;
});

/** Three replicas of `orders` with five records; `leader` leads. */
async function start() {
  const c = await BrokerCluster.start({ brokers: 3 });
  cluster = c;
  const topicId = await c.createTopic('orders', { minInsyncReplicas: 2 });
  const { leader } = c.controller.partition(topicId, 0);
  const records = testBatch(['a', 'b', 'c', 'd', 'e'].map((value) => ({ key: value, value })));
  const request = { acks: -1, timeoutMs: 5_000, partitions: [{ topic: 'orders', partition: 0, records }] } as const;
  await c.world.finish(c.node(leader).requireBroker().produce(c.node(leader).context(), request).acked);
  await c.world.runFor(300);
  const followers = [1, 2, 3].filter((id) => id !== leader);
  return { c, topicId, leader, followers };
}

function ask(c: BrokerCluster, id: NodeId, offset: Offset, timeoutMs = 5_000): Promise<DeleteRecordsResponse> {
  const node = c.node(id);
  return node
    .requireBroker()
    .deleteRecords(node.context(), { timeoutMs, partitions: [{ topic: 'orders', partition: 0, offset }] });
}

async function outcome(c: BrokerCluster, answer: Promise<DeleteRecordsResponse>): Promise<ErrorCode | Offset> {
  const [only] = (await c.world.finish(answer)).partitions;
  if (only === undefined) throw new Error('one question, one answer');
  return only.failure?.code ?? only.lowWatermark;
}

describe('deleteRecords', () => {
  it('answers when every replica has given up what lies below the offset', async () => {
    const { c, topicId, leader } = await start();
    const startMs = c.world.nowMs();
    expect(await outcome(c, ask(c, leader, 3))).toBe(3);
    expect(c.world.nowMs() - startMs).toBeLessThan(500);
    for (const { id } of c.nodes) {
      const partition = c.node(id).requireBroker().replicas.partitionOf(topicId, 0);
      expect(partition?.log.logStartOffset).toBe(3);
    }
    // Again, and lower: nothing to do, and nothing comes back.
    expect(await outcome(c, ask(c, leader, 2))).toBe(3);
  });

  it('takes -1 for everything that is committed', async () => {
    const { c, leader } = await start();
    expect(await outcome(c, ask(c, leader, -1))).toBe(5);
  });

  it('waits for a replica that is cut off, up to the time, and no longer once its broker is fenced', async () => {
    const { c, leader, followers } = await start();
    const [lost, kept] = followers as [NodeId, NodeId];
    c.world.links.partition([[`broker-${lost}`], [`broker-${leader}`, `broker-${kept}`]]);
    const startMs = c.world.nowMs();
    expect(await outcome(c, ask(c, leader, 2, 400))).toBe('REQUEST_TIMED_OUT');
    expect(c.world.nowMs() - startMs).toBeGreaterThanOrEqual(400);
    const waiting = ask(c, leader, 3, 20_000);
    await c.world.runFor(300);
    c.controller.fence(lost);
    expect(await outcome(c, waiting)).toBe(3);
    expect(c.world.nowMs() - startMs).toBeLessThan(2_000);
  });

  it('tells whoever waits that the leadership is over', async () => {
    const { c, topicId, leader, followers } = await start();
    const [lost, next] = followers as [NodeId, NodeId];
    c.world.links.partition([[`broker-${lost}`], [`broker-${leader}`, `broker-${next}`]]);
    const waiting = ask(c, leader, 3, 20_000);
    await c.world.runFor(50);
    c.controller.lead(topicId, 0, next);
    expect(await outcome(c, waiting)).toBe('NOT_LEADER_OR_FOLLOWER');
  });

  it('refuses what Kafka refuses', async () => {
    const { c, leader, followers } = await start();
    expect(await outcome(c, ask(c, leader, 6))).toBe('OFFSET_OUT_OF_RANGE');
    expect(await outcome(c, ask(c, leader, -2))).toBe('OFFSET_OUT_OF_RANGE');
    expect(await outcome(c, ask(c, followers[0] as NodeId, 1))).toBe('NOT_LEADER_OR_FOLLOWER');
    c.controller.setConfig('orders', 'cleanup.policy', 'compact');
    await c.world.runFor(50);
    expect(await outcome(c, ask(c, leader, 1))).toBe('POLICY_VIOLATION');
    await c.createTopic('__consumer_offsets');
    const node = c.node(leader);
    const response = node.requireBroker().deleteRecords(node.context(), {
      timeoutMs: 100,
      partitions: [
        { topic: '__consumer_offsets', partition: 0, offset: 0 },
        { topic: 'orders', partition: 4, offset: 0 },
      ],
    });
    const codes = (await c.world.finish(response)).partitions.map(({ failure }) => failure?.code);
    expect(codes).toEqual(['INVALID_TOPIC_EXCEPTION', 'UNKNOWN_TOPIC_OR_PARTITION']);
  });
});

describe('descriptions of partitions', () => {
  it('tells where leader epochs end, and only by the leader', async () => {
    const { c, leader, followers } = await start();
    const at = async (id: NodeId, leaderEpoch: number) => {
      const partitions = [{ topic: 'orders', partition: 0, currentLeaderEpoch: undefined, leaderEpoch }];
      return (await c.node(id).requireBroker().leaderEpochs(c.node(id).context(), { partitions })).partitions[0];
    };
    expect(await at(leader, 0)).toMatchObject({ failure: undefined, leaderEpoch: 0, endOffset: 5 });
    expect(await at(leader, 9)).toMatchObject({ failure: undefined, leaderEpoch: -1, endOffset: -1 });
    expect((await at(followers[0] as NodeId, 0))?.failure?.code).toBe('NOT_LEADER_OR_FOLLOWER');
  });

  it('lists the producers that a partition remembers, on any of its replicas', async () => {
    const { c, leader, followers } = await start();
    const records = testBatch([{ key: 'k', value: 'f' }], { producerId: 77, producerEpoch: 2, baseSequence: 0 });
    const node = c.node(leader);
    const partitions = [{ topic: 'orders', partition: 0, records }];
    await c.world.finish(
      node.requireBroker().produce(node.context(), { acks: -1, timeoutMs: 5_000, partitions }).acked,
    );
    const asked = { partitions: [{ topic: 'orders', partition: 0 }] };
    expect((await node.requireBroker().describeProducers(node.context(), asked)).partitions).toMatchObject([
      { failure: undefined, producers: [{ producerId: 77, producerEpoch: 2, lastSequence: 0, lastOffset: 5 }] },
    ]);
    // Who is asked by its id answers as a follower too, as in Kafka: a leader's view may be wrong (KIP-664).
    for (const id of followers) {
      const { partitions: described } = await c.node(id).requireBroker().describeProducers(c.node(id).context(), asked);
      expect(described).toMatchObject([{ failure: undefined, producers: [{ producerId: 77 }] }]);
    }
  });

  it('describes log directories: sizes, lag, what is free', async () => {
    const { c, leader } = await start();
    const node = c.node(leader);
    const [directory] = await c.world.finish(
      node.requireBroker().describeLogDirs(node.context(), { partitions: 'all' }),
    );
    expect(directory).toMatchObject({ path: 'data', failure: undefined });
    expect(directory?.usableBytes).toBeGreaterThan(0);
    expect(directory?.totalBytes).toBeGreaterThan(0);
    expect(directory?.replicas).toMatchObject([{ topic: 'orders', partition: 0, offsetLag: 0 }]);
    expect(directory?.replicas[0]?.sizeBytes).toBeGreaterThan(61);
    const none = { partitions: [{ topic: 'orders', partition: 3 }] };
    const [empty] = await c.world.finish(node.requireBroker().describeLogDirs(node.context(), none));
    expect(empty?.replicas).toEqual([]);
  });
});

describe('internal topics', () => {
  it('takes no records from clients', async () => {
    const { c } = await start();
    const topicId = await c.createTopic('__consumer_offsets');
    const node = c.node(c.controller.partition(topicId, 0).leader);
    const partitions = [{ topicId, partition: 0, records: testBatch([{ key: 'k', value: 'v' }]) }];
    const ticket = node.requireBroker().produce(node.context(), { acks: 1, timeoutMs: 1_000, partitions });
    const [answer] = (await c.world.finish(ticket.acked)).partitions;
    expect(answer?.failure?.code).toBe('INVALID_TOPIC_EXCEPTION');
  });
});
