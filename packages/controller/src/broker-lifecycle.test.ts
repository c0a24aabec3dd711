import { describe, expect, it } from 'vitest';
import { testUuid } from '@drave/metadata/testing';
import { TestCluster } from './testing/index.js';

async function started(file: Readonly<Record<string, string>> = { 'min.insync.replicas': '2' }) {
  const cluster = new TestCluster({ controllers: 2, file });
  await cluster.start(1, 2, 3);
  return cluster;
}

const isrMember = (cluster: TestCluster, id: number) => ({ brokerId: id, brokerEpoch: cluster.epochOf(id) });

function alter(cluster: TestCluster, sender: number, topic: string, isr: readonly number[], epochs: object = {}) {
  const registration = cluster.partition(topic);
  return cluster.world.finish(
    cluster.controller.alterPartition({
      ...isrMember(cluster, sender),
      items: [
        {
          topicId: registration.topicId,
          partition: 0,
          leaderEpoch: registration.leaderEpoch,
          partitionEpoch: registration.partitionEpoch,
          newIsr: isr.map((id) => isrMember(cluster, id)),
          ...epochs,
        },
      ],
    }),
  );
}

describe('sessions', () => {
  it('fence brokers that are silent, all their partitions in one batch', async () => {
    const cluster = await started();
    await cluster.createTopic('orders', [
      [1, 2, 3],
      [2, 3, 1],
    ]);
    const batches: number[] = [];
    cluster.leader.feed.subscribe({
      onMetadata: (delta) => {
        if (delta.partitions().length > 0) batches.push(delta.partitions().length);
      },
    });
    await cluster.pass(1_600, 2, 3);
    expect(cluster.image.broker(1)?.fenced).toBe(true);
    expect(cluster.partition('orders', 0)).toMatchObject({ leader: 2, isr: [2, 3], leaderEpoch: 1 });
    expect(cluster.partition('orders', 1)).toMatchObject({ leader: 2, isr: [2, 3], leaderEpoch: 0 });
    expect(batches).toEqual([2]);
    await cluster.heartbeat(1);
    expect(cluster.image.broker(1)?.fenced).toBe(false);
    await cluster.stop();
  });

  it('are kept by heartbeats whose answers are held back, all until the same instant', async () => {
    const cluster = await started();
    const { world } = cluster;
    const answeredMs: number[] = [];
    const send = async (id: number): Promise<void> => {
      const { held } = await cluster.controller.heartbeat(cluster.heartbeatOf(id, { maxWaitMs: 200 }));
      expect(held).toBe(true);
      answeredMs.push(world.nowMs());
    };
    for (let round = 0; round < 10; round++) {
      answeredMs.length = 0;
      const sent: Promise<void>[] = [];
      for (const id of [1, 2, 3]) {
        sent.push(send(id));
        await world.runFor(3);
      }
      await world.finish(Promise.all(sent));
      expect(new Set(answeredMs).size).toBe(1);
    }
    expect(cluster.image.brokers().some((broker) => broker.fenced)).toBe(false);
    await cluster.stop();
  });

  it('hold back no answer that says something, that another request follows, or that a deposed controller owes', async () => {
    const cluster = await started();
    const { world, controller } = cluster;
    const ask = (change: object) => controller.heartbeat(cluster.heartbeatOf(1, { maxWaitMs: 200, ...change }));
    const first = ask({});
    const second = ask({ maxWaitMs: 0 });
    expect(await first).toMatchObject({ held: true, fenced: false });
    expect(await second).toMatchObject({ held: false, fenced: false });
    // Longer than the interval between two heartbeats would be a session's end.
    const long = ask({ maxWaitMs: 1_000_000 });
    await world.runFor(201);
    expect(await long).toMatchObject({ held: true });
    const owed = ask({}).catch((reason: unknown) => reason);
    await controller.stop();
    expect(await owed).toMatchObject({ code: 'NOT_CONTROLLER' });
    await cluster.stop();
  });

  it('end at their time, neither before nor at some later look', async () => {
    const cluster = await started();
    const fenced = () => cluster.image.brokers().map((broker) => broker.fenced);
    for (const afterMs of [30, 70, 110, 190]) {
      await cluster.world.runFor(afterMs);
      for (const brokerId of [1, 2, 3]) await cluster.heartbeat(brokerId);
      await cluster.pass(800, 1, 3);
      await cluster.world.runFor(180);
      expect(fenced(), `${afterMs} ms, before`).toEqual([false, false, false]);
      await cluster.heartbeat(1);
      await cluster.heartbeat(3);
      await cluster.world.runFor(40);
      expect(fenced(), `${afterMs} ms, after`).toEqual([false, true, false]);
      await cluster.heartbeat(2);
    }
    await cluster.stop();
  });

  it('are full for everybody when another controller takes over', async () => {
    const cluster = await started();
    await cluster.world.runFor(900);
    await cluster.elect(1);
    await cluster.world.runFor(900);
    expect(cluster.image.brokers().map(({ fenced }) => fenced)).toEqual([false, false, false]);
    await cluster.pass(400, 1);
    expect(cluster.image.brokers().map(({ fenced }) => fenced)).toEqual([false, true, true]);
    await cluster.stop();
  });

  it('B13: a controller that was paused, for however long, fences nobody for it and gives nothing up', async () => {
    const cluster = await started({ 'controller.quorum.fetch.timeout.ms': '1000', 'min.insync.replicas': '2' });
    const { host, raft } = cluster.member();
    for (const pauseMs of [1_200, 5_000, 60_000]) {
      host.pause();
      await cluster.world.runFor(pauseMs);
      host.resume();
      await cluster.world.runFor(100);
      expect(cluster.image.brokers().every(({ fenced }) => !fenced)).toBe(true);
      for (const brokerId of [1, 2, 3]) await cluster.heartbeat(brokerId);
    }
    expect(raft.resigned).toEqual([]);
    expect(cluster.controller.active).toBe(true);
    await cluster.stop();
  });

  it('end at once when a called-back broker refuses or is another incarnation; a timeout proves nothing', async () => {
    const cluster = await started();
    const { controller } = cluster;
    const lose = (id: number, loss: 'reset' | 'timeout' | 'ended') =>
      cluster.world.finish(controller.brokerConnectionLost(id, cluster.epochOf(id), loss));
    const fenced = () => cluster.image.brokers().map((broker) => broker.fenced);
    await lose(1, 'reset');
    expect(fenced()).toEqual([false, false, false]);
    cluster.dialBack = ({ incarnationId }) => ({ kind: 'answered', incarnationId });
    await lose(1, 'reset');
    expect(fenced()).toEqual([false, false, false]);
    cluster.dialBack = () => ({ kind: 'refused' });
    await lose(1, 'timeout');
    await cluster.world.finish(controller.brokerConnectionLost(1, cluster.epochOf(1) - 1, 'reset'));
    expect(fenced()).toEqual([false, false, false]);
    await lose(1, 'reset');
    expect(fenced()).toEqual([true, false, false]);
    cluster.dialBack = () => ({ kind: 'answered', incarnationId: testUuid(9) });
    await lose(2, 'ended');
    expect(fenced()).toEqual([true, true, false]);
    await cluster.stop();
  });

  it('B14: a broker is unfenced at the offset of its registration, not at the end of a busy log', async () => {
    const cluster = await started();
    const epoch = await cluster.register(4);
    for (let i = 0; i < 20; i++) await cluster.createTopic(`busy-${i}`, [[1, 2]]);
    expect(await cluster.heartbeat(4, { metadataOffset: Number(epoch) })).toMatchObject({
      fenced: true,
      caughtUp: false,
    });
    expect(await cluster.heartbeat(4, { metadataOffset: Number(epoch) + 1 })).toMatchObject({
      fenced: false,
      caughtUp: true,
    });
    await cluster.stop();
  });

  it('keep a broker fenced while it wants to be', async () => {
    const cluster = await started();
    await cluster.register(4);
    expect(await cluster.heartbeat(4, { wantFence: true })).toMatchObject({ fenced: true, caughtUp: true });
    await cluster.heartbeat(4);
    expect(cluster.image.broker(4)?.fenced).toBe(false);
    await cluster.heartbeat(4, { wantFence: true });
    expect(cluster.image.broker(4)?.fenced).toBe(true);
    await cluster.stop();
  });
});

