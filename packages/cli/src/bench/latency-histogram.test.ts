import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LatencyHistogram } from './latency-histogram.js';

function histogramOf(latenciesMs: readonly number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const one of latenciesMs) histogram.add(one);
  return histogram;
}

describe('LatencyHistogram', () => {
  it('has no figures without values', () => {
    const { count, averageMs, maxMs } = histogramOf([]);
    expect([count, averageMs, maxMs, histogramOf([]).percentileMs(0.5)]).toEqual([
      0,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
  });

  it('counts, averages, and knows the largest', () => {
    const histogram = histogramOf([1, 2, 3, 10]);
    expect([histogram.count, histogram.averageMs, histogram.maxMs]).toEqual([4, 4, 10]);
    expect(histogram.percentileMs(1)).toBe(10);
  });

  it('gives each percentile within 1 % and a microsecond, whatever the values are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 600_000, noNaN: true }), { minLength: 1, maxLength: 300 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (latencies, share) => {
          const sorted = latencies.toSorted((one, other) => one - other);
          const exact = sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
          const found = histogramOf(latencies).percentileMs(share);
          expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact * 0.01 + 0.001);
        },
      ),
    );
  });
});
