import { describe, expect, it } from 'vitest';
import { ReplicaProgress } from './replica-progress.js';

const key = { nodeId: 4, directoryId: 'd' };

describe('when a replica was caught up', () => {
  it('is now, for one that stands at the end', () => {
    const progress = new ReplicaProgress(key);
    progress.reached(7, 7, 100);
    expect(progress.lastCaughtUpMs).toBe(100);
  });

  it('is never, for one that has reached no end yet', () => {
    const progress = new ReplicaProgress(key);
    progress.reached(0, 50, 100);
    progress.reached(20, 60, 110);
    progress.reached(40, 70, 120);
    expect(progress.lastCaughtUpMs).toBeUndefined();
  });

  it('is the time of the fetch whose end it has reached, however far the leader has gone on', () => {
    const progress = new ReplicaProgress(key);
    for (let fetch = 0; fetch < 10; fetch++) progress.reached(fetch * 3, (fetch + 1) * 3, 100 + fetch);
    expect(progress.lastCaughtUpMs).toBe(108);
  });

  it('does not go back when an old fetch comes late', () => {
    const progress = new ReplicaProgress(key);
    progress.reached(0, 3, 100);
    progress.reached(3, 3, 110);
    progress.reached(0, 9, 120);
    expect(progress.lastCaughtUpMs).toBe(110);
  });

  it('lies in the past for one that came to a stop', () => {
    const progress = new ReplicaProgress(key);
    progress.reached(3, 3, 100);
    for (let fetch = 0; fetch < 10; fetch++) progress.reached(3, 10 + fetch, 200 + fetch);
    expect(progress.lastCaughtUpMs).toBe(100);
  });
});
