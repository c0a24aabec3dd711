import { describe, expect, it, vi } from 'vitest';
import { createNodeTimers } from './time.js';

/** Timers that keep the process alive; others are not listed. */
function armedTimers(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
}

describe('createNodeTimers', () => {
  it('keeps the process alive only when told to', () => {
    const before = armedTimers();
    const idle = createNodeTimers(false);
    const idleTimer = idle.set(60_000, () => {});
    expect(armedTimers()).toBe(before);
    const client = createNodeTimers(true);
    const clientTimer = client.set(60_000, () => {});
    expect(armedTimers()).toBe(before + 1);
    idle.clear(idleTimer);
    client.clear(clientTimer);
    expect(armedTimers()).toBe(before);
  });

  it('wakes the process once for a timer, although timers of Node may fire early', async () => {
    const timers = createNodeTimers(true);
    const armed = vi.spyOn(globalThis, 'setTimeout');
    // Fractions, so that whole milliseconds before and after them are equally near.
    const delaysMs = Array.from({ length: 40 }, (_, index) => 20 + index / 7);
    for (const delayMs of delaysMs) await timers.sleep(delayMs);
    expect(armed).toHaveBeenCalledTimes(delaysMs.length);
    armed.mockRestore();
  });

  it('wakes the process once for all timers of one millisecond', async () => {
    const timers = createNodeTimers(true);
    const armed = vi.spyOn(globalThis, 'setTimeout');
    const now = vi.spyOn(performance, 'now').mockReturnValue(1_000.25);
    const order: string[] = [];
    const fired = new Promise<void>((resolve) => {
      timers.set(20.5, () => {
        order.push('last');
        resolve();
      });
    });
    const cleared = timers.set(20.4, () => order.push('cleared'));
    timers.set(20, () => {
      order.push('first');
      timers.clear(cleared);
    });
    now.mockRestore();
    const elsewhere = vi.spyOn(performance, 'now').mockReturnValue(2_000);
    await fired;
    elsewhere.mockRestore();
    expect(order).toEqual(['first', 'last']);
    expect(armed).toHaveBeenCalledTimes(1);
    armed.mockRestore();
  });

  it('fires the others of its millisecond when one throws', async () => {
    const timers = createNodeTimers(true);
    const now = vi.spyOn(performance, 'now').mockReturnValue(1_000.25);
    const thrown = new Promise((resolve) => process.once('uncaughtException', resolve));
    timers.set(5.1, () => {
      throw new Error('one timer fails');
    });
    const fired = new Promise<void>((resolve) => timers.set(5.2, resolve));
    now.mockRestore();
    await fired;
    expect(await thrown).toMatchObject({ message: 'one timer fails' });
  });
});
