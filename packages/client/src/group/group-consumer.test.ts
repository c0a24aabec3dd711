import { isDraveError, type TopicPartition } from '@drave/base';
import { SimWorld } from '@drave/env/sim';
import { numberedBatch } from '@drave/records/testing';
import { readBatchInfo } from '@drave/records';
import { SimTransport } from '@drave/rpc/sim';
import { describe, expect, it } from 'vitest';
import { Client } from '../client.js';
import type { RawConsumer } from '../consumer/raw-consumer.js';
import type { ConsumerOptions } from '../options.js';
import { FAKE_PORT, FakeCluster } from '../testing/index.js';

async function setUp(partitions = 4) {
  const world = new SimWorld({ seed: 7 });
  const cluster = new FakeCluster(world);
  await cluster.start(3);
  cluster.createTopic('t', partitions);
  const group = cluster.group('g');
  return { world, cluster, group };
}

type Setup = Awaited<ReturnType<typeof setUp>>;

/** A consumer with a client on a simulated host of its own. */
function createConsumer({ world }: Setup, name: string, options: ConsumerOptions = {}) {
  const host = world.createHost(name);
  const bootstrap = [{ host: 'broker2', port: FAKE_PORT }];
  const client = new Client({ env: host.env, transport: new SimTransport(host), bootstrap });
  const consumer = client.rawConsumer({
    groupId: 'g',
    autoOffsetReset: 'earliest',
    autoCommitIntervalMs: 500,
    ...options,
  });
  return { host, client, consumer };
}

/** Appends ten records to each partition. */
function fill({ cluster }: Setup, topic = 't'): void {
  for (const log of cluster.topics.get(topic)?.partitions ?? []) {
    const batch = numberedBatch(log.endOffset, 10, {}, '');
    log.append(batch, { ...readBatchInfo(batch, 0), producerId: -1 });
  }
}

/** Polls `polls` times, and resolves with what came, as `partition:offset`. */
async function read(consumer: RawConsumer, polls: number, timeoutMs = 100): Promise<string[]> {
  const seen: string[] = [];
  for (let count = 0; count < polls; count++) {
    for (const { partition, records } of await consumer.poll({ timeoutMs })) {
      for (const { offset } of records) seen.push(`${partition}:${offset}`);
    }
  }
  return seen;
}

function indexes(consumer: RawConsumer): number[] {
  return consumer
    .assignment()
    .map(({ partition }) => partition)
    .sort();
}

function listed(partitions: readonly TopicPartition[]): string {
  return partitions.map(({ topic, partition }) => `${topic}-${partition}`).join();
}

