import { describe, expect, it } from 'vitest';
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
});
