import { describe, expect, it } from 'vitest';
import type { PartitionView } from '../cluster-view.js';
import { reasonAgainst } from './chaos-guard.js';

const nodes = [
  ...[1, 2, 3].map((id) => ({ id, name: `c${id}`, roles: ['controller'] as const })),
  ...[4, 5, 6].map((id) => ({ id, name: `b${id - 3}`, roles: ['broker'] as const })),
];

function partition(replicas: readonly number[], isr: readonly number[]): PartitionView {
  return { topic: 'orders', partition: 0, leader: isr[0], replicas, isr };
}

function reason(victims: readonly string[], broken: readonly string[], ...partitions: PartitionView[]) {
  return reasonAgainst(victims, new Set(broken), nodes, partitions);
}

describe('reasonAgainst', () => {
  it('allows a minority of the controllers', () => {
    expect(reason(['c1'], [])).toBeUndefined();
    expect(reason(['c1', 'c2'], [])).toBe('2 of 3 controllers would be broken');
    expect(reason(['c1'], ['c2'])).toBe('2 of 3 controllers would be broken');
    expect(reason(['b1'], ['c2'])).toBeUndefined();
  });

  it('allows a minority of the replicas of each partition, where those that are not in sync count as broken', () => {
    const whole = partition([4, 5, 6], [4, 5, 6]);
    expect(reason(['b1'], [], whole)).toBeUndefined();
    expect(reason(['b1'], ['b2'], whole)).toBe('2 of 3 replicas of orders/0 would be broken or not in sync');
    expect(reason(['b1'], [], partition([4, 5, 6], [4, 5]))).toMatch(/^2 of 3 replicas/);
    expect(reason(['b1'], ['b2'], partition([5, 6], [5, 6]))).toBeUndefined();
    expect(reason(['b2'], [], partition([5, 6], [5, 6]))).toMatch(/^1 of 2 replicas/);
    expect(reason(['b1'], [], partition([4], [4]))).toMatch(/^1 of 1 replicas/);
  });
});
