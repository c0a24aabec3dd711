import { startCluster, type LocalCluster } from 'drave/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addingPartitions } from '../examples/adding-partitions.js';
import { deliveryGuarantees } from '../examples/delivery-guarantees.js';
import { queueAndEvents } from '../examples/queue-and-events.js';
import { onStage } from '../examples/run-example.js';
import { truckGps } from '../examples/truck-gps.js';
import { vipRides } from '../examples/vip-partitioner.js';

describe('the examples', () => {
  let cluster: LocalCluster;
  const lines: string[] = [];
  const say = (text: string): void => void lines.push(text);
  beforeAll(async () => {
    cluster = await startCluster({ controllers: 1, brokers: 3 });
  });
  afterAll(() => cluster.close());

  it('trucks: two groups read every position, each truck in its order, while a leader is killed', async () => {
    const all = { read: 200, inOrder: true };
    expect(await onStage(cluster, say, truckGps)).toMatchObject([
      { name: 'dashboard', ...all },
      { name: 'alerts', ...all, instances: 1 },
    ]);
  });

  it('the VIP partitioner keeps eight of ten partitions for VIPs', async () => {
    const counts = await onStage(cluster, say, vipRides);
    expect(counts.map(({ vips, others }) => [vips > 0, others > 0])).toEqual([
      ...Array.from({ length: 8 }, () => [true, false]),
      ...Array.from({ length: 2 }, () => [false, true]),
    ]);
  });

  it('a queue shares its records between workers, events reach every group', async () => {
    expect(await onStage(cluster, say, queueAndEvents)).toEqual({ packed: 60, told: [60, 60] });
  });

  it('at most once loses, at least once doubles, exactly once does neither, when leader and worker die', async () => {
    const results = await onStage(cluster, say, deliveryGuarantees);
    const [most, least] = [results['at most once']?.inHand, results['at least once']?.inHand];
    expect(most).toBeGreaterThan(0);
    expect(least).toBeGreaterThan(0);
    expect(results).toMatchObject({
      'at most once': { lost: most, doubled: 0 },
      'at least once': { lost: 0, doubled: least },
      'exactly once': { lost: 0, doubled: 0 },
    });
  });

  it('new partitions get keys of old ones, and are there for good', async () => {
    const { moved, refusal, partitions } = await onStage(cluster, say, addingPartitions);
    expect(moved).toBeGreaterThan(0);
    expect(refusal).toContain('6');
    expect(Math.max(...partitions)).toBeGreaterThan(2);
    expect(lines.length).toBeGreaterThan(10);
  });
});
