import { describe, expect, it } from 'vitest';
import { AcknowledgementGaps } from './acknowledgement-gaps.js';

describe('AcknowledgementGaps', () => {
  it('keeps the longest time in which a record waited and its partition acknowledged nothing', () => {
    const gaps = new AcknowledgementGaps();
    gaps.noted('orders/0', 0, 10);
    gaps.noted('orders/1', 0, 15);
    // Nobody waited between 10 and 500.
    gaps.noted('orders/0', 500, 520);
    gaps.noted('orders/1', 30, 90);
    gaps.noted('orders/1', 31, 91);
    expect(gaps.longest).toEqual({ partition: 'orders/1', lengthMs: 60, endedMs: 90 });
  });

  it('names a partition that has acknowledged nothing of what was sent since', () => {
    const gaps = new AcknowledgementGaps();
    expect(gaps.hasAny).toBe(false);
    gaps.noted('orders/0', 5, 10);
    gaps.noted('orders/1', 8, 20);
    expect(gaps.silentSince(6)).toBe('orders/0');
    gaps.noted('orders/0', 7, 21);
    expect(gaps.silentSince(6)).toBeUndefined();
  });
});
