import { afterEach, describe, expect, it, vi } from 'vitest';
import { boundMs, Deadline } from '../test-cluster/src/bounds.js';
import { measureUnit, medianOf, NORMAL_UNIT_MS, stretchOf } from '../test-cluster/src/machine-unit.js';
import { costOf } from './testing/costs.js';

const { DRAVE_UNIT_MS: unitBefore, DRAVE_UNIT_MEASURED_MS: measuredBefore } = process.env;
afterEach(() => {
  process.env['DRAVE_UNIT_MS'] = unitBefore;
  process.env['DRAVE_UNIT_MEASURED_MS'] = measuredBefore;
  vi.restoreAllMocks();
});

describe('the unit of a machine', () => {
  it('is measured, in milliseconds', async () => {
    expect(await measureUnit(1)).toBeGreaterThan(0);
  });

  it('is a median', () => {
    expect(medianOf([5, 1, 9])).toBe(5);
    expect(medianOf([4, 2])).toBe(2);
    expect(() => medianOf([])).toThrow('no median');
  });

  it('stretches nothing on a normal or fast machine, and by its factor on a slow one', () => {
    expect(stretchOf(NORMAL_UNIT_MS / 3)).toBe(1);
    expect(stretchOf(NORMAL_UNIT_MS * 1.4)).toBe(1);
    expect(stretchOf(NORMAL_UNIT_MS * 10)).toBe(10);
  });
});

describe('a bound', () => {
  it('stays as it is on a normal machine', () => {
    process.env['DRAVE_UNIT_MS'] = `${NORMAL_UNIT_MS}`;
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    expect(boundMs(2_000, 'failover')).toBe(2_000);
    expect(log).not.toHaveBeenCalled();
  });

  it('grows with the unit, and says so once', () => {
    process.env['DRAVE_UNIT_MS'] = `${NORMAL_UNIT_MS * 4}`;
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    expect([boundMs(2_000, 'failover'), boundMs(2_000, 'failover')]).toEqual([8_000, 8_000]);
    expect(log.mock.calls).toEqual([[expect.stringContaining('stretched: failover: 2000 ms to 8000 ms')]]);
  });

  it('is missed only by the unit of now', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => undefined);
    process.env['DRAVE_UNIT_MS'] = `${NORMAL_UNIT_MS}`;
    const deadline = new Deadline(10, 'anything', performance.now() - 1_000_000);
    expect(await deadline.isOver()).toBe(true);
    expect(Number(process.env['DRAVE_UNIT_MS'])).not.toBe(NORMAL_UNIT_MS);
    expect(await new Deadline(1_000_000).isOver()).toBe(false);
    expect(await deadline.holds(1)).toBe(true);
    expect(await deadline.holds(1_000_000_000)).toBe(false);
  });
});

describe('the cost of a test file', () => {
  const costs = { otherwise: { 'a/': 5, 'a/b/': 7 }, files: { 'a/b/c.test.ts': 9 } };

  it('is its own, or that of its folder', () => {
    expect(costOf(costs, 'a/b/c.test.ts')).toBe(9);
    expect(costOf(costs, 'a/b/d.test.ts')).toBe(7);
    expect(costOf(costs, 'a/d.test.ts')).toBe(5);
    expect(costOf(costs, 'z.test.ts')).toBe(0);
  });
});
