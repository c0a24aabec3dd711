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
});
