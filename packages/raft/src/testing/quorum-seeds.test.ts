import { describe, expect, it } from 'vitest';
import { runQuorumSeed } from './run-quorum-seed.js';

describe('quorum seeds', () => {
  it('a sample passes; the simulator runs thousands', async () => {
    for (let seed = 1; seed <= 10; seed++) {
      const result = await runQuorumSeed(seed);
      expect(result.events).toBeGreaterThan(100);
    }
  }, 60_000);

  it('one seed is one run, also after others', async () => {
    const first = await runQuorumSeed(3);
    await runQuorumSeed(4);
    const second = await runQuorumSeed(3);
    expect(second).toEqual(first);
  }, 30_000);
});