describe('registration', () => {
  it('B16: a new incarnation ends the old one in the same batch; with proof its replicas stay eligible', async () => {
    const cluster = await started();
    await cluster.createTopic('orders', [[1, 2, 3]]);
    await cluster.createTopic('pair', [[1, 2]]);
    const old = cluster.heartbeatOf(1);
    await cluster.register(1, { previousBrokerEpoch: cluster.epochOf(1), bootId: 'boot-2' });
    expect(cluster.image.broker(1)).toMatchObject({ fenced: true, epoch: cluster.epochOf(1) });
    expect(cluster.partition('orders')).toMatchObject({ leader: 2, isr: [2, 3], leaderEpoch: 1, elr: [] });
    expect(cluster.partition('pair')).toMatchObject({ leader: 2, isr: [2], elr: [1], leaderEpoch: 1 });
    await expect(cluster.world.finish(cluster.controller.heartbeat(old))).rejects.toMatchObject({
      code: 'STALE_BROKER_EPOCH',
    });
    await cluster.stop();
  });

  it('without proof of durability the replicas leave every ISR and ELR in that batch', async () => {
    const cluster = await started();
    await cluster.createTopic('pair', [[1, 2]]);
    // Broker 2 leaves cleanly first and is eligible; then broker 1 comes back from a power loss.
    await cluster.pass(1_600, 1, 3);
    expect(cluster.partition('pair')).toMatchObject({ leader: 1, isr: [1], elr: [2] });
    await cluster.register(1, { bootId: 'boot-2', provenDurable: false });
    expect(cluster.partition('pair')).toMatchObject({ leader: -1, isr: [], elr: [2], lastKnownElr: [1] });
    await cluster.heartbeat(1);
    expect(cluster.partition('pair').leader).toBe(-1);
    await cluster.heartbeat(2);
    expect(cluster.partition('pair')).toMatchObject({ leader: 2, isr: [2] });
    await cluster.stop();
  });

  it('takes the word of the broker only with a tie to the incarnation it follows', async () => {
    const cluster = await started();
    const cases = [
      { change: { bootId: 'boot-1' }, eligible: true },
      { change: { bootId: 'boot-2', previousBrokerEpoch: 1 }, eligible: false },
      { change: { bootId: 'boot-1', provenDurable: false }, eligible: false },
      { change: { bootId: 'boot-1', directories: [testUuid(9_999)] }, eligible: false },
    ];
    for (const [i, { change, eligible }] of cases.entries()) {
      const name = `topic-${i}`;
      const id = 10 + i;
      await cluster.join(id);
      await cluster.createTopic(name, [[id, 2]]);
      // Disks that share nothing with those of a live broker would be another machine under the same id.
      if (change.directories !== undefined) await cluster.heartbeat(id, { wantFence: true });
      await cluster.register(id, change);
      expect([i, cluster.partition(name).elr]).toEqual([i, eligible ? [id] : []]);
    }
    await cluster.stop();
  });

  it('is repeatable by the same incarnation, and refused to another machine, cluster or disk copy', async () => {
    const cluster = await started();
    const register = (change: object) =>
      cluster.world.finish(cluster.controller.registerBroker(cluster.registration(1, change)));
    const { incarnationId = '' } = cluster.image.broker(1) ?? {};
    expect((await register({ incarnationId })).brokerEpoch).toBe(cluster.epochOf(1));
    const codes: unknown[] = [];
    for (const change of [
      { directories: [testUuid(9_998)] },
      { clusterId: 'another' },
      { directories: [testUuid(1_002)] },
      { directories: [] },
      { listeners: [] },
      { metadataLevelMax: 0 },
    ]) {
      await register(change).catch((reason: { code: string }) => codes.push(reason.code));
    }
    expect(codes).toEqual([
      'DUPLICATE_BROKER_REGISTRATION',
      'INCONSISTENT_CLUSTER_ID',
      'INVALID_REGISTRATION',
      'INVALID_REGISTRATION',
      'INVALID_REGISTRATION',
      'UNSUPPORTED_VERSION',
    ]);
    await cluster.stop();
  });
});

