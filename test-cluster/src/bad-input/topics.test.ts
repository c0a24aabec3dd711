import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClusterUnderTest, refusalOf } from './cluster-under-test.js';

/** What an administrator may ask for by mistake: refused with what, why and what next, and nothing else happens. */
let test: ClusterUnderTest;

beforeAll(async () => {
  test = await ClusterUnderTest.start({ controllers: 1, brokers: 3 });
  await test.client.admin().topics.create('orders', { partitions: 3 });
});
afterAll(async () => {
  await test.close();
});

describe('topics', () => {
  const create = (name: string, options: object = {}) => refusalOf(test.client.admin().topics.create(name, options));

  const letters = (name: string) => `'${name}' is not a topic name: use letters, digits, '.', '_' and '-' only`;

  it.each([
    ['an empty name', '', 'the topic name is empty: give it 1 to 249 characters'],
    ['a space', 'two words', letters('two words')],
    ['a path', '../etc/passwd', letters('../etc/passwd')],
    ['a dot alone', '.', "'.' cannot be a topic name: it stands for a directory"],
    ['two dots', '..', "'..' cannot be a topic name: it stands for a directory"],
    ['a line break', 'a\nb', letters('a\\nb')],
    ['250 characters', 'x'.repeat(250), 'the topic name has 250 characters and may have 249'],
    ['a letter beyond ASCII', 'commandé', letters('commandé')],
  ])('refuses %s', async (_what, name, message) => {
    expect(await create(name)).toEqual({ code: 'INVALID_TOPIC_EXCEPTION', message });
  });

  it('refuses a name that collides with another one in metric names', async () => {
    await test.client.admin().topics.create('a.b', { partitions: 1 });
    const refusal = await create('a_b', { partitions: 1 });
    expect(refusal).toEqual({
      code: 'INVALID_TOPIC_EXCEPTION',
      message: "'a_b' collides with topic 'a.b': names may not differ only in '.' and '_'",
    });
    // Gone with its cause.
    await test.client.admin().topics.delete('a.b');
    await test.client.admin().topics.create('a_b', { partitions: 1 });
  });

  it('refuses a name that exists', async () => {
    expect(await create('orders')).toEqual({
      code: 'TOPIC_ALREADY_EXISTS',
      message: "topic 'orders' exists already",
    });
  });

  it.each([
    [4, 'replication factor 4 needs as many brokers, and 3 are registered'],
    [-7, 'a replication factor is at least 1, not -7'],
  ])('refuses replication %d with three brokers', async (replicationFactor, message) => {
    expect(await create('wide', { replicationFactor })).toEqual({ code: 'INVALID_REPLICATION_FACTOR', message });
  });

  it.each([
    [-1, 'a topic has at least 1 partition, not -1'],
    [20_001, '20001 partitions in one request and 20000 are allowed: ask several times'],
  ])('refuses %d partitions', async (partitions, message) => {
    expect(await create('many', { partitions })).toEqual({ code: 'INVALID_PARTITIONS', message });
  });

  it('refuses assignments to brokers that are not there, or twice to one', async () => {
    const code = 'INVALID_REPLICA_ASSIGNMENT';
    const [broker] = await test.client.brokers();
    const id = broker?.id ?? 0;
    expect(await create('placed', { assignments: [[id, 99]] })).toEqual({
      code,
      message: 'the assignment of partition 0 names broker 99, which is not registered',
    });
    expect(await create('placed', { assignments: [[id, id]] })).toEqual({
      code,
      message: 'the assignment of partition 0 names a broker twice',
    });
  });

  it.each([
    ['an unknown key', { 'retention.msec': '1000' }, /retention\.msec/],
    ['a word for a number', { 'retention.ms': 'a week' }, /retention\.ms.*a week/],
    ['a number out of range', { 'segment.bytes': '1' }, /segment\.bytes.*1/],
    ['a value that is not in the list', { 'cleanup.policy': 'shred' }, /cleanup\.policy.*shred.*(compact|delete)/],
  ])('refuses %s in the settings of a topic', async (_what, configs, message) => {
    const refusal = await create('settings', { configs });
    expect(refusal.code).toBe('INVALID_CONFIG');
    expect(refusal.message).toMatch(message);
  });

  it('none of the refused topics exists', async () => {
    const names = (await test.client.admin().topics.list()).map((topic) => topic.name);
    expect(names.filter((name) => !name.startsWith('proof-'))).toEqual(['a_b', 'orders']);
  });
});

describe('changes of a topic', () => {
  it.each([
    [
      2,
      "topic 'orders' has 3 partitions and cannot go down to 2: partitions are only ever added. " +
        'To have fewer, create another topic and copy the records',
    ],
    [3, "topic 'orders' has 3 partitions already"],
    [0, 'a topic has at least 1 partition, not 0'],
  ])('refuses a change from 3 partitions to %d', async (count, message) => {
    const refusal = await refusalOf(test.client.admin().topics.addPartitions('orders', count));
    expect(refusal).toEqual({ code: 'INVALID_PARTITIONS', message });
    expect((await test.client.admin().topics.get('orders')).partitionCount).toBe(3);
  });

  it('refuses unknown keys and bad values, and changes none of the others of the same request', async () => {
    const config = test.client.admin().configs;
    const good = { key: 'retention.ms', operation: 'SET', value: '60000' } as const;
    for (const [key, value] of [
      ['retention.hours', '1'],
      ['min.insync.replicas', '0'],
      ['max.message.bytes', 'big'],
    ] as const) {
      const changes = [good, { key, operation: 'SET', value } as const];
      const refusal = await refusalOf(config.update({ topic: 'orders' }, changes));
      expect(refusal.code).toBe('INVALID_CONFIG');
      expect(refusal.message).toContain(key);
    }
    const { entries } = await config.get({ topic: 'orders' }, ['retention.ms']);
    expect(entries[0]?.value).not.toBe('60000');
  });

  it('knows no topic of another name', async () => {
    const { topics } = test.client.admin();
    const calls = [
      () => topics.delete('nowhere'),
      () => topics.get('nowhere'),
      () => topics.addPartitions('nowhere', 9),
    ];
    for (const call of calls) {
      expect(await refusalOf(call())).toEqual({
        code: 'UNKNOWN_TOPIC_OR_PARTITION',
        message: expect.stringContaining("'nowhere'"),
      });
    }
  });
});

describe('the cluster', () => {
  it('is sound after all that', async () => {
    expect(await test.proof()).toBe('sound');
  });
});
