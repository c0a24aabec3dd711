import { connect, type Client } from 'drave';
import { startCluster, type LocalCluster } from 'drave/testing';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boundMs } from './bounds.js';

/** The same verbs have the same effects, however the nodes are run: what a client sees of each. */
const kinds = [
  { name: 'in this process, in memory', options: { nodes: 'in-process', storage: 'memory' } },
  { name: 'in this process, on disk', options: { nodes: 'in-process' } },
  { name: 'processes', options: { nodes: 'processes' } },
] as const;

describe.each(kinds)('nodes: $name', ({ options }) => {
  let cluster: LocalCluster;
  let client: Client;
  const acknowledged: string[] = [];

  beforeAll(async () => {
    cluster = await startCluster({ controllers: 3, brokers: 3, ...options });
    client = connect({ bootstrap: cluster.grpcBootstrap });
    const configs = { 'min.insync.replicas': '2' };
    await client.admin().topics.create('orders', { partitions: 1, replicationFactor: 3, configs });
  }, boundMs(120_000));
  afterAll(async () => {
    await client.close();
    await cluster.close();
  });

  async function produce(value: string): Promise<void> {
    const { offset } = await client.producer().send({ topic: 'orders', value });
    expect(offset).toBe(acknowledged.length);
    acknowledged.push(value);
  }

  async function consumeAll(): Promise<string[]> {
    const consumer = client.consumer({ autoOffsetReset: 'earliest' });
    consumer.assign([{ topic: 'orders', partition: 0 }]);
    const found: string[] = [];
    for await (const record of consumer) {
      found.push(String(record.value));
      if (found.length === acknowledged.length) break;
    }
    return found;
  }

  it('keep acknowledged records when the leader is killed, and take it back', async () => {
    await produce('before the kill');
    const [killed = ''] = await cluster.kill('leader:orders/0');
    expect(cluster.node(killed).state).toBe('down');
    await produce('after the kill');
    expect(await consumeAll()).toEqual(acknowledged);
    await cluster.start(killed);
    await cluster.waitFor(['healthy', 'isr:orders/0=3']);
  });

  it('serve Kafka clients at their own ports, also after a restart of all brokers', async () => {
    const before = cluster.bootstrap;
    await cluster.restart('brokers');
    expect(cluster.bootstrap).toEqual(before);
    const brokers = cluster.bootstrap.map(({ host, port }) => `${host}:${port}`);
    const kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING });
    const producer = kafka.producer({ allowAutoTopicCreation: false });
    await producer.connect();
    const [result] = await producer.send({ topic: 'orders', messages: [{ value: 'from kafkajs' }] });
    await producer.disconnect();
    expect(result?.baseOffset).toBe(String(acknowledged.length));
    acknowledged.push('from kafkajs');
    expect(await consumeAll()).toEqual(acknowledged);
  });

  it('fill an empty disk again from the others', async () => {
    const [stopped = ''] = await cluster.stop('follower:orders/0');
    await produce('without one of three');
    await cluster.start(stopped, { wipe: true });
    await cluster.waitFor('isr:orders/0=3');
    await cluster.lead('orders/0', stopped);
    expect(await consumeAll()).toEqual(acknowledged);
  });

  it('elect another controller when one steps down, and when one is killed', async () => {
    const active = await cluster.waitForController();
    await cluster.stepDown();
    const [killed = ''] = await cluster.kill('controller');
    expect(await cluster.waitForController({ not: killed })).not.toBe(killed);
    await produce(`without ${killed}, after ${active}`);
    await cluster.start(killed);
  });

  it('go on without a node that stands still, and take it back', async () => {
    const [paused = ''] = await cluster.pause('leader:orders/0');
    await produce('past one that stands still');
    await cluster.resume(paused);
    await cluster.waitFor('isr:orders/0=3');
    expect(await consumeAll()).toEqual(acknowledged);
  });

  it('come and go', async () => {
    const added = await cluster.add('broker');
    expect(await cluster.view.brokers()).toHaveLength(4);
    await cluster.remove(added);
    expect(await cluster.view.brokers()).toHaveLength(3);
    await produce('as before');
  });
});
