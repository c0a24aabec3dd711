import type { ConfigOperation } from '@drave/config';
import { describe, expect, it } from 'vitest';
import { supportedFeatures, TRANSACTION_FEATURE, TRANSACTION_LEVEL_MAX } from '@drave/metadata';
import { testUuid } from '@drave/metadata/testing';
import type { AdminCommand, NewTopic } from './commands.js';
import { configEtag } from './config-etag.js';
import { TestCluster } from './testing/index.js';

async function started(file: Readonly<Record<string, string>> = {}) {
  const cluster = new TestCluster({ file: { 'min.insync.replicas': '2', 'num.partitions': '4', ...file } });
  await cluster.start(1, 2, 3);
  return cluster;
}

async function create(cluster: TestCluster, ...topics: readonly Partial<NewTopic>[]) {
  const whole = topics.map((topic) => ({ name: 'orders', configs: {}, ...topic }));
  const { response } = await cluster.execute({ kind: 'createTopics', topics: whole });
  return response.map((result) => (result.kind === 'ok' ? 'ok' : `${result.code}: ${result.message}`));
}

async function codes(cluster: TestCluster, command: AdminCommand) {
  const { response } = await cluster.execute(command);
  const results = response as readonly ({ kind: string; code?: string } & {
    result?: { kind: string; code?: string };
  })[];
  return results.map((each) => (each.result ?? each).code ?? 'ok');
}

describe('createTopics', () => {
  it('takes the defaults of the cluster, and places evenly', async () => {
    const cluster = await started({ 'default.replication.factor': '3' });
    expect(await create(cluster, {})).toEqual(['ok']);
    const topic = cluster.image.topicByName('orders');
    const partitions = [...(topic?.partitions() ?? [])];
    expect(partitions).toHaveLength(4);
    expect(partitions.every(({ replicas, isr }) => replicas.length === 3 && isr.length === 3)).toBe(true);
    expect(new Set(partitions.map(({ leader }) => leader)).size).toBe(3);
    // Every broker has one log directory, so it is known where each replica goes.
    expect(partitions[0]?.directories).toEqual(partitions[0]?.replicas.map((id) => testUuid(1_000 + id)));
    await cluster.stop();
  });

  it.each([
    ['', 'INVALID_TOPIC_EXCEPTION'],
    ['.', 'INVALID_TOPIC_EXCEPTION'],
    ['..', 'INVALID_TOPIC_EXCEPTION'],
    ['a/b', 'INVALID_TOPIC_EXCEPTION'],
    ['ünicode', 'INVALID_TOPIC_EXCEPTION'],
    ['x'.repeat(250), 'INVALID_TOPIC_EXCEPTION'],
    ['x'.repeat(249), 'ok'],
    ['__proto__', 'ok'],
    ['taken.name', 'TOPIC_ALREADY_EXISTS'],
    ['taken_name', "INVALID_TOPIC_EXCEPTION: 'taken_name' collides with topic 'taken.name'"],
  ])('name %j: %s', async (name, expected) => {
    const cluster = await started();
    await create(cluster, { name: 'taken.name' });
    expect((await create(cluster, { name }))[0]).toMatch(new RegExp(`^${expected.replaceAll('.', '\\.')}`));
    await cluster.stop();
  });

  it('refuses what cannot be, with the reason and no effect', async () => {
    const cluster = await started();
    const offset = cluster.leader.feed.appliedOffset;
    const cases: readonly [Partial<NewTopic>, RegExp][] = [
      [{ partitionCount: 0 }, /^INVALID_PARTITIONS/],
      [{ partitionCount: 1.5 }, /^INVALID_PARTITIONS/],
      [{ replicationFactor: 0 }, /^INVALID_REPLICATION_FACTOR/],
      [{ replicationFactor: 4 }, /^INVALID_REPLICATION_FACTOR: .*3 are registered/],
      [{ configs: { 'retention.ms': 'soon' } }, /^INVALID_CONFIG: .*retention\.ms/],
      [{ configs: { 'no.such.key': '1' } }, /^INVALID_CONFIG: .*no\.such\.key/],
      [{ assignments: [[1, 2], [3]] }, /^INVALID_REPLICA_ASSIGNMENT/],
      [{ assignments: [[1, 1]] }, /^INVALID_REPLICA_ASSIGNMENT: .*twice/],
      [{ assignments: [[1, 9]] }, /^INVALID_REPLICA_ASSIGNMENT: .*broker 9/],
      [{ assignments: [[]] }, /^INVALID_REPLICA_ASSIGNMENT/],
      [{ assignments: [] }, /^INVALID_PARTITIONS/],
      [{ assignments: [[1]], partitionCount: 1 }, /^INVALID_REQUEST/],
      [{ name: '__cluster_metadata' }, /^INVALID_REQUEST/],
    ];
    for (const [topic, expected] of cases) expect((await create(cluster, topic))[0]).toMatch(expected);
    await expect(create(cluster, { partitionCount: 20_001 })).rejects.toMatchObject({ code: 'INVALID_PARTITIONS' });
    expect(cluster.leader.feed.appliedOffset).toBe(offset);
    await cluster.stop();
  });

  it('judges each topic alone, with those before it in view', async () => {
    const cluster = await started();
    const results = await create(
      cluster,
      { name: 'a.b' },
      { name: 'a_b' },
      { name: 'twice' },
      { name: 'twice' },
      { name: 'fine', configs: { 'retention.ms': '1000' } },
    );
    expect(results.map((result) => result.split(':')[0])).toEqual([
      'ok',
      'INVALID_TOPIC_EXCEPTION',
      'INVALID_REQUEST',
      'INVALID_REQUEST',
      'ok',
    ]);
    expect(cluster.image.topicNames()).toEqual(['a.b', 'fine']);
    expect(cluster.image.configValue({ type: 'topic', name: 'fine' }, 'retention.ms')).toBe('1000');
    await cluster.stop();
  });

  it('leaves replicas on fenced brokers out of the first ISR', async () => {
    const cluster = await started();
    await cluster.register(4);
    expect(await create(cluster, { assignments: [[4, 1]] })).toEqual(['ok']);
    expect(cluster.partition('orders')).toMatchObject({ isr: [1], leader: 1, replicas: [4, 1] });
    expect((await create(cluster, { name: 'x', assignments: [[4]] }))[0]).toMatch(/^INVALID_REPLICA_ASSIGNMENT/);
    await cluster.stop();
  });
});

