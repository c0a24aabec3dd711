import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect as dial } from 'node:net';
import { Authority, type Issued } from '@drave/env/testing';
import { connect, type Client } from 'drave';
import { startCluster, type LocalCluster } from 'drave/testing';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../bad-input/node-run.js';
import { boundMs } from '../bounds.js';
import { writePem } from '../security/pem-files.js';

/**
 * Nodes in this process whose connections are sockets: through proxies that cut and slow them, in plain text and with
 * certificates that both sides show. One cluster has the faults one after the other, and is whole again after each.
 */
const kinds = [
  { name: 'plain, in memory', isSecret: false, controllers: 1, options: { storage: 'memory' } },
  { name: 'mutual TLS, on disk', isSecret: true, controllers: 3, options: { storage: 'disk' } },
] as const;
const normalWaitMs = 60_000;
const latencyMs = 200;
let folder: string;
let authority: Authority;
let papers: Issued;
let cluster: LocalCluster;
let client: Client;
const acknowledged: string[] = [];

beforeAll(async () => {
  folder = temporaryFolder();
  authority = await Authority.create('test authority');
  papers = await authority.issue('drave');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(kinds)('nodes in this process behind proxies: $name', ({ isSecret, controllers, options }) => {
  const tls = () => ({ caPem: authority.pem, ...papers });

  beforeAll(async () => {
    const files = () =>
      writePem(folder, {
        certificateFile: papers.certificatePem,
        privateKeyFile: papers.privateKeyPem,
        clientCaFile: authority.pem,
      });
    cluster = await startCluster({
      controllers,
      brokers: 3,
      network: 'proxied',
      ...options,
      ...(isSecret ? { tls: files() } : {}),
    });
    client = connect({ bootstrap: cluster.grpcBootstrap, ...(isSecret ? { tls: tls() } : {}) });
    acknowledged.length = 0;
    const configs = { 'min.insync.replicas': '2' };
    await client.admin().topics.create('orders', { partitions: 1, replicationFactor: 3, configs });
    await produce('first');
  }, boundMs(120_000));
  afterEach(async () => {
    const timeoutMs = boundMs(normalWaitMs, 'the cluster is whole');
    await cluster.heal(undefined, { timeoutMs });
    await cluster.waitFor(['healthy', 'isr:orders/0=3'], { timeoutMs });
    await expectAllRead();
  });
  afterAll(async () => {
    await client.close();
    await cluster.close();
  });

  it('a leader that is cut off from the other nodes leads no more, and takes its replica up again', async () => {
    const { nodes } = await cluster.partition('leader:orders/0');
    expect(await cluster.resolve('leader:orders/0')).not.toEqual(nodes);
    await produce('past one that is cut off');
  });

  it('what one direction holds back is acknowledged when it is let through', async () => {
    await cluster.partition('leader:orders/0', 'brokers', { oneWay: true });
    let isAcknowledged = false;
    const producing = produce('while followers hear nothing').then(() => (isAcknowledged = true));
    // Two round trips of a client: what nothing held back would be acknowledged by then.
    await client.admin().topics.list();
    await client.admin().topics.list();
    expect(isAcknowledged).toBe(false);
    await cluster.heal();
    await producing;
  });

  it('an answer takes as much longer as the way to clients is slow, and no longer after heal', async () => {
    await cluster.slow('brokers', 'clients', { latencyMs });
    expect(await timeOf(() => produce('late'))).toBeGreaterThanOrEqual(2 * latencyMs - 1);
    await cluster.heal();
    await produce('in time');
  });

  it('replication takes longer where the way between brokers is slow', async () => {
    await cluster.slow('leader:orders/0', 'brokers', { latencyMs });
    expect(await timeOf(() => produce('replicated late'))).toBeGreaterThanOrEqual(latencyMs - 1);
  });

  it('what is lost on the way is sent again', async () => {
    await cluster.drop('brokers', 'clients,brokers', { share: 0.3 });
    for (let index = 0; index < 5; index++) await produce(`lossy ${index}`);
  });

  it('connections are reset, and accepted again after heal', async () => {
    const { kafka } = cluster.node('b1');
    const open = dial(kafka?.port ?? 0, kafka?.host);
    await once(open, 'connect');
    const lost = once(open, 'error');
    await cluster.reset('brokers', 'clients');
    expect(await lost).toMatchObject([{ code: 'ECONNRESET' }]);
    await cluster.heal();
    await produceByKafka('from kafkajs');
  });

  it.skipIf(controllers === 1)('another controller is active while one is isolated', async () => {
    const { nodes } = await cluster.isolate('controller');
    expect(await cluster.resolve('controller')).not.toEqual(nodes);
    await client.admin().topics.create('made-meanwhile', { partitions: 1, replicationFactor: 3 });
  });

  async function produceByKafka(value: string): Promise<void> {
    const { certificatePem: cert, privateKeyPem: key } = papers;
    const kafka = new Kafka({
      brokers: cluster.bootstrap.map(({ host, port }) => `${host}:${port}`),
      logLevel: logLevel.NOTHING,
      ...(isSecret ? { ssl: { ca: [authority.pem], cert, key } } : {}),
    });
    const producer = kafka.producer({ allowAutoTopicCreation: false });
    await producer.connect();
    const [told] = await producer.send({ topic: 'orders', messages: [{ value }] });
    await producer.disconnect();
    expect(told?.baseOffset).toBe(String(acknowledged.length));
    acknowledged.push(value);
  }
});

async function produce(value: string): Promise<void> {
  const { offset } = await client.producer().send({ topic: 'orders', value });
  expect(offset).toBe(acknowledged.length);
  acknowledged.push(value);
}

async function timeOf(action: () => Promise<void>): Promise<number> {
  const startedMs = performance.now();
  await action();
  return performance.now() - startedMs;
}

async function expectAllRead(): Promise<void> {
  const consumer = client.consumer({ autoOffsetReset: 'earliest' });
  consumer.assign([{ topic: 'orders', partition: 0 }]);
  const found: string[] = [];
  for await (const record of consumer) {
    found.push(String(record.value));
    if (found.length === acknowledged.length) break;
  }
  expect(found).toEqual(acknowledged);
}
