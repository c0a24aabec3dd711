import { once } from 'node:events';
import { connect } from 'node:net';
import type { LocalCluster } from '@drave/cluster';
import kafkajs, { type Producer } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { addressesOf } from '../../compat/suites/broker.js';
import { boundMs } from '../bounds.js';
import { onCluster } from '../cluster.js';
import { underLoad } from './under-load.js';

/** What a cut network does to clients, in a cluster whose connections pass through proxies. */
const proxied = { network: 'proxied' } as const;
/** A client gives a silent leader up after its request timeout of 30 s, if nothing else tells it. */
const LEADER_BACK_MS = 45_000;
const CONTROLLER_BACK_MS = 10_000;
const IN_SYNC_MS = 60_000;
const SEND_MS = 20_000;
const LEADER_WAITS_MS = 3_000;
const LATENCY_MS = 300;
const TOPIC = 'orders';

describe('partition under load', () => {
  it('of a leader from every other node: another leads, and nothing acknowledged is lost when it is back', async () => {
    await underLoad(async ({ cluster, topic, expectRecordsBack }) => {
      const atMs = performance.now();
      const { nodes } = await cluster.partition(`leader:${topic}/0`);
      const [cutOff = ''] = nodes;
      expect(await cluster.waitForLeader(topic, 0)).not.toBe(cutOff);
      await expectRecordsBack(atMs, LEADER_BACK_MS);
      expect(await cluster.heal()).toContain(cutOff);
      await cluster.waitForInSync(boundMs(IN_SYNC_MS, 'replicas are in sync'));
      await expectRecordsBack(performance.now(), LEADER_BACK_MS);
    }, proxied);
  });

  it('of the active controller from everybody: another is active, and the old one follows when it is back', async () => {
    await underLoad(async ({ cluster, expectMetadataBack, expectRecordsBack }) => {
      const atMs = performance.now();
      const { nodes } = await cluster.isolate('controller');
      expect(await cluster.resolve('controller')).not.toEqual(nodes);
      await expectMetadataBack(atMs, CONTROLLER_BACK_MS);
      await cluster.heal();
      await expectMetadataBack(performance.now(), CONTROLLER_BACK_MS);
      await expectRecordsBack(performance.now(), LEADER_BACK_MS);
    }, proxied);
  });
});

describe('faults of the network as kafkajs sees them', () => {
  it('a leader that its followers hear nothing from acknowledges nothing, until it is healed', async () => {
    await withTopic(async (cluster, producer) => {
      const acknowledged = ['before'];
      await send(producer, 'before');
      const { nodes } = await cluster.partition(`leader:${TOPIC}/0`, 'brokers', { oneWay: true });
      // Both are what a write may come to: the followers are still waited for, or are out of sync meanwhile.
      await expect(send(producer, 'while the followers are in sync', LEADER_WAITS_MS)).rejects.toMatchObject({
        cause: { type: expect.stringMatching(/^(REQUEST_TIMED_OUT|NOT_ENOUGH_REPLICAS_AFTER_APPEND)$/) },
      });
      await cluster.waitUntil(
        'the leader is alone in sync',
        async (view) => {
          const [one] = await view.partitions(TOPIC);
          return one?.isr.length === 1 ? undefined : `in sync are ${one?.isr.join(', ')}`;
        },
        boundMs(IN_SYNC_MS, 'followers are out of sync'),
      );
      expect(await cluster.resolve(`isr:${TOPIC}/0`)).toEqual(nodes);
      await expect(send(producer, 'while they are not')).rejects.toMatchObject({
        cause: { type: 'NOT_ENOUGH_REPLICAS' },
      });
      await cluster.heal();
      expect(await cluster.resolve(`isr:${TOPIC}/0`)).toHaveLength(3);
      await send(producer, 'after');
      acknowledged.push('after');
      expect(await valuesOf(cluster)).toEqual(expect.arrayContaining(acknowledged));
    });
  });

  it('slow: every answer takes as much longer as was asked for, and no longer after heal', async () => {
    await withTopic(async (cluster, producer) => {
      await send(producer, 'first');
      await cluster.slow('brokers', 'clients', { latencyMs: LATENCY_MS });
      expect(await timeOf(() => send(producer, 'slow'))).toBeGreaterThanOrEqual(2 * LATENCY_MS);
      await cluster.heal();
      await send(producer, 'last');
      expect(await valuesOf(cluster)).toEqual(['first', 'slow', 'last']);
    });
  });

  it('drop: what is lost on the way is sent again, so that all of it arrives, later', async () => {
    await withTopic(async (cluster, producer) => {
      await send(producer, 'first');
      await cluster.drop('brokers', 'clients', { share: 0.5 });
      const values = Array.from({ length: 10 }, (_, index) => `lossy ${index}`);
      // Of twenty pieces half are lost; that none is lost happens once in a million runs.
      expect(await timeOf(() => sendEach(producer, values))).toBeGreaterThan(200);
      await cluster.heal();
      expect(await valuesOf(cluster)).toEqual(['first', ...values]);
    });
  });

  it('reset: connections are lost at once, and new ones as well, until heal', async () => {
    await withTopic(async (cluster, producer) => {
      const { kafka } = cluster.node('b1');
      const open = connect(kafka?.port ?? 0, kafka?.host);
      await once(open, 'connect');
      const lost = once(open, 'error');
      await cluster.reset('brokers', 'clients');
      expect(await lost).toMatchObject([{ code: 'ECONNRESET' }]);
      await expect(send(producer, 'refused')).rejects.toThrow(/ECONNRESET|Closed connection|disconnected/);
      await cluster.heal();
      await producer.disconnect();
      await producer.connect();
      await send(producer, 'accepted');
      expect(await valuesOf(cluster)).toContain('accepted');
    });
  });

  it('a node that is down refuses connections, as without a proxy', async () => {
    await onCluster({ ...proxied, controllers: 1, brokers: 1 }, async (cluster) => {
      const { kafka } = cluster.node('b1');
      await cluster.kill('b1');
      const refused = connect(kafka?.port ?? 0, kafka?.host);
      const [reason] = await once(refused, 'error');
      expect(reason).toMatchObject({ code: 'ECONNREFUSED' });
    });
  });
});

