import type { NodeId } from '@drave/base';
import { testUuid } from '@drave/metadata/testing';
import { afterEach, expect, it } from 'vitest';
import { imageFaults, TestCluster, transitionFaults } from './testing/index.js';

let cluster: TestCluster;
let faults: string[];

afterEach(async () => {
  expect([...faults, ...cluster.fatal]).toEqual([]);
  await cluster.stop();
});

async function start(file: Readonly<Record<string, string>> = {}): Promise<void> {
  cluster = new TestCluster({ file: { 'min.insync.replicas': '2', ...file } });
  await cluster.start(1, 2, 3);
  faults = [];
  cluster.leader.feed.subscribe({
    onMetadata: ({ before, after }) => faults.push(...imageFaults(after), ...transitionFaults(before, after)),
  });
}

const unregister = (brokerId: NodeId, validateOnly = false) =>
  cluster.execute({ kind: 'unregisterBroker', brokerId, validateOnly });

/** An emptied disk: another directory, on a machine that nothing ties to the former. */
const emptied = (id: NodeId) => ({ directories: [testUuid(8_000 + id)], bootId: 'boot-2', provenDurable: true });

it('a broker that is not registered cannot be unregistered', async () => {
  await start();
  await expect(unregister(9)).rejects.toMatchObject({ code: 'BROKER_ID_NOT_REGISTERED' });
  await unregister(3);
  await expect(unregister(3)).rejects.toMatchObject({ code: 'BROKER_ID_NOT_REGISTERED' });
});

it('a broker in service is forgotten, and in the same batch it leaves every ISR and its leaderships move', async () => {
  await start();
  await cluster.createTopic('led', [[1, 2, 3]]);
  await cluster.createTopic('followed', [[2, 1, 3]]);
  await cluster.createTopic('elsewhere', [[2, 3]]);
  const { visibleAtOffset } = await unregister(1);
  expect(cluster.leader.feed.appliedOffset).toBe(visibleAtOffset);
  expect(cluster.image.broker(1)).toBeUndefined();
  expect(cluster.partition('led')).toMatchObject({ replicas: [1, 2, 3], leader: 2, isr: [2, 3], leaderEpoch: 1 });
  expect(cluster.partition('followed')).toMatchObject({ leader: 2, isr: [2, 3], leaderEpoch: 0 });
  expect(cluster.partition('elsewhere').partitionEpoch).toBe(0);
});

it('changes nothing when it is only validated', async () => {
  await start();
  await cluster.createTopic('orders', [[1, 2]]);
  await unregister(1, true);
  expect(cluster.image.broker(1)).toBeDefined();
  expect(cluster.partition('orders')).toMatchObject({ leader: 1, isr: [1, 2] });
});

it('more partitions than one entry holds change together', async () => {
  await start();
  await cluster.createTopic(
    'wide',
    Array.from({ length: 1_200 }, () => [1, 2]),
  );
  const { visibleAtOffset } = await unregister(1);
  await cluster.world.finish(cluster.leader.feed.waitFor(visibleAtOffset, 1_000));
  expect(cluster.image.broker(1)).toBeUndefined();
  const partitions = [...(cluster.image.topicByName('wide')?.partitions() ?? [])];
  expect(partitions.every(({ leader, isr }) => leader === 2 && isr.length === 1)).toBe(true);
});

it('its replicas leave the ELR too, so an emptied disk under its id is not elected', async () => {
  await start();
  await cluster.createTopic('pair', [[1, 2]]);
  // Broker 2 leaves in order and is eligible; then broker 1 goes, and nobody is left.
  await cluster.pass(1_600, 1, 3);
  expect(cluster.partition('pair')).toMatchObject({ leader: 1, isr: [1], elr: [2] });
  await unregister(2);
  expect(cluster.partition('pair')).toMatchObject({ leader: 1, isr: [1], elr: [], lastKnownElr: [2] });
  await cluster.pass(1_600, 3);
  expect(cluster.partition('pair')).toMatchObject({ leader: -1, isr: [], elr: [1], lastKnownElr: [2] });
  await cluster.join(2, emptied(2));
  expect(cluster.partition('pair').leader).toBe(-1);
  await cluster.heartbeat(1);
  expect(cluster.partition('pair')).toMatchObject({ leader: 1, isr: [1] });
});

it('a broker that runs on registers anew and is let in again only by its new epoch', async () => {
  await start();
  await cluster.createTopic('orders', [[2, 1]]);
  const old = cluster.heartbeatOf(1);
  const { incarnationId = '' } = cluster.image.broker(1) ?? {};
  await unregister(1);
  await expect(cluster.world.finish(cluster.controller.heartbeat(old))).rejects.toMatchObject({
    code: 'BROKER_ID_NOT_REGISTERED',
  });
  const epoch = await cluster.join(1, { incarnationId });
  expect(epoch).toBeGreaterThan(old.brokerEpoch);
  expect(cluster.partition('orders').isr).toEqual([2]);
  const { topicId, leaderEpoch, partitionEpoch } = cluster.partition('orders');
  const alter = (brokerEpoch: number) =>
    cluster.controller.alterPartition({
      brokerId: 2,
      brokerEpoch: cluster.epochOf(2),
      items: [
        {
          topicId,
          partition: 0,
          leaderEpoch,
          partitionEpoch,
          newIsr: [
            { brokerId: 2, brokerEpoch: cluster.epochOf(2) },
            { brokerId: 1, brokerEpoch },
          ],
        },
      ],
    });
  expect(await cluster.world.finish(alter(old.brokerEpoch))).toMatchObject([{ error: 'INELIGIBLE_REPLICA' }]);
  expect(await cluster.world.finish(alter(epoch))).toMatchObject([{ kind: 'committed', isr: [2, 1] }]);
});

it('a partition whose only replica was there has no leader until the broker is back', async () => {
  await start({ 'min.insync.replicas': '1' });
  await cluster.createTopic('single', [[1]]);
  await unregister(1);
  expect(cluster.partition('single')).toMatchObject({ leader: -1, isr: [], elr: [], lastKnownElr: [1] });
  await cluster.join(1);
  expect(cluster.partition('single')).toMatchObject({ leader: 1, isr: [1], lastKnownElr: [] });
});

it('elects an incomplete replica where the topic allows it', async () => {
  await start({ 'min.insync.replicas': '1', 'unclean.leader.election.enable': 'true' });
  await cluster.createTopic('orders', [[1, 2]]);
  await cluster.pass(1_600, 1, 3);
  await cluster.heartbeat(2);
  expect(cluster.partition('orders')).toMatchObject({ leader: 1, isr: [1], elr: [] });
  await unregister(1);
  expect(cluster.partition('orders')).toMatchObject({ leader: 2, isr: [2] });
});

it('a session that outlives its registration ends without effect', async () => {
  await start();
  await cluster.createTopic('orders', [[1, 2]]);
  await unregister(3);
  await cluster.pass(3_200, 1, 2);
  expect(cluster.image.broker(3)).toBeUndefined();
  expect(cluster.image.brokers().map(({ fenced }) => fenced)).toEqual([false, false]);
});
