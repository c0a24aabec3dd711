import { describe, expect, it } from 'vitest';
import { MemoryPool } from './memory-pool.js';

describe('MemoryPool', () => {
  it('grants in order as memory comes back', async () => {
    const pool = new MemoryPool(100);
    const first = await pool.take(60);
    const order: string[] = [];
    const second = pool.take(60).then((lease) => {
      order.push('second');
      return lease;
    });
    const third = pool.take(10).then((lease) => {
      order.push('third');
      return lease;
    });
    // The small one would fit, but no request overtakes another.
    expect(pool.tryTake(10)).toBeUndefined();
    expect(pool.waiters).toBe(2);
    first.release();
    first.release();
    (await second).release();
    (await third).release();
    expect(order).toEqual(['second', 'third']);
    expect(pool.used).toBe(0);
  });

  it('refuses what could never fit', async () => {
    await expect(new MemoryPool(10).take(11)).rejects.toMatchObject({ code: 'MESSAGE_TOO_LARGE' });
  });
});
