import { describe, expect, it } from 'vitest';
import { compareWithBaseline } from './baseline.js';
import { quantile, round, type Measurement } from './measurement.js';

const speed = (value: number): Measurement => ({ name: 'speed', value, unit: 'MB/s', better: 'higher' });
const delay = (value: number): Measurement => ({ name: 'delay', value, unit: 'ms', better: 'lower' });

describe('compareWithBaseline', () => {
  it('calls a figure within the tolerance the same, in both directions', () => {
    expect(compareWithBaseline([speed(100)], [speed(76)], 0.25)).toMatchObject([{ kind: 'same' }]);
    expect(compareWithBaseline([speed(100)], [speed(130)], 0.25)).toMatchObject([{ kind: 'same' }]);
    expect(compareWithBaseline([delay(100)], [delay(130)], 0.25)).toMatchObject([{ kind: 'same' }]);
  });

  it('turns ratios so that above one is better', () => {
    expect(compareWithBaseline([speed(100)], [speed(50)], 0.25)).toEqual([
      { kind: 'worse', name: 'speed', ratio: 0.5 },
    ]);
    expect(compareWithBaseline([delay(100)], [delay(50)], 0.25)).toEqual([{ kind: 'better', name: 'delay', ratio: 2 }]);
  });

  it('names what is new and what is missing', () => {
    expect(compareWithBaseline([speed(1)], [delay(1)], 0.1)).toEqual([
      { kind: 'new', name: 'delay' },
      { kind: 'missing', name: 'speed' },
    ]);
  });
});

describe('quantile', () => {
  it('takes the nearest rank', () => {
    const samples = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([quantile(samples, 0.5), quantile(samples, 0.99), quantile(samples, 1)]).toEqual([50, 99, 100]);
    expect(quantile([7], 0.01)).toBe(7);
    expect(quantile([], 0.5)).toBeNaN();
  });
});

describe('round', () => {
  it('keeps three digits that say something', () => {
    expect([round(123.456), round(1.23456), round(0.0123456), round(98765.4)]).toEqual([123, 1.23, 0.0123, 98765]);
  });
});
