import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OwnedPartition, PartitionSet } from './owned-partitions.js';

function at(topic: string, partition: number, topicId = `id-of-${topic}`): OwnedPartition {
  return { topicId, topic, partition };
}

function names(set: PartitionSet): string[] {
  return set.list().map(({ topic, partition }) => `${topic}-${partition}`);
}

const some = fc
  .array(fc.record({ topic: fc.constantFrom('a', 'b', 'c'), partition: fc.nat({ max: 5 }) }))
  .map((places) => new PartitionSet(places.map(({ topic, partition }) => at(topic, partition))));

describe('PartitionSet', () => {
  it('lists by topic and number, each once', () => {
    const set = new PartitionSet([at('b', 2), at('a', 10), at('a', 9), at('b', 2)]);
    expect(names(set)).toEqual(['a-9', 'a-10', 'b-2']);
    expect(set.size).toBe(3);
  });

  it('tells a topic from one that was made anew under its name', () => {
    const before = new PartitionSet([at('a', 0, 'first')]);
    const now = new PartitionSet([at('a', 0, 'second')]);
    expect(before.equals(now)).toBe(false);
    expect(before.has(at('a', 0, 'second'))).toBe(false);
    expect(now.without(before).size).toBe(1);
    expect(before.plus(now).size).toBe(2);
  });

  it('is told of and tells in messages, a topic at a time', () => {
    const set = PartitionSet.fromMessage({
      topics: [
        { topicId: 'x', topic: 'a', partitions: [1, 0] },
        { topicId: 'y', topic: 'b', partitions: [3] },
      ],
    });
    expect(names(set)).toEqual(['a-0', 'a-1', 'b-3']);
    expect(set.toMessage()).toEqual({
      topics: [
        { topicId: 'x', partitions: [0, 1] },
        { topicId: 'y', partitions: [3] },
      ],
    });
    expect(PartitionSet.none.toMessage()).toEqual({ topics: [] });
  });

  it('what it has without another and what it shares with it are the whole', () => {
    fc.assert(
      fc.property(some, some, (one, other) => {
        const apart = one.without(other);
        const shared = one.and(other);
        expect(apart.plus(shared).equals(one)).toBe(true);
        expect(apart.and(other).size).toBe(0);
        expect(one.plus(other).size).toBe(one.size + other.without(one).size);
        expect(one.equals(other)).toBe(apart.size === 0 && other.without(one).size === 0);
      }),
    );
  });
});
