import { errors } from '@drave/base';
import { apis } from '@drave/kafka-protocol';
import { describe, expect, it } from 'vitest';
import { KafkaBrokerCluster } from '../testing/index.js';

async function setUp() {
  const settings = new Map([['offsets.topic.num.partitions', '1']]);
  const cluster = await KafkaBrokerCluster.start({ brokers: 1, settings });
  await cluster.brokers.createTopic('__consumer_offsets', { partitions: 1 });
  const topicId = await cluster.brokers.createTopic('t', { partitions: 2 });
  const client = await cluster.connect();
  return { cluster, client, topicId };
}

const join = {
  groupId: 'g',
  memberId: 'm',
  memberEpoch: 0,
  rebalanceTimeoutMs: 60_000,
  subscribedTopicNames: ['t'],
  topicPartitions: [],
};

describe('ConsumerGroupHeartbeat', () => {
  it('joins, is described, commits with its epoch, and leaves', async () => {
    const { cluster, client, topicId } = await setUp();
    const ask = <Request, Response>(
      api: Parameters<typeof client.call<Request, Response>>[0],
      version: number,
      request: Request,
    ) => cluster.finish(client.call(api, version, request));
    const joined = await ask(apis.ConsumerGroupHeartbeat, 1, join);
    expect(joined).toMatchObject({ errorCode: 0, memberId: 'm', memberEpoch: 1, heartbeatIntervalMs: 5000 });
    expect(joined.assignment?.topicPartitions).toEqual([{ topicId, partitions: [0, 1] }]);

    const described = await ask(apis.ConsumerGroupDescribe, 1, {
      groupIds: ['g', 'x'],
      includeAuthorizedOperations: false,
    });
    expect(described.groups[0]).toMatchObject({
      groupState: 'Stable',
      groupEpoch: 1,
      assignorName: 'uniform',
      members: [
        { memberId: 'm', memberEpoch: 1, memberType: 1, assignment: { topicPartitions: [{ topicName: 't' }] } },
      ],
    });
    // Two causes of one error, each in its words.
    const notFound = { errorCode: errors.GROUP_ID_NOT_FOUND.kafka };
    expect(described.groups[1]).toMatchObject({ ...notFound, errorMessage: 'Group x not found.' });
    const asClassic = await ask(apis.DescribeGroups, 6, { groups: ['g', 'x'], includeAuthorizedOperations: false });
    expect(asClassic.groups).toMatchObject([
      { ...notFound, errorMessage: 'Group g is not a classic group.' },
      { ...notFound, errorMessage: 'Group x not found.' },
    ]);
    const simple = {
      groupId: 'simple',
      topics: [{ name: 't', partitions: [{ partitionIndex: 0, committedOffset: 1, committedMetadata: '' }] }],
    };
    expect((await ask(apis.OffsetCommit, 2, simple)).topics[0]?.partitions[0]?.errorCode).toBe(0);
    const asConsumers = { groupIds: ['simple'], includeAuthorizedOperations: false };
    expect((await ask(apis.ConsumerGroupDescribe, 1, asConsumers)).groups).toMatchObject([
      { ...notFound, errorMessage: 'Group simple is not a consumer group.' },
    ]);

    const commit = (epoch: number) => ({
      groupId: 'g',
      memberId: 'm',
      generationIdOrMemberEpoch: epoch,
      topics: [{ name: 't', partitions: [{ partitionIndex: 0, committedOffset: 5, committedMetadata: '' }] }],
    });
    const stale = await ask(apis.OffsetCommit, 9, commit(7));
    expect(stale.topics[0]?.partitions[0]?.errorCode).toBe(errors.STALE_MEMBER_EPOCH.kafka);
    const good = await ask(apis.OffsetCommit, 9, commit(1));
    expect(good.topics[0]?.partitions[0]?.errorCode).toBe(0);
    const topics = [{ name: 't', partitionIndexes: [0] }];
    const fetched = await ask(apis.OffsetFetch, 9, {
      topics: [],
      groups: [{ groupId: 'g', memberId: 'm', memberEpoch: 1, topics }],
    });
    expect(fetched.groups[0]?.topics[0]?.partitions[0]?.committedOffset).toBe(5);

    const left = await ask(apis.ConsumerGroupHeartbeat, 1, { ...join, memberEpoch: -1 });
    expect(left).toMatchObject({ errorCode: 0, memberEpoch: -1, assignment: null });
    await cluster.close();
  });

  it('gives what a pattern finds by a later heartbeat, now and when a topic is made', async () => {
    const { cluster, client, topicId } = await setUp();
    const ask = (change: object) => cluster.finish(client.call(apis.ConsumerGroupHeartbeat, 1, { ...join, ...change }));
    const joined = await ask({ subscribedTopicNames: null, subscribedTopicRegex: 't.*' });
    expect(joined).toMatchObject({ errorCode: 0, memberEpoch: 1, assignment: { topicPartitions: [] } });
    await cluster.world.runFor(20);
    const unchanged = { rebalanceTimeoutMs: -1, subscribedTopicNames: null };
    const found = await ask({ ...unchanged, memberEpoch: 1, topicPartitions: [] });
    expect(found).toMatchObject({ memberEpoch: 2, assignment: { topicPartitions: [{ topicId, partitions: [0, 1] }] } });
    await cluster.brokers.createTopic('t2', { partitions: 1 });
    const owned = { topicPartitions: [{ topicId, partitions: [0, 1] }] };
    await ask({ ...unchanged, memberEpoch: 2, ...owned });
    await cluster.world.runFor(20);
    const more = await ask({ ...unchanged, memberEpoch: 2, ...owned });
    expect(more.assignment?.topicPartitions).toHaveLength(2);
    await cluster.close();
  });

  it('gives a member id to a client that does not choose one, and says what is wrong', async () => {
    const { cluster, client } = await setUp();
    const ask = (version: number, change: object) =>
      cluster.finish(client.call(apis.ConsumerGroupHeartbeat, version, { ...join, ...change }));
    expect((await ask(0, { memberId: '' })).memberId).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect((await ask(1, { memberId: '' })).errorCode).toBe(errors.INVALID_REQUEST.kafka);
    const invalid = await ask(1, { subscribedTopicNames: null, subscribedTopicRegex: '(' });
    expect(invalid.errorCode).toBe(errors.INVALID_REGULAR_EXPRESSION.kafka);
    expect(invalid.errorMessage).toMatch(/not a valid RE2/);
    expect((await ask(1, { serverAssignor: 'none' })).errorCode).toBe(errors.UNSUPPORTED_ASSIGNOR.kafka);
    await cluster.close();
  });
});
