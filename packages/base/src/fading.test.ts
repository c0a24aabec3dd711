import { describe, expect, it } from 'vitest';
import { Fading } from './fading.js';

const halfLifeMs = 30_000;

describe('Fading', () => {
  it('is nothing until it was set', () => {
    expect(new Fading().valueMs(1_000)).toBe(0);
  });

  it('halves again and again', () => {
    const fading = new Fading();
    fading.set(800, 5_000);
    expect(fading.valueMs(5_000)).toBe(800);
    expect(fading.valueMs(5_000 + halfLifeMs)).toBe(400);
    expect(fading.valueMs(5_000 + 2 * halfLifeMs)).toBe(200);
  });

  it('is set to less, and raised only to more', () => {
    const fading = new Fading();
    fading.set(800, 0);
    fading.raise(399, halfLifeMs);
    expect(fading.valueMs(halfLifeMs)).toBe(400);
    fading.raise(500, halfLifeMs);
    expect(fading.valueMs(halfLifeMs)).toBe(500);
    fading.set(100, halfLifeMs);
    expect(fading.valueMs(halfLifeMs)).toBe(100);
  });
});
