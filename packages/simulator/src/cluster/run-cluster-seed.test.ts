import { describe, expect, it } from 'vitest';
import { SeededRandom } from '@drave/env/sim';
import { drawConditions } from './draw-conditions.js';
import { drawFaults } from './fault.js';
import { runClusterSeed } from './run-cluster-seed.js';

async function hashes(seeds: readonly number[]): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  for (const seed of seeds) found.set(seed, (await runClusterSeed(seed)).traceHash);
  return found;
}

describe('runClusterSeed', () => {
  it('depends on its seed alone, not on the seeds that ran before it', async () => {
    const forwards = await hashes([1, 3]);
    const backwards = await hashes([3, 1]);
    for (const seed of [1, 3]) expect(backwards.get(seed)).toBe(forwards.get(seed));
    expect(new Set(forwards.values()).size).toBe(2);
  }, 120_000);

  it('leaves faults out without moving the others', async () => {
    const { struck } = await runClusterSeed(1, { keep: ({ number }) => number % 2 === 0 });
    expect(struck.length).toBeGreaterThan(0);
    expect(struck.every((number) => number % 2 === 0)).toBe(true);
  }, 60_000);
});

describe('drawFaults', () => {
  it('draws every kind that the conditions allows, in order of time', () => {
    const kinds = new Set<string>();
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = new SeededRandom(seed);
      const conditions = drawConditions(random.fork('climate'));
      const faults = drawFaults(random.fork('faults'), conditions);
      for (const [index, fault] of faults.entries()) {
        expect(fault.number).toBe(index);
        expect(conditions.weights[fault.kind]).toBeGreaterThan(0);
        expect(fault.atMs).toBeGreaterThanOrEqual(faults[index - 1]?.atMs ?? 0);
        expect(fault.atMs).toBeLessThan(conditions.chaosMs);
        kinds.add(fault.kind);
      }
    }
    expect([...kinds].sort()).toEqual(Object.keys(drawConditions(new SeededRandom(1)).weights).sort());
  });
});
