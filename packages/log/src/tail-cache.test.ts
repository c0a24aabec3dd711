import { numberedBatch } from '@drave/records/testing';
import fc from 'fast-check';
import { assert, describe, expect, it } from 'vitest';
import { TailCache } from './tail-cache.js';

/** Its own backing store, so that the charge is the size. */
function owned(baseOffset: number, count: number): Buffer {
  const batch = numberedBatch(baseOffset, count);
  const copy = Buffer.allocUnsafeSlow(batch.length);
  batch.copy(copy);
  return copy;
}

describe('TailCache', () => {
  it('serves whole appends without a copy, and cuts at batches', () => {
    const cache = new TailCache(10_000);
    const view = cache.openView();
    const first = Buffer.concat([numberedBatch(0, 2), numberedBatch(2, 3)]);
    const second = owned(5, 1);
    view.add(first, 0, 5);
    view.add(second, 5, 6);
    const all = view.read(0, 6, 10_000, true);
    expect(all?.parts.map((part) => part.buffer)).toEqual([first.buffer, second.buffer]);
    expect(all).toMatchObject({ startOffset: 0, nextOffset: 6, byteLength: first.length + second.length });
    expect(view.read(3, 6, 10_000, true)).toMatchObject({ startOffset: 2, nextOffset: 6 });
    expect(view.read(0, 4, 10_000, true)).toMatchObject({ startOffset: 0, nextOffset: 2 });
    expect(view.read(0, 6, 1, true)).toMatchObject({ startOffset: 0, nextOffset: 2 });
    expect(view.read(0, 6, 1, false)).toMatchObject({ byteLength: 0, nextOffset: 0 });
    expect(view.read(6, 9, 100, true)).toBeUndefined();
  });

  it('never answers from before, after or across what it holds', () => {
    const view = new TailCache(10_000).openView();
    view.add(owned(10, 2), 10, 12);
    view.add(owned(12, 2), 12, 14);
    expect(view.read(9, 14, 100, true)).toBeUndefined();
    // The log was cut inside the last append: what joins on later must not hide the gap.
    view.truncateTo(13);
    expect(view.read(12, 14, 100, true)).toBeUndefined();
    view.add(owned(13, 1), 13, 14);
    expect(view.read(12, 14, 100, true)).toBeUndefined();
    expect(view.read(13, 14, 100, true)).toMatchObject({ startOffset: 13 });
  });

  it('charges a backing store once and stays within its budget, first in first out over all views', () => {
    const step = fc.record({
      view: fc.integer({ min: 0, max: 2 }),
      kind: fc.constantFrom('add', 'add', 'add', 'shared', 'truncate', 'clear'),
      count: fc.integer({ min: 1, max: 20 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const cache = new TailCache(2_000);
        const views = [0, 1, 2].map(() => ({ view: cache.openView(), end: 0 }));
        for (const { view: which, kind, count } of steps) {
          const target = views[which] as { view: ReturnType<TailCache['openView']>; end: number };
          const { view, end } = target;
          if (kind === 'clear') view.clear();
          else if (kind === 'truncate') {
            target.end = Math.max(0, end - count);
            view.truncateTo(target.end);
          } else {
            const batch = owned(end, count);
            view.add(batch, end, end + count);
            if (kind === 'shared') {
              const twin = Buffer.from(batch.buffer, batch.byteOffset, batch.length);
              (views[(which + 1) % 3] as { view: typeof view }).view.clear();
              view.truncateTo(end);
              view.add(twin, end, end + count);
            }
            target.end = end + count;
            const read = view.read(end, end + count, 100_000, true);
            if (batch.length <= 2_000) assert.equal(read?.nextOffset, end + count);
          }
          expect(cache.bytesUsed).toBeLessThanOrEqual(2_000);
          expect(cache.bytesUsed).toBeGreaterThanOrEqual(0);
        }
        for (const { view } of views) view.clear();
        expect(cache.bytesUsed).toBe(0);
      }),
    );
  });
});
