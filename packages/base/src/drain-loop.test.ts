import { describe, expect, it } from 'vitest';
import { deferred, DrainLoop } from './index.js';

describe('DrainLoop', () => {
  it('works off in one turn what one caller gathered', async () => {
    const turns: number[][] = [];
    const queue: number[] = [];
    const loop = new DrainLoop(() => {
      turns.push(queue.splice(0));
    }, unexpected);
    for (let index = 0; index < 5; index++) {
      queue.push(index);
      loop.wake();
    }
    expect(turns).toEqual([]);
    await settle();
    expect(turns).toEqual([[0, 1, 2, 3, 4]]);
  });

  it('never runs two turns at once, and never misses a wake during a turn', async () => {
    let running = 0;
    let turns = 0;
    const gates = [deferred(), deferred(), deferred()];
    const loop = new DrainLoop(async () => {
      expect(++running).toBe(1);
      await gates[turns++]?.promise;
      running--;
    }, unexpected);
    loop.wake();
    await settle();
    loop.wake();
    loop.wake();
    await settle();
    expect(turns).toBe(1);
    gates[0]?.resolve();
    await settle();
    expect(turns).toBe(2);
    gates[1]?.resolve();
    await settle();
    expect(turns).toBe(2);
    loop.wake();
    await settle();
    expect(turns).toBe(3);
    gates[2]?.resolve();
    await settle();
    expect(running).toBe(0);
  });

  it('wakes again when woken at the very end of a turn', async () => {
    let turns = 0;
    const loop: DrainLoop = new DrainLoop(() => {
      if (++turns < 10) loop.wake();
    }, unexpected);
    loop.wake();
    await settle();
    expect(turns).toBe(10);
  });

  it('ends for good when a turn throws, and says so once', async () => {
    const failures: unknown[] = [];
    let turns = 0;
    const loop = new DrainLoop(
      () => {
        turns++;
        throw new Error('broken');
      },
      (reason) => failures.push(reason),
    );
    loop.wake();
    await settle();
    loop.wake();
    await settle();
    expect(turns).toBe(1);
    expect(failures).toMatchObject([{ message: 'broken' }]);
    await loop.stop();
  });

  it('stops after the turn under way', async () => {
    const gate = deferred();
    let turns = 0;
    const loop = new DrainLoop(async () => {
      turns++;
      await gate.promise;
    }, unexpected);
    loop.wake();
    await settle();
    loop.wake();
    let stopped = false;
    const stopping = loop.stop().then(() => {
      stopped = true;
    });
    await settle();
    expect(stopped).toBe(false);
    gate.resolve();
    await stopping;
    loop.wake();
    await settle();
    expect(turns).toBe(1);
  });
});

function unexpected(reason: unknown): void {
  throw reason;
}

/** Enough promise jobs for everything these tests chain. */
async function settle(): Promise<void> {
  for (let job = 0; job < 100; job++) await Promise.resolve();
}
