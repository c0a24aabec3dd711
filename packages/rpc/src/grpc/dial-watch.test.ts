import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DialWatch } from './dial-watch.js';

describe('the watch over a dial', () => {
  let timeouts: number[];
  let watch: DialWatch;

  beforeEach(() => {
    vi.useFakeTimers();
    timeouts = [];
    watch = new DialWatch(1_000, () => timeouts.push(performance.now()));
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('ends it after its time', () => {
    const beganMs = performance.now();
    watch.begin();
    vi.advanceTimersByTime(999);
    expect(timeouts).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(timeouts).toEqual([beganMs + 1_000]);
    vi.advanceTimersByTime(60_000);
    expect(timeouts).toHaveLength(1);
  });

  it('does not count time in which the process did not run', () => {
    watch.begin();
    busyFor(5_000);
    vi.advanceTimersByTime(900);
    expect(timeouts).toEqual([]);
    busyFor(5_000);
    vi.advanceTimersByTime(99);
    expect(timeouts).toEqual([]);
    vi.advanceTimersByTime(101);
    expect(timeouts).toHaveLength(1);
  });

  it('comes to an end in a process that is always late', () => {
    watch.begin();
    for (let turn = 0; turn < 99; turn++) busyFor(1_000);
    expect(timeouts).toEqual([]);
    busyFor(1_000);
    expect(timeouts).toHaveLength(1);
  });

  it('goes on when another call begins to wait, and begins anew once it has ended', () => {
    watch.begin();
    vi.advanceTimersByTime(600);
    watch.begin();
    vi.advanceTimersByTime(400);
    expect(timeouts).toHaveLength(1);
    watch.begin();
    vi.advanceTimersByTime(600);
    watch.end();
    vi.advanceTimersByTime(60_000);
    expect(timeouts).toHaveLength(1);
  });

  /** One turn of the event loop that takes so long; then the timer that was due runs. */
  function busyFor(durationMs: number): void {
    vi.setSystemTime(Date.now() + durationMs);
    vi.spyOn(performance, 'now').mockReturnValueOnce(performance.now() + durationMs);
    vi.advanceTimersToNextTimer();
  }
});
