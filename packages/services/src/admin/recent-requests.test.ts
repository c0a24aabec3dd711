import { DraveError } from '@drave/base';
import { SimWorld } from '@drave/env/sim';
import { describe, expect, it } from 'vitest';
import { RecentRequests } from './recent-requests.js';

function setUp() {
  const world = new SimWorld({ seed: 1 });
  const recent = new RecentRequests(world.createHost('node').env.clock);
  let count = 0;
  const work = async () => ++count;
  return { world, recent, work, count: () => count };
}

describe('recent requests', () => {
  it('are done once for each id and caller', async () => {
    const { recent, work, count } = setUp();
    expect(await recent.once('r1', 'User:a', 'x', work)).toBe(1);
    expect(await recent.once('r1', 'User:a', 'x', work)).toBe(1);
    expect(await recent.once('r1', 'User:b', 'x', work)).toBe(2);
    expect(await recent.once('', 'User:a', 'x', work)).toBe(3);
    expect(await recent.once('', 'User:a', 'x', work)).toBe(4);
    expect(count()).toBe(4);
    await expect(recent.once('r1', 'User:a', 'y', work)).rejects.toMatchObject({ code: 'REQUEST_ID_REUSED' });
  });

  it('join one that is under way', async () => {
    const { recent } = setUp();
    let finish: (value: string) => void = () => {};
    const slow = new Promise<string>((resolve) => {
      finish = resolve;
    });
    const both = Promise.all(['a', 'b'].map(() => recent.once('r1', 'User:a', 'x', () => slow)));
    finish('done');
    expect(await both).toEqual(['done', 'done']);
  });

  it('are tried anew after a failure that passes, and not after one that does not', async () => {
    const { recent, work } = setUp();
    const fail = (code: 'NOT_COORDINATOR' | 'NON_EMPTY_GROUP') => () => Promise.reject(new DraveError(code));
    await expect(recent.once('r1', 'User:a', 'x', fail('NOT_COORDINATOR'))).rejects.toMatchObject({
      code: 'NOT_COORDINATOR',
    });
    expect(await recent.once('r1', 'User:a', 'x', work)).toBe(1);
    await expect(recent.once('r2', 'User:a', 'x', fail('NON_EMPTY_GROUP'))).rejects.toMatchObject({
      code: 'NON_EMPTY_GROUP',
    });
    await expect(recent.once('r2', 'User:a', 'x', work)).rejects.toMatchObject({ code: 'NON_EMPTY_GROUP' });
  });

  it('are forgotten after an hour', async () => {
    const { world, recent, work } = setUp();
    expect(await recent.once('r1', 'User:a', 'x', work)).toBe(1);
    await world.runFor(3_600_001);
    expect(await recent.once('r1', 'User:a', 'x', work)).toBe(2);
  });
});