/** A topic of one partition on three brokers, two of which must have a record, and a producer that tries once. */
async function withTopic(body: (cluster: LocalCluster, producer: Producer) => Promise<void>): Promise<void> {
  await onCluster({ ...proxied, controllers: 1 }, async (cluster) => {
    const kafka = kafkaOf(cluster);
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: 1, replicationFactor: 3 }] });
    await admin.disconnect();
    const producer = kafka.producer({ retry: { retries: 0 } });
    await producer.connect();
    try {
      await body(cluster, producer);
    } finally {
      await producer.disconnect();
    }
  });
}

function kafkaOf(cluster: LocalCluster) {
  const brokers = addressesOf(cluster).kafka.split(',');
  const requestTimeout = boundMs(2 * SEND_MS, 'an answer');
  return new kafkajs.Kafka({ clientId: 'faults', brokers, requestTimeout, logLevel: kafkajs.logLevel.NOTHING });
}

/** `timeoutMs`: how long the leader waits for its followers. */
async function send(producer: Producer, value: string, timeoutMs = boundMs(SEND_MS, 'a record')): Promise<void> {
  await producer.send({ topic: TOPIC, acks: -1, timeout: timeoutMs, messages: [{ value }] });
}

async function sendEach(producer: Producer, values: readonly string[]): Promise<void> {
  for (const value of values) await send(producer, value);
}

async function timeOf(action: () => Promise<void>): Promise<number> {
  const startedMs = performance.now();
  await action();
  return performance.now() - startedMs;
}

/** What a new consumer reads from the beginning to the end that the partition had before. */
async function valuesOf(cluster: LocalCluster): Promise<readonly string[]> {
  const kafka = kafkaOf(cluster);
  const admin = kafka.admin();
  await admin.connect();
  const [end] = await admin.fetchTopicOffsets(TOPIC);
  await admin.disconnect();
  const consumer = kafka.consumer({ groupId: `reader-${performance.now()}` });
  await consumer.connect();
  await consumer.subscribe({ topic: TOPIC, fromBeginning: true });
  const values: string[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      const eachMessage = async ({ message }: { message: { offset: string; value: Buffer | null } }): Promise<void> => {
        values.push(message.value?.toString() ?? '');
        if (Number(message.offset) + 1 >= Number(end?.high)) resolve();
      };
      consumer.run({ eachMessage }).catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
  return values;
}
