import { errors, UUID_ZERO, type ErrorCode } from '@drave/base';
import { apis, type CreateTopicsRequestInput, type CreateTopicsRequestTopicInput } from '@drave/kafka-protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { AdminBench, type AdminBenchOptions } from '../testing/admin-bench.js';
import { createTopicsRow } from './19-create-topics.js';
import { deleteTopicsRow } from './20-delete-topics.js';
import { createPartitionsRow } from './37-create-partitions.js';
import { describeTopicPartitionsRow } from './75-describe-topic-partitions.js';

let bench: AdminBench;

afterEach(() => bench.stop());

async function start(options: AdminBenchOptions = {}): Promise<void> {
  bench = await AdminBench.start({ file: { 'num.partitions': '2', 'default.replication.factor': '3' }, ...options });
}

function topic(name: string, change: Partial<CreateTopicsRequestTopicInput> = {}): CreateTopicsRequestTopicInput {
  return { name, numPartitions: -1, replicationFactor: -1, assignments: [], configs: [], ...change };
}

async function create(
  version: number,
  topics: readonly CreateTopicsRequestTopicInput[],
  change: Partial<CreateTopicsRequestInput> = {},
) {
  return (await bench.ask(createTopicsRow, apis.CreateTopics, version, { topics, timeoutMs: 5_000, ...change })).topics;
}

function nameOf(errorCode: number): ErrorCode | 'none' {
  const found = Object.entries(errors).find(([, row]) => row.kafka === errorCode);
  return errorCode === 0 ? 'none' : ((found?.[0] ?? 'UNKNOWN_SERVER_ERROR') as ErrorCode);
}

const namesOf = (answers: readonly { readonly errorCode: number }[]) => answers.map((each) => nameOf(each.errorCode));

describe('CreateTopics', () => {
  it.each([2, 3, 4, 5, 6, 7])('version %i: makes topics with defaults and by assignment', async (version) => {
    await start();
    const assignments = [
      { partitionIndex: 1, brokerIds: [3, 1] },
      { partitionIndex: 0, brokerIds: [2, 3] },
    ];
    const configs = [{ name: 'retention.ms', value: '5000' }];
    const [plain, manual] = await create(version, [topic('plain', { configs }), topic('manual', { assignments })]);
    expect([plain?.errorCode, manual?.errorCode]).toEqual([0, 0]);
    expect(bench.cluster.image.topicByName('plain')?.partitionCount).toBe(2);
    expect(bench.cluster.partition('manual', 0).replicas).toEqual([2, 3]);
    expect(bench.cluster.partition('manual', 1).replicas).toEqual([3, 1]);
    if (version < 5) return;
    expect(plain).toMatchObject({ numPartitions: 2, replicationFactor: 3, topicConfigErrorCode: 0 });
    expect(manual).toMatchObject({ numPartitions: 2, replicationFactor: 2 });
    const retention = plain?.configs?.find(({ name }) => name === 'retention.ms');
    expect(retention).toEqual({
      name: 'retention.ms',
      value: '5000',
      readOnly: false,
      configSource: 1,
      isSensitive: false,
    });
    expect(plain?.configs?.find(({ name }) => name === 'cleanup.policy')).toMatchObject({
      value: 'delete',
      configSource: 5,
    });
    expect(plain?.topicId).toBe(version < 7 ? UUID_ZERO : bench.cluster.image.topicByName('plain')?.id);
  });

  it('refuses each topic for its own reason, with empty configurations instead of null', async () => {
    await start();
    await create(7, [topic('taken')]);
    const gap = [{ partitionIndex: 1, brokerIds: [1] }];
    const answers = await create(7, [
      topic('fine'),
      topic('taken'),
      topic('a/b'),
      topic('twice'),
      topic('twice'),
      topic('many', { replicationFactor: 4 }),
      topic('none', { numPartitions: 0 }),
      topic('config', { configs: [{ name: 'retention.ms', value: 'soon' }] }),
      topic('null', { configs: [{ name: 'retention.ms', value: null }] }),
      topic('gap', { assignments: gap }),
      topic('both', { numPartitions: 1, assignments: [{ partitionIndex: 0, brokerIds: [1] }] }),
      topic('stranger', { assignments: [{ partitionIndex: 0, brokerIds: [9] }] }),
    ]);
    expect(answers.map(({ name, errorCode }) => [name, nameOf(errorCode)])).toEqual([
      ['fine', 'none'],
      ['taken', 'TOPIC_ALREADY_EXISTS'],
      ['a/b', 'INVALID_TOPIC_EXCEPTION'],
      ['twice', 'INVALID_REQUEST'],
      ['many', 'INVALID_REPLICATION_FACTOR'],
      ['none', 'INVALID_PARTITIONS'],
      ['config', 'INVALID_CONFIG'],
      ['null', 'INVALID_CONFIG'],
      ['gap', 'INVALID_REPLICA_ASSIGNMENT'],
      ['both', 'INVALID_REQUEST'],
      ['stranger', 'INVALID_REPLICA_ASSIGNMENT'],
    ]);
    expect(answers.every(({ configs }) => configs !== null)).toBe(true);
    expect(answers.slice(1).every(({ errorMessage }) => (errorMessage ?? '') !== '')).toBe(true);
    expect(bench.cluster.image.topicNames()).toEqual(['fine', 'taken']);
  });

  it('validates only, when asked to', async () => {
    await start();
    const [answer] = await create(7, [topic('later')], { validateOnly: true });
    expect(answer).toMatchObject({ errorCode: 0, numPartitions: 2, topicId: UUID_ZERO });
    expect(bench.cluster.image.topicNames()).toEqual([]);
  });

  it('makes a topic for a client that gives it no time', async () => {
    await start();
    expect(namesOf(await create(4, [topic('at-once')], { timeoutMs: 0 }))).toEqual(['none']);
  });

  it('asks who may create: the cluster, or the topic by name', async () => {
    await start({
      authorizer: { allows: (_, __, resource) => resource.kind === 'topic' && resource.name === 'mine' },
    });
    const answers = await create(7, [topic('mine'), topic('yours')]);
    expect(answers.map(({ name, errorCode }) => [name, nameOf(errorCode)]).sort()).toEqual([
      ['mine', 'none'],
      ['yours', 'TOPIC_AUTHORIZATION_FAILED'],
    ]);
  });

  it('tells every topic when there is no controller', async () => {
    await start();
    await bench.cluster.world.finish(bench.cluster.leader.controller.stop());
    const answers = await create(5, [topic('lost')], { timeoutMs: 10 });
    expect(answers.map(({ name, configs }) => [name, configs])).toEqual([['lost', []]]);
    expect(answers[0]?.errorCode).not.toBe(0);
  });
});