describe('controlled shutdown', () => {
  it('B11, B12: ends when every broker in service has seen the leaderships move, and not before', async () => {
    const cluster = await started();
    await cluster.createTopic('orders', [[1, 2, 3]]);
    const before = cluster.leader.feed.appliedOffset;
    for (const id of [1, 2, 3]) await cluster.heartbeat(id);
    expect(await cluster.heartbeat(1, { wantShutdown: true })).toMatchObject({ shouldShutDown: false });
    expect(cluster.partition('orders')).toMatchObject({ leader: 2, isr: [2, 3] });
    expect(cluster.image.broker(1)?.inControlledShutdown).toBe(true);
    // The log moves on, the target does not.
    await cluster.createTopic('more', [[2, 3]]);
    expect(await cluster.heartbeat(1, { wantShutdown: true })).toMatchObject({ shouldShutDown: false });
    await cluster.heartbeat(2);
    await cluster.heartbeat(3, { metadataOffset: before });
    expect(await cluster.heartbeat(1, { wantShutdown: true })).toMatchObject({ shouldShutDown: false });
    await cluster.heartbeat(3);
    expect(await cluster.heartbeat(1, { wantShutdown: true, metadataOffset: before })).toMatchObject({
      shouldShutDown: true,
    });
    expect(cluster.image.broker(1)).toMatchObject({ fenced: true, inControlledShutdown: true });
    await cluster.stop();
  });

  it('B11: does not end before the broker itself has applied the end of its leaderships', async () => {
    const cluster = await started();
    await cluster.createTopic('orders', [[1, 2, 3]]);
    const stuck = cluster.leader.feed.appliedOffset;
    await cluster.heartbeat(1, { wantShutdown: true, metadataOffset: stuck });
    for (const id of [2, 3]) await cluster.heartbeat(id);
    expect(await cluster.heartbeat(1, { wantShutdown: true, metadataOffset: stuck })).toMatchObject({
      shouldShutDown: false,
    });
    expect(await cluster.heartbeat(1, { wantShutdown: true })).toMatchObject({ shouldShutDown: true });
    await cluster.stop();
  });

  it('a replica that leaves in order stays eligible when it was the last', async () => {
    const cluster = await started();
    await cluster.createTopic('single', [[1]]);
    await cluster.heartbeat(1, { wantShutdown: true });
    expect(cluster.partition('single')).toMatchObject({ leader: -1, isr: [], elr: [1] });
    await cluster.stop();
  });
});

