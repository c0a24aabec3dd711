import { describe, expect, it } from 'vitest';
import { flowText, linkTexts, stateOnBoard } from './cluster-board.js';
import { noFaults } from './process/network/flow.js';

describe('the board of a cluster', () => {
  it('tells faults of the network in words', () => {
    expect(flowText({ ...noFaults, cut: true })).toBe('cut');
    expect(flowText({ ...noFaults, latencyMs: 20, jitterMs: 5, lossShare: 0.05 })).toBe('20 to 25 ms late, 5% lost');
    expect(flowText({ ...noFaults, reset: true, bytesPerSecond: 100 })).toBe('reset, 100 bytes a second');
  });

  it('tells many links in few lines', () => {
    const both = (from: string, to: string, text: string) => [
      { from, to, text },
      { from: to, to: from, text },
    ];
    expect(linkTexts([...both('b1', 'b2', 'cut'), ...both('b1', 'c1', 'cut'), ...both('b3', 'c1', 'reset')])).toEqual([
      'b1 ↔ b2, c1 cut',
      'b3 ↔ c1 reset',
    ]);
    expect(
      linkTexts([
        { from: 'b1', to: 'b2', text: 'cut' },
        { from: 'b1', to: 'b3', text: 'cut' },
      ]),
    ).toEqual(['b1 → b2, b3 cut']);
    expect(
      linkTexts([
        { from: 'b1', to: 'b2', text: 'cut' },
        { from: 'b2', to: 'b1', text: 'reset' },
      ]),
    ).toEqual(['b1 → b2 cut', 'b2 → b1 reset']);
    expect(linkTexts([])).toEqual([]);
  });

  it('tells of a node what the cluster makes of it', () => {
    const node = { roles: ['controller', 'broker'], state: 'running' } as const;
    expect(stateOnBoard(node, true, false)).toBe('leader, active');
    expect(stateOnBoard(node, false, true)).toBe('voter, fenced');
    expect(stateOnBoard({ ...node, state: 'paused' }, true, false)).toBe('paused');
  });
});
