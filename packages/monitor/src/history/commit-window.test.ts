import { describe, expect, test } from 'vitest';
import type { Commit } from '../evaluator/evaluate-partition.js';
import { CommitWindow } from './commit-window.js';

function commit(order: number, timestampMs = order * 1_000, offset = order * 10): Commit {
  return { order, timestampMs, offset, lag: 5, observedAtMs: timestampMs };
}

function windowOf(...orders: number[]): CommitWindow {
  const window = new CommitWindow(3);
  for (const order of orders) window.add(commit(order), 0);
  return window;
}

function orders({ commits }: CommitWindow): number[] {
  return commits.map(({ order }) => order);
}

describe('a window of commits', () => {
  test('keeps the newest ones', () => {
    expect(orders(windowOf(1, 2, 3, 4))).toEqual([2, 3, 4]);
  });

  test('takes a late commit to its place, without a lag', () => {
    const window = windowOf(1, 3);
    expect(window.add(commit(2), 0)).toBe('inserted');
    expect(window.commits.map(({ order, lag }) => [order, lag])).toEqual([
      [1, 5],
      [2, null],
      [3, 5],
    ]);
  });

  test('takes a commit older than all while there is room', () => {
    const window = windowOf(2, 3);
    expect(window.add(commit(1), 0)).toBe('inserted');
    expect(orders(window)).toEqual([1, 2, 3]);
  });

  test('drops a commit older than all when it is full', () => {
    const window = windowOf(2, 3, 4);
    expect(window.add(commit(1), 0)).toBe('dropped');
    expect(orders(window)).toEqual([2, 3, 4]);
  });

  test('gives up its oldest for a late one that is not the oldest', () => {
    const window = windowOf(1, 3, 4);
    expect(window.add(commit(2), 0)).toBe('inserted');
    expect(orders(window)).toEqual([2, 3, 4]);
  });

  test('drops a commit that it has', () => {
    const window = windowOf(1, 2);
    expect(window.add({ ...commit(2), offset: 99 }, 0)).toBe('dropped');
    expect(window.newest?.offset).toBe(20);
  });

  test('makes one of commits that are closer than the least distance, under the time of the first', () => {
    const window = windowOf(1);
    expect(window.add(commit(2, 1_999), 1_000)).toBe('merged');
    expect(window.commits).toEqual([{ ...commit(2, 1_999), timestampMs: 1_000 }]);
    expect(window.add(commit(3, 2_000), 1_000)).toBe('appended');
    expect(orders(window)).toEqual([2, 3]);
  });

  test('makes one of commits whose time goes back', () => {
    const window = windowOf(5);
    expect(window.add(commit(6, 4_000), 0)).toBe('merged');
    expect(window.newest).toMatchObject({ order: 6, timestampMs: 5_000 });
  });
});