describe('AlterPartition', () => {
  it('changes the ISR, once per partition epoch (B2)', async () => {
    const cluster = await started();
    await cluster.createTopic('orders', [[1, 2, 3]]);
    expect(await alter(cluster, 1, 'orders', [1, 2])).toMatchObject([
      { kind: 'committed', isr: [1, 2], partitionEpoch: 1, leaderEpoch: 0, leaderId: 1 },
    ]);
    expect(await alter(cluster, 1, 'orders', [1], { partitionEpoch: 0 })).toMatchObject([
      { kind: 'rejected', error: 'INVALID_UPDATE_VERSION' },
    ]);
    expect(await alter(cluster, 1, 'orders', [1, 2, 3])).toMatchObject([{ kind: 'committed', isr: [1, 2, 3] }]);
    await cluster.stop();
  });

  it('B23: a state ahead of this controller is "not controller", never a fencing', async () => {
    const cluster = await started();
    await cluster.createTopic('orders', [[1, 2, 3]]);
    expect(await alter(cluster, 1, 'orders', [1], { partitionEpoch: 7 })).toMatchObject([{ error: 'NOT_CONTROLLER' }]);
    expect(await alter(cluster, 1, 'orders', [1], { leaderEpoch: 7 })).toMatchObject([{ error: 'NOT_CONTROLLER' }]);
    const ahead = cluster.controller.alterPartition({ brokerId: 1, brokerEpoch: 999, items: [] });
    await expect(cluster.world.finish(ahead)).rejects.toMatchObject({ code: 'NOT_CONTROLLER' });
    await cluster.stop();
  });

  it('B3: nobody enters who is fenced or shutting down', async () => {
    const cluster = await started();
    await cluster.createTopic('orders', [[1, 2, 3]]);
    await alter(cluster, 1, 'orders', [1, 2]);
    await cluster.pass(1_600, 1, 2);
    expect(cluster.image.broker(3)?.fenced).toBe(true);
    expect(await alter(cluster, 1, 'orders', [1, 2, 3])).toMatchObject([{ error: 'INELIGIBLE_REPLICA' }]);
    await cluster.heartbeat(3);
    await cluster.heartbeat(3, { wantShutdown: true });
    expect(await alter(cluster, 1, 'orders', [1, 2, 3])).toMatchObject([{ error: 'INELIGIBLE_REPLICA' }]);
    await cluster.stop();
  });

  it('B4: nobody enters on what an earlier incarnation fetched', async () => {
    const cluster = await started();
    await cluster.createTopic('orders', [[1, 2, 3]]);
    const stale = cluster.epochOf(3);
    await cluster.join(3, { bootId: 'boot-2', provenDurable: false });
    expect(cluster.partition('orders').isr).toEqual([1, 2]);
    const newIsr = [isrMember(cluster, 1), isrMember(cluster, 2), { brokerId: 3, brokerEpoch: stale }];
    expect(await alter(cluster, 1, 'orders', [], { newIsr })).toMatchObject([{ error: 'INELIGIBLE_REPLICA' }]);
    const unknown = [isrMember(cluster, 1), { brokerId: 2, brokerEpoch: -1 }, { brokerId: 3, brokerEpoch: -1 }];
    expect(await alter(cluster, 1, 'orders', [], { newIsr: unknown })).toMatchObject([{ error: 'INELIGIBLE_REPLICA' }]);
    expect(await alter(cluster, 1, 'orders', [1, 2, 3])).toMatchObject([{ kind: 'committed' }]);
    await cluster.stop();
  });

  it('refuses nonsense: not the leader, an old leader epoch, strangers, doubles, itself missing', async () => {
    const cluster = await started();
    await cluster.createTopic('orders', [[1, 2]]);
    expect(await alter(cluster, 2, 'orders', [2])).toMatchObject([{ error: 'INVALID_REQUEST' }]);
    expect(await alter(cluster, 1, 'orders', [1, 3])).toMatchObject([{ error: 'INVALID_REQUEST' }]);
    expect(await alter(cluster, 1, 'orders', [1, 1])).toMatchObject([{ error: 'INVALID_REQUEST' }]);
    expect(await alter(cluster, 1, 'orders', [2])).toMatchObject([{ error: 'INVALID_REQUEST' }]);
    expect(await alter(cluster, 1, 'orders', [1], { topicId: testUuid(3) })).toMatchObject([
      { error: 'UNKNOWN_TOPIC_ID' },
    ]);
    await cluster.execute({ kind: 'electLeaders', election: 'preferred', partitions: undefined });
    await cluster.pass(1_600, 2, 3);
    expect(await alter(cluster, 1, 'orders', [1], { leaderEpoch: 0 })).toMatchObject([
      { error: 'FENCED_LEADER_EPOCH' },
    ]);
    await cluster.stop();
  });

  it('ends a reassignment, and tells the old leader that it is over', async () => {
    const cluster = await started();
    await cluster.createTopic('orders', [[1, 2]]);
    const moved = await cluster.execute({
      kind: 'reassignPartitions',
      reassignments: [{ topic: 'orders', partition: 0, target: [3] }],
    });
    expect(moved.response[0]?.result.kind).toBe('ok');
    expect(cluster.partition('orders')).toMatchObject({
      replicas: [3, 1, 2],
      addingReplicas: [3],
      removingReplicas: [1, 2],
    });
    expect(await alter(cluster, 1, 'orders', [1, 2, 3])).toMatchObject([{ error: 'NEW_LEADER_ELECTED' }]);
    expect(cluster.partition('orders')).toMatchObject({ replicas: [3], isr: [3], leader: 3, addingReplicas: [] });
    await cluster.stop();
  });
});

