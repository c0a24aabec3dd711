import { DraveError } from '@drave/base';
import { SimWorld } from '@drave/env/sim';
import { describe, expect, it } from 'vitest';
import { onceOf } from './recent-requests.js';

function setUp() {
  const world = new SimWorld({ seed: 1 });
  const onceOfService = onceOf(world.createHost('node').env.clock);
  /** A request that asks for `content`. */
  const once = <Response>(
    requestId: string,
    principal: string,
    content: string,
    work: () => Promise<Response>,
    change: { readonly validateOnly?: boolean; readonly local?: boolean } = {},
  ) => onceOfService({ requestId, validateOnly: false, content, ...change }, { principal }, work);
  let count = 0;
  const work = async () => ++count;
  return { world, once, work, count: () => count };
}

describe('recent requests', () => {
  it('are done once for each id and caller', async () => {
    const { once, work, count } = setUp();
    expect(await once('r1', 'User:a', 'x', work)).toBe(1);
    expect(await once('r1', 'User:a', 'x', work)).toBe(1);
    expect(await once('r1', 'User:b', 'x', work)).toBe(2);
    expect(await once('', 'User:a', 'x', work)).toBe(3);
    expect(await once('', 'User:a', 'x', work)).toBe(4);
    expect(count()).toBe(4);
    await expect(once('r1', 'User:a', 'y', work)).rejects.toMatchObject({ code: 'REQUEST_ID_REUSED' });
  });

  it('are always done when they only validate, and each of them while they do', async () => {
    const { once, work } = setUp();
    expect(await once('r1', 'User:a', 'x', work, { validateOnly: true })).toBe(1);
    expect(await once('r1', 'User:a', 'x', work, { validateOnly: true })).toBe(2);
    expect(await once('r1', 'User:a', 'x', work)).toBe(3);
  });

  it('are the same whether this broker or another one was asked', async () => {
    const { once, work } = setUp();
    expect(await once('r1', 'User:a', 'x', work, { local: true })).toBe(1);
    expect(await once('r1', 'User:a', 'x', work, { local: false })).toBe(1);
  });

  it('join one that is under way', async () => {
    const { once } = setUp();
    let finish: (value: string) => void = () => {};
    const slow = new Promise<string>((resolve) => {
      finish = resolve;
    });
    const both = Promise.all(['a', 'b'].map(() => once('r1', 'User:a', 'x', () => slow)));
    finish('done');
    expect(await both).toEqual(['done', 'done']);
  });

  it('are tried anew after a failure that passes, and not after one that does not', async () => {
    const { once, work } = setUp();
    const fail = (code: 'NOT_COORDINATOR' | 'NON_EMPTY_GROUP') => () => Promise.reject(new DraveError(code));
    await expect(once('r1', 'User:a', 'x', fail('NOT_COORDINATOR'))).rejects.toMatchObject({
      code: 'NOT_COORDINATOR',
    });
    expect(await once('r1', 'User:a', 'x', work)).toBe(1);
    await expect(once('r2', 'User:a', 'x', fail('NON_EMPTY_GROUP'))).rejects.toMatchObject({
      code: 'NON_EMPTY_GROUP',
    });
    await expect(once('r2', 'User:a', 'x', work)).rejects.toMatchObject({ code: 'NON_EMPTY_GROUP' });
  });

  it('are forgotten after an hour', async () => {
    const { world, once, work } = setUp();
    expect(await once('r1', 'User:a', 'x', work)).toBe(1);
    await world.runFor(3_600_001);
    expect(await once('r1', 'User:a', 'x', work)).toBe(2);
  });
});
