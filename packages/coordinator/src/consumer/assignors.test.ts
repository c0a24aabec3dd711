import { SeededRandom } from '@drave/env/sim';
import { describe, expect, it } from 'vitest';
import type { Assignor, AssignorInput, AssignorMember, AssignorResult } from './assignor.js';
import { rangeAssignor } from './range-assignor.js';
import { partitionCount } from './testing/partition-count.js';
import { noPartitions, type TopicPartitions } from './topic-partitions.js';
import { uniformAssignor } from './uniform-assignor.js';

function member(memberId: string, topicIds: string[], target: TopicPartitions = noPartitions): AssignorMember {
  return { memberId, instanceId: null, topicIds, target };
}

function shown(result: AssignorResult): Record<string, Record<string, readonly number[]>> {
  return Object.fromEntries([...result].map(([id, topics]) => [id, Object.fromEntries(topics)]));
}

function countOf(result: AssignorResult, memberId: string): number {
  return partitionCount(result.get(memberId) ?? noPartitions);
}

/** Every partition of a subscribed topic has exactly one owner, and that one subscribes to it. */
function checkComplete(input: AssignorInput, result: AssignorResult): void {
  const owners = new Map<string, string>();
  for (const { memberId, topicIds } of input.members) {
    for (const [topicId, partitions] of result.get(memberId) ?? noPartitions) {
      expect(topicIds).toContain(topicId);
      for (const partition of partitions) {
        expect(owners.get(`${topicId}-${partition}`)).toBeUndefined();
        owners.set(`${topicId}-${partition}`, memberId);
      }
    }
  }
  const subscribed = new Set(input.members.flatMap(({ topicIds }) => topicIds));
  let total = 0;
  for (const topicId of subscribed) total += input.partitionCounts.get(topicId) ?? 0;
  expect(owners.size).toBe(total);
}

describe('the uniform assignor', () => {
  it('gives one partition more to the first members when it does not come out even', () => {
    const members = ['a', 'b', 'c'].map((id) => member(id, ['t']));
    const result = uniformAssignor({ members, partitionCounts: new Map([['t', 7]]) });
    expect(shown(result)).toEqual({ a: { t: [0, 3, 6] }, b: { t: [1, 4] }, c: { t: [2, 5] } });
  });

  it('moves no more than a new member needs', () => {
    const before = uniformAssignor({
      members: ['a', 'b'].map((id) => member(id, ['t'])),
      partitionCounts: new Map([['t', 6]]),
    });
    const members = ['a', 'b', 'c'].map((id) => member(id, ['t'], before.get(id)));
    const after = uniformAssignor({ members, partitionCounts: new Map([['t', 6]]) });
    expect(shown(after)).toEqual({ a: { t: [0, 2] }, b: { t: [1, 3] }, c: { t: [4, 5] } });
  });

  it('leaves a member without partitions when there are too few', () => {
    const members = ['a', 'b', 'c'].map((id) => member(id, ['t']));
    const result = uniformAssignor({ members, partitionCounts: new Map([['t', 2]]) });
    expect([countOf(result, 'a'), countOf(result, 'b'), countOf(result, 'c')]).toEqual([1, 1, 0]);
  });

  it('balances members with different subscriptions as far as those allow', () => {
    const members = [member('a', ['t', 'u']), member('b', ['u'])];
    const result = uniformAssignor({
      members,
      partitionCounts: new Map([
        ['t', 4],
        ['u', 4],
      ]),
    });
    expect(countOf(result, 'a')).toBe(4);
    expect(countOf(result, 'b')).toBe(4);
    expect(result.get('b')?.get('u')).toEqual([0, 1, 2, 3]);
  });

  it('is balanced and complete, stays put when nothing changes, and moves only what it must', () => {
    const random = new SeededRandom(848);
    for (let round = 0; round < 300; round++) {
      const partitionCounts = new Map(['t', 'u', 'v'].map((id) => [id, random.integer(12)]));
      const alike = random.integer(2) === 0;
      let previous: AssignorResult = new Map();
      for (let step = 0; step < 4; step++) {
        const size = 1 + random.integer(8);
        const members = Array.from({ length: size }, (_, at) => {
          const topicIds = alike ? ['t', 'u', 'v'] : ['t', 'u', 'v'].filter(() => random.integer(3) > 0);
          return member(`m${at}`, topicIds, previous.get(`m${at}`));
        });
        const input = { members, partitionCounts };
        const result = uniformAssignor(input);
        checkComplete(input, result);
        if (alike) {
          const counts = members.map(({ memberId }) => countOf(result, memberId));
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        }
        const again = members.map((m) => ({ ...m, target: result.get(m.memberId) ?? noPartitions }));
        expect(shown(uniformAssignor({ members: again, partitionCounts }))).toEqual(shown(result));
        previous = result;
      }
    }
  });
});

describe('the range assignor', () => {
  it('gives consecutive partitions, and the same of topics that are alike', () => {
    const members = ['a', 'b'].map((id) => member(id, ['t', 'u']));
    const result = rangeAssignor({
      members,
      partitionCounts: new Map([
        ['t', 3],
        ['u', 3],
      ]),
    });
    expect(shown(result)).toEqual({ a: { t: [0, 1], u: [0, 1] }, b: { t: [2], u: [2] } });
  });

  it('orders static members by their instance, whatever their member id', () => {
    const members = [member('a', ['t']), { ...member('z', ['t']), instanceId: 'i1' }];
    const result = rangeAssignor({ members, partitionCounts: new Map([['t', 3]]) });
    expect(shown(result)).toEqual({ z: { t: [0, 1] }, a: { t: [2] } });
  });
});

it('no assignor needs members', () => {
  for (const assign of [uniformAssignor, rangeAssignor] satisfies Assignor[]) {
    expect(assign({ members: [], partitionCounts: new Map() }).size).toBe(0);
  }
});
