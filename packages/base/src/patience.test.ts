import { describe, expect, it } from 'vitest';
import { Patience } from './patience.js';

const settings = { normalDelayMs: 100, extraMsMax: 6_000 };

/** Observes every delay in turn, 100 ms apart; returns the time after the last one. */
function observeAll(patience: Patience, delays: readonly number[], fromMs = 0): number {
  let nowMs = fromMs;
  for (const delay of delays) patience.observe(delay, (nowMs += 100));
  return nowMs;
}

const inTime = (count: number): number[] => Array.from({ length: count }, () => 0);

describe('Patience', () => {
  it('adds nothing on a healthy machine', () => {
    const patience = new Patience(settings);
    const nowMs = observeAll(
      patience,
      inTime(200).map((_, index) => (index * 37) % 101),
    );
    expect(patience.extraMs(nowMs)).toBe(0);
  });

  it('takes a delay now and then for an accident, however long it is', () => {
    const patience = new Patience(settings);
    let nowMs = observeAll(patience, inTime(64));
    for (let round = 0; round < 20; round++) {
      nowMs = observeAll(patience, [5_000, 5_000, ...inTime(20)], nowMs);
      expect(patience.extraMs(nowMs)).toBe(0);
    }
  });

  it('covers many times the delay that one in ten reaches', () => {
    const patience = new Patience(settings);
    let nowMs = observeAll(patience, inTime(64));
    for (let round = 0; round < 10; round++) nowMs = observeAll(patience, [400, 300, 200, ...inTime(5)], nowMs);
    expect(patience.extraMs(nowMs)).toBeGreaterThan(1_700);
    expect(patience.extraMs(nowMs)).toBeLessThanOrEqual(2_400);
  });

  it('learns at the start from three delays', () => {
    const patience = new Patience(settings);
    patience.observe(500, 10);
    patience.observe(400, 10);
    expect(patience.extraMs(10)).toBe(0);
    patience.observe(300, 20);
    expect(patience.extraMs(20)).toBe(1_800);
  });

  it('learns from a single mistake', () => {
    const patience = new Patience(settings);
    patience.mistaken(400, 10);
    expect(patience.extraMs(10)).toBe(1_600);
    patience.mistaken(60_000, 20);
    expect(patience.extraMs(20)).toBe(6_000);
    patience.mistaken(400, 30);
    expect(patience.extraMs(30)).toBeGreaterThan(5_900);
  });

  it('takes the word of who knows a delay to be a habit', () => {
    const patience = new Patience(settings);
    patience.habitual(150, 10);
    expect(patience.extraMs(10)).toBe(900);
    patience.habitual(60_000, 20);
    expect(patience.extraMs(20)).toBe(6_000);
  });

  it('never adds more than its bound', () => {
    const patience = new Patience(settings);
    const nowMs = observeAll(patience, [60_000, 60_000, 60_000]);
    expect(patience.extraMs(nowMs)).toBe(6_000);
  });

  it('forgets slowly, and in the end all of it', () => {
    const patience = new Patience(settings);
    let nowMs = observeAll(patience, [500, 500, 500]);
    expect(patience.extraMs(nowMs)).toBe(3_000);
    nowMs = observeAll(patience, inTime(300), nowMs);
    expect(patience.extraMs(nowMs)).toBe(1_500);
    expect(patience.extraMs(nowMs + 200_000)).toBe(0);
  });

  it('is not moved by delays that are shorter than what it still holds', () => {
    const patience = new Patience(settings);
    let nowMs = observeAll(patience, [500, 500, 500]);
    nowMs = observeAll(patience, [150, 150, 150], nowMs);
    expect(patience.extraMs(nowMs)).toBeGreaterThan(2_950);
  });
});
