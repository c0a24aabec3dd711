import { SimWorld } from '@drave/env/sim';
import { DeadlineQueue } from '@drave/replica';
import { describe, expect, it } from 'vitest';
import { ShardTimers } from './shard-timers.js';

function start() {
  const world = new SimWorld({ seed: 1 });
  const host = world.createHost('host');
  const { env } = host;
  const timers = new ShardTimers(env.clock, new DeadlineQueue(env.clock, env.timers));
  const fired: number[] = [];
  return { world, host, timers, fired, fire: () => fired.push(Math.round(world.nowMs())) };
}

async function pause(c: ReturnType<typeof start>, forMs: number): Promise<void> {
  c.host.pause();
  await c.world.runFor(forMs);
  c.host.resume();
}

describe('ShardTimers', () => {
  it('fire when they are due, counted from the last time they were pushed back', async () => {
    const c = start();
    c.timers.set('session', 1_000, c.fire);
    await c.world.runFor(600);
    c.timers.set('session', 1_000, c.fire);
    await c.world.runFor(999);
    expect(c.fired).toEqual([]);
    await c.world.runFor(10);
    expect(c.fired).toEqual([1_600]);
    expect(c.timers.size).toBe(0);
  });

  it('B13: wait once more when the broker itself was late, so that what came meanwhile is read first', async () => {
    const c = start();
    c.timers.set('silent', 1_000, c.fire);
    c.timers.set('heard', 1_000, () => expect.unreachable('this one is pushed back'));
    await pause(c, 5_000);
    await c.world.runFor(100);
    expect(c.fired).toEqual([]);
    c.timers.set('heard', 1_000, () => {});
    await c.world.runFor(200);
    expect(c.fired).toEqual([5_250]);
  });

  it('wait once only', async () => {
    const c = start();
    c.timers.set('silent', 1_000, c.fire);
    await pause(c, 5_000);
    await c.world.runFor(100);
    await pause(c, 5_000);
    await c.world.runFor(10);
    expect(c.fired).toEqual([10_100]);
  });

  it('are no later for a little lateness', async () => {
    const c = start();
    c.timers.set('session', 1_000, c.fire);
    await pause(c, 1_200);
    await c.world.runFor(10);
    expect(c.fired).toEqual([1_200]);
  });
});
