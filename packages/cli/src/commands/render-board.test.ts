import type { ClusterBoard } from '@drave/cluster/running';
import { describe, expect, it } from 'vitest';
import { renderBoard } from './render-board.js';

const node = (name: string, role: 'controller' | 'broker', state: string, leads: number | null = null) => ({
  name,
  roles: [role],
  state,
  leads,
  replicas: leads === null ? null : 4,
});

const board: ClusterBoard = {
  name: 'shop',
  bootstrap: '127.0.0.1:9092,127.0.0.1:9093',
  controller: 'c1',
  epoch: 4,
  nodes: [node('c1', 'controller', 'leader'), node('b1', 'broker', 'active', 4), node('b2', 'broker', 'paused', 0)],
  partitions: { total: 4, leaderless: 1, underReplicated: 2, examples: ['orders/3', 'orders/0'] },
  topics: ['orders'],
  faults: ['b2 paused', 'b1 ↔ c1, c2 cut'],
  events: ['b2 is paused', 'b1 leads more'].map((detail, index) => ({
    wallMs: 1_000 * index,
    node: `b${2 - index}`,
    kind: 'paused' as const,
    detail,
  })),
};

describe('renderBoard', () => {
  it('shows nodes, partitions, faults and the last events', () => {
    expect(renderBoard(board, { columns: 100, rows: 24 }).join('\n')).toMatchInlineSnapshot(`
      "Cluster "shop"  controller c1, epoch 4  bootstrap 127.0.0.1:9092,127.0.0.1:9093
        NAME  ROLE        STATE   LEADS  REPLICAS
        c1    controller  leader      -         -
        b1    broker      active      4         4
        b2    broker      paused      0         4
      partitions  4, of which 1 leaderless, 2 under-replicated: orders/3, orders/0, …
      fault       b2 paused
      fault       b1 ↔ c1, c2 cut
      events
        00:00:00.000  b2   paused     b2 is paused
        00:00:01.000  b1   paused     b1 leads more"
    `);
  });

  it('shows a cluster that is whole, and one without brokers', () => {
    const whole = { total: 4, leaderless: 0, underReplicated: 0, examples: [] };
    expect(renderBoard({ ...board, partitions: whole, faults: [], events: [] }, { columns: 80, rows: 24 }).at(-1)).toBe(
      'partitions  4, all in sync',
    );
    const lines = renderBoard({ ...board, bootstrap: '', controller: null, epoch: null }, { columns: 80, rows: 24 });
    expect(lines[0]).toBe('Cluster "shop"  no active controller');
  });

  it('fits into the terminal: fewer events, then fewer faults, and long lines are cut', () => {
    const faults = Array.from({ length: 20 }, (_, index) => `b${index} paused`);
    const events = Array.from({ length: 50 }, (_, index) => ({
      wallMs: index,
      node: 'b1',
      kind: 'ready' as const,
      detail: '',
    }));
    for (const rows of [4, 10, 12, 16, 40]) {
      const lines = renderBoard({ ...board, faults, events }, { columns: 30, rows });
      expect(lines.length).toBeLessThan(rows);
      expect(lines.every((line) => line.length <= 30)).toBe(true);
    }
    const lines = renderBoard({ ...board, faults, events }, { columns: 120, rows: 16 });
    expect(lines).toContain('fault       and 17 others');
  });
});
