import { SimWorld } from '@drave/env/sim';
import { describe, expect, test } from 'vitest';
import { ClusterHistory, type HistorySettings } from '../history/cluster-history.js';
import { evaluateGroup, type GroupEvaluation } from '../evaluator/evaluate-group.js';
import { FakeKafka, type FakeKafkaOptions } from '../testing/fake-kafka.js';
import type { SampleReport } from './group-source.js';
import { KafkaSource, type KafkaSourceOptions } from './kafka-source.js';

const INTERVAL_MS = 10_000;
const settings: HistorySettings = {
  intervals: 5,
  expireGroupMs: 7 * 86_400_000,
  minDistanceMs: 0,
  settleMs: 5 * INTERVAL_MS,
  groups: {},
  groupPartitionsMax: 100_000,
};

/** A monitor of a cluster that does what the test says. */
class Bench {
  readonly world = new SimWorld({ seed: 1 });
  readonly history: ClusterHistory;
  readonly kafka: FakeKafka;
  readonly source: KafkaSource;
  private readonly monitorHost;

  private constructor(
    kafka: FakeKafka,
    world: SimWorld,
    options: Partial<KafkaSourceOptions>,
    history: ClusterHistory,
  ) {
    this.kafka = kafka;
    this.world = world;
    this.history = history;
    this.monitorHost = world.createHost('monitor');
    this.source = new KafkaSource(this.monitorHost.env, {
      bootstrap: kafka.bootstrap,
      clientId: 'monitor',
      requestTimeoutMs: 1_000,
      topicRefreshMs: 60_000,
      commits: 'topic',
      ...options,
    });
  }

  static async start(
    options: Partial<KafkaSourceOptions> = {},
    kafkaOptions: Partial<FakeKafkaOptions> = {},
    historySettings: Partial<HistorySettings> = {},
  ): Promise<Bench> {
    const world = new SimWorld({ seed: 1 });
    const kafka = await FakeKafka.start(world, { brokers: 3, ...kafkaOptions });
    kafka.topics.set('orders', [100, 100, 100]);
    return new Bench(kafka, world, options, new ClusterHistory({ ...settings, ...historySettings }));
  }

  get wallMs(): number {
    return this.monitorHost.env.clock.wallMs();
  }

  /** The next sample, an interval after the one before. */
  async sample(): Promise<SampleReport> {
    await this.world.finish(this.monitorHost.env.timers.sleep(INTERVAL_MS));
    return this.world.finish(this.source.sample(this.history));
  }

  evaluate(group: string): GroupEvaluation {
    const partitions = this.history.groupPartitions(group, this.wallMs) ?? [];
    return evaluateGroup('shop', group, partitions, this.wallMs, { allowedLag: 0, minimumComplete: 0 });
  }

  statusOf(group: string): string {
    return this.evaluate(group)
      .partitions.map(({ status }) => status)
      .join(' ');
  }

  grow(records: number): void {
    for (const [topic, ends] of this.kafka.topics)
      if (topic === 'orders')
        this.kafka.topics.set(
          topic,
          ends.map((end) => end + records),
        );
  }
}

