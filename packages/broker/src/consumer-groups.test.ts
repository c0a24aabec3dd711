import { assert, isDraveError } from '@drave/base';
import {
  coordinatorPartitionOf,
  type ConsumerHeartbeatRequest,
  type ConsumerHeartbeatResponse,
} from '@drave/coordinator';
import { describe, expect, it } from 'vitest';
import type { BrokerNode } from './testing/broker-cluster.js';
import { joinRequest, PARTITIONS, startGroupCluster } from './testing/group-cluster.js';

const GROUP = 'billing';

async function start(options: { readonly brokers?: number } = {}) {
  const { cluster, ordersId, coordinatorId, coordinator } = await startGroupCluster(GROUP, options.brokers);
  const heartbeat = async (change: Partial<ConsumerHeartbeatRequest>): Promise<ConsumerHeartbeatResponse> => {
    for (let attempt = 0; attempt < 200; attempt++) {
      const node = coordinator();
      const request = node.requireBroker().groups.consumerGroupHeartbeat(node.context(), heartbeatRequest(change));
      const answer = await cluster.world.finish(request.catch((reason: unknown) => reason));
      if (!(answer instanceof Error)) return answer as ConsumerHeartbeatResponse;
      if (!isDraveError(answer) || !/COORDINATOR/.test(answer.code)) throw answer;
      await cluster.world.runUntil(() => false, 50);
    }
    return assert(false, 'the coordinator does not settle') as never;
  };
  const commit = async (memberId: string, memberEpoch: number, offset: number) => {
    const node = coordinator();
    const response = await cluster.world.finish(
      node.requireBroker().groups.commitOffsets(node.context(), {
        groupId: GROUP,
        memberId,
        generationId: memberEpoch,
        groupInstanceId: undefined,
        memberEpochKnown: true,
        retentionTimeMs: undefined,
        topics: [{ topic: 'orders', partitions: [{ partition: 0, offset, leaderEpoch: 0, metadata: '' }] }],
      }),
    );
    return response.topics[0]?.partitions[0]?.failure;
  };
  const list = async () => {
    const node = coordinator();
    const { lists } = node.requireBroker().groups;
    return (await cluster.world.finish(lists.groups(node.context(), { states: [], types: [] }))).groups;
  };
  const wait = (ms: number) => cluster.world.runUntil(() => false, ms);
  return { cluster, ordersId, coordinatorId, coordinator, heartbeat, commit, list, wait };
}

function heartbeatRequest(change: Partial<ConsumerHeartbeatRequest>): ConsumerHeartbeatRequest {
  const joins = (change.memberEpoch ?? 0) === 0;
  return {
    groupId: GROUP,
    memberId: 'a',
    memberEpoch: 0,
    instanceId: null,
    rackId: null,
    rebalanceTimeoutMs: joins ? 60_000 : -1,
    subscribedTopicNames: joins ? ['orders'] : null,
    subscribedTopicRegex: null,
    serverAssignor: null,
    owned: joins ? [] : null,
    clientId: 'client',
    clientHost: '/127.0.0.1',
    ...change,
  };
}

/** Version 1: the topics, no data of the user's, no partitions that it kept. */
const subscriptionToOrders = Buffer.concat([
  Buffer.from([0, 1, 0, 0, 0, 1, 0, 6]),
  Buffer.from('orders'),
  Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
]);

/** How many a version 1 assignment gives of the only topic there is. */
function partitionsOfOrders(assignment: Buffer): number {
  return assignment.readInt32BE(2) === 0 ? 0 : assignment.readInt32BE(14);
}

