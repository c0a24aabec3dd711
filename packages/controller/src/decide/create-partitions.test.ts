import { limits, runSteps, UUID_ZERO } from '@drave/base';
import { SeededRandom } from '@drave/env/sim';
import type { PartitionRecord } from '@drave/metadata';
import { TestMetadata } from '@drave/metadata/testing';
import { describe, expect, it } from 'vitest';
import type { CreatePartitionsCommand } from '../commands.js';
import { decideCreatePartitions } from './create-partitions.js';

type Growth = CreatePartitionsCommand['topics'][number];

/** 'orders' has two partitions with two replicas each, on the brokers 1 to 3. */
function cluster(): TestMetadata {
  const metadata = new TestMetadata();
  metadata.brokers(1, 2, 3);
  metadata.topic('orders', [{ replicas: [1, 2] }, { replicas: [2, 3] }]);
  return metadata;
}

function grow(metadata: TestMetadata, ...topics: readonly Growth[]) {
  const random = new SeededRandom(1);
  return runSteps(decideCreatePartitions(metadata.image, { kind: 'createPartitions', topics }, { random }));
}

/** The outcome for each topic, and the partitions that are made. */
function grown(metadata: TestMetadata, ...topics: readonly Growth[]) {
  const decision = grow(metadata, ...topics);
  if (decision.kind === 'rejected') throw new Error(decision.message);
  const made = decision.records.filter((record): record is PartitionRecord => record.kind === 'partition');
  expect(made).toHaveLength(decision.records.length);
  return { results: decision.response, made };
}

function refused(metadata: TestMetadata, growth: Omit<Growth, 'name'>, name = 'orders') {
  const { results, made } = grown(metadata, { name, ...growth });
  expect(made).toEqual([]);
  return results;
}

const refusal = (code: string, why: RegExp) => [{ kind: 'rejected', code, message: expect.stringMatching(why) }];

describe('more partitions', () => {
  it('have the replication factor of the others, continue their numbers, and even out where they lie', () => {
    const metadata = cluster();
    const { results, made } = grown(metadata, { name: 'orders', partitionCount: 6 });
    const topicId = metadata.idOf('orders');
    const value = { name: 'orders', topicId, partitionCount: 6, replicationFactor: 2 };
    expect(results).toEqual([{ kind: 'ok', value }]);
    expect(made.map(({ index }) => index)).toEqual([2, 3, 4, 5]);
    expect(new Set(made.map((record) => record.topicId))).toEqual(new Set([topicId]));
    const leaders = [1, 2, ...made.map(({ leader }) => leader)].toSorted();
    expect(leaders).toEqual([1, 1, 2, 2, 3, 3]);
  });

  it('lie where the request says', () => {
    const assignments = [
      [3, 1],
      [1, 3],
    ];
    const { made } = grown(cluster(), { name: 'orders', partitionCount: 4, assignments });
    expect(made.map(({ index, replicas, leader }) => [index, replicas, leader])).toEqual([
      [2, [3, 1], 3],
      [3, [1, 3], 1],
    ]);
  });

  it('have as many replicas as the others have without a move under way', () => {
    const metadata = cluster();
    const directories = [UUID_ZERO, UUID_ZERO, UUID_ZERO];
    metadata.change('orders', 0, { replicas: [3, 1, 2], directories, addingReplicas: [3], removingReplicas: [2] });
    expect(grown(metadata, { name: 'orders', partitionCount: 3 }).made[0]?.replicas).toHaveLength(2);
    metadata.change('orders', 1, { replicas: [1, 2, 3], directories, addingReplicas: [1], removingReplicas: [2] });
    expect(grown(metadata, { name: 'orders', partitionCount: 3 }).made[0]?.replicas).toHaveLength(2);
  });

  it.each<[name: string, growth: Omit<Growth, 'name'>, code: string, why: RegExp]>([
    ['as many as there are', { partitionCount: 2 }, 'INVALID_PARTITIONS', /has 2 partitions already/],
    ['fewer', { partitionCount: 1 }, 'INVALID_PARTITIONS', /has 2 partitions and cannot go down to 1/],
    ['none', { partitionCount: 0 }, 'INVALID_PARTITIONS', /at least 1/],
    ['more than a topic may have', { partitionCount: 200_001 }, 'INVALID_PARTITIONS', /at most 200000/],
    [
      'an assignment of too few',
      { partitionCount: 4, assignments: [[1, 2]] },
      'INVALID_REPLICA_ASSIGNMENT',
      /2 partitions are new and the assignment has 1/,
    ],
    [
      'an assignment of all, old ones too',
      {
        partitionCount: 3,
        assignments: [
          [1, 2],
          [2, 3],
          [3, 1],
        ],
      },
      'INVALID_REPLICA_ASSIGNMENT',
      /1 partitions are new and the assignment has 3/,
    ],
    [
      'another replication factor',
      { partitionCount: 3, assignments: [[1, 2, 3]] },
      'INVALID_REPLICA_ASSIGNMENT',
      /has 3 replicas and the others have 2/,
    ],
    [
      'a broker that nobody knows',
      { partitionCount: 3, assignments: [[1, 9]] },
      'INVALID_REPLICA_ASSIGNMENT',
      /names broker 9/,
    ],
  ])('are refused: %s', (_name, growth, code, why) => {
    expect(refused(cluster(), growth)).toEqual(refusal(code, why));
  });

  it('are refused to a topic that is not there, and to an internal one', () => {
    const metadata = cluster();
    metadata.topic('__consumer_offsets', [{ replicas: [1, 2] }]);
    const three = { partitionCount: 3 };
    expect(refused(metadata, three, 'nope')).toEqual(refusal('UNKNOWN_TOPIC_OR_PARTITION', /no topic 'nope'/));
    expect(refused(metadata, three, '__consumer_offsets')).toEqual(refusal('INVALID_TOPIC_EXCEPTION', /not enlarged/));
  });

  it('need as many brokers as replicas, and one of them in service', () => {
    const metadata = cluster();
    const { image } = metadata;
    const change = (brokerId: number, state: { fenced?: boolean; inControlledShutdown?: boolean }) => {
      const brokerEpoch = image.broker(brokerId)?.epoch ?? expect.unreachable();
      metadata.apply({ kind: 'brokerRegistrationChange', brokerId, brokerEpoch, ...state });
    };
    for (const id of [1, 2, 3]) change(id, { fenced: true });
    expect(refused(metadata, { partitionCount: 3 })).toEqual(
      refusal('BROKER_NOT_AVAILABLE', /no broker is in service/),
    );
    for (const id of [1, 2]) change(id, { inControlledShutdown: true });
    const why = /factor 2 needs as many brokers, and 1 are registered/;
    expect(refused(metadata, { partitionCount: 3 })).toEqual(refusal('INVALID_REPLICATION_FACTOR', why));
  });
});

