import { runSteps } from '@drave/base';
import { TestMetadata } from '@drave/metadata/testing';
import { describe, expect, it } from 'vitest';
import { ClusterConfig } from '../cluster-config.js';
import { balanceLeadersRecords, decideElectLeaders } from './elect-leaders.js';

const config = new ClusterConfig({});

/** Broker 1 should lead ten partitions, of which `astray` are led by broker 2; all replicas are in sync. */
function cluster(astray: number): TestMetadata {
  const metadata = new TestMetadata();
  metadata.brokers(1, 2, 3);
  const partitions = Array.from({ length: 10 }, (_, index) => ({ replicas: [1, 2], leader: index < astray ? 2 : 1 }));
  metadata.topic('orders', partitions);
  return metadata;
}

function balanced(metadata: TestMetadata, imbalancePercentage = 10, changesMax = 100): unknown[] {
  const records = runSteps(balanceLeadersRecords(metadata.image, config, imbalancePercentage, changesMax));
  return records.map((record) => (record.kind === 'partitionChange' ? [record.index, record.leader] : record.kind));
}

function fence(metadata: TestMetadata, brokerId: number): void {
  const brokerEpoch = metadata.image.broker(brokerId)?.epoch ?? -1;
  metadata.apply({ kind: 'brokerRegistrationChange', brokerId, brokerEpoch, fenced: true });
}

describe('balancing leaders', () => {
  it('begins above the percentage, not at it', () => {
    expect(balanced(cluster(1))).toEqual([]);
    expect(balanced(cluster(2))).toEqual([
      [0, 1],
      [1, 1],
    ]);
    expect(balanced(cluster(1), 0)).toEqual([[0, 1]]);
  });

  it('moves no more at once than it may', () => {
    expect(balanced(cluster(8), 10, 3)).toHaveLength(3);
  });

  it('moves nothing to a broker that is out of service, and nothing to one that is not in sync', () => {
    const fenced = cluster(5);
    fence(fenced, 1);
    expect(balanced(fenced)).toEqual([]);
    const behind = cluster(5);
    for (let index = 0; index < 4; index++) behind.change('orders', index, { isr: [2] });
    expect(balanced(behind)).toEqual([[4, 1]]);
  });

  it('elects nobody who may lack records, even where that is allowed', () => {
    const metadata = cluster(0);
    metadata.config('orders', 'unclean.leader.election.enable', 'true');
    for (let index = 0; index < 10; index++) metadata.change('orders', index, { isr: [2], leader: -1 });
    fence(metadata, 2);
    expect(balanced(metadata)).toEqual([]);
  });
});

describe('an election', () => {
  const elect = (metadata: TestMetadata, election: 'preferred' | 'unclean', partitions?: number[]) => {
    const refs = partitions?.map((partition) => ({ topic: 'orders', partition }));
    const command = { kind: 'electLeaders', election, partitions: refs } as const;
    const decision = runSteps(decideElectLeaders(metadata.image, command, { config }));
    if (decision.kind === 'rejected') throw new Error(decision.message);
    const outcomes = decision.response.map(
      ({ partition, result }) => [partition, result.kind === 'ok' ? 'ok' : result.code] as const,
    );
    return { outcomes, changes: decision.records.length };
  };

  it('answers for every partition that is named, once, and without names only for what was done', () => {
    const metadata = cluster(2);
    expect(elect(metadata, 'preferred', [0, 0, 5, 99])).toEqual({
      outcomes: [
        [0, 'ok'],
        [5, 'ELECTION_NOT_NEEDED'],
        [99, 'UNKNOWN_TOPIC_OR_PARTITION'],
      ],
      changes: 1,
    });
    expect(elect(metadata, 'preferred')).toEqual({
      outcomes: [
        [0, 'ok'],
        [1, 'ok'],
      ],
      changes: 2,
    });
  });

  it('does not take two partitions for one whose topics and numbers read alike', () => {
    const metadata = cluster(0);
    metadata.topic('a-', [{ replicas: [1] }, { replicas: [1, 2], leader: 2 }]);
    const partitions = [
      { topic: 'a', partition: -1 },
      { topic: 'a-', partition: 1 },
    ];
    const command = { kind: 'electLeaders', election: 'preferred', partitions } as const;
    const decision = runSteps(decideElectLeaders(metadata.image, command, { config }));
    expect(decision).toMatchObject({
      response: [{ result: { code: 'UNKNOWN_TOPIC_OR_PARTITION' } }, { result: { kind: 'ok' } }],
    });
  });

  it('of the preferred leader changes nothing while that one is not in sync', () => {
    const metadata = cluster(1);
    metadata.change('orders', 0, { isr: [2] });
    expect(elect(metadata, 'preferred', [0])).toEqual({
      outcomes: [[0, 'PREFERRED_LEADER_NOT_AVAILABLE']],
      changes: 0,
    });
  });

  it('that is unclean is refused to a partition with a leader, and with nobody in service', () => {
    const metadata = cluster(0);
    metadata.change('orders', 0, { isr: [1], leader: -1 });
    fence(metadata, 1);
    expect(elect(metadata, 'unclean', [0, 1])).toEqual({
      outcomes: [
        [0, 'ok'],
        [1, 'ELECTION_NOT_NEEDED'],
      ],
      changes: 1,
    });
    fence(metadata, 2);
    expect(elect(metadata, 'unclean', [0])).toEqual({ outcomes: [[0, 'ELIGIBLE_LEADERS_NOT_AVAILABLE']], changes: 0 });
  });
});
