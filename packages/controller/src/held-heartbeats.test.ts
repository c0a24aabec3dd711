import type { Millis, NodeId } from '@drave/base';
import { SimWorld } from '@drave/env/sim';
import { describe, expect, it } from 'vitest';
import { HeldHeartbeats } from './held-heartbeats.js';

const WAIT_MS: Millis = 100;

/** Answers to the heartbeats of brokers, and when each of them left. */
function setUp() {
  const world = new SimWorld({ seed: 5 });
  const { env } = world.createHost('controller');
  const held = new HeldHeartbeats(env);
  const left: { readonly broker: NodeId; readonly atMs: Millis }[] = [];
  const hold = (broker: NodeId, maxWaitMs = WAIT_MS): void => {
    const beganMs = env.clock.monotonicMs();
    void held.hold(broker, maxWaitMs).then(() => left.push({ broker, atMs: env.clock.monotonicMs() - beganMs }));
  };
  const brokers = () => left.map(({ broker }) => broker);
  return { world, env, held, left, hold, brokers };
}

describe('held heartbeats', () => {
  it('are answered within the wait, at one instant for all brokers', async () => {
    const { world, env, hold, left } = setUp();
    await world.runFor(WAIT_MS / 2);
    const beganMs = env.clock.monotonicMs();
    hold(1);
    await world.runFor(WAIT_MS / 10);
    hold(2);
    await world.runFor(WAIT_MS);
    const instants = new Set([(left[0]?.atMs ?? 0) + beganMs, (left[1]?.atMs ?? 0) + beganMs + WAIT_MS / 10]);
    expect(left).toHaveLength(2);
    expect(instants.size).toBe(1);
    for (const { atMs } of left) expect(atMs).toBeLessThanOrEqual(WAIT_MS);
  });

  it('of a broker that waits less long than the others do not wait for theirs', async () => {
    const { world, hold, left } = setUp();
    hold(1, 10 * WAIT_MS);
    hold(2, WAIT_MS);
    await world.runFor(WAIT_MS);
    expect(left).toEqual([{ broker: 2, atMs: expect.any(Number) }]);
    await world.runFor(10 * WAIT_MS);
    expect(left.map(({ broker }) => broker)).toEqual([2, 1]);
  });

  it('are answered at once when the broker says something newer, and only its own', async () => {
    const { world, held, hold, brokers } = setUp();
    hold(1);
    hold(2);
    held.release(1);
    held.release(7);
    await world.runFor(0);
    expect(brokers()).toEqual([1]);
    await world.runFor(WAIT_MS);
    expect(brokers()).toEqual([1, 2]);
  });

  it('leave at once when the next one of the same broker is held, and that one waits', async () => {
    const { world, hold, brokers } = setUp();
    hold(1);
    hold(1);
    await world.runFor(0);
    expect(brokers()).toEqual([1]);
    await world.runFor(WAIT_MS);
    expect(brokers()).toEqual([1, 1]);
  });

  it('are all answered when the controller ends, and no timer is left', async () => {
    const { world, held, hold, brokers } = setUp();
    for (const broker of [3, 1, 2]) hold(broker);
    held.releaseAll();
    await world.runFor(0);
    expect(brokers()).toEqual([3, 1, 2]);
    hold(4);
    await world.runFor(WAIT_MS);
    expect(brokers()).toEqual([3, 1, 2, 4]);
  });

  it('of many brokers leave in several turns, and one that comes meanwhile waits its own time', async () => {
    const { world, env } = setUp();
    const answered: NodeId[] = [];
    let turns = 0;
    let timers = 0;
    const held = new HeldHeartbeats({
      clock: env.clock,
      timers: {
        set: (delayMs, callback) => {
          timers++;
          return env.timers.set(delayMs, callback);
        },
        clear: (handle) => env.timers.clear(handle),
        sleep: (delayMs, signal) => env.timers.sleep(delayMs, signal),
        yieldTurn: async () => {
          turns++;
          // Before its turn the last broker says something new, which is held anew.
          if (turns === 1) hold(200);
          await env.timers.yieldTurn();
        },
      },
    });
    const hold = (broker: NodeId): void => void held.hold(broker, WAIT_MS).then(() => answered.push(broker));
    for (let broker = 1; broker <= 200; broker++) hold(broker);
    expect(timers).toBe(1);
    await world.runFor(WAIT_MS);
    expect(turns).toBe(3);
    expect(answered).toHaveLength(200);
    expect(new Set(answered).size).toBe(200);
    await world.runFor(WAIT_MS);
    expect(answered.slice(200)).toEqual([200]);
  });

  it('of many brokers leave in several turns also when the controller ends, and none waits for its time', async () => {
    const { world, held, hold, left } = setUp();
    for (let broker = 1; broker <= 200; broker++) hold(broker, broker % 2 === 0 ? WAIT_MS : 10 * WAIT_MS);
    held.releaseAll();
    await Promise.resolve();
    await Promise.resolve();
    // Of either instant so many in the first turn.
    expect(left).toHaveLength(128);
    await world.runFor(1);
    expect(left).toHaveLength(200);
  });
});