describe('a consumer in a group', () => {
  it('gets everything alone, and shares with whoever comes', async () => {
    const setup = await setUp();
    fill(setup);
    const told: string[] = [];
    const { consumer: first } = createConsumer(setup, 'first');
    first.subscribe('t', {
      assigned: (partitions) => void told.push(`+${listed(partitions)}`),
      revoked: (partitions) => void told.push(`-${listed(partitions)}`),
    });
    const seen = await setup.world.finish(read(first, 5));
    expect(seen).toHaveLength(40);
    expect(indexes(first)).toEqual([0, 1, 2, 3]);
    expect(first.membership?.epoch).toBeGreaterThan(0);

    const { consumer: second } = createConsumer(setup, 'second');
    second.subscribe('t');
    const both = Promise.all([read(first, 10), read(second, 10)]);
    const [more, others] = await setup.world.finish(both);
    // No record comes twice, because the first consumer committed before its partitions were revoked.
    expect(more).toEqual([]);
    expect(others).toEqual([]);
    expect(indexes(first)).toHaveLength(2);
    expect([...indexes(first), ...indexes(second)].sort()).toEqual([0, 1, 2, 3]);
    expect(told[0]).toBe('+t-0,t-1,t-2,t-3');
    expect(told[1]).toMatch(/^-t-\d,t-\d$/);

    fill(setup);
    const parts = await setup.world.finish(Promise.all([read(first, 5), read(second, 5)]));
    expect(parts.flat().sort()).toHaveLength(40);
    expect(new Set(parts.flat()).size).toBe(40);
    await setup.world.finish(Promise.all([first.close(), second.close()]));
    expect(setup.group.members.size).toBe(0);
  });

  it('follows topics that come later, by name or by expression', async () => {
    const setup = await setUp(1);
    const { consumer } = createConsumer(setup, 'c');
    consumer.subscribe({ regex: 't.*' });
    await setup.world.finish(read(consumer, 3));
    setup.cluster.createTopic('t2', 1);
    fill(setup, 't2');
    await setup.world.finish(read(consumer, 10));
    expect(consumer.assignment()).toEqual([
      { topic: 't', partition: 0 },
      { topic: 't2', partition: 0 },
    ]);
    consumer.subscribe(['t2']);
    await setup.world.finish(read(consumer, 5));
    expect(consumer.assignment()).toEqual([{ topic: 't2', partition: 0 }]);
  });

  it('does not let go of a partition before its listener is done', async () => {
    const setup = await setUp(2);
    const first = createConsumer(setup, 'first').consumer;
    let release: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    first.subscribe('t', { revoked: () => gate });
    await setup.world.finish(read(first, 3));
    const second = createConsumer(setup, 'second').consumer;
    second.subscribe('t');
    const held = first.poll({ timeoutMs: 3000 });
    await setup.world.finish(read(second, 10));
    expect(indexes(second)).toEqual([]);
    release();
    await setup.world.finish(Promise.all([held, read(second, 10)]));
    expect(indexes(second)).toHaveLength(1);
  });

  it('gives up everything at once when it is fenced, says so, and comes back', async () => {
    const setup = await setUp(2);
    fill(setup);
    const told: string[] = [];
    const { consumer } = createConsumer(setup, 'c', { enableAutoCommit: false });
    consumer.subscribe('t', {
      assigned: (partitions) => void told.push(`+${partitions.length}`),
      lost: (partitions) => void told.push(`lost ${partitions.length}`),
    });
    expect(await setup.world.finish(read(consumer, 3))).toHaveLength(20);
    const memberId = consumer.membership?.memberId ?? '';
    setup.group.remove(memberId);
    await setup.world.runFor(300);
    // What was fetched ahead before the membership was lost is not handed out.
    const again = await setup.world.finish(read(consumer, 5));
    expect(told).toEqual(['+2', 'lost 2', '+2']);
    // Nothing was committed, so everything is handed out again.
    expect(again).toHaveLength(20);
    expect(consumer.membership?.memberId).toBe(memberId);
  });

  it('takes its partitions up anew when it comes back under the epoch that it had', async () => {
    const setup = await setUp(1);
    fill(setup);
    const told: string[] = [];
    const { consumer } = createConsumer(setup, 'c', { enableAutoCommit: false, maxPollRecords: 4 });
    consumer.subscribe('t', {
      assigned: (partitions) => void told.push(`+${listed(partitions)}`),
      lost: (partitions) => void told.push(`lost ${listed(partitions)}`),
    });
    await setup.world.finish(read(consumer, 1));
    await setup.world.finish(consumer.commit());
    expect(await setup.world.finish(read(consumer, 1))).toEqual(['0:4', '0:5', '0:6', '0:7']);
    const before = consumer.membership;
    // A former coordinator, which does not know that it is deposed, ends the session; the current one never missed the
    // member.
    let denials = 1;
    setup.cluster.onGroupCall = (method) => (method === 'heartbeat' && denials-- > 0 ? 'UNKNOWN_MEMBER_ID' : undefined);
    await setup.world.runFor(300);
    expect(await setup.world.finish(read(consumer, 1))).toEqual(['0:4', '0:5', '0:6', '0:7']);
    expect(told).toEqual(['+t-0', 'lost t-0', '+t-0']);
    expect(consumer.membership).toEqual(before);
  });

  it('goes on when the coordinator moves, loads, or loses answers', async () => {
    const setup = await setUp(2);
    const { consumer } = createConsumer(setup, 'c');
    consumer.subscribe('t');
    await setup.world.finish(read(consumer, 3));
    setup.cluster.coordinatorId = 3;
    let faults = 0;
    setup.cluster.onGroupCall = (method) => {
      if (method === 'findCoordinator') return faults++ < 2 ? 'COORDINATOR_NOT_AVAILABLE' : undefined;
      return faults++ < 6 ? 'COORDINATOR_LOAD_IN_PROGRESS' : undefined;
    };
    fill(setup);
    expect(await setup.world.finish(read(consumer, 20))).toHaveLength(20);
    setup.cluster.onGroupCall = (method) => (method === 'heartbeat' ? 'silence' : undefined);
    await setup.world.runFor(2000);
    setup.cluster.onGroupCall = () => undefined;
    await setup.world.finish(read(consumer, 80));
    expect(indexes(consumer)).toEqual([0, 1]);
    await setup.world.finish(consumer.commit());
    expect(setup.group.offsets.get('t-0')?.offset).toBe(10);
  });

  it('leaves its place to others when it does not poll for too long', async () => {
    const setup = await setUp(2);
    const lost: string[] = [];
    const { consumer } = createConsumer(setup, 'slow', { maxPollIntervalMs: 1000 });
    consumer.subscribe('t', { lost: (partitions) => void lost.push(listed(partitions)) });
    await setup.world.finish(read(consumer, 3));
    expect(setup.group.members.size).toBe(1);
    await setup.world.runFor(1500);
    expect(setup.group.members.size).toBe(0);
    await setup.world.finish(read(consumer, 3));
    expect(lost).toEqual(['t-0,t-1']);
    expect(indexes(consumer)).toEqual([0, 1]);
  });

  it('that is static keeps its place over a restart', async () => {
    const setup = await setUp(2);
    const { consumer, client } = createConsumer(setup, 'one', { groupInstanceId: 'i' });
    consumer.subscribe('t');
    await setup.world.finish(read(consumer, 3));
    const { epoch } = setup.group;
    await setup.world.finish(client.close());
    expect(setup.group.members.size).toBe(1);
    const next = createConsumer(setup, 'two', { groupInstanceId: 'i' }).consumer;
    next.subscribe('t');
    await setup.world.finish(read(next, 3));
    expect(indexes(next)).toEqual([0, 1]);
    expect(setup.group.members.size).toBe(1);
    expect(setup.group.epoch).toBeLessThanOrEqual(epoch + 1);
  });

  it('passes on what only the application can mend', async () => {
    const setup = await setUp(1);
    setup.cluster.onGroupCall = (method) => (method === 'heartbeat' ? 'GROUP_MAX_SIZE_REACHED' : undefined);
    const { consumer } = createConsumer(setup, 'c');
    consumer.subscribe('t');
    const outcome = setup.world.finish(read(consumer, 3).catch((reason: unknown) => reason));
    expect(isDraveError(await outcome, 'GROUP_MAX_SIZE_REACHED')).toBe(true);
  });
});

