import { DraveError } from '@drave/base';
import { testBatch } from '@drave/records/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { BrokerCluster, type BrokerNode } from './testing/broker-cluster.js';

const PARTITIONS = 30;

let c: BrokerCluster;
let asked: Map<string, number>;

async function start(): Promise<void> {
  c = await BrokerCluster.start({ brokers: 3 });
  asked = new Map();
  c.intercept = (method) => {
    asked.set(method, (asked.get(method) ?? 0) + 1);
    return undefined;
  };
}

afterEach(() => c.close());

/** The topic is there for the controller; no broker has had time for it. */
function create(name = 'orders', partitions = PARTITIONS): void {
  c.controller.createTopic({ name, partitions, replicas: [1, 2, 3], minInsyncReplicas: 2 });
}

/** The broker that leads the partition, as a client hears from a node that is up to date. */
function leaderOf(partition: number, topic = 'orders'): BrokerNode {
  return c.node(c.controller.partition(c.controller.metadata.idOf(topic), partition).leader);
}

function produce(partition: number, value = 'a', topic = 'orders', timeoutMs = 5_000) {
  const node = leaderOf(partition, topic);
  const records = testBatch([{ value, timestamp: 1_735_689_600_000 }]);
  const partitions = [{ topic, partition, records }];
  return node.requireBroker().produce(node.context(), { acks: -1, timeoutMs, partitions }).acked;
}

async function failures(answers: Promise<{ readonly partitions: readonly unknown[] }>[]): Promise<unknown[]> {
  const all = await c.world.finish(Promise.all(answers));
  return all.flatMap(({ partitions }) => partitions.map((one) => failureOf(one)?.code));
}

function failureOf(answer: unknown): { readonly code: string } | undefined {
  const { failure, data } = answer as { failure?: { code: string }; data?: { failure?: { code: string } } };
  return failure ?? data?.failure;
}

const all = Array.from({ length: PARTITIONS }, (_, partition) => partition);
const none = all.map(() => undefined);

/** Every request that names a partition, put to its leader. */
const requests: Record<string, (partition: number) => Promise<{ readonly partitions: readonly unknown[] }>> = {
  produce: (partition) => produce(partition),
  listOffsets: (partition) => {
    const node = leaderOf(partition);
    const one = { topic: 'orders', partition, currentLeaderEpoch: undefined, query: { kind: 'latest' } } as const;
    return node.requireBroker().listOffsets(node.context(), { isolation: 'readUncommitted', partitions: [one] });
  },
  fetch: (partition) => {
    const node = leaderOf(partition);
    return node.requireBroker().fetch(node.context(), {
      isolation: 'readUncommitted',
      rack: undefined,
      minBytes: 1,
      maxWaitMs: 0,
      maxBytes: 1_000,
      partitions: [
        {
          topicId: c.controller.metadata.idOf('orders'),
          partition,
          fetchOffset: 0,
          currentLeaderEpoch: 0,
          lastFetchedEpoch: undefined,
          maxBytes: 1_000,
        },
      ],
    });
  },
  leaderEpochs: (partition) => {
    const node = leaderOf(partition);
    const one = { topic: 'orders', partition, currentLeaderEpoch: undefined, leaderEpoch: 0 };
    return node.requireBroker().leaderEpochs(node.context(), { partitions: [one] });
  },
  describeProducers: (partition) => {
    const node = leaderOf(partition);
    return node.requireBroker().describeProducers(node.context(), { partitions: [{ topic: 'orders', partition }] });
  },
  deleteRecords: (partition) => {
    const node = leaderOf(partition);
    const partitions = [{ topic: 'orders', partition, offset: 0 }];
    return node.requireBroker().deleteRecords(node.context(), { timeoutMs: 5_000, partitions });
  },
};

