import { describe, expect, test } from 'vitest';
import { evaluateGroup, groupNotFound, type GroupPartition } from './evaluate-group.js';
import type { PartitionStatus } from './status.js';

const NOW_MS = 10_000;
const settings = { allowedLag: 0, minimumComplete: 0 };

/** A partition that is judged as said, with this lag. */
function partition(index: number, status: PartitionStatus, currentLag: number): GroupPartition {
  const offsets = { OK: [1, 2], WARN: [1, 2], STOP: [1, 2], STALL: [2, 2], REWIND: [2, 1] }[status];
  const lags = status === 'OK' ? [0, 5] : [5, 5];
  const timestampMs = status === 'STOP' ? 1_000 : NOW_MS;
  const commits = offsets.map((offset, at) => {
    const time = timestampMs - 1 + at;
    return { offset, lag: lags[at] ?? 0, order: at, timestampMs: time, observedAtMs: time };
  });
  const place = { topic: 'orders', partition: index, owner: '10.0.0.7', clientId: 'billing-1' };
  return { ...place, commits, windowSize: 2, ends: [100], endPoints: [], isSettling: false, currentLag };
}

function groupOf(...partitions: GroupPartition[]) {
  return evaluateGroup('shop', 'billing', partitions, NOW_MS, settings);
}

describe('a group is', () => {
  test.each([
    [['OK', 'OK'], 'OK'],
    [['OK', 'WARN'], 'WARN'],
    [['WARN', 'STOP'], 'ERR'],
    [['STALL', 'OK'], 'ERR'],
    [['OK', 'REWIND'], 'ERR'],
  ] as const)('as bad as the worst of its partitions: %s is %s', (statuses, status) => {
    const group = groupOf(...statuses.map((one, index) => partition(index, one, 5)));
    expect(group.partitions.map((one) => one.status)).toEqual(statuses);
    expect(group.status).toBe(status);
  });

  test('complete by the share of partitions whose window is full', () => {
    const half = { ...partition(1, 'OK', 5), windowSize: 4 };
    expect(groupOf(partition(0, 'OK', 5), half, half).complete).toBeCloseTo(1 / 3);
    expect(groupOf().complete).toBe(0);
  });

  test('behind by all its partitions together, and most by the first of those with the largest lag', () => {
    const group = groupOf(partition(0, 'OK', 3), partition(1, 'WARN', 7), partition(2, 'STOP', 7));
    expect([group.totalLag, group.maxLag?.partition]).toEqual([17, 1]);
    expect(groupOf().maxLag).toBeNull();
  });

  test('not found, and complete, when nothing is known of it', () => {
    expect(groupNotFound('shop', 'nobody')).toMatchObject({
      status: 'NOTFOUND',
      complete: 1,
      partitions: [],
      totalLag: 0,
    });
  });
});
