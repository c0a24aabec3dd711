import { describe, expect, it } from 'vitest';
import { SimWorld } from './index.js';

describe('SimWorld', () => {
  it('runs events in order of time, then of scheduling, and lets promise jobs settle between them', async () => {
    const world = new SimWorld({ seed: 1 });
    const order: string[] = [];
    world.schedule(2, () => order.push('late'));
    world.schedule(1, () => {
      order.push('first');
      void Promise.resolve()
        .then(() => Promise.resolve())
        .then(() => order.push('jobs of the first'));
    });
    world.schedule(1, () => order.push('second'));
    world.schedule(1.5, () => order.push('cancelled')).cancel();
    await world.runFor(10);
    expect(order).toEqual(['first', 'jobs of the first', 'second', 'late']);
    expect(world.nowMs()).toBe(10);
    expect(await world.step()).toBe(false);
  });

  it('waits for whoever paces it, between two events, and does the same', async () => {
    const run = async (pace: SimWorld['pace']) => {
      const world = new SimWorld({ seed: 1 });
      world.pace = pace;
      const host = world.createHost('a');
      for (const atMs of [1, 2, 2, 5]) world.schedule(atMs, () => world.trace('event', 'a', String(atMs)), host);
      world.schedule(3, () => {}).cancel();
      await world.runFor(10);
      return world.traceHash;
    };
    const asked: number[] = [];
    const paced = await run((dueMs) => {
      asked.push(dueMs);
      return asked.length % 2 === 0 ? undefined : Promise.resolve();
    });
    expect(paced).toBe(await run(undefined));
    expect([...new Set(asked)]).toEqual([1, 2, 5]);
  });

  it('checks invariants after every event, and a broken one ends the run', async () => {
    const world = new SimWorld({ seed: 1 });
    let value = 0;
    let checks = 0;
    world.onAfterEvent(() => {
      checks++;
      if (value > 2) throw new Error(`value is ${value}`);
    });
    for (let index = 1; index <= 5; index++)
      world.schedule(index, () => {
        void Promise.resolve().then(() => value++);
      });
    await expect(world.runFor(100)).rejects.toThrow('value is 3');
    expect(world.nowMs()).toBe(3);
    expect(checks).toBe(4);
  });

  it('hands on what an event throws', async () => {
    const world = new SimWorld({ seed: 1 });
    world.schedule(1, () => {
      throw new Error('broken');
    });
    await expect(world.runFor(100)).rejects.toThrow('broken');
  });

  it('finishes a promise, or says that nothing can settle it any more', async () => {
    const world = new SimWorld({ seed: 1 });
    const host = world.createHost('one');
    await world.finish(host.env.timers.sleep(5_000));
    expect(world.nowMs()).toBe(5_000);
    await expect(world.finish(new Promise(() => {}))).rejects.toThrow('unsettled');
    expect(world.nowMs()).toBe(5_000);
    expect(await world.runUntil(() => false, 1_000)).toBe(false);
  });
});

describe('SimHost', () => {
  it('what a dead incarnation had armed never runs, and its env does nothing', async () => {
    const world = new SimWorld({ seed: 1 });
    const host = world.createHost('one');
    const old = host.env;
    const events: string[] = [];
    old.timers.set(10, () => events.push('old timer'));
    void old.disk.makeDirectory('made by the dead').then(() => events.push('old disk'));
    host.crash();
    old.timers.set(1, () => events.push('armed after death'));
    host.restart();
    old.timers.set(1, () => events.push('armed after the restart'));
    void old.disk.makeDirectory('made by the dead').then(() => events.push('old disk after the restart'));
    void old.network.listen({ host: 'one', port: 9 }, () => {}).catch(() => {});
    host.env.timers.set(20, () => events.push('new timer'));
    await world.runFor(100);
    expect(events).toEqual(['new timer']);
    expect(world.lookup('one', 9)).toBeUndefined();
    expect(host.incarnation).toBe(1);
  });

  it('draws new random numbers after a restart', () => {
    const world = new SimWorld({ seed: 1 });
    const host = world.createHost('one');
    const first = host.env.random.bytes(16);
    host.crash();
    expect(host.restart().random.bytes(16)).not.toEqual(first);
  });

  it('runs nothing while paused, and everything in order when it goes on', async () => {
    const world = new SimWorld({ seed: 1 });
    const host = world.createHost('one');
    const events: string[] = [];
    host.env.timers.set(30, () => events.push(`b ${world.nowMs()}`));
    host.env.timers.set(20, () => events.push(`a ${world.nowMs()}`));
    host.env.timers.set(150, () => events.push(`c ${world.nowMs()}`));
    host.pause();
    await world.runFor(100);
    expect(events).toEqual([]);
    host.resume();
    await world.runFor(100);
    expect(events).toEqual(['a 100', 'b 100', 'c 150']);
  });

  it('may be stalled, or slow with every event', async () => {
    const world = new SimWorld({ seed: 1 });
    const host = world.createHost('one');
    const times: number[] = [];
    host.stall(50);
    for (let index = 1; index <= 3; index++) host.env.timers.set(index, () => times.push(world.nowMs()));
    await world.runFor(60);
    expect(times).toEqual([50, 50, 50]);
    times.length = 0;
    host.eventCost(4);
    for (let index = 1; index <= 3; index++) host.env.timers.set(index, () => times.push(world.nowMs()));
    await world.runFor(60);
    expect(times).toEqual([61, 65, 69]);
  });

  it('keeps the order of a stream while it is busy', async () => {
    const world = new SimWorld({ seed: 1 });
    const from = world.createHost('from');
    const to = world.createHost('to');
    world.links.set('from', 'to', { delayMsMin: 10, delayMsJitter: 0 });
    const order: number[] = [];
    const stream = {};
    world.links.send(from, to, stream, 1, () => order.push(1));
    world.schedule(5, () => world.links.send(from, to, stream, 1, () => order.push(2)));
    world.schedule(9, () => to.stall(6));
    await world.runFor(100);
    expect(order).toEqual([1, 2]);
  });

  it('believes a wall clock that steps and drifts, while monotonic time only goes on', async () => {
    const world = new SimWorld({ seed: 1, wallMsStart: 1_000_000 });
    const host = world.createHost('one');
    const startMs = host.env.clock.monotonicMs();
    await world.runFor(1_000);
    host.clockStep(-3_600_000);
    expect(host.env.clock.wallMs()).toBe(1_001_000 - 3_600_000);
    host.clockDrift(1_000);
    await world.runFor(10_000);
    host.clockDrift(0);
    await world.runFor(1_000);
    expect(host.env.clock.wallMs()).toBe(1_012_010 - 3_600_000);
    expect(host.env.clock.monotonicMs() - startMs).toBe(12_000);
  });

  it('keeps its last log lines across incarnations', () => {
    const world = new SimWorld({ seed: 1 });
    const host = world.createHost('one');
    host.env.logger.child({ partition: 3 }).warn({ epoch: 1 }, 'first');
    host.crash();
    host.restart().logger.info({}, 'second');
    expect(
      host.logLines.map(({ incarnation, level, fields, message }) => ({ incarnation, level, fields, message })),
    ).toEqual([
      { incarnation: 0, level: 'warn', fields: { partition: 3, epoch: 1 }, message: 'first' },
      { incarnation: 1, level: 'info', fields: {}, message: 'second' },
    ]);
  });
});
