import type { ChaosPlan } from '@drave/cluster';
import { connect, type Client } from 'drave';
import { compareReplicas, startCluster, type LocalCluster } from 'drave/testing';
import kafkajs, { type Kafka, type Producer } from 'kafkajs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addressesOf } from '../../compat/suites/broker.js';
import { boundMs } from '../bounds.js';

/**
 * Faults inside nodes, each seen by a client that knows nothing of them, and the same however the nodes are run. One
 * cluster has them one after the other, and is whole again after each.
 */
const kinds = [
  { name: 'processes', options: { nodes: 'processes' } },
  { name: 'in this process, on disk', options: { nodes: 'in-process' } },
  { name: 'in this process, in memory', options: { nodes: 'in-process', storage: 'memory' } },
] as const;

const normalWaitMs = 30_000;
const HOUR_MS = 3_600_000;
const delayMs = 300;
let readers = 0;
let cluster: LocalCluster;
let kafka: Kafka;
/** It tries once, so that it says what it was answered. */
let producer: Producer;

describe.each(kinds)('nodes: $name', ({ options }) => {
  beforeAll(async () => {
    cluster = await startCluster({ controllers: 1, brokers: 3, ...options });
    const requestTimeout = boundMs(5_000, 'an answer to kafkajs');
    const brokers = addressesOf(cluster).kafka.split(',');
    kafka = new kafkajs.Kafka({ brokers, requestTimeout, logLevel: kafkajs.logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    const appendTime = [{ name: 'message.timestamp.type', value: 'LogAppendTime' }];
    await admin.createTopics({
      topics: [
        { topic: 'orders', numPartitions: 2, replicationFactor: 3 },
        { topic: 'timed', numPartitions: 1, replicationFactor: 3, configEntries: appendTime },
      ],
    });
    await admin.disconnect();
    producer = await newProducer(0);
  });
  afterEach(async () => {
    await cluster.heal(undefined, { timeoutMs: boundMs(normalWaitMs, 'the cluster is whole') });
  });
  afterAll(async () => {
    await producer.disconnect();
    await cluster.close();
  });
  describe('requests', () => {
    requests();
  });
  describe('calls of gRPC methods', () => {
    methods();
  });
  describe('a disk', () => {
    disks();
  });
  describe('a clock', () => {
    clocks();
  });
  describe('faults', () => {
    chaosInside();
  });
  // Data in memory has no files that could be damaged, and coordinators move whatever nodes are made of.
  describe.skipIf('storage' in options)('a segment', () => {
    segments();
  });
  describe.skipIf(options.nodes !== 'processes')('a coordinator', () => {
    coordinators();
  });
});

async function newProducer(retries: number): Promise<Producer> {
  const made = kafka.producer({ retry: { retries }, createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await made.connect();
  return made;
}

/** What a producer is told: an offset, or Kafka's name of the error. */
async function send(topic: string, partition = 0, by = producer): Promise<string> {
  try {
    const [told] = await by.send({ topic, acks: -1, messages: [{ partition, value: 'value' }] });
    return told?.baseOffset === undefined ? 'no offset' : 'sent';
  } catch (reason) {
    return errorType(reason);
  }
}

function errorType(reason: unknown): string {
  if (typeof reason !== 'object' || reason === null) return String(reason);
  const { type, cause, name } = reason as { type?: string; cause?: unknown; name?: string };
  return type ?? (cause === undefined ? (name ?? 'no error') : errorType(cause));
}

async function took(work: Promise<string>): Promise<{ readonly outcome: string; readonly ms: number }> {
  const startMs = performance.now();
  const outcome = await work;
  return { outcome, ms: performance.now() - startMs };
}

const leaderOf = (topic: string): Promise<string> => cluster.waitForLeader(topic, 0);

function requests(): void {
  it('are answered with an error, so many times, where they are about a partition', async () => {
    expect(await send('orders')).toBe('sent');
    const match = { api: 'Produce', broker: 'leader:orders/0', topic: 'orders', partition: 0, times: 2 };
    const fault = await cluster.faults.on(match, { error: 'NOT_ENOUGH_REPLICAS' });
    expect(fault.brokers).toEqual([await leaderOf('orders')]);
    expect(await send('orders', 1)).toBe('sent');
    expect([await send('orders'), await send('orders'), await send('orders')]).toEqual([
      'NOT_ENOUGH_REPLICAS',
      'NOT_ENOUGH_REPLICAS',
      'sent',
    ]);
    await fault.waitForHit(2, { timeoutMs: boundMs(normalWaitMs, 'the hits are told') });
    expect(fault.hits).toBe(2);
    expect(cluster.events.filter(({ kind }) => kind === 'request').at(-1)?.detail).toBe(
      'f1: Produce of orders/0: NOT_ENOUGH_REPLICAS, 2 times',
    );
  });

  it('are late until the fault is removed', async () => {
    const fault = await cluster.faults.on({ api: 'Produce' }, { delayMs });
    const late = await took(send('orders'));
    expect(late.outcome).toBe('sent');
    expect(late.ms).toBeGreaterThanOrEqual(delayMs - 1);
    await fault.remove();
    expect(cluster.faults.handles).toEqual([]);
    expect(await send('orders')).toBe('sent');
    expect(fault.hits).toBe(1);
  });

  it('find their connection ended, and reach the broker by another one', async () => {
    const patient = await newProducer(8);
    const fault = await cluster.faults.on({ api: 'Produce', times: 1 }, { disconnect: true });
    expect(await send('orders', 0, patient)).toBe('sent');
    await fault.waitForHit(1, { timeoutMs: boundMs(normalWaitMs, 'the hit is told') });
    await patient.disconnect();
  });

  it('are never answered, and sent again by another connection when the fault is removed', async () => {
    const patient = await newProducer(8);
    const fault = await cluster.faults.on({ api: 'Produce', times: 1 }, { drop: true });
    const sending = send('orders', 0, patient);
    await fault.waitForHit(1, { timeoutMs: boundMs(normalWaitMs, 'the request is dropped') });
    await fault.remove();
    expect(await sending).toBe('sent');
    await patient.disconnect();
  });

  it('of an API that does not exist are refused, and nothing is in force then', async () => {
    await expect(cluster.faults.on({ api: 'Prodduce' }, { drop: true })).rejects.toThrow(
      /no API is called 'Prodduce': name one of .*Produce/,
    );
    expect(cluster.faults.handles).toEqual([]);
    await expect(cluster.faults.unfail(['f9'])).rejects.toThrow("no fault of requests is called 'f9'");
  });
}

function methods(): void {
  let client: Client;
  const create = (name: string) => client.admin().topics.create(name, { partitions: 1, replicationFactor: 3 });
  const produce = () => client.producer().send({ topic: 'orders', partition: 0, value: 'of the SDK' });

  beforeAll(() => {
    client = connect({ bootstrap: cluster.grpcBootstrap });
  });
  afterAll(() => client.close());

  it('fail with an error, so many times at each broker', async () => {
    const match = { method: 'TopicService/CreateTopic', times: 1 };
    const fault = await cluster.faults.on(match, { error: 'POLICY_VIOLATION' });
    expect(fault.about).toBe('TopicService/CreateTopic: POLICY_VIOLATION, 1 times');
    const message = 'drave.admin.v1.TopicService/CreateTopic fails with POLICY_VIOLATION (injected fault)';
    await expect(create('refused')).rejects.toMatchObject({ code: 'POLICY_VIOLATION', message });
    await fault.waitForHit(1, { timeoutMs: boundMs(normalWaitMs, 'the hit is told') });
    await fault.remove();
    await create('created');
    expect((await client.admin().topics.list()).map(({ name }) => name)).not.toContain('refused');
  });

  it('fail on a stream that is open, and the producer sends again', async () => {
    const { offset } = await produce();
    for (const what of [{ error: 'NOT_LEADER_OR_FOLLOWER' }, { disconnect: true }] as const) {
      const match = { method: 'drave.data.v1.DataService/ProduceStream', broker: 'leader:orders/0', times: 1 };
      const fault = await cluster.faults.on(match, what);
      await produce();
      await fault.waitForHit(1, { timeoutMs: boundMs(normalWaitMs, 'the hit is told') });
      await fault.remove();
    }
    expect((await produce()).offset).toBe((offset ?? Number.NaN) + 3);
  });

  it('are late, and answered never, until the fault ends', async () => {
    const late = await cluster.faults.on({ method: 'DataService/ProduceStream' }, { delayMs });
    const startMs = performance.now();
    await produce();
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(delayMs - 1);
    await late.remove();
    const dropped = await cluster.faults.on({ method: 'DataService/ProduceStream', times: 1 }, { drop: true });
    const sending = produce();
    await dropped.waitForHit(1, { timeoutMs: boundMs(normalWaitMs, 'the message is dropped') });
    await dropped.remove();
    await sending;
  });

  it('do not concern what the verbs ask', async () => {
    const names = ['BrokerService/ListBrokers', 'PartitionService/ListPartitions', 'ClusterService/WatchCluster'];
    for (const method of names) await cluster.faults.on({ method }, { error: 'POLICY_VIOLATION' });
    await cluster.waitFor(['healthy', 'leader:orders/0']);
    expect(cluster.faults.handles.map(({ hits }) => hits)).toEqual([0, 0, 0]);
  });

  it('that do not exist are refused', async () => {
    await expect(cluster.faults.on({ method: 'DataService/Prodduce' }, { drop: true })).rejects.toThrow(
      /no method is called 'DataService\/Prodduce': name one of .*DataService\/Produce,/,
    );
  });
}

function disks(): void {
  it('that is slow makes its leader slow', async () => {
    await cluster.disk('leader:orders/0', { slowMs: delayMs });
    const slow = await took(send('orders'));
    expect(slow.outcome).toBe('sent');
    expect(slow.ms).toBeGreaterThanOrEqual(delayMs - 1);
  });

  it('that is full refuses records and ends no process, and takes them again when there is room', async () => {
    const leader = await leaderOf('orders');
    const { processId } = cluster.node(leader);
    await cluster.disk(leader, { fullAfterBytes: 0 });
    expect(await send('orders')).toBe('KAFKA_STORAGE_ERROR');
    expect(cluster.node(leader).processId).toBe(processId);
    await cluster.healDisk(leader);
    await expect.poll(() => send('orders'), { timeout: boundMs(normalWaitMs, 'there is room') }).toBe('sent');
    expect(cluster.node(leader).processId).toBe(processId);
  });

  it('that fails ends a broker that has no other; the rest take over, and it comes back with a sound one', async () => {
    const timeoutMs = boundMs(normalWaitMs, 'the cluster goes on');
    const victim = await leaderOf('orders');
    const patient = await newProducer(20);
    await cluster.disk(victim, { failing: true });
    await expect(cluster.disk(victim, { failing: true, directory: 'second' })).rejects.toThrow(
      `${victim} has no log directory 'second'; there are data`,
    );
    expect(await send('orders', 0, patient)).toBe('sent');
    await patient.disconnect();
    await cluster.waitUntil(
      'the broker ends',
      () => (cluster.node(victim).state === 'down' ? undefined : `${victim} is up`),
      timeoutMs,
    );
    await expect(cluster.start(victim, { timeoutMs })).rejects.toThrow(/EIO: injected fault/);
    expect(await cluster.heal(victim, { timeoutMs })).toEqual([victim]);
    await cluster.start(victim, { timeoutMs });
  });
}

function chaosInside(): void {
  it('of a chaos strike, and are healed with their nodes', async () => {
    const timeoutMs = boundMs(2 * normalWaitMs, 'the chaos is healed');
    const round = { holdMs: 300, settle: true, pauseMs: 0 };
    const plan: ChaosPlan = {
      rounds: [
        { ...round, faults: [{ verb: 'disk', nodes: 'leader:orders/0', failing: true }] },
        {
          ...round,
          faults: [
            { verb: 'disk', nodes: 'follower:orders/0', fullAfterBytes: 0 },
            { verb: 'clock', nodes: 'leader:orders/0', offsetMs: HOUR_MS },
            { verb: 'fail', nodes: 'brokers', api: 'Produce', error: 'NOT_ENOUGH_REPLICAS' },
          ],
        },
      ],
    };
    const report = await cluster.chaos({ plan, timeoutMs });
    expect(report).toMatchObject({ ended: 'plan', healthy: true, problem: undefined });
    expect(cluster.faults.handles).toEqual([]);
    const patient = await newProducer(8);
    expect(await send('orders', 0, patient)).toBe('sent');
    await patient.disconnect();
  });
}

function segments(): void {
  it('that is damaged is found out, and its replica copied from the others', async () => {
    const victim = (await cluster.resolve('follower:orders/0'))[0] ?? '';
    const [place] = await cluster.corrupt(victim, 'orders/0');
    expect(place).toMatchObject({ node: victim, baseOffset: 0, lastOffset: 0 });
    const timeoutMs = boundMs(normalWaitMs, 'the replica is whole');
    await cluster.restart(victim, { timeoutMs });
    const partition = async () => (await cluster.view.partitions('orders')).find((one) => one.partition === 0);
    const directories = cluster.nodes.filter(({ kafka: port }) => port !== undefined).map((node) => node.dataDirectory);
    await cluster.lead('orders/0', victim, { timeoutMs });
    await expect.poll(() => readFrom('orders', 1), { timeout: timeoutMs }).toBe('read');
    await cluster.waitUntil(
      'the replicas are equal',
      async () => {
        const isr = (await partition())?.isr.length;
        const { equal } = compareReplicas(directories, 'orders', 0, 1);
        return isr === 3 && equal ? undefined : `${isr} in sync, ${equal ? 'equal' : 'not equal'}`;
      },
      timeoutMs,
    );
  });
}

/** A consumer of its own reads so many records of a topic. */
async function readFrom(topic: string, count: number): Promise<string> {
  const consumer = kafka.consumer({ groupId: `readers-${readers++}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  let seen = 0;
  await new Promise<void>((resolve) => {
    void consumer.run({
      eachMessage: async () => {
        seen += 1;
        if (seen === count) resolve();
      },
    });
  });
  await consumer.disconnect();
  return 'read';
}

function clocks(): void {
  it('that is wrong gives records its time, and disturbs nothing else', async () => {
    const appended = async (): Promise<number> => {
      const [told] = await producer.send({ topic: 'timed', acks: -1, messages: [{ value: 'value' }] });
      return Number(told?.logAppendTime);
    };
    const rightMs = await appended();
    await cluster.clock('leader:timed/0', { offsetMs: -HOUR_MS });
    expect(await appended()).toBeLessThan(rightMs);
    await cluster.clock('leader:timed/0');
    expect(await appended()).toBeGreaterThanOrEqual(rightMs);
  });
}

function coordinators(): void {
  it('is moved, and the group goes on there', async () => {
    const admin = kafka.admin();
    await admin.connect();
    await admin.setOffsets({ groupId: 'billing', topic: 'orders', partitions: [{ partition: 0, offset: '1' }] });
    const timeoutMs = boundMs(normalWaitMs, 'the coordinator is moved');
    const [before] = await cluster.resolve('coordinator:group/billing');
    const next = ['b1', 'b2', 'b3'].find((name) => name !== before) ?? '';
    expect(await cluster.moveCoordinator('group/billing', next, { timeoutMs })).toBe(next);
    expect(await cluster.resolve('coordinator:group/billing')).toEqual([next]);
    // The broker that kafkajs asks for the coordinator may hear of the move later than the one that leads now.
    const committed = async (): Promise<string | undefined> => {
      const offsets = await admin.fetchOffsets({ groupId: 'billing', topics: ['orders'] });
      return offsets[0]?.partitions.find(({ partition }) => partition === 0)?.offset;
    };
    await expect.poll(committed, { timeout: timeoutMs }).toBe('1');
    await admin.disconnect();
    await expect(cluster.resolve('coordinator:txn/none')).rejects.toThrow(/__transaction_state/);
  });
}