describe('leaving the ISR for corruption', () => {
  const leave = (cluster: TestCluster, id: number, leaderEpoch: number) =>
    cluster.world.finish(
      cluster.controller.leaveIsr({
        ...isrMember(cluster, id),
        partitions: [{ topicId: cluster.partition('orders').topicId, partition: 0, leaderEpoch }],
      }),
    );

  it('moves leadership away and keeps the replica out of the ELR', async () => {
    const cluster = await started();
    await cluster.createTopic('orders', [[1, 2]]);
    expect(await leave(cluster, 1, 0)).toMatchObject([{ kind: 'committed', leaderId: 2, isr: [2] }]);
    expect(cluster.partition('orders')).toMatchObject({ elr: [], lastKnownElr: [1] });
    expect(await leave(cluster, 1, 0)).toMatchObject([{ error: 'FENCED_LEADER_EPOCH' }]);
    await cluster.stop();
  });

  it('ends the leader epoch: a leader that counts on what was confirmed in it cannot bring the replica back', async () => {
    const cluster = await started();
    await cluster.createTopic('orders', [[1, 2, 3]]);
    expect(await leave(cluster, 3, 0)).toMatchObject([{ kind: 'committed', leaderId: 1, leaderEpoch: 1, isr: [1, 2] }]);
    // The leader asked before it heard of that.
    expect(await alter(cluster, 1, 'orders', [1, 2, 3], { leaderEpoch: 0 })).toMatchObject([
      { error: 'FENCED_LEADER_EPOCH' },
    ]);
    expect(cluster.partition('orders').isr).toEqual([1, 2]);
    await cluster.stop();
  });

  it('ends the leader epoch also when the replica is not in the ISR: its admission may be under way', async () => {
    const cluster = await started();
    await cluster.createTopic('orders', [[1, 2, 3]]);
    expect(await leave(cluster, 3, 0)).toMatchObject([{ leaderEpoch: 1 }]);
    expect(await leave(cluster, 3, 1)).toMatchObject([{ kind: 'committed', leaderId: 1, leaderEpoch: 2, isr: [1, 2] }]);
    await cluster.stop();
  });

  it('takes the partition offline when it was the last complete replica, until that restarts', async () => {
    const cluster = await started();
    await cluster.createTopic('orders', [[1]]);
    expect(await leave(cluster, 1, 0)).toMatchObject([{ error: 'ELIGIBLE_LEADERS_NOT_AVAILABLE' }]);
    expect(cluster.partition('orders')).toMatchObject({ leader: -1, isr: [], lastKnownElr: [1] });
    await cluster.join(4);
    expect(cluster.partition('orders').leader).toBe(-1);
    await cluster.join(1);
    expect(cluster.partition('orders')).toMatchObject({ leader: 1, isr: [1] });
    await cluster.stop();
  });
});