describe('groups of type consumer on a cluster of brokers', () => {
  it('outlive their coordinator: members go on with their epoch, and a silent one is dropped', async () => {
    const test = await start();
    const joined = await test.heartbeat({});
    expect(joined).toMatchObject({ memberEpoch: 1, assignment: new Map([[test.ordersId, [0, 1, 2]]]) });
    expect(await test.commit('a', 1, 7)).toBeUndefined();
    const before = test.coordinatorId();
    test.coordinator().crash({ loseUnsynced: false });
    test.cluster.controller.fence(before);
    await test.cluster.until(() => test.coordinatorId() !== before, 'another coordinator');
    expect(await test.heartbeat({ memberEpoch: 1 })).toMatchObject({ memberEpoch: 1, assignment: null });
    expect(await test.commit('a', 0, 8)).toBe('STALE_MEMBER_EPOCH');
    expect(await test.commit('a', 1, 8)).toBeUndefined();
    expect(await test.list()).toEqual([
      { groupId: GROUP, protocolType: 'consumer', state: 'Stable', type: 'consumer', memberCount: 1 },
    ]);
    await test.wait(46_000);
    expect(await test.list()).toMatchObject([{ state: 'Empty' }]);
    await expect(test.heartbeat({ memberEpoch: 1 })).rejects.toThrow(/no member 'a'/);
    await test.cluster.close();
  });

  it('end a member that does not let go of its partitions within its rebalance timeout', async () => {
    const test = await start({ brokers: 1 });
    await test.heartbeat({ rebalanceTimeoutMs: 10_000 });
    await test.heartbeat({ memberId: 'b' });
    const owned = [{ topicId: test.ordersId, partitions: [0, 1, 2] }];
    expect((await test.heartbeat({ memberEpoch: 1, owned })).memberEpoch).toBe(1);
    await test.wait(11_000);
    await expect(test.heartbeat({ memberEpoch: 1, owned })).rejects.toThrow(/no member 'a'/);
    const taken = await test.heartbeat({ memberId: 'b', memberEpoch: 2, owned: [] });
    expect(taken.assignment).toEqual(new Map([[test.ordersId, [0, 1, 2]]]));
    await test.cluster.close();
  });

  it('lose members that an administrator removes', async () => {
    const test = await start({ brokers: 1 });
    await test.heartbeat({});
    await test.heartbeat({ memberId: 'b', instanceId: 'static' });
    const leave = async (memberId: string, groupInstanceId?: string) => {
      const node = test.coordinator();
      const members = [{ memberId, groupInstanceId, reason: undefined }];
      const request = node.requireBroker().groups.leaveGroup(node.context(), { groupId: GROUP, members });
      const response = await test.cluster.world.finish(request);
      return response.failure ?? response.members[0]?.failure;
    };
    expect(await leave('nobody')).toBe('UNKNOWN_MEMBER_ID');
    expect(await leave('', 'other')).toBe('UNKNOWN_MEMBER_ID');
    expect(await leave('a', 'static')).toBe('FENCED_INSTANCE_ID');
    expect(await leave('a')).toBeUndefined();
    await expect(test.heartbeat({ memberEpoch: 1 })).rejects.toThrow(/no member 'a'/);
    const owned = [{ topicId: test.ordersId, partitions: [] }];
    const left = await test.heartbeat({ memberId: 'b', instanceId: 'static', memberEpoch: 2, owned });
    expect(left.assignment).toEqual(new Map([[test.ordersId, [0, 1, 2]]]));
    expect(await leave('', 'static')).toBeUndefined();
    expect(await test.list()).toMatchObject([{ state: 'Empty' }]);
    await test.cluster.close();
  });

  it('take the place of a classic group without members, and give it back, with the offsets', async () => {
    const test = await start({ brokers: 1 });
    expect(await test.commit('', -1, 5)).toBeUndefined();
    const node = test.coordinator();
    const { groups } = node.requireBroker();
    const join = (memberId: string) =>
      test.cluster.world.finish(groups.joinGroup(node.context(), joinRequest(GROUP, memberId)));
    const classic = await join('');
    expect(classic.failure).toBeUndefined();
    await expect(test.heartbeat({})).rejects.toThrow(/members of the classic protocol/);
    const { memberId } = classic;
    const members = [{ memberId, groupInstanceId: undefined, reason: undefined }];
    await test.cluster.world.finish(groups.leaveGroup(node.context(), { groupId: GROUP, members }));

    // Epochs go on where generations ended, and the other way round.
    expect((await test.heartbeat({})).memberEpoch).toBe(3);
    expect((await join('')).failure).toBe('INCONSISTENT_GROUP_PROTOCOL');
    expect(await test.list()).toMatchObject([{ type: 'consumer' }]);
    expect(await test.cluster.world.finish(groups.deleteGroups(node.context(), [GROUP]))).toEqual(['NON_EMPTY_GROUP']);
    const [described] = await test.cluster.world.finish(groups.describeConsumerGroups(node.context(), [GROUP, 'x']));
    expect(described).toMatchObject({ epoch: 3, assignor: 'uniform', members: [{ memberId: 'a' }] });

    await test.heartbeat({ memberEpoch: -1 });
    expect(await join('')).toMatchObject({ failure: undefined, generationId: 5 });
    expect(await test.list()).toMatchObject([{ type: 'classic' }]);
    const topics = [{ topic: 'orders', partitions: [0] }];
    const fetched = await test.cluster.world.finish(
      groups.fetchOffsets(node.context(), { groupId: GROUP, member: undefined, topics, requireStable: true }),
    );
    expect(fetched.topics[0]?.partitions[0]?.offset).toBe(5);
    await test.cluster.close();
  });

  it('take in members of the classic protocol, over a change of coordinator, and leave them a classic group', async () => {
    const test = await start();
    await test.heartbeat({});
    const ask = async <Answer extends { readonly failure: string | undefined }>(
      request: (node: BrokerNode) => Promise<Answer>,
    ): Promise<Answer> => {
      for (let attempt = 0; attempt < 200; attempt++) {
        const answer = await test.cluster.world.finish(request(test.coordinator()));
        if (!/COORDINATOR/.test(answer.failure ?? '')) return answer;
        await test.wait(50);
      }
      return assert(false, 'the coordinator does not settle') as never;
    };
    const protocols = [{ name: 'range', metadata: subscriptionToOrders }];
    const join = (memberId: string) =>
      ask((node) =>
        node.requireBroker().groups.joinGroup(node.context(), {
          groupId: GROUP,
          memberId,
          groupInstanceId: undefined,
          clientId: 'client',
          clientHost: '/127.0.0.1',
          sessionTimeoutMs: 30_000,
          rebalanceTimeoutMs: 60_000,
          protocolType: 'consumer',
          protocols,
          memberIdRequired: false,
          skipAssignmentSupported: false,
          reason: undefined,
        }),
      );
    const joined = await join('');
    expect(joined).toMatchObject({ failure: undefined, generationId: 2, leaderId: '' });
    const member = { groupId: GROUP, memberId: joined.memberId, groupInstanceId: undefined, generationId: 2 };
    const sync = () =>
      ask((node) =>
        node.requireBroker().groups.syncGroup(node.context(), {
          ...member,
          protocolType: undefined,
          protocolName: undefined,
          assignments: [],
        }),
      );
    const assignedCount = async () => partitionsOfOrders((await sync()).assignment);
    expect(await assignedCount()).toBe(0);
    // The first one lets go of what is not meant for it any more, and the other one is told to fetch it.
    const owned = [{ topicId: test.ordersId, partitions: [0, 1, 2] }];
    const kept = (await test.heartbeat({ memberEpoch: 1, owned })).assignment?.get(test.ordersId) ?? [];
    expect(kept).toHaveLength(2);
    await test.heartbeat({ memberEpoch: 1, owned: [{ topicId: test.ordersId, partitions: kept }] });
    const before = test.coordinatorId();
    test.coordinator().crash({ loseUnsynced: false });
    test.cluster.controller.fence(before);
    await test.cluster.until(() => test.coordinatorId() !== before, 'another coordinator');
    // Before the group is loaded a heartbeat is answered with "all is well".
    await test.cluster.until(
      () => test.coordinator().requireBroker().groups.isLoaded(coordinatorPartitionOf(GROUP, PARTITIONS)),
      'the coordinator',
    );
    const beat = () => ask((node) => node.requireBroker().groups.heartbeat(node.context(), member));
    expect(await beat()).toEqual({ failure: 'REBALANCE_IN_PROGRESS' });
    expect((await join(member.memberId)).generationId).toBe(2);
    expect(await assignedCount()).toBe(1);
    expect(await test.commit(member.memberId, 1, 5)).toBe('ILLEGAL_GENERATION');
    expect(await test.commit(member.memberId, 2, 5)).toBeUndefined();
    await test.heartbeat({ memberEpoch: -1 });
    expect(await test.list()).toMatchObject([{ type: 'classic', state: 'PreparingRebalance' }]);
    const again = await join(member.memberId);
    expect(again).toMatchObject({ failure: undefined, generationId: 4, leaderId: member.memberId });
  });

  it('go by what is set for them, within the bounds of the broker', async () => {
    const test = await start({ brokers: 1 });
    expect((await test.heartbeat({})).heartbeatIntervalMs).toBe(5_000);
    test.cluster.controller.setGroupConfig(GROUP, 'consumer.heartbeat.interval.ms', '99000');
    test.cluster.controller.setGroupConfig(GROUP, 'consumer.session.timeout.ms', '55000');
    await test.wait(100);
    expect((await test.heartbeat({ memberEpoch: 1 })).heartbeatIntervalMs).toBe(15_000);
    await test.wait(54_000);
    expect(await test.list()).toMatchObject([{ state: 'Stable' }]);
    await test.wait(2_000);
    expect(await test.list()).toMatchObject([{ state: 'Empty' }]);
    await test.cluster.close();
  });

  it('can be deleted when nobody is in them, and keep offsets of topics that members read', async () => {
    const test = await start({ brokers: 1 });
    await test.heartbeat({});
    await test.commit('a', 1, 3);
    const node = test.coordinator();
    const { groups } = node.requireBroker();
    const request = { groupId: GROUP, topics: [{ topic: 'orders', partitions: [0] }] };
    const refused = await test.cluster.world.finish(groups.deleteOffsets(node.context(), request));
    expect(refused.topics[0]?.partitions[0]?.failure).toBe('GROUP_SUBSCRIBED_TO_TOPIC');
    await test.heartbeat({ memberEpoch: -1 });
    expect(await test.cluster.world.finish(groups.deleteGroups(node.context(), [GROUP]))).toEqual([undefined]);
    expect(await test.list()).toEqual([]);
    await test.cluster.close();
  });
});