describe('DeleteTopics', () => {
  const remove = async (version: number, names: readonly string[]) =>
    (
      await bench.ask(deleteTopicsRow, apis.DeleteTopics, version, {
        topics: version < 6 ? [] : names.map((name) => ({ name, topicId: UUID_ZERO })),
        topicNames: version < 6 ? names : [],
        timeoutMs: 5_000,
      })
    ).responses;

  it.each([1, 2, 3, 4, 5, 6])('version %i: by name', async (version) => {
    await start();
    await create(7, [topic('gone'), topic('kept')]);
    const answers = await remove(version, ['gone', 'never', 'kept', 'kept']);
    expect(answers.map(({ name, errorCode }) => [name, nameOf(errorCode)]).sort()).toEqual([
      ['gone', 'none'],
      ['kept', 'INVALID_REQUEST'],
      ['never', 'UNKNOWN_TOPIC_OR_PARTITION'],
    ]);
    expect(bench.cluster.image.topicNames()).toEqual(['kept']);
  });

  it('by id, and what is neither or both', async () => {
    await start();
    const [created] = await create(7, [topic('gone')]);
    const topicId = created?.topicId ?? '';
    const other = 'AAAAAAAAAAAAAAAAAAAAAQ';
    const topics = [
      { name: null, topicId },
      { name: null, topicId: other },
      { name: null, topicId: UUID_ZERO },
      { name: 'gone', topicId },
    ];
    const request = { topics, topicNames: [], timeoutMs: 5_000 };
    const { responses } = await bench.ask(deleteTopicsRow, apis.DeleteTopics, 6, request);
    expect(responses.map((each) => [each.name, each.topicId, nameOf(each.errorCode)])).toEqual([
      [null, UUID_ZERO, 'INVALID_REQUEST'],
      ['gone', topicId, 'INVALID_REQUEST'],
      ['gone', topicId, 'none'],
      [null, other, 'UNKNOWN_TOPIC_ID'],
    ]);
  });

  it('tells that deletion is forbidden in words that the version knows', async () => {
    await start({ file: { 'delete.topic.enable': 'false' } });
    await create(7, [topic('kept', { replicationFactor: 1 })]);
    expect(namesOf(await remove(2, ['kept']))).toEqual(['INVALID_REQUEST']);
    expect(namesOf(await remove(3, ['kept']))).toEqual(['TOPIC_DELETION_DISABLED']);
  });
});

