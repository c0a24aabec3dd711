import { describe, expect, it } from 'vitest';
import { deferred } from './deferred.js';
import { OpenedOnce } from './opened-once.js';

describe('what is opened once', () => {
  it('is opened by the first who asks, for all who ask with it and later', async () => {
    let count = 0;
    const { promise, resolve } = deferred<void>();
    const opened = new OpenedOnce(async () => {
      await promise;
      return ++count;
    });
    expect(await opened.taken()).toBeUndefined();
    const asked = Promise.all([opened.get(), opened.get(), opened.taken()]);
    resolve();
    expect(await asked).toEqual([1, 1, 1]);
    expect(await opened.get()).toBe(1);
  });

  it('is opened anew after a failure, which leaves nothing to close', async () => {
    let count = 0;
    const opened = new OpenedOnce(async () => {
      if (++count === 1) throw new RangeError('not yet');
      return count;
    });
    await expect(Promise.all([opened.get(), opened.get()])).rejects.toThrow('not yet');
    expect(count).toBe(1);
    expect(await opened.taken()).toBeUndefined();
    expect(await opened.get()).toBe(2);
  });

  it('is opened anew also where opening it fails before anything is awaited', async () => {
    let count = 0;
    const opened = new OpenedOnce(() => {
      if (++count === 1) throw new RangeError('at once');
      return Promise.resolve(count);
    });
    await expect(opened.get()).rejects.toThrow('at once');
    expect(await opened.get()).toBe(2);
  });
});