describe('deleteTopics and createPartitions', () => {
  it('delete by name and by id, where that is allowed', async () => {
    const cluster = await started();
    const { topicId } = await cluster.createTopic('orders', [[1]]);
    await cluster.createTopic('other', [[1]]);
    const unknown = { topicId: testUuid(5) };
    const command = { kind: 'deleteTopics', topics: [{ topicId }, { name: 'nope' }, unknown] } as const;
    expect(await codes(cluster, command)).toEqual(['ok', 'UNKNOWN_TOPIC_OR_PARTITION', 'UNKNOWN_TOPIC_ID']);
    expect(cluster.image.topicNames()).toEqual(['other']);
    await cluster.stop();
    const closed = await started({ 'delete.topic.enable': 'false' });
    const refused = closed.execute({ kind: 'deleteTopics', topics: [{ name: 'x' }] });
    await expect(refused).rejects.toMatchObject({ code: 'TOPIC_DELETION_DISABLED' });
    await closed.stop();
  });

  it('internal topics are made like any other, and neither deleted nor enlarged', async () => {
    const cluster = await started();
    const name = '__consumer_offsets';
    const configs = { 'cleanup.policy': 'compact', 'segment.bytes': '104857600', 'compression.type': 'producer' };
    expect(await create(cluster, { name, partitionCount: 3, replicationFactor: 3, configs })).toEqual(['ok']);
    expect(await codes(cluster, { kind: 'deleteTopics', topics: [{ name }] })).toEqual(['INVALID_TOPIC_EXCEPTION']);
    const growth = { kind: 'createPartitions', topics: [{ name, partitionCount: 4 }] } as const;
    expect(await codes(cluster, growth)).toEqual(['INVALID_TOPIC_EXCEPTION']);
    expect(cluster.image.topicByName(name)?.partitionCount).toBe(3);
    await cluster.stop();
  });

  it('partitions only grow, and continue the stripe', async () => {
    const cluster = await started();
    await create(cluster, { partitionCount: 4, replicationFactor: 2 });
    const grow = (partitionCount: number, assignments?: readonly (readonly number[])[]) =>
      cluster.execute({ kind: 'createPartitions', topics: [{ name: 'orders', partitionCount, assignments }] });
    const message = async (...args: Parameters<typeof grow>) => {
      const result = (await grow(...args)).response[0];
      return result?.kind === 'ok' ? 'ok' : `${result?.code}: ${result?.message}`;
    };
    expect(await message(3)).toMatch(/^INVALID_PARTITIONS: .*cannot go down to 3/);
    expect(await message(4)).toMatch(/^INVALID_PARTITIONS: .*already/);
    expect(await message(6, [[1, 2]])).toMatch(/^INVALID_REPLICA_ASSIGNMENT/);
    expect(await message(6, [[1, 2], [3]])).toMatch(/^INVALID_REPLICA_ASSIGNMENT/);
    expect(
      await message(6, [
        [3, 1],
        [2, 3],
      ]),
    ).toBe('ok');
    expect(await message(12)).toBe('ok');
    const replicas = [...(cluster.image.topicByName('orders')?.partitions() ?? [])].map((each) => each.replicas);
    expect(replicas.slice(4, 6)).toEqual([
      [3, 1],
      [2, 3],
    ]);
    expect(replicas).toHaveLength(12);
    const nowhere = { kind: 'createPartitions', topics: [{ name: 'nope', partitionCount: 2 }] } as const;
    expect(await codes(cluster, nowhere)).toEqual(['UNKNOWN_TOPIC_OR_PARTITION']);
    await cluster.stop();
  });
});

