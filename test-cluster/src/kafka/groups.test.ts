import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { Endpoint } from '@drave/base';
import { CONSUMER_OFFSETS_TOPIC, coordinatorPartitionOf } from '@drave/coordinator';
import { ConfigResourceTypes, Kafka, logLevel, type Consumer, type EachMessagePayload, type LogEntry } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClusterUnderTest } from '../bad-input/cluster-under-test.js';
import { boundMs, Deadline } from '../bounds.js';

/** Consumer groups of unmodified clients against real processes. */
let test: ClusterUnderTest;
let kafka: Kafka;
const consumers = new Set<Consumer>();
const OFFSETS_PARTITIONS = 5;

beforeAll(async () => {
  test = await ClusterUnderTest.start({
    controllers: 1,
    brokers: 3,
    brokerConfig: {
      'group.initial.rebalance.delay.ms': 300,
      'group.min.session.timeout.ms': 1_000,
      'offsets.topic.num.partitions': OFFSETS_PARTITIONS,
    },
  });
  kafka = new Kafka({
    clientId: 'test',
    brokers: test.cluster.bootstrap.map(addressText),
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 50, maxRetryTime: 500, retries: 50 },
  });
});
afterAll(async () => {
  await Promise.all([...consumers].map((consumer) => consumer.disconnect()));
  await test.close();
});

function addressText({ host, port }: Endpoint): string {
  return `${host}:${port}`;
}

/** What one member has been handed: `partition:offset`, in order. */
interface Member {
  readonly consumer: Consumer;
  readonly seen: string[];
  /** Partitions of its latest assignment. */
  assigned: readonly number[];
  stop(): Promise<void>;
}

interface MemberOptions {
  readonly fromBeginning?: boolean;
  readonly autoCommit?: boolean;
  readonly onMessage?: (payload: EachMessagePayload) => Promise<void>;
}

async function member(groupId: string, topic: string, options: MemberOptions = {}): Promise<Member> {
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: boundMs(3_000, 'a session'),
    rebalanceTimeout: boundMs(10_000, 'a rebalance'),
    heartbeatInterval: 200,
    maxWaitTimeInMs: 100,
  });
  consumers.add(consumer);
  const seen: string[] = [];
  const started: Member = {
    consumer,
    seen,
    assigned: [],
    stop: async () => {
      consumers.delete(consumer);
      await consumer.disconnect();
    },
  };
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    started.assigned = payload.memberAssignment[topic] ?? [];
  });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: options.fromBeginning ?? true });
  await consumer.run({
    autoCommit: options.autoCommit ?? true,
    autoCommitThreshold: 1,
    eachMessage: async (payload) => {
      await options.onMessage?.(payload);
      seen.push(`${payload.partition}:${payload.message.offset}`);
    },
  });
  return started;
}

async function topicWith(name: string, partitions: number, perPartition: number): Promise<string[]> {
  await test.client.admin().topics.create(name, { partitions });
  return produce(name, partitions, perPartition, 0);
}

/** The records as members see them. */
async function produce(topic: string, partitions: number, perPartition: number, from: number): Promise<string[]> {
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  const all: string[] = [];
  const messages = [];
  for (let partition = 0; partition < partitions; partition++)
    for (let at = 0; at < perPartition; at++) {
      messages.push({ partition, value: `${partition}-${from + at}` });
      all.push(`${partition}:${from + at}`);
    }
  await producer.send({ topic, messages });
  await producer.disconnect();
  return all.sort();
}