describe('log directories and producer ids', () => {
  it('only the replicas in a failed directory leave', async () => {
    const cluster = await started();
    const directories = [testUuid(701), testUuid(702)];
    await cluster.join(4, { directories });
    await cluster.createTopic('orders', [
      [4, 1],
      [4, 1],
    ]);
    const { topicId } = cluster.partition('orders');
    const replicas = directories.map((directoryId, partition) => ({ topicId, partition, directoryId }));
    const assigned = cluster.controller.assignDirectories({ ...isrMember(cluster, 4), replicas });
    expect(await cluster.world.finish(assigned)).toEqual([undefined, undefined]);
    await cluster.heartbeat(4, { offlineDirectories: [testUuid(701)] });
    expect(cluster.partition('orders', 0)).toMatchObject({ leader: 1, isr: [1], elr: [4] });
    expect(cluster.partition('orders', 1)).toMatchObject({ leader: 4, isr: [4, 1] });
    expect(cluster.image.broker(4)?.directories).toEqual([testUuid(702)]);
    // The broker is in service, but this replica cannot lead, nor come back into the ISR, before its directory is back.
    expect(await alter(cluster, 1, 'orders', [1, 4])).toMatchObject([{ error: 'INELIGIBLE_REPLICA' }]);
    await cluster.heartbeat(1, { wantFence: true });
    expect(cluster.partition('orders', 0)).toMatchObject({ leader: -1, elr: [4, 1] });
    expect(cluster.partition('orders', 1).leader).toBe(4);
    const back = { directories, previousBrokerEpoch: cluster.epochOf(4) };
    await cluster.join(4, back);
    expect(cluster.partition('orders', 0).leader).toBe(4);
    await cluster.join(4, { directories: [testUuid(702)], previousBrokerEpoch: cluster.epochOf(4) });
    expect(cluster.partition('orders', 0)).toMatchObject({ leader: -1, elr: [1] });
    await cluster.stop();
  });

  it('a replica that was made in a directory just before it failed leaves when it is heard of', async () => {
    const cluster = await started();
    const directories = [testUuid(701), testUuid(702)];
    await cluster.join(4, { directories });
    await cluster.createTopic('orders', [
      [4, 1],
      [4, 1],
    ]);
    const { topicId } = cluster.partition('orders');
    await cluster.heartbeat(4, { offlineDirectories: [testUuid(701)] });
    expect(cluster.partition('orders', 0)).toMatchObject({ leader: 4, isr: [4, 1] });
    const replicas = directories.map((directoryId, partition) => ({ topicId, partition, directoryId }));
    const assigned = cluster.controller.assignDirectories({ ...isrMember(cluster, 4), replicas });
    expect(await cluster.world.finish(assigned)).toEqual([undefined, undefined]);
    expect(cluster.partition('orders', 0)).toMatchObject({ leader: 1, isr: [1], elr: [4] });
    expect(cluster.partition('orders', 1)).toMatchObject({ leader: 4, isr: [4, 1] });
    expect(cluster.partition('orders', 0).directories[0]).toBe(testUuid(701));
    await cluster.stop();
  });

  it('hands out every block of producer ids once, across controllers', async () => {
    const cluster = await started();
    const allocate = () => cluster.world.finish(cluster.controller.allocateProducerIds(isrMember(cluster, 1)));
    const first = await allocate();
    await cluster.elect(1);
    const second = await allocate();
    expect([first, second]).toEqual([
      { firstProducerId: 0, count: 1_000 },
      { firstProducerId: 1_000, count: 1_000 },
    ]);
    await cluster.stop();
  });
});
