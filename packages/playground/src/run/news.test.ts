import { describe, expect, it } from 'vitest';
import type { ClientFrame, Frame, NodeFrame, PartitionFrame } from './frame.js';
import { newsBetween } from './news.js';

const log = { startOffset: 0, endOffset: 9, highWatermark: 9, epochs: [{ epoch: 1, startOffset: 0, endOffset: 9 }] };
const controller = (name: string, role: string, epoch: number): NodeFrame => ({
  name,
  kind: 'controller',
  process: 'up',
  quorum: { role, epoch, votedFor: undefined, log },
  replica: undefined,
});
const broker: NodeFrame = {
  ...controller('b1', 'observer', 1),
  kind: 'broker',
  replica: { role: 'follower', leaderEpoch: 1, log },
};
const partition: PartitionFrame = {
  name: 'orders-0',
  leader: 'b1',
  leaderEpoch: 1,
  replicas: ['b1', 'b2'],
  isr: ['b1', 'b2'],
  elr: [],
  minInsyncReplicas: 2,
};
const client: ClientFrame = {
  name: 'p1',
  kind: 'producer',
  process: 'up',
  pending: 0,
  done: 5,
  lost: 0,
  fenced: false,
  error: undefined,
};
const calm: Frame = {
  nowMs: 1,
  events: 1,
  nodes: [controller('c1', 'leader', 1), controller('c2', 'follower', 1), broker],
  partition,
  clients: [client],
  cuts: [],
  messages: [],
};

describe('newsBetween', () => {
  it('has nothing to say of what stays', () => expect(newsBetween(calm, calm)).toEqual([]));

  it('tells an election', () => {
    const nodes = [
      { ...controller('c1', 'leader', 1), process: 'down' as const },
      controller('c2', 'candidate', 2),
      broker,
    ];
    const standing = { ...calm, nodes };
    expect(newsBetween(calm, standing)).toEqual([
      'c1 is down.',
      'c2 stands in epoch 2, and votes for itself.',
      'The quorum has no leader.',
    ]);
    const led = { ...calm, nodes: [nodes[0] ?? broker, controller('c2', 'leader', 2), broker] };
    expect(newsBetween(standing, led)).toEqual(['c2 leads the quorum in epoch 2.']);
  });

  it('tells what becomes of a partition', () => {
    const shrunk = { ...partition, leader: 'b2', leaderEpoch: 2, isr: ['b2'], elr: ['b1'] };
    expect(newsBetween(calm, { ...calm, partition: shrunk })).toEqual([
      'b2 leads orders-0 in leader epoch 2.',
      'The ISR of orders-0 is b2.',
      'b1 may lead orders-0 too, being eligible (ELR).',
    ]);
    expect(newsBetween(calm, { ...calm, partition: { ...partition, leader: undefined } })).toEqual([
      'orders-0 has no leader.',
    ]);
  });

  it('tells of logs that are cut, of links, and of clients', () => {
    const shorter = { ...broker, replica: { role: 'follower', leaderEpoch: 1, log: { ...log, endOffset: 7 } } };
    const nodes = [controller('c1', 'leader', 1), controller('c2', 'follower', 1), shorter];
    const clients = [{ ...client, lost: 1, error: 'NOT_LEADER: not the leader' }];
    expect(newsBetween(calm, { ...calm, nodes, clients, cuts: [['b1', 'c1']] })).toEqual([
      'b1 cuts 2 records off the end of its log.',
      'The link between b1 and c1 is cut.',
      '1 acknowledged record of p1 is lost.',
      'p1 is told: NOT_LEADER: not the leader',
    ]);
  });
});
