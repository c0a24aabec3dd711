import type { adminV1 } from '@drave/rpc';
import { describe, expect, it } from 'vitest';
import type { MirrorStep } from '../cluster/cluster-mirror.js';
import { happeningsOf } from './timeline.js';

const still: MirrorStep = {
  isReset: false,
  epoch: 4,
  controller: undefined,
  createdTopics: [],
  deletedTopics: [],
  partitions: [],
  brokers: [],
  configs: [],
};

function broker(id: number, state: adminV1.BrokerState): adminV1.Broker {
  return {
    id,
    epoch: 1,
    state,
    listeners: [],
    rack: '',
    incarnationId: '',
    directories: [],
    replicaCount: 0,
    leaderCount: 0,
  };
}

function partition(index: number, changes: Partial<adminV1.Partition>): adminV1.Partition {
  return {
    topic: 'orders',
    index,
    leaderId: 1,
    leaderEpoch: 1,
    partitionEpoch: 1,
    replicas: [1, 2, 3],
    isr: [1, 2, 3],
    elr: [],
    lastKnownElr: [],
    addingReplicas: [],
    removingReplicas: [],
    offlineReplicas: [],
    directories: [],
    minInsyncReplicas: 2,
    ...changes,
  };
}

type States = readonly (readonly [id: number, state: adminV1.BrokerState])[];
const all: States = [
  [1, 'RUNNING'],
  [2, 'RUNNING'],
  [3, 'RUNNING'],
];

function told(step: Partial<MirrorStep>, states: States = all): string[] {
  const brokers = new Map(states.map(([id, state]) => [id, broker(id, state)]));
  return happeningsOf({ ...still, ...step }, brokers).map(({ kind, text, reason }) => `${kind}: ${text}; ${reason}`);
}

describe('the timeline', () => {
  it('tells elections with who led before', () => {
    expect(told({ controller: { before: 1, after: 2 } })).toEqual([
      'election: Node 2 became the active controller in epoch 4; it was elected in place of node 1',
    ]);
    expect(told({ controller: { before: -1, after: 2 } })).toEqual([
      'election: Node 2 became the active controller in epoch 4; the quorum had no leader',
    ]);
    expect(told({ controller: { before: 2, after: -1 } })).toEqual([
      'election: The quorum has no leader; node 2 no longer leads it',
    ]);
    expect(told({ controller: { before: 2, after: 2 } })).toEqual([]);
  });

  it('tells what became of brokers, and whether they were meant to go', () => {
    const states = (before: adminV1.BrokerState, after: adminV1.BrokerState) => ({
      brokers: [{ id: 1, before: broker(1, before), after: broker(1, after) }],
    });
    expect(told(states('RUNNING', 'FENCED'))[0]).toMatch(
      /fenced.*; the active controller no longer hears from broker 1/,
    );
    expect(told(states('SHUTTING_DOWN', 'FENCED'))[0]).toMatch(/; broker 1 has shut down$/);
    expect(told(states('FENCED', 'RUNNING'))).toEqual([
      'broker: Broker 1 is in service; it has caught up with the metadata',
    ]);
    expect(told({ brokers: [{ id: 1, before: broker(1, 'FENCED'), after: undefined }] })[0]).toMatch(/unregistered/);
    expect(told(states('RUNNING', 'RUNNING'))).toEqual([]);
  });

  it('makes one entry of a thousand partitions that lost the same leader', () => {
    const partitions = Array.from({ length: 1_000 }, (_, index) => ({
      before: partition(index, {}),
      after: partition(index, { leaderId: 2, isr: [2, 3] }),
    }));
    const brokers = new Map([...all, [1, 'FENCED'] as const].map(([id, state]) => [id, broker(id, state)]));
    const happenings = happeningsOf({ ...still, partitions }, brokers);
    expect(happenings.map(({ text, reason }) => `${text}; ${reason}`)).toEqual([
      'Broker 2 leads orders/0, orders/1, orders/2 and 997 more in place of broker 1; broker 1 is out of service',
      'Broker 1 left the ISR of orders/0, orders/1, orders/2 and 997 more; broker 1 is out of service',
    ]);
    expect(happenings[0]).toMatchObject({ subjectCount: 1_000 });
    expect(happenings[0]?.subjects).toHaveLength(20);
  });

  it.each([
    [
      'a leader that slowed down',
      { isr: [1, 3] },
      {},
      all,
      'isr: Broker 2 left the ISR of orders/0; broker 2 did not keep up with the leader',
    ],
    [
      'a replica that came back',
      {},
      { isr: [1, 3] },
      all,
      'isr: Broker 2 joined the ISR of orders/0; it has caught up with the leader',
    ],
    [
      'the preferred leader',
      {},
      { leaderId: 2 },
      all,
      'leader: Broker 1 leads orders/0 in place of broker 2; it is the preferred leader',
    ],
    [
      'another leader on demand',
      { leaderId: 2 },
      {},
      all,
      'leader: Broker 2 leads orders/0 in place of broker 1; a change of leadership was asked for',
    ],
    [
      'nobody',
      { leaderId: -1 },
      {},
      [
        [1, 'FENCED'],
        [2, 'FENCED'],
        [3, 'FENCED'],
      ],
      'leader: Nobody leads orders/0; broker 1 is out of service, and no replica that may lead is in service',
    ],
    [
      'a replica after nobody',
      {},
      { leaderId: -1 },
      all,
      'leader: Broker 1 leads orders/0; a replica that may lead is in service again',
    ],
    [
      'an unclean election',
      { leaderId: 3, isr: [3] },
      { leaderId: -1, isr: [1] },
      all,
      'leader: Broker 3 leads orders/0; nobody in sync was left: the election was unclean, and records may be lost',
    ],
  ] as const)('tells of %s with the reason', (_what, after, before, states, expected) => {
    const change = { before: partition(0, before), after: partition(0, after) };
    expect(told({ partitions: [change] }, states)).toContain(expected);
  });

  it('tells of topics and configurations', () => {
    const configs = [{ type: 'TOPIC', name: 'orders' } as const, { type: 'BROKER', name: '' } as const];
    expect(told({ createdTopics: ['a'], deletedTopics: ['b'], configs })).toEqual([
      'topic: Topic b was deleted; null',
      'topic: Topic a was created; null',
      'config: The configuration of topic orders was changed; null',
      'config: The configuration of all brokers was changed; null',
    ]);
  });

  it('tells nothing of where it starts from', () => {
    const partitions = [{ before: undefined, after: partition(0, { leaderId: -1 }) }];
    expect(told({ isReset: true, partitions, controller: { before: -1, after: 1 } })).toEqual([]);
    expect(told({ partitions })).toEqual([]);
  });
});