describe('alterConfigs', () => {
  const resource = { type: 'topic', name: 'orders' } as const;
  const incremental = (key: string, value: string | undefined, etag?: string): AdminCommand => {
    const operation: ConfigOperation = value === undefined ? { kind: 'delete', key } : { kind: 'set', key, value };
    const change = { kind: 'incremental', operations: [operation] } as const;
    return { kind: 'alterConfigs', resources: [{ resource, etag, change }] };
  };

  it('changes, deletes and replaces', async () => {
    const cluster = await started();
    await cluster.createTopic('orders', [[1, 2]]);
    expect(await codes(cluster, incremental('retention.ms', '1000'))).toEqual(['ok']);
    expect(await codes(cluster, incremental('cleanup.policy', 'compact'))).toEqual(['ok']);
    expect(await codes(cluster, incremental('retention.ms', undefined))).toEqual(['ok']);
    expect(cluster.image.config(resource)).toEqual(new Map([['cleanup.policy', 'compact']]));
    const change = { kind: 'replace', values: { 'segment.ms': '5000' } } as const;
    await cluster.execute({ kind: 'alterConfigs', resources: [{ resource, change }] });
    expect(cluster.image.config(resource)).toEqual(new Map([['segment.ms', '5000']]));
    await cluster.stop();
  });

  it('refuses unknown keys, bad values, unknown resources and stale etags', async () => {
    const cluster = await started();
    await cluster.createTopic('orders', [[1, 2]]);
    expect(await codes(cluster, incremental('no.such.key', '1'))).toEqual(['INVALID_CONFIG']);
    expect(await codes(cluster, incremental('retention.ms', 'x'))).toEqual(['INVALID_CONFIG']);
    const change = { kind: 'replace', values: {} } as const;
    const resources = [
      { resource: { type: 'topic', name: 'nope' }, change },
      { resource: { type: 'broker', name: '9' }, change },
    ] as const;
    const unknown = { kind: 'alterConfigs', resources } as const;
    expect(await codes(cluster, unknown)).toEqual(['UNKNOWN_TOPIC_OR_PARTITION', 'BROKER_ID_NOT_REGISTERED']);
    const etag = configEtag(cluster.image.config(resource));
    expect(await codes(cluster, incremental('retention.ms', '1', etag))).toEqual(['ok']);
    expect(await codes(cluster, incremental('retention.ms', '2', etag))).toEqual(['INVALID_UPDATE_VERSION']);
    await cluster.stop();
  });

  it('a smaller min.insync.replicas ends the eligibility that rested on the larger, in the same batch', async () => {
    const cluster = await started();
    await cluster.createTopic('orders', [[1, 2]]);
    await cluster.pass(1_600, 1, 3);
    expect(cluster.partition('orders')).toMatchObject({ isr: [1], elr: [2] });
    await cluster.execute(incremental('min.insync.replicas', '1'));
    expect(cluster.partition('orders')).toMatchObject({ isr: [1], elr: [], leader: 1, leaderEpoch: 0 });
    await cluster.stop();
  });

  it('allowing unclean elections gives offline partitions a leader', async () => {
    const cluster = await started();
    await cluster.createTopic('orders', [[1, 2]]);
    await cluster.pass(1_600, 1, 3);
    await cluster.pass(1_600, 2, 3);
    const after = cluster.partition('orders');
    // Broker 2 was eligible, so it leads as soon as it is back; now it goes, too.
    expect(after).toMatchObject({ leader: 2, isr: [2], elr: [1] });
    await cluster.register(2, { provenDurable: false });
    await cluster.register(1, { provenDurable: false });
    await cluster.heartbeat(3);
    expect(cluster.partition('orders')).toMatchObject({ leader: -1, lastKnownElr: [2, 1] });
    await cluster.heartbeat(1);
    expect(cluster.partition('orders').leader).toBe(-1);
    await cluster.execute(incremental('unclean.leader.election.enable', 'true'));
    expect(cluster.partition('orders')).toMatchObject({ leader: 1, isr: [1] });
    await cluster.stop();
  });
});

