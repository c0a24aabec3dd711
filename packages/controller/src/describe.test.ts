import { runSteps } from '@drave/base';
import { describe, expect, it } from 'vitest';
import { ClusterConfig } from './cluster-config.js';
import { brokerLoads, clusterHealth, describeConfig, selectPartitions, type PartitionFilter } from './describe.js';
import { TestCluster } from './testing/index.js';

describe('what the cluster looks like', () => {
  it('finds partitions by what is wrong with them, and says why the cluster is not whole', async () => {
    const file = new Map([['min.insync.replicas', '2']]);
    const config = new ClusterConfig({ file });
    const cluster = new TestCluster({ file: Object.fromEntries(file) });
    await cluster.start(1, 2, 3);
    await cluster.createTopic('a', [
      [1, 2, 3],
      [2, 3, 1],
    ]);
    await cluster.createTopic('single', [[1], [2]]);
    expect(runSteps(clusterHealth(cluster.image, config)).unhealthyReasons).toEqual([]);
    await cluster.pass(1_600, 2, 3);
    const select = (filter: PartitionFilter, brokerId?: number) =>
      [...selectPartitions(cluster.image, config, { filter, brokerId })].map(
        ({ topic, registration }) => `${topic.name}-${registration.index}`,
      );
    expect(select('all')).toEqual(['a-0', 'a-1', 'single-0', 'single-1']);
    expect(select('all', 1)).toEqual(['a-0', 'a-1', 'single-0']);
    const behind = (topic: string, partition: number, only?: string) =>
      [...selectPartitions(cluster.image, config, { filter: 'all', topic: only, after: { topic, partition } })].map(
        ({ topic: { name }, registration }) => `${name}-${registration.index}`,
      );
    expect(behind('a', 0)).toEqual(['a-1', 'single-0', 'single-1']);
    expect(behind('b', 7)).toEqual(['single-0', 'single-1']);
    expect(behind('a', 0, 'a')).toEqual(['a-1']);
    expect(behind('single', 1)).toEqual([]);
    expect(select('offline')).toEqual(['single-0']);
    expect(select('underReplicated')).toEqual(['a-0', 'a-1', 'single-0']);
    expect(select('underMinIsr')).toEqual(['single-0']);
    expect(select('notPreferred')).toEqual(['a-0', 'single-0']);
    expect(select('reassigning')).toEqual([]);
    expect(runSteps(clusterHealth(cluster.image, config))).toMatchObject({
      offlinePartitions: 1,
      underReplicatedPartitions: 3,
      underMinIsrPartitions: 1,
      unhealthyReasons: [
        expect.stringContaining('broker 1'),
        '1 partitions have no leader',
        expect.any(String),
        expect.any(String),
      ],
    });
    expect(runSteps(brokerLoads(cluster.image)).get(2)).toEqual({ replicaCount: 3, leaderCount: 3 });
    const [offline] = selectPartitions(cluster.image, config, { topic: 'single', filter: 'offline' });
    expect(offline).toMatchObject({ offlineReplicas: [1], minInsyncReplicas: 1 });
    await cluster.stop();
  });

  it('shows where a setting comes from', async () => {
    const cluster = new TestCluster();
    await cluster.start(1);
    await cluster.createTopic('a', [[1]], { 'retention.ms': '1000' });
    const resource = { type: 'topic', name: 'a' } as const;
    const layers = { file: new Map([['min.insync.replicas', '2']]) };
    const entries = describeConfig(cluster.image, resource, layers, ['retention.ms', 'min.insync.replicas']);
    expect(entries.map(({ key, value, source }) => [key, value, source])).toEqual([
      ['min.insync.replicas', '2', 'STATIC_BROKER_CONFIG'],
      ['retention.ms', '1000', 'DYNAMIC_TOPIC_CONFIG'],
    ]);
    await cluster.stop();
  });
});
