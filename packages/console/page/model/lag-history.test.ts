import { describe, expect, it } from 'vitest';
import { NO_HISTORY, trendPerSecond, withSample, type LagHistory } from './lag-history.js';

const history = (...samples: readonly (readonly [wallMs: number, lag: number | null])[]): LagHistory =>
  samples.reduce((before, [wallMs, lag]) => withSample(before, wallMs, lag, 3), NO_HISTORY);

describe('lag over time', () => {
  it('keeps the newest samples', () => {
    const { atSeconds, lags } = history([1_000, 5], [2_000, 6], [3_000, null], [4_000, 8]);
    expect([atSeconds, lags]).toEqual([
      [2, 3, 4],
      [6, null, 8],
    ]);
  });

  it('leaves out a sample that is not later than the last', () => {
    expect(history([2_000, 5], [2_000, 6], [1_000, 7]).lags).toEqual([5]);
  });

  it('has a trend between what is known, and none of one sample', () => {
    expect(trendPerSecond(history([0, 10]))).toBeNull();
    expect(trendPerSecond(history([0, null], [1_000, null]))).toBeNull();
    expect(trendPerSecond(history([0, 10], [1_000, null], [2_000, 30]))).toBe(10);
    expect(trendPerSecond(history([0, 30], [2_000, 10]))).toBe(-10);
  });
});
