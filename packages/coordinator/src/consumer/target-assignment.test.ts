import { describe, expect, it } from 'vitest';
import { type ConsumerGroup, emptyGroup } from './consumer-group.js';
import { GroupDraft } from './draft.js';
import { newMember } from './member.js';
import { updateTarget } from './target-assignment.js';
import { noPartitions, topicPartitionsOf } from './topic-partitions.js';

const topics = [{ topicId: 'T', topicName: 't', partitionCount: 4 }];

/** A group in which each member asks for this assignor; all subscribe to a topic of four partitions. */
function groupOf(wishes: Readonly<Record<string, string | null>>): ConsumerGroup {
  let { members } = emptyGroup('g');
  for (const [memberId, serverAssignor] of Object.entries(wishes)) {
    members = members.set(memberId, { ...newMember(memberId), subscribedTopicNames: ['t'], serverAssignor });
  }
  return { ...emptyGroup('g'), epoch: 8, members, topics };
}

function updated(group: ConsumerGroup, defaultAssignor = 'range') {
  const draft = new GroupDraft(group);
  updateTarget(draft, defaultAssignor);
  return { group: draft.group, records: draft.decide(undefined).records };
}

describe('a new target assignment', () => {
  it('is that of the epoch of the group, and gives every partition to one member', () => {
    const { group } = updated(groupOf({ b: null, a: null }));
    expect(group.targetEpoch).toBe(8);
    expect([...group.targets].sort()).toEqual([
      ['a', topicPartitionsOf([['T', [0, 1]]])],
      ['b', topicPartitionsOf([['T', [2, 3]]])],
    ]);
  });

  it('is written only where it differs', () => {
    const { group, records } = updated(groupOf({ a: null }));
    expect(records.map(({ kind }) => kind)).toEqual(['consumerGroupTarget', 'consumerGroupTargetEpoch']);
    const later = updated({ ...group, epoch: 9 });
    expect(later.records).toEqual([{ kind: 'consumerGroupTargetEpoch', groupId: 'g', value: { assignmentEpoch: 9 } }]);
  });

  it('names a member that gets nothing, and leaves topics out that are not there', () => {
    const five = groupOf({ a: null, b: null, c: null, d: null, e: null });
    expect(updated(five).group.targets.get('e')).toEqual(noPartitions);
    const gone = updated({ ...groupOf({ a: null }), topics: [] });
    expect(gone.group.targets.get('a')).toEqual(noPartitions);
  });
});

describe('the assignor', () => {
  /** By what it does: the range assignor gives the first member the odd partition of every topic. */
  function assignorOf(wishes: Readonly<Record<string, string | null>>, defaultAssignor: string): string {
    const group = groupOf(wishes);
    const partitionCount = group.members.size + 1;
    const odd = ['t', 'u'].map((name) => ({ topicId: name.toUpperCase(), topicName: name, partitionCount }));
    const members = group.members.map((member) => ({ ...member, subscribedTopicNames: ['t', 'u'] }));
    const { targets } = updated({ ...group, members, topics: odd }, defaultAssignor).group;
    const sizes = [...targets.values()].map((target) => [...target.values()].flat().length);
    return Math.max(...sizes) - Math.min(...sizes) > 1 ? 'range' : 'uniform';
  }

  it.each<[wishes: Readonly<Record<string, string | null>>, fallback: string, assignor: string]>([
    [{ a: null, b: null }, 'range', 'range'],
    [{ a: null, b: null }, 'uniform', 'uniform'],
    [{ a: 'uniform', b: null }, 'range', 'uniform'],
    [{ a: 'uniform', b: 'range', c: 'uniform', d: null }, 'range', 'uniform'],
    // Among equals the first by name, whoever came first.
    [{ a: 'uniform', b: 'range' }, 'uniform', 'range'],
    [{ a: 'range', b: 'uniform' }, 'uniform', 'range'],
  ])('with the wishes %j and %s as the default is %s', (wishes, fallback, assignor) => {
    expect(assignorOf(wishes, fallback)).toBe(assignor);
  });
});