describe('a request for several topics', () => {
  it('is answered for each alone; one that is named twice gets nothing', () => {
    const metadata = cluster();
    metadata.topic('events', [{ replicas: [3] }]);
    const names = ['orders', 'events', 'nope', 'orders'];
    const { results, made } = grown(metadata, ...names.map((name) => ({ name, partitionCount: 3 })));
    expect(results.map((result) => (result.kind === 'ok' ? 'ok' : result.code))).toEqual([
      'INVALID_REQUEST',
      'ok',
      'UNKNOWN_TOPIC_OR_PARTITION',
      'INVALID_REQUEST',
    ]);
    expect(made.map(({ topicId, index }) => [topicId, index])).toEqual([
      [metadata.idOf('events'), 1],
      [metadata.idOf('events'), 2],
    ]);
  });

  it('is refused as a whole beyond what one request may add, and what is refused anyway does not count', () => {
    const metadata = cluster();
    metadata.topic('events', [{ replicas: [3] }]);
    const most = limits.partitionsPerRequestMax;
    const half = { name: 'orders', partitionCount: 2 + most / 2 };
    const other = (added: number) => ({ name: 'events', partitionCount: 1 + added });
    const why = `${most + 1} new partitions in one request and ${most} are allowed`;
    expect(grow(metadata, half, other(most / 2 + 1))).toEqual({
      kind: 'rejected',
      code: 'INVALID_PARTITIONS',
      message: why,
    });
    const uncounted = [
      { name: 'nope', partitionCount: most },
      { name: 'events', partitionCount: limits.partitionsPerTopicMax + 1 },
      { name: 'events', partitionCount: -most },
    ];
    expect(grow(metadata, { name: 'orders', partitionCount: 2 + 5 }, ...uncounted).kind).toBe('accepted');
  });

  it('of exactly as many as it may add is granted', () => {
    const topics = [{ name: 'orders', partitionCount: 2 + limits.partitionsPerRequestMax }];
    const command = { kind: 'createPartitions', topics } as const;
    const steps = decideCreatePartitions(cluster().image, command, { random: new SeededRandom(1) });
    // It has begun to place the replicas, where a refusal would be the only step.
    expect(steps.next()).toEqual({ done: false, value: undefined });
  });
});
