import type { adminV1 } from '@drave/rpc';
import { describe, expect, it } from 'vitest';
import { overviewOf, ProblemMemory } from './overview-view.js';

function cluster(
  changes: Partial<adminV1.GetClusterResponse>,
  fenced: readonly number[] = [],
): adminV1.GetClusterResponse {
  const broker = (id: number): adminV1.Broker => ({
    id,
    epoch: 1,
    state: fenced.includes(id) ? 'FENCED' : 'RUNNING',
    listeners: [],
    rack: '',
    incarnationId: '',
    directories: [],
    replicaCount: 0,
    leaderCount: 0,
  });
  return {
    header: { clusterId: '', nodeId: 1, controllerEpoch: 1, metadataOffset: 1 },
    activeControllerId: 1,
    brokers: [1, 2, 3].map(broker),
    topicCount: 1,
    partitionCount: 6,
    offlinePartitionCount: 0,
    underReplicatedPartitionCount: 0,
    underMinIsrPartitionCount: 0,
    unhealthyReasons: [],
    nodeVersion: '',
    nodeWallMs: 1_000,
    ...changes,
  };
}

describe('the overview', () => {
  it('says in one sentence how the cluster is, the worst first', () => {
    const of = (...asked: Parameters<typeof cluster>) => overviewOf(cluster(...asked), undefined, new ProblemMemory());
    expect(of({})).toMatchObject({
      health: 'good',
      sentence: 'All is well: 3 brokers in service, 6 partitions in sync.',
    });
    expect(of({ underReplicatedPartitionCount: 6 }, [2])).toMatchObject({
      health: 'degraded',
      sentence: 'Everything is served, with less in reserve: broker 2 is out of service; 1 more problem.',
      runningBrokerCount: 2,
    });
    expect(of({ offlinePartitionCount: 1, underReplicatedPartitionCount: 1 }, [2])).toMatchObject({
      health: 'bad',
      sentence:
        'Not everything is served: 1 partition has no leader: neither reads nor writes are served; 2 more problems.',
    });
    expect(of({ activeControllerId: -1 })).toMatchObject({ health: 'bad', activeControllerId: null });
    expect(of({ underMinIsrPartitionCount: 2 }).problems[0]).toMatchObject({ id: 'under-min-isr', severity: 'error' });
  });

  it('remembers since when something is wrong, and whether it saw it begin', () => {
    const memory = new ProblemMemory();
    const at = (nodeWallMs: number, lacking: number, fenced: readonly number[] = []) =>
      overviewOf(cluster({ nodeWallMs, underReplicatedPartitionCount: lacking }, fenced), undefined, memory).problems;
    expect(at(1_000, 2)).toMatchObject([{ id: 'under-replicated', sinceWallMs: 1_000, isSinceExact: false }]);
    expect(at(2_000, 3, [2])).toMatchObject([
      { id: 'broker-fenced-2', sinceWallMs: 2_000, isSinceExact: true },
      { id: 'under-replicated', sinceWallMs: 1_000, isSinceExact: false },
    ]);
    expect(at(3_000, 0)).toEqual([]);
    expect(at(4_000, 1)).toMatchObject([{ sinceWallMs: 4_000, isSinceExact: true }]);
    memory.forget();
    expect(at(5_000, 1)).toMatchObject([{ sinceWallMs: 5_000, isSinceExact: false }]);
  });
});