describe('a partition whose leader is still opening its log', () => {
  it.each(Object.keys(requests))('%s waits for it', async (name) => {
    await start();
    create();
    expect(await failures(all.map((partition) => requests[name]!(partition)))).toEqual(none);
    expect(asked.get('catchUp')).toBeUndefined();
  });

  it('takes the writes in the order in which they came, those that came later behind them', async () => {
    await start();
    create('orders', 1);
    const early = [produce(0, 'a'), produce(0, 'b'), produce(0, 'c')];
    await c.until(() => c.leads(c.controller.metadata.idOf('orders'), 0), 'a leader');
    const late = produce(0, 'd');
    const answers = await c.world.finish(Promise.all([...early, late]));
    expect(answers.map(({ partitions: [one] }) => one?.baseOffset)).toEqual([0, 1, 2, 3]);
  });

  it('is not waited for longer than the request allows', async () => {
    await start();
    create('orders', 1);
    const answers = await failures([produce(0, 'a', 'orders', 0)]);
    expect(answers).toEqual(['NOT_LEADER_OR_FOLLOWER']);
  });

  it('lets nobody wait when the topic is deleted again', async () => {
    await start();
    create('orders', 1);
    const sentMs = c.world.nowMs();
    const answer = produce(0);
    c.controller.deleteTopic('orders');
    expect(await failures([answer])).toEqual(['UNKNOWN_TOPIC_OR_PARTITION']);
    expect(c.world.nowMs() - sentMs).toBeLessThan(1_000);
  });
});

describe('a partition that the broker has not heard of', () => {
  it.each(Object.keys(requests))('%s waits for the metadata', async (name) => {
    await start();
    for (const node of c.nodes) node.deaf = true;
    create();
    const answers = all.map((partition) => requests[name]!(partition));
    await c.world.runFor(20);
    for (const node of c.nodes) {
      node.deaf = false;
      node.deliver();
    }
    expect(await failures(answers)).toEqual(none);
    // One for each broker, or one more for who came while that was under way.
    expect(asked.get('catchUp')).toBeLessThanOrEqual(6);
  });

  it('is found by a metadata request', async () => {
    await start();
    c.node(2).deaf = true;
    create('orders', 3);
    const answer = c
      .node(2)
      .requireBroker()
      .metadata(c.node(2).context(), { topics: [{ topic: 'orders' }] });
    await c.world.runFor(20);
    c.node(2).deaf = false;
    c.node(2).deliver();
    expect((await c.world.finish(answer)).topics[0]?.partitions).toHaveLength(3);
  });

  it('is unknown when the quorum says nothing, after a while', async () => {
    await start();
    c.node(1).deaf = true;
    create('orders', 1);
    c.intercept = (method) => (method === 'catchUp' ? new DraveError('NOT_CONTROLLER', 'no leader') : undefined);
    expect(await failures([produce(0)])).toEqual(['UNKNOWN_TOPIC_OR_PARTITION']);
    c.intercept = (method) => (method === 'catchUp' ? 'silence' : undefined);
    const sentMs = c.world.nowMs();
    expect(await failures([produce(0), produce(0)])).toEqual(Array(2).fill('UNKNOWN_TOPIC_OR_PARTITION'));
    expect(c.world.nowMs() - sentMs).toBeLessThanOrEqual(2_000);
  });

  it('takes the word of a client that knows a newer leader epoch', async () => {
    await start();
    await c.createTopic('orders', { partitions: 1 });
    const { leader } = c.controller.partition(c.controller.metadata.idOf('orders'), 0);
    const next = leader === 1 ? 2 : 1;
    c.node(next).deaf = true;
    c.controller.fence(leader);
    const node = leaderOf(0);
    expect(node.id).toBe(next);
    const currentLeaderEpoch = c.controller.partition(c.controller.metadata.idOf('orders'), 0).leaderEpoch;
    const one = { topic: 'orders', partition: 0, currentLeaderEpoch, query: { kind: 'earliest' } } as const;
    const answer = node
      .requireBroker()
      .listOffsets(node.context(), { isolation: 'readUncommitted', partitions: [one] });
    await c.world.runFor(20);
    node.deaf = false;
    node.deliver();
    expect((await c.world.finish(answer)).partitions[0]?.failure).toBeUndefined();
  });
});
