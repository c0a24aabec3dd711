import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SampledRate, type Windows } from './sampled-rate.js';

const kafka: Windows = { samples: 11, sampleMs: 1_000 };

describe('a rate over samples', () => {
  it('is none before anything was used, and none once everything is forgotten', () => {
    const rate = new SampledRate(kafka);
    expect(rate.rate(5_000)).toBe(0);
    rate.record(100, 5_000);
    expect(rate.rate(15_999)).toBeGreaterThan(0);
    expect(rate.rate(16_000)).toBe(0);
  });

  it('takes a first use as spread over all samples but one', () => {
    const rate = new SampledRate(kafka);
    rate.record(1_000, 0);
    expect(rate.rate(0)).toBe(100);
    expect(rate.throttleMs(100, 0)).toBe(0);
    rate.record(500, 0);
    expect(rate.throttleMs(100, 0)).toBe(5_000);
  });

  it('is the limit for who holds back as long as told', () => {
    const rate = new SampledRate(kafka);
    let nowMs = 0;
    let used = 0;
    while (nowMs < 600_000) {
      rate.record(700, nowMs);
      used += 700;
      nowMs += Math.max(1, rate.throttleMs(1_000, nowMs));
    }
    expect(used / (nowMs / 1_000)).toBeGreaterThan(950);
    expect(used / (nowMs / 1_000)).toBeLessThan(1_050);
  });

  it('equals a model that keeps every use, whatever comes when', () => {
    const windows = fc.record({ samples: fc.integer({ min: 1, max: 12 }), sampleMs: fc.constantFrom(1, 250, 1_000) });
    const use = fc.record({ afterMs: fc.nat(4_000), value: fc.integer({ min: -500, max: 10_000 }) });
    fc.assert(
      fc.property(windows, fc.array(use, { maxLength: 60 }), fc.nat(5_000), (of, uses, laterMs) => {
        const rate = new SampledRate(of);
        const model: { startMs: number; values: number[] }[] = [];
        let nowMs = 0;
        for (const { afterMs, value } of uses) {
          nowMs += afterMs;
          rate.record(value, nowMs);
          const last = model.at(-1);
          if (last === undefined || nowMs - last.startMs >= of.sampleMs)
            model.push({ startMs: nowMs, values: [value] });
          else last.values.push(value);
          expect(rate.rate(nowMs)).toBeCloseTo(modelRate(model, of, nowMs), 6);
        }
        nowMs += laterMs;
        expect(rate.rate(nowMs)).toBeCloseTo(modelRate(model, of, nowMs), 6);
      }),
    );
  });
});

/** From every window that ever was. */
function modelRate(
  model: readonly { readonly startMs: number; readonly values: readonly number[] }[],
  { samples, sampleMs }: Windows,
  nowMs: number,
): number {
  const kept = model.filter(({ startMs }) => startMs > nowMs - samples * sampleMs);
  const total = kept.flatMap(({ values }) => values).reduce((sum, value) => sum + value, 0);
  const elapsedMs = nowMs - (kept[0]?.startMs ?? nowMs);
  let overMs = elapsedMs;
  for (let whole = Math.floor(elapsedMs / sampleMs); whole < samples - 1; whole++) overMs += sampleMs;
  return (total / Math.max(1, overMs)) * 1_000;
}
