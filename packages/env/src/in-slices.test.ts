import type { Steps } from '@drave/base';
import { describe, expect, it } from 'vitest';
import { inSlices } from './in-slices.js';
import { SimWorld } from './sim/index.js';

function* counting(count: number): Steps<number> {
  let sum = 0;
  for (let i = 1; i <= count; i++) {
    sum += i;
    yield;
  }
  if (sum === 3) throw new RangeError('three');
  return sum;
}

describe('inSlices', () => {
  it('gives what the work comes to, and time to others when it is long', async () => {
    const world = new SimWorld({ seed: 1 });
    const { env } = world.createHost('host');
    const startedMs = env.clock.monotonicMs();
    expect(await world.finish(inSlices(env.compute, counting(10)))).toBe(55);
    expect(env.clock.monotonicMs()).toBe(startedMs);
    expect(await world.finish(inSlices(env.compute, counting(1_000)))).toBe(500_500);
    expect(env.clock.monotonicMs()).toBeGreaterThan(startedMs + 10);
  });

  it('rejects with what the work throws', async () => {
    const { env } = new SimWorld({ seed: 1 }).createHost('host');
    await expect(inSlices(env.compute, counting(2))).rejects.toThrow('three');
  });
});