describe('elections', () => {
  it('preferred: back to the first replica when it is in sync', async () => {
    const cluster = await started();
    await cluster.createTopic('orders', [
      [1, 2],
      [2, 1],
    ]);
    await cluster.pass(1_600, 2, 3);
    const elect = { kind: 'electLeaders', election: 'preferred' } as const;
    const both = [
      { topic: 'orders', partition: 0 },
      { topic: 'orders', partition: 1 },
      { topic: 'orders', partition: 2 },
    ];
    expect(await codes(cluster, { ...elect, partitions: both })).toEqual([
      'PREFERRED_LEADER_NOT_AVAILABLE',
      'ELECTION_NOT_NEEDED',
      'UNKNOWN_TOPIC_OR_PARTITION',
    ]);
    await cluster.heartbeat(1);
    for (const partition of [0, 1]) {
      const { topicId, leaderEpoch, partitionEpoch } = cluster.partition('orders', partition);
      const newIsr = [1, 2].map((id) => ({ brokerId: id, brokerEpoch: cluster.epochOf(id) }));
      const item = { topicId, partition, leaderEpoch, partitionEpoch, newIsr };
      const request = { brokerId: 2, brokerEpoch: cluster.epochOf(2), items: [item] };
      await cluster.world.finish(cluster.controller.alterPartition(request));
    }
    const { response } = await cluster.execute({ ...elect, partitions: undefined });
    expect(response.map(({ partition, result }) => [partition, result.kind])).toEqual([[0, 'ok']]);
    expect(cluster.partition('orders', 0)).toMatchObject({ leader: 1, isr: [1, 2] });
    await cluster.stop();
  });

  it('unclean: a live replica when there is no leader, and only then', async () => {
    const cluster = await started();
    await cluster.createTopic('orders', [[1, 2]]);
    const elect = {
      kind: 'electLeaders',
      election: 'unclean',
      partitions: [{ topic: 'orders', partition: 0 }],
    } as const;
    expect(await codes(cluster, elect)).toEqual(['ELECTION_NOT_NEEDED']);
    await cluster.pass(1_600, 1, 3);
    await cluster.pass(1_600, 3);
    expect(await codes(cluster, elect)).toEqual(['ELIGIBLE_LEADERS_NOT_AVAILABLE']);
    await cluster.stop();
  });

  it('elect unclean by themselves where the topic allows it', async () => {
    const cluster = await started({ 'unclean.leader.election.interval.ms': '500' });
    await cluster.createTopic('orders', [[1, 2]], { 'unclean.leader.election.enable': 'true' });
    await cluster.heartbeat(2, { wantShutdown: true });
    // The shutdown of the last in-sync replica is no reason for an unclean election, which comes with the next round.
    await cluster.heartbeat(3);
    const before = cluster.partition('orders');
    expect(before).toMatchObject({ leader: 1, isr: [1], elr: [2] });
    await cluster.heartbeat(1, { wantShutdown: true });
    expect(cluster.partition('orders')).toMatchObject({ leader: -1, isr: [], elr: [2, 1] });
    await cluster.join(2, { provenDurable: false });
    await cluster.pass(700, 2, 3);
    expect(cluster.partition('orders')).toMatchObject({ leader: 2, isr: [2] });
    await cluster.stop();
  });

  it('balance leaders by themselves', async () => {
    const file = { 'leader.imbalance.check.interval.seconds': '2', 'min.insync.replicas': '1' };
    const cluster = await started(file);
    await cluster.createTopic('orders', [
      [1, 2],
      [1, 3],
      [2, 3],
    ]);
    await cluster.pass(1_400, 2, 3);
    expect(cluster.partition('orders', 0).leader).toBe(2);
    await cluster.heartbeat(1);
    for (const partition of [0, 1]) {
      const { topicId, leader, leaderEpoch, partitionEpoch, replicas } = cluster.partition('orders', partition);
      const newIsr = replicas.map((id) => ({ brokerId: id, brokerEpoch: cluster.epochOf(id) }));
      const items = [{ topicId, partition, leaderEpoch, partitionEpoch, newIsr }];
      const request = { brokerId: leader, brokerEpoch: cluster.epochOf(leader), items };
      await cluster.world.finish(cluster.controller.alterPartition(request));
    }
    await cluster.pass(2_400, 1, 2, 3);
    expect([0, 1, 2].map((index) => cluster.partition('orders', index).leader)).toEqual([1, 1, 2]);
    await cluster.stop();
  });
});