describe('CreatePartitions', () => {
  it.each([0, 1, 2, 3])('version %i: each topic has its own outcome', async (version) => {
    await start();
    await create(7, [topic('grows'), topic('stays'), topic('manual'), topic('twice')]);
    const { results } = await bench.ask(createPartitionsRow, apis.CreatePartitions, version, {
      topics: [
        { name: 'grows', count: 4, assignments: null },
        { name: 'stays', count: 1, assignments: null },
        { name: 'manual', count: 3, assignments: [{ brokerIds: [3, 2, 1] }] },
        { name: 'never', count: 3, assignments: null },
        { name: 'twice', count: 3, assignments: null },
        { name: 'twice', count: 4, assignments: null },
      ],
      timeoutMs: 5_000,
      validateOnly: false,
    });
    expect(results.map(({ name, errorCode }) => [name, nameOf(errorCode)]).sort()).toEqual([
      ['grows', 'none'],
      ['manual', 'none'],
      ['never', 'UNKNOWN_TOPIC_OR_PARTITION'],
      ['stays', 'INVALID_PARTITIONS'],
      ['twice', 'INVALID_REQUEST'],
    ]);
    expect(bench.cluster.image.topicByName('grows')?.partitionCount).toBe(4);
    expect(bench.cluster.partition('manual', 2).replicas).toEqual([3, 2, 1]);
  });
});

describe('DescribeTopicPartitions', () => {
  const page = (names: readonly string[], responsePartitionLimit: number, cursor: [string, number] | null) =>
    bench.ask(describeTopicPartitionsRow, apis.DescribeTopicPartitions, 0, {
      topics: names.map((name) => ({ name })),
      responsePartitionLimit,
      cursor: cursor === null ? null : { topicName: cursor[0], partitionIndex: cursor[1] },
    });

  it('gives every partition once, page by page, and never a null list', async () => {
    await start();
    await create(
      7,
      ['b', 'a', 'c'].map((name) => topic(name, { numPartitions: 3 })),
    );
    const seen: string[] = [];
    let cursor: [string, number] | null = null;
    for (let pages = 0; pages < 10; pages++) {
      const { topics, nextCursor } = await page([], 2, cursor);
      for (const { name, partitions } of topics) {
        for (const partition of partitions) {
          seen.push(`${name}-${partition.partitionIndex}`);
          expect(partition.eligibleLeaderReplicas).toEqual([]);
          expect(partition.lastKnownElr).toEqual([]);
        }
      }
      if (nextCursor === null) break;
      cursor = [nextCursor.topicName, nextCursor.partitionIndex];
    }
    expect(seen).toEqual(['a', 'b', 'c'].flatMap((name) => [0, 1, 2].map((index) => `${name}-${index}`)));
  });

  it('tells names that no topic can have', async () => {
    await start();
    const { topics } = await page(['no name', 'nowhere'], 10, null);
    expect(topics.map(({ name, errorCode }) => [name, nameOf(errorCode)])).toEqual([
      ['no name', 'INVALID_TOPIC_EXCEPTION'],
      ['nowhere', 'UNKNOWN_TOPIC_OR_PARTITION'],
    ]);
  });

  it('tells topics that are not there, and bounds what a client asks for', async () => {
    await start({ file: { 'max.request.partition.size.limit': '1', 'num.partitions': '2' } });
    await create(7, [topic('here', { replicationFactor: 1 })]);
    const { topics, nextCursor } = await page(['nowhere', 'here'], 2_000, null);
    expect(topics.map(({ name, errorCode, partitions }) => [name, nameOf(errorCode), partitions.length])).toEqual([
      ['here', 'none', 1],
    ]);
    expect(nextCursor).toEqual({ topicName: 'here', partitionIndex: 1 });
    const rest = await page(['nowhere', 'here'], 2_000, ['here', 1]);
    expect(rest.topics.map(({ name, errorCode }) => [name, nameOf(errorCode)])).toEqual([['here', 'none']]);
    const last = await page(['nowhere'], 2_000, null);
    expect(namesOf(last.topics)).toEqual(['UNKNOWN_TOPIC_OR_PARTITION']);
    expect(namesOf((await page(['here'], 10, ['here', -1])).topics)).toEqual(['INVALID_REQUEST']);
  });
});
