import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterDescription, ClusterEvent, LocalCluster } from '@drave/cluster';
import kafkajs, { type Admin } from 'kafkajs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addressesOf } from '../../compat/suites/broker.js';
import { boundMs } from '../bounds.js';
import { onCluster } from '../cluster.js';
import { drave } from '../command-line.js';
import { until } from '../kafka/until.js';

const TOPIC = 'orders';
const SEEN_MS = 20_000;

describe('who leads, as kafkajs sees it', () => {
  it('is whom lead names; elect goes back to the preferred one, and waitFor tells when', async () => {
    await onCluster({ controllers: 1 }, async (cluster) => {
      const admin = await adminWithTopic(cluster);
      try {
        const [before = ''] = await cluster.resolve(`leader:${TOPIC}/0`);
        const [follower = ''] = await cluster.resolve(`follower:${TOPIC}/0`);
        expect(await cluster.lead(`${TOPIC}/0`, follower)).toBe(follower);
        await seesLeader(cluster, admin, follower);
        await cluster.stop(follower);
        await cluster.waitFor(`leader:${TOPIC}/0!=${follower}`);
        await cluster.start(follower);
        await cluster.waitFor([`isr:${TOPIC}/0`, 'healthy']);
        const [now] = await cluster.resolve(`leader:${TOPIC}/0`);
        // The brokers balance their leaders by themselves, too, every few seconds.
        if (now !== follower) await cluster.elect([`${TOPIC}/0`]);
        await seesLeader(cluster, admin, follower);
        expect(await cluster.elect([`${TOPIC}/0`])).toEqual([]);
        expect(await cluster.lead(`${TOPIC}/0`, before)).toBe(before);
        await seesLeader(cluster, admin, before);
      } finally {
        await admin.disconnect();
      }
    });
  });

  it('is no broker without a replica, and no partition that is not there', async () => {
    await onCluster({ controllers: 1, brokers: 2 }, async (cluster) => {
      const admin = await adminWithTopic(cluster, 1);
      await admin.disconnect();
      const [leader] = await cluster.resolve(`leader:${TOPIC}/0`);
      const other = leader === 'b1' ? 'b2' : 'b1';
      await expect(cluster.lead(`${TOPIC}/0`, other)).rejects.toThrow('holds no replica of orders/0');
      await expect(cluster.lead(`${TOPIC}/7`, 'b1')).rejects.toMatchObject({ code: 'UNKNOWN_TOPIC_OR_PARTITION' });
      await expect(cluster.elect([`${TOPIC}/7`])).rejects.toMatchObject({ code: 'UNKNOWN_TOPIC_OR_PARTITION' });
      await expect(cluster.lead(`${TOPIC}/0`, 'brokers')).rejects.toThrow('means several nodes');
      const waits = cluster.waitFor(`isr:${TOPIC}/0=2`, { timeoutMs: 1 });
      await expect(waits).rejects.toThrow('orders/0 has 1 replicas in sync, not 2');
    });
  });

  it('the active controller gives way to another, and alone to itself, in a later epoch', async () => {
    await onCluster({ controllers: 3, brokers: 0 }, async (cluster) => {
      // What was so before the cluster's metadata is followed is no event.
      for await (const { controller } of cluster.watchBoard()) if (controller !== null) break;
      const before = await cluster.view.quorum();
      const active = await cluster.stepDown();
      expect(await cluster.resolve('controller')).toEqual([active]);
      const { epoch } = await cluster.view.quorum();
      expect(epoch).toBeGreaterThan(before.epoch);
      for await (const { kind, node, detail } of cluster.watchEvents({ from: 'oldest' }))
        if (kind === 'controller' && node === active && detail.startsWith(`active in epoch ${epoch}`)) break;
    });
    await onCluster({ controllers: 1, brokers: 0 }, async (cluster) => {
      expect(await cluster.stepDown()).toBe('c1');
    });
  });
});

describe('the fault kit on the command line', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'drave-home-'));
  });
  afterEach(async () => {
    await drave(home, ['local', 'down', '--all']);
    rmSync(home, { recursive: true });
  });

  async function json<Answer>(...parameters: string[]): Promise<Answer> {
    const { exitCode, stdout, stderr } = await drave(home, [...parameters, '-o', 'json']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.any(String) });
    return JSON.parse(stdout) as Answer;
  }

  it('cuts a broker off, which another command sees, heals it, moves leaders, and tells it all', async () => {
    await json('local', 'up', '-d', '-c', '1', '-b', '2', '--network', 'proxied', '--ports', 'auto');
    expect(await json('topic', 'create', TOPIC, '-p', '1', '-r', '2')).toBeTruthy();
    const cut = await json<{ nodes: string[]; others: string[] }>('local', 'isolate', `leader:${TOPIC}/0`);
    const [node = ''] = cut.nodes;
    expect(cut).toMatchObject({ verb: 'isolate', expression: `leader:${TOPIC}/0`, oneWay: false, waited: true });
    expect(cut.others).toContain('clients');
    const [cluster] = await json<ClusterDescription[]>('local', 'ps');
    expect(cluster?.nodes.find(({ name }) => name === node)).toMatchObject({ process: 'running', state: 'fenced' });
    expect(await json('local', 'wait', `leader:${TOPIC}/0!=${node}`)).toMatchObject({ verb: 'wait' });
    expect(await json('local', 'heal')).toMatchObject({ nodes: ['b1', 'b2', 'c1', 'clients'] });
    expect(await json('local', 'wait', 'healthy', `isr:${TOPIC}/0=2`)).toMatchObject({ verb: 'wait' });
    expect(await json('local', 'lead', `${TOPIC}/0`, '--to', node)).toMatchObject({ leader: node });
    expect(await json('local', 'step-down')).toMatchObject({ controller: 'c1' });
    const { events } = await json<{ events: ClusterEvent[] }>('local', 'events');
    expect(events.filter(({ kind }) => kind === 'network').map(({ detail }) => detail.split(' ')[0])).toEqual([
      'cut',
      'healed',
    ]);
    const told = events.map(({ node: name, kind, detail }) => `${name} ${kind} ${detail}`);
    for (const text of [
      'fenced',
      'unfenced',
      `isr has left the ISR of ${TOPIC}/0`,
      `isr has joined the ISR of ${TOPIC}/0`,
    ])
      expect(told).toContainEqual(expect.stringMatching(new RegExp(`^${node} ${text}`)));
    expect(told).toContainEqual(expect.stringMatching(new RegExp(`leader leads ${TOPIC}/0 instead of ${node}$`)));
  });
});

async function adminWithTopic(cluster: LocalCluster, replicationFactor = 3): Promise<Admin> {
  const brokers = addressesOf(cluster).kafka.split(',');
  const admin = new kafkajs.Kafka({ clientId: 'leaders', brokers, logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: 1, replicationFactor }] });
  return admin;
}

/** A client asks any broker, and each learns of a change a moment after the controller has decided it. */
async function seesLeader(cluster: LocalCluster, admin: Admin, name: string): Promise<void> {
  const missing = async (): Promise<string | undefined> => {
    const { topics } = await admin.fetchTopicMetadata({ topics: [TOPIC] });
    const leader = topics[0]?.partitions[0]?.leader;
    return leader === cluster.node(name).id ? undefined : `kafkajs sees ${leader} lead, not ${name}`;
  };
  await until('kafkajs sees the leader', missing, boundMs(SEEN_MS, 'the leader is seen'));
}
