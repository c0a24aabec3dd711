import { describe, expect, it } from 'vitest';
import { runReplicaSeed } from './testing/replica-simulation.js';

const FIRST_SEED = 1;
const SEEDS = 24;

describe('replica simulation', () => {
  it(`keeps every promise over ${SEEDS} seeds`, { timeout: 120_000 }, async () => {
    let acked = 0;
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) acked += (await runReplicaSeed(seed)).acked;
    expect(acked).toBeGreaterThan(SEEDS * 20);
  });

  it('replays a seed bit for bit', { timeout: 60_000 }, async () => {
    const first = await runReplicaSeed(FIRST_SEED);
    const second = await runReplicaSeed(FIRST_SEED);
    expect(second).toEqual(first);
  });
});