describe('a Kafka cluster', () => {
  test('is sampled with requests that grow with its brokers, and not with its groups', async () => {
    const bench = await Bench.start({ commits: 'poll' });
    for (let index = 0; index < 3_000; index++) bench.kafka.addGroup(`g${index}`, { 'orders:0': index % 100 });
    await bench.sample();
    // 3 brokers, and for each 1,000 groups in five requests of 200.
    expect(Object.fromEntries(bench.kafka.requests)).toEqual({
      ApiVersions: 3,
      Metadata: 1,
      ListOffsets: 6,
      ListGroups: 3,
      DescribeGroups: 15,
      OffsetFetch: 15,
    });
    bench.kafka.requests.clear();
    await bench.sample();
    expect(Object.fromEntries(bench.kafka.requests)).toEqual({ ListOffsets: 3, ListGroups: 3, OffsetFetch: 15 });
    expect(bench.history.groupNames(bench.wallMs)).toHaveLength(3_000);
  });

  test('costs nothing for groups whose commits can be read, while nothing is committed', async () => {
    const bench = await Bench.start();
    for (let index = 0; index < 500; index++) bench.kafka.addGroup(`g${index}`, { 'orders:0': 50 });
    await bench.sample();
    bench.kafka.requests.clear();
    await bench.sample();
    expect(Object.fromEntries(bench.kafka.requests)).toEqual({ ListOffsets: 3, ListGroups: 3 });
    expect(bench.evaluate('g7').totalLag).toBe(50);
  });

  test('is asked for each group where its brokers know no better', async () => {
    const bench = await Bench.start({ commits: 'poll' }, { offsetFetchMax: 7 });
    for (let index = 0; index < 30; index++) bench.kafka.addGroup(`g${index}`, { 'orders:0': index });
    await bench.sample();
    expect(bench.kafka.requests.get('OffsetFetch')).toBe(30);
    expect(bench.evaluate('g29').totalLag).toBe(71);
  });

  test('tells commits with their own times, and the lag that they had then', async () => {
    const bench = await Bench.start();
    bench.kafka.addGroup('billing', { 'orders:0': 40 });
    await bench.sample();
    const [before] = bench.evaluate('billing').partitions;
    expect(before?.end).toMatchObject({ offset: 40, lag: 60, order: -1 });
    const committedAtMs = bench.wallMs + 3_000;
    bench.kafka.commit('billing', 'orders', 0, 90, committedAtMs);
    bench.grow(500);
    await bench.sample();
    const [after] = bench.evaluate('billing').partitions;
    // The end of that time is the one of the first sample.
    expect(after?.end).toMatchObject({ offset: 90, lag: 10, timestampMs: committedAtMs, observedAtMs: bench.wallMs });
    expect(after).toMatchObject({ currentLag: 510, owner: '10.0.0.7', clientId: 'billing-0' });
  });

  test('shows a group that commits the same offset over and over as one that stalls, and a silent one as stopped', async () => {
    const bench = await Bench.start();
    for (const group of ['stuck', 'silent']) bench.kafka.addGroup(group, { 'orders:0': 40 });
    await bench.sample();
    for (let round = 0; round < 8; round++) {
      bench.kafka.commit('stuck', 'orders', 0, 40, bench.wallMs);
      if (round < 2) bench.kafka.commit('silent', 'orders', 0, 41 + round, bench.wallMs);
      bench.grow(10);
      await bench.sample();
    }
    expect([bench.statusOf('stuck'), bench.statusOf('silent')]).toEqual(['STALL OK OK', 'STOP OK OK']);
  });

  test('counts a member that owns a partition as one that commits, where commits are only asked', async () => {
    const bench = await Bench.start({ commits: 'poll' });
    bench.kafka.addGroup('alive', { 'orders:0': 40 });
    const gone = bench.kafka.addGroup('gone', { 'orders:0': 40 });
    for (let round = 0; round < 8; round++) {
      bench.grow(10);
      await bench.sample();
      Object.assign(gone, { state: 'Empty', members: 0 });
    }
    expect([bench.statusOf('alive'), bench.statusOf('gone')]).toEqual(['STALL OK OK', 'STOP OK OK']);
  });

  test('says nothing against a partition that a member owns before it could commit', async () => {
    const bench = await Bench.start();
    bench.kafka.addGroup('slow', { 'orders:0': 40 });
    bench.kafka.addGroup('nobody', { 'orders:0': 40 }, 0);
    await bench.sample();
    await bench.sample();
    expect([bench.statusOf('slow'), bench.statusOf('nobody')]).toEqual(['OK OK OK', 'STOP OK OK']);
    for (let round = 0; round < 4; round++) await bench.sample();
    expect(bench.statusOf('slow')).toBe('STOP OK OK');
  });

  test('counts what was committed in a transaction when that has ended, as the coordinator says', async () => {
    const bench = await Bench.start();
    const group = bench.kafka.addGroup('exact', { 'orders:0': 40 });
    await bench.sample();
    bench.kafka.commitInTransaction('exact', 'orders', 0, 90, 7);
    await bench.sample();
    expect(bench.evaluate('exact').partitions[0]?.end?.offset).toBe(40);
    group.commits.set('orders:0', 90);
    bench.kafka.endTransaction(7);
    await bench.sample();
    expect(bench.evaluate('exact').partitions[0]?.end?.offset).toBe(90);
    // Another one is aborted.
    bench.kafka.commitInTransaction('exact', 'orders', 0, 95, 8);
    bench.kafka.endTransaction(8);
    await bench.sample();
    expect(bench.evaluate('exact').partitions[0]?.end?.offset).toBe(90);
  });

  test('is asked where its topic of offsets may not be read', async () => {
    const bench = await Bench.start({}, { isTopicRefused: true });
    const group = bench.kafka.addGroup('billing', { 'orders:0': 40 });
    await bench.sample();
    bench.kafka.commit('billing', 'orders', 0, 60, bench.wallMs);
    const { failures } = await bench.sample();
    expect(failures.map(({ code }) => code)).toEqual(['TOPIC_AUTHORIZATION_FAILED']);
    group.commits.set('orders:0', 70);
    expect((await bench.sample()).failures).toEqual([]);
    expect(bench.evaluate('billing').partitions[0]?.end?.offset).toBe(70);
  });

  test('is sampled as far as its brokers answer, and whole again when they are back', async () => {
    const bench = await Bench.start({ commits: 'poll' });
    bench.kafka.addGroup('a', { 'orders:0': 1, 'orders:1': 1 });
    bench.kafka.addGroup('b', { 'orders:0': 1, 'orders:1': 1 });
    await bench.sample();
    bench.world.host('b1')?.crash();
    bench.grow(7);
    const { failures } = await bench.sample();
    expect(failures.map(({ code }) => code)).toContain('NETWORK_EXCEPTION');
    // What the other brokers say is new, and nothing of the group whose coordinator is gone is forgotten.
    expect(bench.history.topicEnds('orders')).toEqual([107, 100, 107]);
    expect(bench.history.groupNames(bench.wallMs)).toEqual(['a', 'b']);
  });

  test('fails a sample when no broker answers', async () => {
    const bench = await Bench.start();
    for (const id of [0, 1, 2]) bench.world.host(`b${id}`)?.crash();
    await expect(bench.sample()).rejects.toMatchObject({ code: 'NETWORK_EXCEPTION' });
  });

  test('forgets a group that is gone', async () => {
    const bench = await Bench.start();
    bench.kafka.addGroup('billing', { 'orders:0': 40 });
    await bench.sample();
    bench.kafka.groups.delete('billing');
    await bench.sample();
    expect(bench.history.groupNames(bench.wallMs)).toEqual([]);
  });

  test('shows what a group has committed of a topic that is newer than the metadata', async () => {
    const bench = await Bench.start();
    await bench.sample();
    bench.kafka.topics.set('parcels', [9]);
    bench.kafka.addGroup('new', { 'parcels:0': 4 });
    await bench.sample();
    await bench.sample();
    expect(bench.evaluate('new').totalLag).toBe(5);
  });

  test('is asked only for groups that are watched', async () => {
    const bench = await Bench.start({ commits: 'poll' }, {}, { groups: { deny: /^test-/ } });
    for (let index = 0; index < 500; index++) bench.kafka.addGroup(`test-${index}`, { 'orders:0': 1 });
    await bench.sample();
    expect(bench.kafka.requests.get('OffsetFetch')).toBeUndefined();
  });

  test('tells brokers, leaders, replicas and log starts', async () => {
    const bench = await Bench.start();
    const { facts } = await bench.sample();
    expect(facts.brokers.map(({ address }) => address)).toEqual(['b0:9092', 'b1:9092', 'b2:9092']);
    expect(facts.topics.get('orders')?.[1]).toEqual({ leader: 1, replicas: [0, 1, 2], inSync: [0, 1, 2], logStart: 0 });
  });
});