describe('reassignment, brokers, features', () => {
  it('starts, lists and cancels a move', async () => {
    const cluster = await started();
    await cluster.createTopic('orders', [[1, 2]]);
    const move = (target: readonly number[] | undefined) =>
      codes(cluster, { kind: 'reassignPartitions', reassignments: [{ topic: 'orders', partition: 0, target }] });
    expect(await move(undefined)).toEqual(['NO_REASSIGNMENT_IN_PROGRESS']);
    expect(await move([9])).toEqual(['INVALID_REPLICA_ASSIGNMENT']);
    expect(await move([2, 3])).toEqual(['ok']);
    expect(cluster.partition('orders')).toMatchObject({
      replicas: [2, 3, 1],
      addingReplicas: [3],
      removingReplicas: [1],
      leader: 1,
    });
    expect(await move(undefined)).toEqual(['ok']);
    expect(cluster.partition('orders')).toMatchObject({ replicas: [2, 1], addingReplicas: [], removingReplicas: [] });
    // A new order alone is done at once.
    expect(await move([1, 2])).toEqual(['ok']);
    expect(cluster.partition('orders')).toMatchObject({ replicas: [1, 2], addingReplicas: [] });
    await cluster.stop();
  });

  it('raises a feature only to what every broker supports', async () => {
    const cluster = await started();
    const update = (name: string, level: number, allowDowngrade = false) =>
      cluster.execute({ kind: 'updateFeatures', updates: [{ name, level, allowDowngrade }] });
    await expect(update('streams', 1)).rejects.toMatchObject({ code: 'FEATURE_UPDATE_FAILED' });
    await expect(update('metadata.version', 2)).rejects.toMatchObject({ code: 'FEATURE_UPDATE_FAILED' });
    await update('metadata.version', 1);
    const features = [...supportedFeatures, { name: 'streams', minLevel: 0, maxLevel: 2 }];
    for (const id of [1, 2, 3]) await cluster.join(id, { features });
    await update('streams', 2);
    expect(cluster.image.features().get('streams')).toBe(2);
    await expect(update('streams', 1)).rejects.toMatchObject({ code: 'FEATURE_UPDATE_FAILED' });
    await update('streams', 0, true);
    expect(cluster.image.features().has('streams')).toBe(false);
  });

  it('a new cluster begins with the newest way of transactions, which may be given up', async () => {
    const cluster = await started();
    expect(cluster.image.features().get(TRANSACTION_FEATURE)).toBe(TRANSACTION_LEVEL_MAX);
    const updates = [{ name: TRANSACTION_FEATURE, level: 0, allowDowngrade: true }];
    await cluster.execute({ kind: 'updateFeatures', updates });
    expect(cluster.image.features().has(TRANSACTION_FEATURE)).toBe(false);
    await cluster.stop();
  });
});
