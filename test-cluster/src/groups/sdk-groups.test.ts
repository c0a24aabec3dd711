import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deferred } from '@drave/base';
import { Client, type RawConsumer, stringDeserializer } from '@drave/client';
import { LocalCluster, nodeRuntime } from '@drave/cluster';
import { silentLogger } from '@drave/env';
import { createNodeEnv } from '@drave/env/node';
import { GrpcTransport } from '@drave/rpc/grpc';
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drave, startDrave } from '../command-line.js';
import { addressesOf } from '../../compat/suites/broker.js';
import { boundMs, Deadline } from '../bounds.js';

/** Bounds are those of a normal machine until a `Deadline` or `boundMs` has them. */
const normalSessionMs = 3_000;
const sessionMs = boundMs(normalSessionMs, 'a session');
/** The time from a coordinator's death until its groups are served by another broker. */
const coordinatorBackMs = 10_000;
const partitions = 4;

describe('groups of the SDK on real processes', () => {
  let cluster: LocalCluster;
  let client: Client;
  let home: string;
  const bootstrap = () => addressesOf(cluster).drave;

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'drave-groups-'));
    cluster = await LocalCluster.start(nodeRuntime, {
      brokerConfig: {
        'group.consumer.session.timeout.ms': sessionMs,
        'group.consumer.heartbeat.interval.ms': 300,
        'offsets.topic.num.partitions': 8,
      },
    });
    const env = createNodeEnv({ logger: silentLogger });
    client = new Client({ env, transport: new GrpcTransport(), bootstrap: cluster.grpcBootstrap });
  });
  afterAll(async () => {
    await client.close();
    await cluster.close();
    rmSync(home, { recursive: true });
  });

  async function createTopic(topic: string): Promise<void> {
    await client.admin().topics.create(topic, { partitions });
  }

  /** Numbers from `first` on, dealt out to the partitions in turn. */
  async function produce(topic: string, first: number, count: number): Promise<void> {
    const producer = client.producer();
    const numbers = Array.from({ length: count }, (_, index) => first + index);
    await Promise.all(
      numbers.map((number) => producer.send({ topic, partition: number % partitions, value: String(number) })),
    );
    await producer.close();
  }

  function newConsumer(groupId: string, topic: string): RawConsumer {
    const consumer = client.rawConsumer({ groupId, autoOffsetReset: 'earliest', autoCommitIntervalMs: 200 });
    consumer.subscribe(topic);
    return consumer;
  }

  const soon = (): Deadline => new Deadline(30_000, 'a group has read what there is');
  const coordinatorIsBack = (): Deadline => new Deadline(coordinatorBackMs, 'a coordinator is back');

  async function readUntil(
    consumer: RawConsumer,
    seen: Set<string>,
    done: () => boolean,
    deadline: Deadline,
  ): Promise<void> {
    while (!done()) {
      expect(await deadline.isOver(), `${seen.size} values were seen`).toBe(false);
      for (const { records } of await consumer.poll({ timeoutMs: 100 })) {
        for (const { value } of records) seen.add(value?.toString() ?? '');
      }
    }
  }

  it('a member that is killed loses its partitions within its session, and nothing is lost', async () => {
    await createTopic('shared');
    const seen = new Set<string>();
    const consumer = newConsumer('sharers', 'shared');
    await readUntil(consumer, seen, () => consumer.assignment().length === partitions, soon());
    const other = startDrave(home, ['consume', 'shared', '-g', 'sharers', '--bootstrap', bootstrap()]);
    await readUntil(consumer, seen, () => consumer.assignment().length === partitions / 2, soon());
    await produce('shared', 0, 200);
    await readUntil(consumer, seen, () => seen.size + other.stdout().trim().split('\n').length >= 200, soon());
    expect(seen.size).toBe(100);

    other.child.kill('SIGKILL');
    const killedMs = performance.now();
    const taken = new Deadline(normalSessionMs + 5_000, 'partitions of a killed member are taken over', killedMs);
    await produce('shared', 200, 200);
    await readUntil(consumer, seen, () => consumer.assignment().length === partitions, taken);
    expect(await taken.holds(performance.now() - killedMs)).toBe(true);
    // What the killed member had printed and not committed is read again.
    const printed = other.stdout().trim().split('\n');
    const all = () => new Set([...seen, ...printed]).size;
    await readUntil(consumer, seen, () => all() >= 400, soon());
    expect(all()).toBe(400);
    await consumer.close();
  });

  it('goes on when its coordinator is killed, and committed offsets never go back', async () => {
    await createTopic('steady');
    const consumer = newConsumer('steady-group', 'steady');
    const seen = new Set<string>();
    const places = Array.from({ length: partitions }, (_, partition) => ({ topic: 'steady', partition }));
    const highest = places.map(() => 0);
    const check = async () => {
      const committed = await consumer.committed(places);
      for (const [index, { offset = 0 }] of committed.entries()) {
        expect(offset).toBeGreaterThanOrEqual(highest[index] ?? 0);
        highest[index] = offset;
      }
    };
    await produce('steady', 0, 100);
    await readUntil(consumer, seen, () => seen.size === 100, soon());
    await consumer.commit();
    await check();
    for (let round = 1; round <= 3; round++) {
      const { coordinatorId } = await client.admin().groups.describe('steady-group');
      const node = cluster.nodes.find(({ id }) => id === coordinatorId);
      const killed = await cluster.kill(node?.name ?? '', { wait: false });
      await produce('steady', round * 100, 100);
      await readUntil(consumer, seen, () => seen.size === (round + 1) * 100, coordinatorIsBack());
      await consumer.commit(undefined, { timeoutMs: boundMs(coordinatorBackMs, 'a coordinator is back') });
      await check();
      await cluster.start(killed);
      await check();
    }
    // The next consumer begins where this one ended.
    await consumer.close();
    const next = newConsumer('steady-group', 'steady');
    const again = new Set<string>();
    await readUntil(next, again, () => next.assignment().length === partitions, soon());
    await produce('steady', 400, 4);
    await readUntil(next, again, () => again.size >= 4, soon());
    expect([...again].sort()).toEqual(['400', '401', '402', '403']);
    await next.close();
  });

  it('has handlers that keep the order of each key while a leader is killed, and lose nothing', async () => {
    await createTopic('handled');
    await client.admin().topics.create('not-handled', { partitions: 1 });
    const keys = Array.from({ length: 20 }, (_, index) => `key-${index}`);
    const producer = client.producer();
    const send = (value: number) =>
      Promise.all(keys.map((key) => producer.send({ topic: 'handled', key, value: String(value) })));
    for (let value = 0; value < 10; value++) await send(value);
    const consumer = client.consumer({
      groupId: 'handlers',
      autoOffsetReset: 'earliest',
      autoCommitIntervalMs: 200,
      keyDeserializer: stringDeserializer,
      valueDeserializer: stringDeserializer,
    });
    consumer.subscribe('handled');
    const handled = new Map(keys.map((key) => [key, new Set<number>()]));
    const running = new Set<string>();
    const overlaps: string[] = [];
    const all = deferred();
    const run = consumer.run(
      async ({ key, value }) => {
        const name = key ?? '';
        if (running.has(name)) overlaps.push(`${name} ${value}`);
        running.add(name);
        await new Promise(setImmediate);
        running.delete(name);
        if (name === 'key-7' && value === '5') throw new Error('out of fuel');
        handled.get(name)?.add(Number(value));
        if ([...handled.values()].every((values) => values.has(19))) all.resolve();
      },
      { concurrency: 8, by: 'key', retry: { retries: 1, backoffMs: 10 }, deadLetterTopic: 'not-handled' },
    );
    const killed = await cluster.kill('leader:handled/0');
    for (let value = 10; value < 20; value++) await send(value);
    await Promise.race([all.promise, run]);
    await consumer.close();
    await run;
    await cluster.start(killed);
    expect(overlaps).toEqual([]);
    // A set keeps the order in which its values came first, so what came a second time after a failure does not count.
    const expected = Array.from({ length: 20 }, (_, value) => value);
    for (const [key, values] of handled) {
      const wanted = key === 'key-7' ? expected.filter((value) => value !== 5) : expected;
      expect({ key, values: [...values] }).toEqual({ key, values: wanted });
    }
    const offsets = await client.admin().groups.offsets('handlers');
    expect(offsets.map(({ lag }) => lag)).toEqual([0, 0, 0, 0]);
    const letters = client.consumer({ autoOffsetReset: 'earliest' });
    letters.assign([{ topic: 'not-handled', partition: 0 }]);
    for await (const { key, value, headers } of letters) {
      expect(`${key} ${value}`).toBe('key-7 5');
      const told = new Map(headers.map((header) => [header.key, `${header.value}`]));
      expect(told.get('dlq.topic')).toBe('handled');
      expect(told.get('dlq.attempts')).toBe('2');
      expect(told.get('dlq.error')).toBe('out of fuel');
      break;
    }
    await letters.close();
    await producer.close();
  });

  it('is one group among others: a classic one of kafkajs reads the same topic by itself', async () => {
    await createTopic('common');
    await produce('common', 0, 40);
    const kafka = new kafkajs.Kafka({
      clientId: 'kafkajs',
      brokers: addressesOf(cluster).kafka.split(','),
      logLevel: kafkajs.logLevel.NOTHING,
    });
    const classic = kafka.consumer({ groupId: 'classic-group', sessionTimeout: 6_000, heartbeatInterval: 300 });
    const theirs = new Set<string>();
    await classic.connect();
    await classic.subscribe({ topics: ['common'], fromBeginning: true });
    await classic.run({
      eachMessage: ({ message }) => {
        theirs.add(message.value?.toString() ?? '');
        return Promise.resolve();
      },
    });
    const ours = new Set<string>();
    const consumer = newConsumer('consumer-group', 'common');
    await readUntil(consumer, ours, () => ours.size === 40 && theirs.size === 40, soon());
    const groups = await client.admin().groups.list();
    expect(groups.filter(({ groupId }) => /^(classic|consumer)-group$/.test(groupId))).toMatchObject([
      { groupId: 'classic-group', type: 'classic', state: 'Stable' },
      { groupId: 'consumer-group', type: 'consumer', state: 'Stable' },
    ]);
    const described = await client.admin().groups.describe('classic-group');
    expect(described.members[0]?.assigned).toEqual([{ topic: 'common', partitions: [0, 1, 2, 3] }]);
    await classic.disconnect();
    await consumer.close();
  });

  it('is seen, reset and deleted from the command line', async () => {
    const run = async (...parameters: string[]) => {
      const { exitCode, stdout, stderr } = await drave(home, [...parameters, '--bootstrap', bootstrap(), '-o', 'json']);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      return JSON.parse(stdout) as unknown;
    };
    await createTopic('cli');
    await produce('cli', 0, 40);
    const consumer = newConsumer('cli-group', 'cli');
    const seen = new Set<string>();
    await readUntil(consumer, seen, () => seen.size === 40, soon());
    await consumer.commit();
    await produce('cli', 40, 4);
    expect(await run('group', 'ls', 'cli')).toMatchObject([{ group: 'cli-group', type: 'consumer', state: 'Stable' }]);
    expect(await run('group', 'describe', 'cli-group')).toMatchObject([
      { group: 'cli-group', members: [{ clientId: 'drave', assigned: [{ topic: 'cli', partitions: [0, 1, 2, 3] }] }] },
    ]);
    expect(await run('group', 'lag', 'cli-group')).toMatchObject(
      Array.from({ length: partitions }, (_, partition) => ({ partition, committed: 10, end: 11, lag: 1 })),
    );
    const refused = await drave(home, ['group', 'delete', 'cli-group', '--bootstrap', bootstrap()]);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain("group 'cli-group' has 1 members: stop them first");
    await consumer.close();

    expect(await run('group', 'seek', 'cli-group', '--to', '-4', '-t', 'cli:0')).toEqual([
      { topic: 'cli', partition: 0, old: 10, new: 6 },
    ]);
    expect(await run('group', 'lag', 'cli-group')).toMatchObject([{ committed: 10 }, {}, {}, {}]);
    await run('group', 'seek', 'cli-group', '--to', 'end', '--yes');
    expect(await run('group', 'lag', 'cli-group')).toMatchObject([{ committed: 11, lag: 0 }, {}, {}, {}]);
    expect(await run('group', 'offset-delete', 'cli-group', 'cli:3')).toEqual([
      { topic: 'cli', partition: 3, old: 11, new: null },
    ]);
    await run('group', 'delete', 'cli-group');
    expect(await run('group', 'ls', 'cli')).toEqual([]);
  });
});
