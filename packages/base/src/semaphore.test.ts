import { describe, expect, it } from 'vitest';
import { deferred } from './deferred.js';
import { Semaphore } from './semaphore.js';

describe('Semaphore', () => {
  it('runs no more jobs at a time than it was given, in the order in which they came', async () => {
    const semaphore = new Semaphore(2);
    const begun: number[] = [];
    const ends = Array.from({ length: 5 }, () => deferred<void>());
    const jobs = ends.map((end, index) =>
      semaphore.run(() => {
        begun.push(index);
        return end.promise;
      }),
    );
    expect(begun).toEqual([0, 1]);
    ends[1]?.resolve();
    await jobs[1];
    expect(begun).toEqual([0, 1, 2]);
    ends[2]?.resolve();
    ends[0]?.resolve();
    await Promise.all([jobs[0], jobs[2]]);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
    ends[3]?.resolve();
    ends[4]?.resolve();
    await Promise.all(jobs);
  });

  it('gives the place of a job that failed to the next', async () => {
    const semaphore = new Semaphore(1);
    const failing = semaphore.run(() => Promise.reject(new Error('it failed')));
    const following = semaphore.run(() => Promise.resolve('done'));
    await expect(failing).rejects.toThrow('it failed');
    await expect(following).resolves.toBe('done');
    await expect(semaphore.run(() => Promise.resolve('again'))).resolves.toBe('again');
  });
});
