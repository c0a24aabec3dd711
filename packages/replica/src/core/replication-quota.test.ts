import { SeededRandom } from '@drave/env/sim';
import { describe, expect, it } from 'vitest';
import { ReplicationQuota } from './replication-quota.js';

const KB = 1_000;

function quota(rate: number): ReplicationQuota {
  const made = new ReplicationQuota(11, 1_000);
  made.setRate(rate);
  return made;
}

describe('ReplicationQuota', () => {
  it('has no bound until a rate is set, and again when it is lifted', () => {
    const made = new ReplicationQuota(11, 1_000);
    made.record(1e12, 0);
    expect(made.isExceeded(0)).toBe(false);
    made.setRate(1);
    expect(made.isExceeded(0)).toBe(true);
    made.setRate(Number.MAX_SAFE_INTEGER);
    expect(made.isExceeded(0)).toBe(false);
  });

  it('lets a whole window’s bytes through at once, and no more', () => {
    const made = quota(100 * KB);
    made.record(100 * KB, 5);
    expect(made.isExceeded(5)).toBe(false);
    made.record(1, 5);
    expect(made.isExceeded(5)).toBe(true);
  });

  it('says when it is free again, and is then', () => {
    const made = quota(100 * KB);
    made.record(300 * KB, 1_000);
    expect(made.freeAtMs(1_000)).toBe(4_000);
    expect(made.isExceeded(3_999)).toBe(true);
    expect(made.isExceeded(4_000)).toBe(false);
  });

  it('forgets what is older than its windows', () => {
    const made = quota(1);
    made.record(1_000_000, 0);
    expect(made.isExceeded(10_999)).toBe(true);
    expect(made.freeAtMs(10_999)).toBe(11_000);
    expect(made.isExceeded(11_000)).toBe(false);
  });

  it('keeps to the rate in the long run, whatever the sizes', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = new SeededRandom(seed);
      const rate = 10 * KB * (1 + random.integer(100));
      const made = quota(rate);
      let nowMs = 0;
      let bytes = 0;
      while (nowMs < 60_000) {
        const size = 1 + random.integer(rate);
        made.record(size, nowMs);
        bytes += size;
        const freeAtMs = made.freeAtMs(nowMs);
        expect(freeAtMs).toBeLessThanOrEqual(nowMs + 11_000);
        nowMs = Math.max(nowMs + 1, freeAtMs);
        expect(made.isExceeded(nowMs)).toBe(false);
      }
      expect(bytes / (nowMs / 1_000) / rate).toBeGreaterThan(0.9);
      expect(bytes / (nowMs / 1_000) / rate).toBeLessThan(1.2);
    }
  });
});
