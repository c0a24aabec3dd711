import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Endpoint } from '@drave/base';
import { silentLogger } from '@drave/env';
import { createNodeEnv } from '@drave/env/node';
import { apis } from '@drave/kafka-protocol';
import { WireClient } from '@drave/kafka-server/testing';
import { CompressionTypes, Kafka, logLevel, Partitioners } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClusterUnderTest } from '../bad-input/cluster-under-test.js';
import { boundMs } from '../bounds.js';

/** Clients of other makes, unmodified, against real processes; what they write is read back by other ways in. */
let test: ClusterUnderTest;
let kafka: Kafka;
const kcatMissing = spawnSync('kcat', ['-V']).error !== undefined;

beforeAll(async () => {
  test = await ClusterUnderTest.start({ controllers: 1, brokers: 3 });
  kafka = new Kafka({
    clientId: 'test',
    brokers: test.cluster.bootstrap.map(addressText),
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 50, retries: 20 },
  });
  if (kcatMissing) console.warn('kcat is not installed: its cases are skipped');
});
afterAll(() => test.close());

function addressText({ host, port }: Endpoint): string {
  return `${host}:${port}`;
}

function values(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${prefix}-${at}`);
}

async function kcat(parameters: readonly string[], input = ''): Promise<string> {
  const brokers = test.cluster.bootstrap.map(addressText).join(',');
  const child = spawn('kcat', ['-b', brokers, ...parameters], {
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: boundMs(30_000, 'a run of kcat'),
  });
  let said = '';
  let complained = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complained += chunk.toString()));
  child.stdin.end(input);
  const [exitCode] = (await once(child, 'close')) as [number | null];
  if (exitCode !== 0) throw new Error(`kcat ${parameters.join(' ')} ended with ${exitCode}: ${complained}`);
  return said;
}

describe('kafkajs', () => {
  it.each([
    ['without compression', CompressionTypes.None],
    ['with gzip', CompressionTypes.GZIP],
  ])('produces %s to a topic that its first request makes', async (what, compression) => {
    const topic = `kafkajs-${compression}`;
    const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    const sent = values(what, 500);
    const messages = sent.map((value, at) => ({ key: `k${at % 7}`, value }));
    await producer.send({ topic, acks: -1, compression, messages });
    await producer.disconnect();
    expect(await test.readAll(topic)).toEqual(sent);
  });

  it('tells offsets, topics and brokers as they are', async () => {
    await test.client.admin().topics.create('described', { partitions: 2 });
    await test.send('described', ['one', 'two', 'three']);
    const admin = kafka.admin();
    await admin.connect();
    const { brokers, clusterId } = await admin.describeCluster();
    expect(clusterId).toBe(test.cluster.clusterId);
    expect(brokers.map(({ host, port }) => ({ host, port }))).toEqual(test.cluster.bootstrap);
    expect(await admin.listTopics()).toContain('described');
    const offsets = await admin.fetchTopicOffsets('described');
    expect(offsets.find(({ partition }) => partition === 0)).toMatchObject({ high: '3', low: '0' });
    await admin.disconnect();
  });

  it('goes on when the leader is killed, and everything it acknowledged is there', async () => {
    await test.client.admin().topics.create('killed', { partitions: 1 });
    const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, idempotent: true });
    await producer.connect();
    const acknowledged: string[] = [];
    let leader = '';
    for (const [at, value] of values('v', 60).entries()) {
      if (at === 20) [leader = ''] = await test.cluster.kill('leader:killed/0');
      await producer.send({ topic: 'killed', acks: -1, messages: [{ value }] });
      acknowledged.push(value);
    }
    await producer.disconnect();
    expect(await test.readAll('killed')).toEqual(acknowledged);
    await test.cluster.start(leader);
  });
});

describe('a client that speaks the wire itself', () => {
  it('fetches what the SDK wrote, and finds brokers where they were before a restart', async () => {
    await test.client.admin().topics.create('sdk', { partitions: 1 });
    await test.send('sdk', values('sdk', 100));
    const before = test.cluster.bootstrap.map(addressText);
    const [restarted = ''] = await test.cluster.restart('leader:sdk/0');
    expect(test.cluster.bootstrap.map(addressText)).toEqual(before);
    const env = createNodeEnv({ logger: silentLogger });
    const { kafka: endpoint } = test.cluster.node(restarted);
    const client = await WireClient.connect(env.network, endpoint as Endpoint);
    const { topics, brokers } = await client.call(apis.Metadata, 12, { topics: [{ topicId: ZERO, name: 'sdk' }] });
    expect(brokers.map(({ host, port }) => `${host}:${port}`)).toEqual(before);
    const leaderId = topics[0]?.partitions[0]?.leaderId;
    client.close();
    const leader = test.cluster.nodes.find((node) => node.id === leaderId);
    const reader = await WireClient.connect(env.network, leader?.kafka as Endpoint);
    const response = await reader.call(apis.Fetch, 13, {
      maxWaitMs: 100,
      minBytes: 1,
      topics: [
        {
          topic: 'sdk',
          topicId: topics[0]?.topicId ?? '',
          partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1_000_000 }],
        },
      ],
      forgottenTopicsData: [],
    });
    expect(response.responses[0]?.partitions[0]).toMatchObject({ errorCode: 0, highWatermark: 100 });
    expect(response.responses[0]?.partitions[0]?.records?.toString('latin1')).toContain('sdk-99');
    reader.close();
    env.close();
  });
});

describe.skipIf(kcatMissing)('kcat', () => {
  it('lists brokers and topics', async () => {
    const listed = JSON.parse(await kcat(['-L', '-J'])) as { brokers: { name: string }[] };
    expect(listed.brokers.map(({ name }) => name)).toEqual(test.cluster.bootstrap.map(addressText));
  });

  it.each(['none', 'gzip', 'snappy', 'lz4', 'zstd'])('produces and consumes with %s', async (codec) => {
    const topic = `kcat-${codec}`;
    const sent = values('a value that is long enough to be worth compressing', 2_000);
    await kcat(['-P', '-t', topic, '-z', codec, '-X', 'linger.ms=50'], `${sent.join('\n')}\n`);
    expect((await kcat(['-C', '-t', topic, '-o', 'beginning', '-e', '-q'])).trim().split('\n')).toEqual(sent);
    expect(await test.readAll(topic)).toEqual(sent);
  });

  it('compresses, since the versions it looks for are listed', () => {
    for (const { logFile } of test.cluster.nodes) expect(readFileSync(logFile, 'utf8')).not.toContain('ends: ');
  });
});

const ZERO = 'AAAAAAAAAAAAAAAAAAAAAA';