describe('committed offsets', () => {
  it('are where the next one begins', async () => {
    const setup = await setUp(1);
    fill(setup);
    const first = createConsumer(setup, 'first', { enableAutoCommit: false, maxPollRecords: 4 });
    first.consumer.subscribe('t');
    expect(await setup.world.finish(read(first.consumer, 1))).toEqual(['0:0', '0:1', '0:2', '0:3']);
    await setup.world.finish(first.consumer.commit());
    expect(await setup.world.finish(first.consumer.committed([{ topic: 't', partition: 0 }]))).toMatchObject([
      { topic: 't', partition: 0, offset: 4 },
    ]);
    await setup.world.finish(first.client.close());
    const second = createConsumer(setup, 'second').consumer;
    second.subscribe('t');
    expect((await setup.world.finish(read(second, 3)))[0]).toBe('0:4');
  });

  it('of a place that was lost are never committed in the name of the next one', async () => {
    const setup = await setUp(1);
    fill(setup);
    const { consumer } = createConsumer(setup, 'c', { enableAutoCommit: false });
    consumer.subscribe('t');
    expect(await setup.world.finish(read(consumer, 1))).toHaveLength(10);
    const { memberId = '', epoch = 0 } = consumer.membership ?? {};
    setup.group.remove(memberId);
    // The commit is retried until the member has joined again; other members may have had the partitions meanwhile.
    const isBack = () => (consumer.membership?.epoch ?? 0) > epoch;
    setup.cluster.onGroupCall = (method) =>
      method === 'commit' && !isBack() ? 'COORDINATOR_LOAD_IN_PROGRESS' : undefined;
    const commit = consumer.commit().then(
      () => 'committed',
      (reason: unknown) => isDraveError(reason) && reason.code,
    );
    expect(await setup.world.finish(commit)).toBe('UNKNOWN_MEMBER_ID');
    expect(isBack()).toBe(true);
    expect(setup.group.commits).toEqual([]);
  });

  it('never cover, when committed automatically, what the application has not come back from', async () => {
    const setup = await setUp(1);
    fill(setup);
    const { consumer } = createConsumer(setup, 'c', { autoCommitIntervalMs: 50 });
    consumer.subscribe('t');
    const committed = () => setup.group.offsets.get('t-0')?.offset;
    const run = async () => {
      for await (const { record } of consumer.records()) {
        // Processing takes longer than the interval of automatic commits.
        await setup.world.createHost(`work${record.offset}`).env.timers.sleep(200);
        expect(committed() ?? 0).toBeLessThanOrEqual(record.offset);
        if (record.offset === 5) break;
      }
    };
    await setup.world.finish(run());
    await setup.world.finish(consumer.close());
    expect(committed()).toBe(5);
  });

  it('never go back by an automatic commit behind one by hand, but after a seek they may', async () => {
    const setup = await setUp(1);
    fill(setup);
    const { consumer } = createConsumer(setup, 'c', { autoCommitIntervalMs: 50 });
    consumer.subscribe('t');
    expect(await setup.world.finish(read(consumer, 1))).toHaveLength(10);
    await setup.world.finish(consumer.commit());
    await setup.world.runFor(500);
    expect(setup.group.commits.map(({ offset }) => offset)).toEqual([10]);
    await setup.world.finish(consumer.commit([{ topic: 't', partition: 0, offset: 7 }]));
    consumer.seek({ topic: 't', partition: 0 }, 3);
    await setup.world.runFor(500);
    expect(setup.group.offsets.get('t-0')?.offset).toBe(3);
  });

  it('can be kept for partitions that are assigned by hand', async () => {
    const setup = await setUp(1);
    fill(setup);
    const { consumer } = createConsumer(setup, 'c', { enableAutoCommit: false });
    const place = { topic: 't', partition: 0 };
    await setup.world.finish(consumer.commit([{ ...place, offset: 6, metadata: 'note' }]));
    consumer.assign([place]);
    expect((await setup.world.finish(read(consumer, 3)))[0]).toBe('0:6');
    expect((await setup.world.finish(consumer.committed([place])))[0]).toMatchObject({ offset: 6, metadata: 'note' });
  });

  it('need a group', async () => {
    const setup = await setUp(1);
    const host = setup.world.createHost('c');
    const bootstrap = [{ host: 'broker1', port: FAKE_PORT }];
    const client = new Client({ env: host.env, transport: new SimTransport(host), bootstrap });
    const consumer = client.rawConsumer();
    expect(() => consumer.subscribe('t')).toThrow(/no group/);
    await expect(consumer.commit()).rejects.toThrow(/no group/);
    expect(() => client.rawConsumer({ groupId: '' })).toThrow(/must not be empty/);
  });
});
