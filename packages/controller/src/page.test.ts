import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { page, PAGE_SIZE_MAX } from './page.js';

const names = Array.from({ length: 2_500 }, (_, i) => `topic-${String(i).padStart(4, '0')}`);

function listing(source: readonly string[]) {
  return (pageSize: number, pageToken: string, query: unknown = {}) =>
    page(
      { pageSize, pageToken, query },
      (key) => source.filter((name) => key === undefined || name > key),
      (name) => name,
    );
}

describe('page', () => {
  it('gives everything once, in order, whatever the size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 2_500 }), (pageSize, count) => {
        const list = listing(names.slice(0, count));
        const seen: string[] = [];
        let token = '';
        do {
          const { items, nextPageToken } = list(pageSize, token);
          expect(items.length).toBeLessThanOrEqual(pageSize === 0 ? 100 : Math.min(pageSize, PAGE_SIZE_MAX));
          seen.push(...items);
          token = nextPageToken;
        } while (token !== '');
        expect(seen).toEqual(names.slice(0, count));
      }),
      { numRuns: 30 },
    );
  });

  it('refuses negative sizes, garbage, and tokens of another question', () => {
    const list = listing(names);
    const { nextPageToken } = list(10, '', { prefix: 'topic' });
    expect(list(10, nextPageToken, { prefix: 'topic' }).items[0]).toBe('topic-0010');
    for (const attempt of [
      () => list(-1, ''),
      () => list(10, 'garbage'),
      () => list(10, nextPageToken, { prefix: 'x' }),
    ]) {
      expect(attempt).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
    }
  });
});
