import { describe, expect, it } from 'vitest';
import type { PartitionRow } from '../../src/contract.js';
import { heatMapOf, letters } from './heat-map.js';

const row = (partition: number, changes: Partial<PartitionRow> = {}): PartitionRow => ({
  topic: 'orders',
  partition,
  leaderId: 1,
  leaderEpoch: 4,
  partitionEpoch: 9,
  replicas: [1, 2, 3],
  isr: [1, 2, 3],
  elr: [],
  addingReplicas: [],
  removingReplicas: [],
  offlineReplicas: [],
  minInsyncReplicas: 2,
  ...changes,
});

const drawn = (partitions: readonly PartitionRow[]): readonly string[] =>
  heatMapOf(partitions, 24).blocks.flatMap((block) =>
    block.map(({ cells }) => cells.map(({ state }) => letters[state] || '.').join('')),
  );

describe('the heat map', () => {
  it('shows what each broker is to each partition, the leader before all else', () => {
    expect(
      drawn([
        row(0),
        row(1, { leaderId: 2, isr: [2], elr: [1] }),
        row(2, { leaderId: null, isr: [], elr: [3] }),
        row(3, { replicas: [7], isr: [7], leaderId: 7 }),
      ]),
    ).toEqual(['LSS.', 'ELB.', 'BBE.', '...L']);
  });

  it('tells replicas on brokers that are down, and partitions without a leader', () => {
    const [column] = heatMapOf([row(0, { leaderId: null, offlineReplicas: [1, 3] })], 24).blocks[0] ?? [];
    expect(column?.hasLeader).toBe(false);
    expect(column?.cells.map(({ isOffline }) => isOffline)).toEqual([true, false, true]);
  });

  it('orders brokers by number, not by text', () => {
    expect(heatMapOf([row(0, { replicas: [10, 9, 2] })], 24).brokerIds).toEqual([2, 9, 10]);
  });

  it('breaks a wide topic into pieces and loses no partition', () => {
    const { blocks } = heatMapOf(
      Array.from({ length: 100 }, (_, partition) => row(partition)),
      24,
    );
    expect(blocks.map(({ length }) => length)).toEqual([24, 24, 24, 24, 4]);
    expect(blocks.flat().map(({ partition }) => partition)).toEqual(Array.from({ length: 100 }, (_, index) => index));
    expect(heatMapOf([], 24).blocks).toEqual([]);
  });
});
