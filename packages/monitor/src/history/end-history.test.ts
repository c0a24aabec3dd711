import { describe, expect, test } from 'vitest';
import { EndHistory } from './end-history.js';

describe('the history of log ends', () => {
  test('has the last samples, and the newest', () => {
    const history = new EndHistory();
    for (const end of [1, 2, 2, 3]) history.add({ atMs: end, end }, 3);
    expect([history.ends, history.newest]).toEqual([[2, 2, 3], 3]);
  });

  test('keeps both sides of a time without new records', () => {
    const history = new EndHistory();
    for (const [atMs, end] of [
      [1, 5],
      [2, 5],
      [3, 5],
      [4, 5],
      [5, 9],
    ] as const)
      history.add({ atMs, end }, 3);
    expect(history.points).toEqual([
      { atMs: 1, end: 5 },
      { atMs: 4, end: 5 },
      { atMs: 5, end: 9 },
    ]);
  });

  test('begins anew with a log that is shorter than before, and leaves out times that go back', () => {
    const history = new EndHistory();
    for (const [atMs, end] of [
      [1, 50],
      [2, 60],
      [3, 7],
      [2, 8],
    ] as const)
      history.add({ atMs, end }, 3);
    expect(history.points).toEqual([{ atMs: 3, end: 7 }]);
  });

  test('reaches back sixty points and no farther', () => {
    const history = new EndHistory();
    for (let at = 0; at < 1_000; at++) history.add({ atMs: at, end: at }, 3);
    expect([history.points.length, history.points[0]]).toEqual([60, { atMs: 940, end: 940 }]);
  });
});