async function eventually(condition: () => boolean | Promise<boolean>, what: string, normalMs = 30_000): Promise<void> {
  const deadline = new Deadline(normalMs, what);
  while (!(await condition())) {
    if (await deadline.isOver()) throw new Error(`not within ${deadline.withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function seenBy(members: readonly Member[]): string[] {
  return members.flatMap(({ seen }) => seen).sort();
}

async function committed(groupId: string, topic: string): Promise<number[]> {
  const admin = kafka.admin();
  await admin.connect();
  const [found] = await admin.fetchOffsets({ groupId, topics: [topic] });
  await admin.disconnect();
  return [...(found?.partitions ?? [])].sort((a, b) => a.partition - b.partition).map(({ offset }) => Number(offset));
}

describe('kafkajs consumer groups', () => {
  // The first test: no group has been asked for before.
  it('the first member of a new cluster joins without hearing that the coordinator is not ready', async () => {
    const topic = 'first';
    await topicWith(topic, 3, 1);
    const said: string[] = [];
    const client = new Kafka({
      clientId: 'first',
      brokers: test.cluster.bootstrap.map(addressText),
      logLevel: logLevel.INFO,
      logCreator:
        () =>
        ({ log }: LogEntry) => {
          said.push(`${log.message} ${String(log['error'] ?? '')}`);
        },
    });
    const consumer = client.consumer({ groupId: 'the-first' });
    consumers.add(consumer);
    const crashed: unknown[] = [];
    consumer.on('consumer.crash', ({ payload }) => crashed.push(payload.error));
    const joined = new Promise<void>((resolve) => consumer.on('consumer.group_join', () => resolve()));
    await consumer.connect();
    await consumer.subscribe({ topic });
    await consumer.run({ eachMessage: async () => {} });
    await joined;
    expect(crashed).toEqual([]);
    expect(said.filter((line) => /coordinator is (still )?loading|not the correct coordinator/i.test(line))).toEqual(
      [],
    );
  });

  it('share the partitions, hand out each record once, and take over from a member that leaves', async () => {
    const all = await topicWith('shared', 6, 20);
    const members = await Promise.all([1, 2, 3].map(() => member('sharers', 'shared')));
    await eventually(() => members.every(({ assigned }) => assigned.length === 2), 'two partitions for each member');
    expect(members.flatMap(({ assigned }) => assigned).sort()).toEqual([0, 1, 2, 3, 4, 5]);
    await eventually(() => new Set(seenBy(members)).size === all.length, 'everything is read');
    await eventually(async () => (await committed('sharers', 'shared')).every((offset) => offset === 20), 'commits');
    const [first, ...rest] = members;
    await first?.stop();
    await eventually(() => rest.every(({ assigned }) => assigned.length === 3), 'three partitions for each that stays');
    const before = seenBy(rest).length;
    const more = await produce('shared', 6, 5, 20);
    await eventually(() => seenBy(rest).length >= before + more.length, 'what came later is read');
    // Everything was committed before the rebalance: nothing is read twice.
    expect(seenBy(members)).toEqual([...all, ...more].sort());
    await Promise.all(rest.map((one) => one.stop()));
  });

  it('go on where they committed, and another group reads everything by itself', async () => {
    const all = await topicWith('resumed', 2, 10);
    const first = await member('resumers', 'resumed');
    await eventually(() => first.seen.length === all.length, 'everything is read');
    await first.stop();
    expect(await committed('resumers', 'resumed')).toEqual([10, 10]);
    const more = await produce('resumed', 2, 5, 10);
    const second = await member('resumers', 'resumed');
    await eventually(() => second.seen.length >= more.length, 'the rest is read');
    expect([...second.seen].sort()).toEqual(more);
    const other = await member('others', 'resumed');
    await eventually(() => other.seen.length >= all.length + more.length, 'the other group reads everything');
    expect([...other.seen].sort()).toEqual([...all, ...more].sort());
    second.consumer.seek({ topic: 'resumed', partition: 1, offset: '3' });
    await eventually(() => second.seen.filter((one) => one === '1:3').length === 1, 'the record sought');
    await Promise.all([second.stop(), other.stop()]);
  });

  it('are listed, described, reset and deleted by an administrator', async () => {
    await topicWith('administered', 2, 3);
    const admin = kafka.admin();
    await admin.connect();
    const running = await member('administered', 'administered');
    await eventually(() => running.seen.length === 6, 'everything is read');
    // Each coordinator answers for its own groups, in any order.
    const described = await admin.describeGroups(['administered', 'nobody']);
    const groups = [...described.groups].sort((a, b) => (a.groupId < b.groupId ? -1 : 1));
    expect(groups.map(({ groupId, state, protocolType }) => ({ groupId, state, protocolType }))).toEqual([
      { groupId: 'administered', state: 'Stable', protocolType: 'consumer' },
      { groupId: 'nobody', state: 'Dead', protocolType: '' },
    ]);
    expect(groups[0]?.members[0]?.clientId).toBe('test');
    const asked = { type: ConfigResourceTypes.TOPIC, name: '__consumer_offsets', configNames: ['cleanup.policy'] };
    const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [asked] });
    expect(resources[0]?.configEntries[0]).toMatchObject({ configName: 'cleanup.policy', configValue: 'compact' });
    expect((await admin.listGroups()).groups).toContainEqual({ groupId: 'administered', protocolType: 'consumer' });
    await expect(admin.deleteGroups(['administered'])).rejects.toMatchObject({ groups: [{ errorCode: 68 }] });
    await running.stop();
    await admin.setOffsets({
      groupId: 'administered',
      topic: 'administered',
      partitions: [{ partition: 0, offset: '1' }],
    });
    expect(await committed('administered', 'administered')).toEqual([1, 3]);
    await admin.deleteGroups(['administered']);
    expect(await committed('administered', 'administered')).toEqual([-1, -1]);
    await admin.disconnect();
  });

  it('give the partitions of a member that was killed to the others, after its session', async () => {
    await topicWith('orphaned', 4, 10);
    const survivor = await member('orphans', 'orphaned');
    await eventually(() => survivor.assigned.length === 4, 'one member has everything');
    const child = startMember('orphans', 'orphaned');
    await eventually(() => survivor.assigned.length === 2, 'the other process takes its share');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const killedMs = Date.now();
    await eventually(() => survivor.assigned.length === 4, 'the survivor has everything again', 10_000);
    // The session of the killed member is 2 s; no live member may lose its place before.
    expect(Date.now() - killedMs).toBeGreaterThan(1_000);
    await survivor.stop();
  });

  it('outlive their coordinator: no record is lost, no commit goes back', async () => {
    const all = await topicWith('outlived', 4, 25);
    const members = await Promise.all([1, 2].map(() => member('outlivers', 'outlived')));
    await eventually(() => new Set(seenBy(members)).size === all.length, 'everything is read');
    await eventually(
      async () => (await committed('outlivers', 'outlived')).every((offset) => offset === 25),
      'commits',
    );
    // The kill resolves when others lead what the coordinator led.
    const coordinator = await coordinatorOf('outlivers');
    await test.cluster.kill(coordinator);
    expect((await committed('outlivers', 'outlived')).every((offset) => offset === 25)).toBe(true);
    const more = await produce('outlived', 4, 25, 25);
    const wanted = [...all, ...more].sort();
    await eventually(() => new Set(seenBy(members)).size === wanted.length, 'what came later is read', 60_000);
    expect([...new Set(seenBy(members))].sort()).toEqual(wanted);
    await eventually(
      async () => (await committed('outlivers', 'outlived')).every((offset) => offset === 50),
      'commits',
    );
    // Before the broker is back: kafkajs 2.2.4 that learns of another broker while it is told to stop begins to fetch
    // anew, from nobody and without a pause, and its process does nothing else any more.
    await Promise.all(members.map((one) => one.stop()));
    await test.cluster.start(coordinator);
  });
});

/** The name of the node that coordinates the group. */
function coordinatorOf(groupId: string): Promise<string> {
  return test.cluster.waitForLeader(CONSUMER_OFFSETS_TOPIC, coordinatorPartitionOf(groupId, OFFSETS_PARTITIONS));
}

/** A member in a process of its own, to be killed. */
function startMember(groupId: string, topic: string) {
  const brokers = JSON.stringify(test.cluster.bootstrap.map(addressText));
  const script = `
    const { Kafka, logLevel } = require('kafkajs');
    const kafka = new Kafka({ clientId: 'child', brokers: ${brokers}, logLevel: logLevel.NOTHING });
    const consumer = kafka.consumer({ groupId: '${groupId}', sessionTimeout: ${boundMs(2_000, 'a session')}, heartbeatInterval: 200 });
    consumer.connect()
      .then(() => consumer.subscribe({ topic: '${topic}', fromBeginning: true }))
      .then(() => consumer.run({ eachMessage: async () => {} }));`;
  return spawn(process.execPath, ['-e', script], { stdio: 'ignore', cwd: new URL('../..', import.meta.url).pathname });
}

const kcatMissing = spawnSync('kcat', ['-V']).error !== undefined;
if (kcatMissing) console.warn('kcat is not installed: its case is skipped');

describe.skipIf(kcatMissing)('kcat -G (librdkafka)', () => {
  it('reads a topic as a balanced consumer, twice: the second time only what is new', async () => {
    await topicWith('cat', 3, 10);
    const parameters = ['-G', 'cats', '-X', 'auto.offset.reset=earliest', '-e', '-q', '-f', '%p:%o\n', 'cat'];
    expect((await kcat(parameters)).sort()).toHaveLength(30);
    const more = await produce('cat', 3, 2, 10);
    expect((await kcat(parameters)).sort()).toEqual(more);
  });
});

async function kcat(parameters: readonly string[]): Promise<string[]> {
  const brokers = test.cluster.bootstrap.map(addressText).join(',');
  const child = spawn('kcat', ['-b', brokers, ...parameters], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: boundMs(60_000, 'a run of kcat'),
  });
  let said = '';
  let complained = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complained += chunk.toString()));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  if (exitCode !== 0) throw new Error(`kcat ended with ${exitCode}: ${complained}`);
  return said.split('\n').filter((line) => line !== '');
}
