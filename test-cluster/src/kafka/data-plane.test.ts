import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { errors, type Endpoint } from '@drave/base';
import { silentLogger } from '@drave/env';
import { createNodeEnv } from '@drave/env/node';
import { apis } from '@drave/kafka-protocol';
import { WireClient } from '@drave/kafka-server/testing';
import { testBatch } from '@drave/records/testing';
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

describe('clients with a limit', () => {
  const BYTES_PER_SECOND = 100_000;
  /** What ten seconds allow, in two writes; and what is above it for a second. */
  const WITHIN = Buffer.alloc(495_000, 'x');
  const BEYOND = Buffer.alloc(110_000, 'x');
  const env = createNodeEnv({ logger: silentLogger });
  let leader: Endpoint;

  beforeAll(async () => {
    const admin = test.client.admin();
    await admin.topics.create('limited', { partitions: 1 });
    await admin.quotas.alter({ clientId: 'limited' }, { producer_byte_rate: BYTES_PER_SECOND });
    await admin.quotas.alter({ clientId: 'limited-kafkajs' }, { producer_byte_rate: BYTES_PER_SECOND });
    await admin.quotas.alter({ clientId: 'busy' }, { request_percentage: 0.001 });
    await admin.quotas.alter({ clientId: 'maker' }, { controller_mutation_rate: 1 });
    await test.send('limited', ['first']);
    const [partition] = (await admin.topics.get('limited')).partitions;
    leader = test.cluster.nodes.find((node) => node.id === partition?.leaderId)?.kafka as Endpoint;
  });
  afterAll(() => env.close());

  async function connect(clientId: string): Promise<WireClient> {
    const client = await WireClient.connect(env.network, leader, clientId);
    // Answers when the broker knows of every limit that was acknowledged.
    await client.call(apis.DescribeClientQuotas, 1, { components: [], strict: false });
    return client;
  }

  it('are told to hold back, and then not read from', async () => {
    const client = await connect('limited');
    const produce = async (value: Buffer): Promise<number> => {
      const partitionData = [{ index: 0, records: testBatch([{ value }]) }];
      const request = { acks: -1, timeoutMs: 30_000, topicData: [{ name: 'limited', partitionData }] };
      const { responses, throttleTimeMs } = await client.call(apis.Produce, 9, request);
      expect(responses[0]?.partitionResponses[0]?.errorCode).toBe(0);
      return throttleTimeMs;
    };
    expect(await produce(WITHIN)).toBe(0);
    expect(await produce(WITHIN)).toBe(0);
    const throttleMs = await produce(BEYOND);
    expect(throttleMs).toBeGreaterThan(0);
    const fromMs = env.clock.monotonicMs();
    await client.call(apis.ApiVersions, 3, { clientSoftwareName: 'test', clientSoftwareVersion: '1' });
    // Of what was told, less what the answer took to come here.
    expect(env.clock.monotonicMs() - fromMs).toBeGreaterThan(throttleMs / 2);
    client.close();
  });

  it('by the time of the event loop are told so with every kind of answer', async () => {
    const client = await connect('busy');
    const told = [];
    for (let i = 0; i < 3; i++) told.push((await client.call(apis.Metadata, 12, { topics: null })).throttleTimeMs);
    expect(Math.max(...told)).toBeGreaterThan(0);
    expect(Math.max(...told)).toBeLessThanOrEqual(1_000);
    client.close();
  });

  it('by changes of the cluster are refused until their debt is paid', async () => {
    const client = await connect('maker');
    const create = (name: string, numPartitions: number) =>
      client.call(apis.CreateTopics, 7, {
        topics: [{ name, numPartitions, replicationFactor: 1, assignments: [], configs: [] }],
        timeoutMs: 30_000,
        validateOnly: false,
      });
    expect(await create('made', 100)).toMatchObject({ throttleTimeMs: 0, topics: [{ errorCode: 0 }] });
    const { throttleTimeMs, topics } = await create('refused', 1);
    expect(topics).toMatchObject([{ name: 'refused', errorCode: errors.THROTTLING_QUOTA_EXCEEDED.kafka }]);
    expect(throttleTimeMs).toBeGreaterThan(0);
    client.close();
  });

  it('that are kafkajs wait as they are told, and lose nothing', async () => {
    const limited = new Kafka({
      clientId: 'limited-kafkajs',
      brokers: test.cluster.bootstrap.map(addressText),
      logLevel: logLevel.NOTHING,
    });
    const producer = limited.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    const send = (value: Buffer) => producer.send({ topic: 'limited', acks: -1, messages: [{ value }] });
    const fromMs = env.clock.monotonicMs();
    for (const value of [WITHIN, WITHIN, BEYOND, BEYOND]) await send(value);
    const bytes = 2 * WITHIN.length + BEYOND.length;
    // The first ten seconds' worth is free; the last write waits for what was above.
    expect(env.clock.monotonicMs() - fromMs).toBeGreaterThan(
      ((bytes - 10 * BYTES_PER_SECOND) / BYTES_PER_SECOND) * 500,
    );
    await producer.disconnect();
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
