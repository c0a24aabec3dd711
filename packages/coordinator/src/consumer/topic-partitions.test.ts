import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  haveCommon,
  isSubset,
  noPartitions,
  samePartitions,
  type TopicPartitions,
  topicPartitionsOf,
  union,
} from './topic-partitions.js';

const entries = fc.array(
  fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.array(fc.integer({ min: 0, max: 11 }), { maxLength: 4 })),
  { maxLength: 4 },
);

/** The same as a set of texts, for which all of this is easy. */
function asSet(partitions: Iterable<readonly [string, Iterable<number>]>): ReadonlySet<string> {
  return new Set([...partitions].flatMap(([topic, list]) => [...list].map((partition) => `${topic}-${partition}`)));
}

function expectWhole(partitions: TopicPartitions): void {
  expect([...partitions.keys()]).toEqual([...partitions.keys()].sort());
  for (const list of partitions.values()) {
    expect(list.length).toBeGreaterThan(0);
    expect(list).toEqual([...new Set(list)].sort((a, b) => a - b));
  }
}

describe('partitions by topic', () => {
  it('are sorted as numbers, once each, and without empty topics', () => {
    const partitions = topicPartitionsOf([
      ['b', [10, 9, 10]],
      ['c', []],
      ['a', [1]],
      ['b', [2]],
    ]);
    expect([...partitions]).toEqual([
      ['a', [1]],
      ['b', [2, 9, 10]],
    ]);
    expect(topicPartitionsOf([['a', []]])).toEqual(noPartitions);
  });

  it('are compared and joined like sets', () => {
    fc.assert(
      fc.property(entries, entries, (left, right) => {
        const [a, b] = [topicPartitionsOf(left), topicPartitionsOf(right)];
        const [setA, setB] = [asSet(left), asSet(right)];
        expectWhole(a);
        expect(asSet(a)).toEqual(setA);
        const both = [...setA].filter((one) => setB.has(one));
        expect(haveCommon(a, b)).toBe(both.length > 0);
        expect(isSubset(a, b)).toBe(both.length === setA.size);
        expect(samePartitions(a, b)).toBe(both.length === setA.size && setA.size === setB.size);
        expect(samePartitions(a, topicPartitionsOf([...left].reverse()))).toBe(true);
        const joined = union(a, b);
        expectWhole(joined);
        expect(asSet(joined)).toEqual(new Set([...setA, ...setB]));
      }),
      { numRuns: 500 },
    );
  });
});
