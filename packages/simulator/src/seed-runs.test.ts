import { describe, expect, it } from 'vitest';
import { runSeeds, type SeedOptions } from './seed-runs.js';

/** Seeds that run at once; every multiple of ten fails. */
async function run(seeds: readonly number[], options: SeedOptions = {}, hashOf = (seed: number) => `${seed}`) {
  const begun: number[] = [];
  const runner = async (seed: number) => {
    if (seed % 10 === 0 && seed !== 20) throw new Error(`seed ${seed} lost a write`);
    return { events: 2, traceHash: hashOf(seed) };
  };
  const runners = { quorum: runner, cluster: runner, starved: runner, 'starved-cluster': runner };
  const summary = await runSeeds('cluster', seeds, { onSeed: (seed) => begun.push(seed), ...options }, runners);
  return { begun, ...summary };
}

describe('seeds', () => {
  it('all run, whatever some of them find; every twentieth runs twice', async () => {
    const found = await run([9, 10, 20, 21]);
    expect(found).toMatchObject({ seeds: 4, repeated: 1, events: 6, begun: [9, 10, 20, 21, 20] });
    expect(found.failures).toEqual([{ seed: 10, report: 'seed 10 lost a write' }]);
  });

  it('stop at the first failure when only that is of interest', async () => {
    expect(await run([9, 10, 11], { firstFailureOnly: true })).toMatchObject({ seeds: 2, begun: [9, 10] });
  });

  it('stop when the time is over, with those that have run', async () => {
    let left = 2;
    expect(await run([1, 2, 3, 20], { isOver: () => left-- === 0 })).toMatchObject({ seeds: 2, begun: [1, 2] });
  });

  it('fail when the second run differs', async () => {
    let runs = 0;
    const { failures } = await run([20], {}, () => `${runs++}`);
    expect(failures[0]?.report).toContain('is not deterministic');
  });
});
