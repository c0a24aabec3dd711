import type { Steps } from '@drave/base';
import { SimWorld } from '@drave/env/sim';
import { describe, expect, it } from 'vitest';
import { ChangeQueue } from './change-queue.js';

function started() {
  const world = new SimWorld({ seed: 1 });
  const { env } = world.createHost('broker');
  const fatal: unknown[] = [];
  const done: string[] = [];
  let turns = 0;
  const timers = {
    ...env.timers,
    yieldTurn: () => {
      turns++;
      return env.timers.yieldTurn();
    },
  };
  const queue = new ChangeQueue(timers, (reason) => fatal.push(reason));
  function* change(name: string, count: number): Steps<void> {
    for (let i = 0; i < count; i++) yield;
    done.push(name);
  }
  return { world, queue, fatal, done, change, turns: () => turns };
}

describe('ChangeQueue', () => {
  it('makes few changes at once', () => {
    const { queue, done, change, turns } = started();
    queue.push(7, change('small', 10));
    expect(done).toEqual(['small']);
    expect(queue.idle).toBe(true);
    expect(queue.doneOffset).toBeUndefined();
    expect(turns()).toBe(0);
  });

  it('makes many in turns and in order, and tells how far it is', async () => {
    const { world, queue, done, change, turns } = started();
    queue.push(7, change('large', 6_400));
    queue.push(8, change('small', 1));
    expect(done).toEqual([]);
    expect(queue.doneOffset).toBe(7);
    await world.runFor(10);
    expect(done).toEqual(['large', 'small']);
    expect(turns()).toBeGreaterThanOrEqual(100);
    expect(queue.idle).toBe(true);
    queue.push(9, change('later', 1));
    expect(done.at(-1)).toBe('later');
  });

  it('leaves undone what is left when it is closed', async () => {
    const { world, queue, done, change } = started();
    queue.push(1, change('large', 1_000));
    queue.close();
    queue.push(2, change('late', 1));
    await world.runFor(10);
    expect(done).toEqual([]);
  });

  it('reports what a change throws, and makes none after it', async () => {
    const { world, queue, fatal, done, change } = started();
    queue.push(
      1,
      (function* (): Steps<void> {
        yield* change('first', 100);
        throw new Error('broken');
      })(),
    );
    queue.push(2, change('second', 1));
    await world.runFor(10);
    expect(fatal).toMatchObject([{ message: 'broken' }]);
    expect(done).toEqual(['first']);
  });
});
