import { describe, expect, it } from 'vitest';
import type { BrokerRow, FaultsView, Quorum } from '../../src/contract.js';
import { topologyOf } from './topology.js';

const member = (nodeId: number, isLeader = false, logEndOffset: number | null = 9): Quorum['members'][number] => ({
  nodeId,
  directoryId: '',
  isVoter: true,
  isLeader,
  address: null,
  logEndOffset,
  lag: 0,
  lastFetchAgoMs: null,
  lastCaughtUpAgoMs: null,
  sentence: '',
});
const quorum = (...members: Quorum['members']): Quorum => ({
  leaderId: 1,
  epoch: 1,
  highWatermark: 0,
  logStartOffset: 0,
  logEndOffset: 0,
  snapshotOffset: null,
  votedForId: null,
  members,
  votesNeeded: 2,
  sentence: '',
});
const broker = (id: number, state: BrokerRow['state'] = 'running'): BrokerRow => ({
  id,
  epoch: 1,
  state,
  rack: null,
  listeners: [],
  replicaCount: 4,
  leaderCount: 2,
  isActiveController: false,
});
const faults = (changes: Partial<FaultsView>): FaultsView => ({
  nodes: [
    { name: 'c1', nodeId: 1, roles: ['controller'], state: 'running' },
    { name: 'b1', nodeId: 11, roles: ['broker'], state: 'paused' },
    { name: 'b2', nodeId: 12, roles: ['broker'], state: 'running' },
  ],
  verbs: [],
  links: [],
  active: [],
  ...changes,
});

describe('the picture of the cluster', () => {
  it('has controllers above brokers, each once, and every link between two', () => {
    const picture = topologyOf(quorum(member(1, true), member(2)), [broker(11), broker(12), broker(13)], null);
    expect(picture?.nodes.map(({ label, note, y }) => [label, note, y])).toEqual([
      ['controller 1', 'leads the quorum', 64],
      ['controller 2', 'follows', 64],
      ['broker 11', 'leads 2', 214],
      ['broker 12', 'leads 2', 214],
      ['broker 13', 'leads 2', 214],
    ]);
    expect(picture?.links.length).toBe(10);
  });

  it('has a node with both roles once', () => {
    const picture = topologyOf(quorum(member(1, true), member(2)), [broker(1), broker(2)], null);
    expect(picture?.nodes.map(({ label, note }) => [label, note])).toEqual([
      ['node 1', 'leads the quorum, leads 2'],
      ['node 2', 'follows, leads 2'],
    ]);
  });

  it('says what is down: fenced by the cluster, or stopped by somebody', () => {
    const picture = topologyOf(quorum(member(1, true)), [broker(11), broker(12, 'fenced')], faults({}));
    expect(picture?.nodes.map(({ label, note, isDown }) => [label, note, isDown])).toEqual([
      ['c1', 'leads the quorum', false],
      ['b1', 'paused', true],
      ['b2', 'fenced', true],
    ]);
  });

  it('shows a fault on its link, whichever way it goes, once', () => {
    const cut = faults({
      links: [
        { from: 'b2', to: 'b1', text: 'cut' },
        { from: 'b1', to: 'b2', text: 'cut' },
      ],
    });
    const links = topologyOf(quorum(member(1, true)), [broker(11), broker(12)], cut)?.links ?? [];
    expect(links.map(({ from, to, fault }) => [from.label, to.label, fault])).toEqual([
      ['c1', 'b1', null],
      ['c1', 'b2', null],
      ['b1', 'b2', 'cut'],
    ]);
  });

  it('is none for more nodes than anybody could tell apart', () => {
    const many = Array.from({ length: 17 }, (_, id) => broker(10 + id));
    expect(topologyOf(quorum(member(1, true)), many, null)).toBeNull();
  });
});
