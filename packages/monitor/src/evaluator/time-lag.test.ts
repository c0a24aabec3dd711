import { describe, expect, test } from 'vitest';
import { timeLagOf } from './time-lag.js';

const points = [
  { atMs: 10_000, end: 100 },
  { atMs: 20_000, end: 200 },
  { atMs: 30_000, end: 200 },
  { atMs: 40_000, end: 400 },
];

function commits(...offsets: readonly (readonly [timestampMs: number, offset: number])[]) {
  return offsets.map(([timestampMs, offset], order) => {
    return { timestampMs, offset, order, observedAtMs: timestampMs, lag: 1 };
  });
}

function ageAt(offset: number, nowMs = 50_000) {
  const { ageMs, basis } = timeLagOf(commits([40_000, offset]), points, 400 - offset, nowMs);
  return [ageMs, basis];
}

describe('lag in time', () => {
  test('is none where all is read', () => {
    expect(timeLagOf(commits([40_000, 400]), points, 0, 50_000)).toEqual({
      ageMs: 0,
      basis: 'caught up',
      catchUpMs: 0,
    });
  });

  test('is the age of the oldest unread record, between the samples around it', () => {
    expect(ageAt(150)).toEqual([35_000, 'interpolated']);
    expect(ageAt(300)).toEqual([15_000, 'interpolated']);
  });

  test('begins when records came, and not when the log stood still', () => {
    expect(ageAt(200)).toEqual([20_000, 'interpolated']);
  });

  test('is carried back at the rate of what was seen, for records from before it', () => {
    // 300 records in 30 seconds since the first sample: 50 records more are five seconds more.
    expect(ageAt(50)).toEqual([45_000, 'extrapolated']);
  });

  test('is at least the time watched, where no rate is known', () => {
    const still = points.slice(1, 3);
    expect(timeLagOf(commits([30_000, 50]), still, 150, 50_000)).toMatchObject({
      ageMs: 30_000,
      basis: 'extrapolated',
    });
  });

  test('is unknown without a commit or a sample', () => {
    expect(timeLagOf([], points, 0, 50_000).basis).toBe('unknown');
    expect(timeLagOf(commits([40_000, 50]), [], 5, 50_000).basis).toBe('unknown');
  });

  test('is never negative, when a clock goes back', () => {
    expect(ageAt(300, 1_000)[0]).toBe(0);
  });

  test('ends when the difference of both rates has eaten it', () => {
    // 20 records a second are read, 10 are written.
    const { catchUpMs } = timeLagOf(commits([10_000, 0], [20_000, 200]), points.slice(0, 2), 50, 20_000);
    expect(catchUpMs).toBe(5_000);
  });

  test('has no end where the group reads no faster than is written, or nothing', () => {
    expect(timeLagOf(commits([10_000, 0], [20_000, 100]), points.slice(0, 2), 100, 20_000).catchUpMs).toBeNull();
    expect(timeLagOf(commits([10_000, 0]), points, 400, 40_000).catchUpMs).toBeNull();
  });
});
