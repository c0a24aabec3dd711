import { describe, expect, it } from 'vitest';
import { DecayingValue } from './decaying-value.js';

const halfLifeMs = 30_000;

describe('DecayingValue', () => {
  it('is nothing until it was set', () => {
    expect(new DecayingValue().valueMs(1_000)).toBe(0);
  });

  it('halves again and again', () => {
    const decaying = new DecayingValue();
    decaying.set(800, 5_000);
    expect(decaying.valueMs(5_000)).toBe(800);
    expect(decaying.valueMs(5_000 + halfLifeMs)).toBe(400);
    expect(decaying.valueMs(5_000 + 2 * halfLifeMs)).toBe(200);
  });

  it('is set to less, and raised only to more', () => {
    const decaying = new DecayingValue();
    decaying.set(800, 0);
    decaying.raise(399, halfLifeMs);
    expect(decaying.valueMs(halfLifeMs)).toBe(400);
    decaying.raise(500, halfLifeMs);
    expect(decaying.valueMs(halfLifeMs)).toBe(500);
    decaying.set(100, halfLifeMs);
    expect(decaying.valueMs(halfLifeMs)).toBe(100);
  });
});
