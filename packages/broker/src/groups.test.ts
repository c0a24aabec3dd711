import { assert, type Offset } from '@drave/base';
import {
  CONSUMER_OFFSETS_TOPIC,
  coordinatorPartitionOf,
  type JoinGroupRequest,
  type OffsetFetchRequest,
} from '@drave/coordinator';
import { describe, expect, it } from 'vitest';
import { BrokerCluster } from './testing/index.js';
import type { BrokerNode } from './testing/broker-cluster.js';
import { joinRequest, PARTITIONS, startGroupCluster } from './testing/group-cluster.js';

const GROUP = 'payments';

const ORDERS_AGAIN = { name: 'orders', partitions: 3, replicas: [1], minInsyncReplicas: 1 };

async function start(options: { readonly brokers?: number } = {}) {
  const { cluster, topicId, index, coordinatorId, coordinator } = await startGroupCluster(GROUP, options.brokers);
  const test = {
    cluster,
    topicId,
    index,
    coordinatorId,
    coordinator,
    /** Asks as a client does: again while the coordinator is being found or loaded. */
    async settled<Response extends object>(ask: () => Promise<Response>): Promise<Response> {
      for (let attempt = 0; attempt < 200; attempt++) {
        const response = await cluster.world.finish(ask());
        const text = JSON.stringify(response);
        if (!/NOT_COORDINATOR|COORDINATOR_LOAD|COORDINATOR_NOT|"failure":"REBALANCE_IN/.test(text)) return response;
        await cluster.world.runUntil(() => false, 50);
      }
      assert(false, 'the coordinator does not settle');
    },
    join: (memberId = '', change: Partial<JoinGroupRequest> = {}) =>
      test.settled(() => {
        const node = test.coordinator();
        return node.requireBroker().groups.joinGroup(node.context(), joinRequest(GROUP, memberId, change));
      }),
    sync: (memberId: string, generationId: number, assignment: string) =>
      test.settled(() => {
        const node = test.coordinator();
        return node.requireBroker().groups.syncGroup(node.context(), {
          groupId: GROUP,
          memberId,
          groupInstanceId: undefined,
          generationId,
          protocolType: 'consumer',
          protocolName: 'range',
          assignments: [{ memberId, assignment: Buffer.from(assignment) }],
        });
      }),
    commit: (memberId: string, generationId: number, offset: Offset, metadata = '') =>
      test.settled(() => commit(test.coordinator(), memberId, generationId, offset, metadata)),
    fetch: (member?: OffsetFetchRequest['member']) =>
      test.settled(() => {
        const node = test.coordinator();
        const topics = [{ topic: 'orders', partitions: [0, 1] }];
        const request = { groupId: GROUP, member, topics, requireStable: true };
        return node.requireBroker().groups.fetchOffsets(node.context(), request);
      }),
    heartbeat: (memberId: string, generationId: number) =>
      test.settled(() => {
        const node = test.coordinator();
        const request = { groupId: GROUP, memberId, generationId, groupInstanceId: undefined };
        return node.requireBroker().groups.heartbeat(node.context(), request);
      }),
  };
  return test;
}

function commit(node: BrokerNode, memberId: string, generationId: number, offset: Offset, metadata = '') {
  return node
    .requireBroker()
    .groups.commitOffsets(node.context(), commitRequest(memberId, generationId, offset, metadata));
}

function commitRequest(memberId: string, generationId: number, offset: Offset, metadata: string) {
  return {
    groupId: GROUP,
    memberId,
    generationId,
    groupInstanceId: undefined,
    memberEpochKnown: true,
    retentionTimeMs: undefined,
    topics: [{ topic: 'orders', partitions: [{ partition: 0, offset, leaderEpoch: 3, metadata }] }],
  };
}

describe('groups on a cluster of brokers', () => {
  it('join, sync, commit and fetch at the leader of the group’s partition, and nowhere else', async () => {
    const test = await start();
    const joined = await test.join();
    expect(joined).toMatchObject({ failure: undefined, generationId: 1, protocolName: 'range' });
    const synced = await test.sync(joined.memberId, 1, 'all');
    expect(synced.assignment.toString()).toBe('all');
    expect(await test.heartbeat(joined.memberId, 1)).toEqual({ failure: undefined });
    const committed = await test.commit(joined.memberId, 1, 42, 'note');
    expect(committed.topics[0]?.partitions[0]?.failure).toBeUndefined();
    expect((await test.fetch()).topics[0]?.partitions).toEqual([
      { partition: 0, failure: undefined, offset: 42, leaderEpoch: 3, metadata: 'note' },
      { partition: 1, failure: undefined, offset: -1, leaderEpoch: -1, metadata: '' },
    ]);
    // Clients name the member of a classic group too (OffsetFetch 9), and only groups of type consumer check it.
    for (const memberEpoch of [1, 7])
      expect((await test.fetch({ memberId: joined.memberId, memberEpoch })).topics[0]?.partitions[0]?.offset).toBe(42);
    const other = test.cluster.nodes.find((node) => node.id !== test.coordinatorId());
    assert(other !== undefined, 'there are other brokers');
    const astray = await test.cluster.world.finish(commit(other, joined.memberId, 1, 43));
    expect(astray.topics[0]?.partitions[0]?.failure).toBe('NOT_COORDINATOR');
    await test.cluster.close();
  });

  it('a group and its offsets outlive the coordinator; its members go on with their generation (E8, E9, E12)', async () => {
    const test = await start();
    const { memberId } = await test.join();
    await test.sync(memberId, 1, 'all');
    for (const offset of [1, 2, 3]) await test.commit(memberId, 1, offset);
    const before = test.coordinatorId();
    test.coordinator().crash({ loseUnsynced: false });
    test.cluster.controller.fence(before);
    await test.cluster.until(() => test.coordinatorId() !== before, 'another coordinator');
    // Never an older offset, never "none": errors until the new coordinator knows.
    expect((await test.fetch()).topics[0]?.partitions[0]?.offset).toBe(3);
    expect(await test.heartbeat(memberId, 1)).toEqual({ failure: undefined });
    expect((await test.sync(memberId, 1, '')).assignment.toString()).toBe('all');
    await test.commit(memberId, 1, 4);
    expect((await test.fetch()).topics[0]?.partitions[0]?.offset).toBe(4);
    await test.cluster.close();
  });

  it('the last replica alone serves what is committed, and refuses to commit', async () => {
    const test = await start();
    const { memberId } = await test.join();
    await test.sync(memberId, 1, 'all');
    await test.commit(memberId, 1, 3);
    // This is another group on the same partition: what lies at the end of the log was never acknowledged.
    const other = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].find(
      (groupId) => coordinatorPartitionOf(groupId, PARTITIONS) === test.index,
    );
    assert(other !== undefined, 'one of them shares the partition');
    await test.cluster.world.runUntil(() => false, 2_000);
    const last = test.cluster.nodes.find((node) => node.id !== test.coordinatorId());
    assert(last !== undefined, 'there are other brokers');
    const partition = () => last.requireBroker().replicas.partitionOf(test.topicId, test.index);
    const endBefore = partition()?.log.writtenEndOffset ?? 0;
    const unacknowledged = test
      .coordinator()
      .requireBroker()
      .groups.commitOffsets(test.coordinator().context(), { ...commitRequest('', -1, 9, ''), groupId: other });
    await test.cluster.until(() => (partition()?.log.writtenEndOffset ?? 0) > endBefore, 'the commit at the follower');
    for (const node of test.cluster.nodes) {
      if (node === last) continue;
      node.crash({ loseUnsynced: false });
      test.cluster.controller.fence(node.id);
    }
    void unacknowledged;
    await test.cluster.until(() => partition()?.isLeader === true && partition()?.isUnderMinIsr === true, 'the last');
    await test.cluster.world.runUntil(() => false, 1_000);
    const { groups } = last.requireBroker();
    const ask = <Response>(answer: Promise<Response>) => test.cluster.world.finish(answer);
    expect(groups.isLoaded(test.index)).toBe(false);
    const topics = [{ topic: 'orders', partitions: [0] }];
    const fetchOf = (groupId: string) =>
      ask(groups.fetchOffsets(last.context(), { groupId, member: undefined, topics, requireStable: false }));
    expect((await fetchOf(GROUP)).topics[0]?.partitions[0]?.offset).toBe(3);
    expect(await fetchOf(other)).toEqual({ failure: 'COORDINATOR_LOAD_IN_PROGRESS', topics: [] });
    expect((await ask(groups.describeGroups(last.context(), [GROUP])))[0]).toMatchObject({
      state: 'Stable',
      members: [{ memberId }],
    });
    const listed = await ask(groups.lists.groups(last.context(), { states: [], types: [] }));
    expect(listed.groups.map(({ groupId }) => groupId)).toContain(GROUP);
    const beat = { groupId: GROUP, memberId, generationId: 1, groupInstanceId: undefined };
    expect(await ask(groups.heartbeat(last.context(), beat))).toEqual({ failure: undefined });
    const committed = await ask(commit(last, memberId, 1, 4));
    expect(committed.topics[0]?.partitions[0]?.failure).toBe('COORDINATOR_NOT_AVAILABLE');
    expect((await fetchOf(GROUP)).topics[0]?.partitions[0]?.offset).toBe(3);
  });

  it('a member that dies leaves after its session, and the log says so', async () => {
    const test = await start({ brokers: 1 });
    const { memberId } = await test.join();
    await test.sync(memberId, 1, 'all');
    const groups = test.coordinator().requireBroker().groups;
    const describeIt = () => groups.describeGroups(test.coordinator().context(), [GROUP]);
    expect((await test.cluster.world.finish(describeIt()))[0]).toMatchObject({ state: 'Stable' });
    await test.cluster.world.runUntil(() => false, 11_000);
    expect((await test.cluster.world.finish(describeIt()))[0]).toMatchObject({ state: 'Empty', members: [] });
    const empty = groups.lists.groups(test.coordinator().context(), { states: ['empty'], types: [] });
    expect((await test.cluster.world.finish(empty)).groups).toEqual([
      { groupId: GROUP, protocolType: 'consumer', state: 'Empty', type: 'classic', memberCount: 0 },
    ]);
    await test.cluster.close();
  });

  it('lost leadership while a commit and a join wait: both are told to look for the coordinator, nothing is kept', async () => {
    const test = await start();
    const first = await test.join();
    await test.sync(first.memberId, 1, 'all');
    await test.commit(first.memberId, 1, 7);
    const before = test.coordinator();
    // A second member waits for the first one, and a commit waits for replicas that are cut off.
    const joining = before.requireBroker().groups.joinGroup(before.context(), joinRequest(GROUP, '', {}));
    await test.cluster.world.runUntil(() => false, 10);
    for (const node of test.cluster.nodes) if (node.id !== before.id) node.crash({ loseUnsynced: false });
    const committing = commit(before, first.memberId, 1, 8);
    await test.cluster.world.runUntil(() => false, 100);
    test.cluster.controller.lead(test.topicId, test.index, before.id === 1 ? 2 : 1);
    expect((await test.cluster.world.finish(joining)).failure).toBe('NOT_COORDINATOR');
    expect((await test.cluster.world.finish(committing)).topics[0]?.partitions[0]?.failure).toBe('NOT_COORDINATOR');
    const late = await test.cluster.world.finish(commit(before, first.memberId, 1, 9));
    expect(late.topics[0]?.partitions[0]?.failure).toBe('NOT_COORDINATOR');
  });

  describe('offsets of a deleted topic go with it', () => {
    const committed = async (test: Awaited<ReturnType<typeof start>>) =>
      (await test.fetch()).topics[0]?.partitions[0]?.offset;
    const someTime = (test: Awaited<ReturnType<typeof start>>) => test.cluster.world.runUntil(() => false, 500);

    it('at once', async () => {
      const test = await start({ brokers: 1 });
      await test.commit('', -1, 5);
      expect(await committed(test)).toBe(5);
      test.cluster.controller.deleteTopic('orders');
      await someTime(test);
      expect(await committed(test)).toBe(-1);
      await test.cluster.createTopic('orders', { partitions: 3 });
      expect(await committed(test)).toBe(-1);
      await test.cluster.close();
    });

    it('also when the next one of its name comes with the same news', async () => {
      const test = await start({ brokers: 1 });
      await test.commit('', -1, 5);
      const node = test.coordinator();
      node.deaf = true;
      test.cluster.controller.deleteTopic('orders');
      test.cluster.controller.createTopic(ORDERS_AGAIN);
      node.deaf = false;
      node.deliverTogether();
      expect(await committed(test)).toBe(-1);
      await someTime(test);
      expect(await committed(test)).toBe(-1);
      await test.cluster.close();
    });

    it.each(['missing', 'made again'])('when its coordinator was down meanwhile; %s', async (end) => {
      const test = await start({ brokers: 1 });
      await test.commit('', -1, 5);
      const node = test.coordinator();
      node.crash({ loseUnsynced: false });
      test.cluster.controller.deleteTopic('orders');
      if (end === 'made again') test.cluster.controller.createTopic(ORDERS_AGAIN);
      await test.cluster.world.finish(node.start());
      expect(await committed(test)).toBe(-1);
      await someTime(test);
      // Nothing of it is left in the log either: the next topic finds nothing, whichever coordinator reads it.
      if (end === 'missing') await test.cluster.createTopic('orders', { partitions: 3 });
      expect(await committed(test)).toBe(-1);
      expect(await test.commit('', -1, 1)).toMatchObject({ topics: [{ partitions: [{ failure: undefined }] }] });
      expect(await committed(test)).toBe(1);
      node.crash({ loseUnsynced: false });
      await test.cluster.world.finish(node.start());
      expect(await committed(test)).toBe(1);
      await test.cluster.close();
    });

    it('while its coordinator moves', async () => {
      const test = await start();
      await test.commit('', -1, 5);
      const before = test.coordinatorId();
      const other = before === 1 ? 2 : 1;
      test.cluster.controller.lead(test.topicId, test.index, other);
      test.cluster.controller.deleteTopic('orders');
      await test.cluster.createTopic('orders', { partitions: 3 });
      expect(await committed(test)).toBe(-1);
      await someTime(test);
      test.cluster.controller.lead(test.topicId, test.index, before);
      expect(await committed(test)).toBe(-1);
      await test.cluster.close();
    });
  });

  describe('whoever is sent to a broker that is not ready yet', () => {
    const settings = new Map([
      ['offsets.topic.num.partitions', String(PARTITIONS)],
      ['group.initial.rebalance.delay.ms', '0'],
    ]);
    const failureOf = (answer: Awaited<ReturnType<typeof commit>>) => answer.topics[0]?.partitions[0]?.failure;
    const offsetsTopic = { name: CONSUMER_OFFSETS_TOPIC, partitions: PARTITIONS, replicas: [1], minInsyncReplicas: 1 };
    const alone = async () => {
      const cluster = await BrokerCluster.start({ brokers: 1, settings });
      await cluster.createTopic('orders', { partitions: 1 });
      return { cluster, node: cluster.node(1), ask: <Answer>(answer: Promise<Answer>) => cluster.world.finish(answer) };
    };

    it('is sent away when there is no topic of groups, and has none made', async () => {
      const { cluster, node, ask } = await alone();
      const { groups } = node.requireBroker();
      const heartbeat = { groupId: GROUP, memberId: 'gone', generationId: 1, groupInstanceId: undefined };
      const topics = [{ topic: 'orders', partitions: [0] }];
      expect(failureOf(await ask(commit(node, '', -1, 1)))).toBe('NOT_COORDINATOR');
      expect(await ask(groups.heartbeat(node.context(), heartbeat))).toEqual({ failure: 'NOT_COORDINATOR' });
      const fetching = { groupId: GROUP, member: undefined, topics, requireStable: false };
      expect(await ask(groups.fetchOffsets(node.context(), fetching))).toMatchObject({ failure: 'NOT_COORDINATOR' });
      const joined = await ask(groups.joinGroup(node.context(), joinRequest(GROUP, '', {})));
      expect(joined.failure).toBe('NOT_COORDINATOR');
      expect(cluster.controller.image.topicByName(CONSUMER_OFFSETS_TOPIC)).toBeUndefined();
      await cluster.close();
    });

    it('waits for the news, for the log and for the shard', async () => {
      const { cluster, node, ask } = await alone();
      // 1. Another broker has made the topic of groups and names this one, which has not heard of it.
      node.deaf = true;
      cluster.controller.createTopic(offsetsTopic);
      const joining = node.requireBroker().groups.joinGroup(node.context(), joinRequest(GROUP, '', {}));
      await cluster.world.runFor(1);
      node.deaf = false;
      node.deliver();
      // 2. It has heard of it, and its replica is not there yet.
      const describing = node.requireBroker().groups.describeGroups(node.context(), [GROUP]);
      expect((await ask(joining)).failure).toBeUndefined();
      expect((await ask(describing))[0]?.failure).toBeOneOf([undefined, 'GROUP_ID_NOT_FOUND']);
      await cluster.close();
    });

    it('is answered in the order in which it came', async () => {
      const { cluster, node, ask } = await alone();
      node.deaf = true;
      cluster.controller.createTopic(offsetsTopic);
      const answers: Promise<unknown>[] = [];
      const order: (number | string)[] = [];
      const put = (offset: number): void => {
        answers.push(commit(node, '', -1, offset).then((response) => order.push(failureOf(response) ?? offset)));
      };
      put(1);
      put(2);
      await cluster.world.runFor(1);
      put(3);
      node.deaf = false;
      node.deliver();
      put(4);
      for (let offset = 5; offset < 60; offset++) {
        await cluster.world.runFor(1);
        put(offset);
      }
      await ask(Promise.all(answers));
      expect(order).toEqual(Array.from({ length: 59 }, (_, at) => at + 1));
      const topics = [{ topic: 'orders', partitions: [0] }];
      const request = { groupId: GROUP, member: undefined, topics, requireStable: false };
      const fetched = await ask(node.requireBroker().groups.fetchOffsets(node.context(), request));
      expect(fetched.topics[0]?.partitions[0]?.offset).toBe(59);
      await cluster.close();
    });

    it('waits no longer than it has time', async () => {
      const { cluster, node, ask } = await alone();
      cluster.controller.createTopic(offsetsTopic);
      const context = node.context({ deadlineMs: node.host.env.clock.monotonicMs() });
      const answer = await ask(node.requireBroker().groups.commitOffsets(context, commitRequest('', -1, 1, '')));
      expect(failureOf(answer)).toBe('COORDINATOR_LOAD_IN_PROGRESS');
      await cluster.close();
    });
  });

  it('the coordinator is found on the caller’s listener, and no coordinator means: try again', async () => {
    const test = await start();
    const node = test.cluster.node(1);
    const found = await test.cluster.world.finish(node.requireBroker().groups.coordinatorFor(node.context(), GROUP));
    expect(found).toMatchObject({ kind: 'found', nodeId: test.coordinatorId() });
    const elsewhere = node.context({ listener: 'nowhere' });
    expect(await test.cluster.world.finish(node.requireBroker().groups.coordinatorFor(elsewhere, GROUP))).toMatchObject(
      {
        kind: 'failed',
        failure: 'COORDINATOR_NOT_AVAILABLE',
      },
    );
    await test.cluster.close();
  });
});
