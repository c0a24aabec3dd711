import { describe, expect, it } from 'vitest';
import {
  type ConsumerGroup,
  countSubscribersOf,
  emptyGroup,
  isHeld,
  membersOf,
  replayConsumerGroup,
  stateOf,
  staticMember,
  topicsOfMember,
} from './consumer-group.js';
import { type ConsumerMember, newMember } from './member.js';
import { type ConsumerGroupRecord, memberAssignmentOf, memberMetadataOf } from './records.js';
import { noPartitions, type TopicPartitions, topicPartitionsOf } from './topic-partitions.js';

const T = 'topic-id';
const groupId = 'g';

function of(...partitions: number[]): TopicPartitions {
  return topicPartitionsOf([[T, partitions]]);
}

function replayed(...records: readonly ConsumerGroupRecord[]): ConsumerGroup | undefined {
  return records.reduce<ConsumerGroup | undefined>(replayConsumerGroup, undefined);
}

function whole(...records: readonly ConsumerGroupRecord[]): ConsumerGroup {
  return replayed(...records) ?? expect.unreachable('there is a group');
}

function member(memberId: string, change: Partial<ConsumerMember> = {}): ConsumerGroupRecord {
  const value = memberMetadataOf({ ...newMember(memberId), ...change });
  return { kind: 'consumerGroupMember', groupId, memberId, value };
}

function current(memberId: string, change: Partial<ConsumerMember>): ConsumerGroupRecord {
  const value = memberAssignmentOf({ ...newMember(memberId), ...change });
  return { kind: 'consumerGroupCurrent', groupId, memberId, value };
}

const epoch = (value: number): ConsumerGroupRecord => ({
  kind: 'consumerGroupEpoch',
  groupId,
  value: { epoch: value },
});
const targetEpoch = (assignmentEpoch: number): ConsumerGroupRecord => {
  return { kind: 'consumerGroupTargetEpoch', groupId, value: { assignmentEpoch } };
};

const tombstones = {
  epoch: { kind: 'consumerGroupEpoch', groupId, value: undefined },
  topics: { kind: 'consumerGroupTopics', groupId, value: undefined },
  targetEpoch: { kind: 'consumerGroupTargetEpoch', groupId, value: undefined },
  member: { kind: 'consumerGroupMember', groupId, memberId: 'a', value: undefined },
  target: { kind: 'consumerGroupTarget', groupId, memberId: 'a', value: undefined },
  current: { kind: 'consumerGroupCurrent', groupId, memberId: 'a', value: undefined },
  regex: { kind: 'consumerGroupRegex', groupId, regex: 'o.*', value: undefined },
} as const satisfies Record<string, ConsumerGroupRecord>;

/** Which member holds each of the first partitions. */
function holders(group: ConsumerGroup): readonly (string | undefined)[] {
  return [0, 1, 2].map((partition) => group.holders.get(T)?.get(partition));
}

describe('who holds a partition', () => {
  it('is who has it, and who has yet to let go of it', () => {
    const group = whole(member('a'), current('a', { assigned: of(0), pendingRevocation: of(1) }));
    expect(holders(group)).toEqual(['a', 'a', undefined]);
    expect([0, 2].map((partition) => isHeld(group, T, partition))).toEqual([true, false]);
    expect(isHeld(group, 'other', 0)).toBe(false);
  });

  it('is nobody once the member has let go, has gone, or its assignment is forgotten', () => {
    const has = [member('a'), current('a', { assigned: of(0, 1) })];
    expect(holders(whole(...has, current('a', { assigned: of(1) })))).toEqual([undefined, 'a', undefined]);
    for (const gone of [tombstones.member, tombstones.current]) {
      const group = whole(...has, gone);
      expect(holders(group)).toEqual([undefined, undefined, undefined]);
      // A topic without holders is not kept.
      expect(group.holders.size).toBe(0);
    }
  });

  it('is the next one, though the record of who had it before comes later', () => {
    const taken = [
      member('a'),
      member('b'),
      current('a', { assigned: of(0, 1) }),
      current('b', { assigned: of(0) }),
      current('a', { assigned: of(1) }),
    ];
    expect(holders(whole(...taken))).toEqual(['b', 'a', undefined]);
    expect(holders(whole(...taken, tombstones.member))).toEqual(['b', undefined, undefined]);
  });
});

describe('a static member', () => {
  const first = member('a', { instanceId: 'i' });

  it('is found by its instance id as long as it is there under that', () => {
    expect(staticMember(whole(first), 'i')?.memberId).toBe('a');
    expect(staticMember(whole(first, member('a', { instanceId: 'j' })), 'i')).toBeUndefined();
    expect(staticMember(whole(first, member('a')), 'i')).toBeUndefined();
    expect(staticMember(whole(first, tombstones.member), 'i')).toBeUndefined();
  });

  it('is the one that came last, whatever becomes of the one before', () => {
    const second = member('b', { instanceId: 'i' });
    expect(staticMember(whole(first, second), 'i')?.memberId).toBe('b');
    expect(staticMember(whole(first, second, tombstones.member), 'i')?.memberId).toBe('b');
    expect(staticMember(whole(first, second, member('a')), 'i')?.memberId).toBe('b');
  });
});

describe('a record', () => {
  it('of a part of a member keeps the other part', () => {
    const later = whole(member('a', { clientId: 'c' }), current('a', { memberEpoch: 5 }), member('a', { rackId: 'r' }));
    expect(later.members.get('a')).toMatchObject({ rackId: 'r', clientId: '', memberEpoch: 5 });
    const early = whole(current('a', { memberEpoch: 5 }), member('a', { clientId: 'c' }));
    expect(early.members.get('a')).toMatchObject({ clientId: 'c', memberEpoch: 5 });
  });

  it('that takes an assignment back leaves the member as if it had just joined', () => {
    const assigned = current('a', {
      memberEpoch: 5,
      previousMemberEpoch: 4,
      assigned: of(0),
      pendingRevocation: of(1),
    });
    const group = whole(member('a', { clientId: 'c' }), assigned, tombstones.current);
    expect(group.members.get('a')).toEqual({ ...newMember('a'), clientId: 'c' });
  });

  it('of a group that is not known makes it; a tombstone does not', () => {
    expect(whole(epoch(3))).toEqual({ ...emptyGroup(groupId), epoch: 3 });
    for (const tombstone of Object.values(tombstones)) expect(replayed(tombstone)).toBeUndefined();
  });

  it('that ends the group leaves nothing of it, and other tombstones only what they do not name', () => {
    const regex = { kind: 'consumerGroupRegex', groupId, regex: 'o.*' } as const;
    const group = [
      epoch(3),
      targetEpoch(2),
      { kind: 'consumerGroupTopics', groupId, value: { topics: [{ topicId: T, topicName: 't', partitionCount: 1 }] } },
      { kind: 'consumerGroupTarget', groupId, memberId: 'a', value: { partitions: of(0) } },
      { ...regex, value: { topics: ['orders'], version: 1, timestampMs: 1 } },
    ] as const satisfies readonly ConsumerGroupRecord[];
    const { topics, targets, regexes } = whole(...group);
    expect([topics.length, targets.size, regexes.size]).toEqual([1, 1, 1]);
    const { topics: topicTombstone, target, regex: regexTombstone } = tombstones;
    const bare = { ...emptyGroup(groupId), epoch: 3, targetEpoch: 2 };
    expect(whole(...group, topicTombstone, target, regexTombstone)).toEqual(bare);
    expect(whole(...group, tombstones.targetEpoch).targetEpoch).toBe(-1);
    expect(replayed(...group, tombstones.epoch)).toBeUndefined();
  });
});

describe('the state of a group', () => {
  const settled = current('a', { memberEpoch: 2 });

  it.each<[records: readonly ConsumerGroupRecord[], state: string]>([
    [[epoch(2)], 'Empty'],
    [[epoch(3), targetEpoch(2), member('a'), settled], 'Assigning'],
    [[epoch(2), targetEpoch(2), member('a'), settled], 'Stable'],
    [[epoch(2), targetEpoch(2), member('a'), current('a', { memberEpoch: 1 })], 'Reconciling'],
    [
      [epoch(2), targetEpoch(2), settled, current('b', { memberEpoch: 2, state: 'unreleasedPartitions' })],
      'Reconciling',
    ],
  ])('is told by its members and its epochs: %#', (records, state) => {
    expect(stateOf(whole(...records))).toBe(state);
  });
});

it('the topics of a member are those that it names and those that its regular expression found', () => {
  const names = { subscribedTopicNames: ['orders', 'b'] };
  const both = { ...newMember('a'), ...names, subscribedTopicRegex: 'o.*' };
  const value = { topics: ['orders', 'over'], version: 1, timestampMs: 1 };
  const group = whole(member('a', both), member('b', { subscribedTopicRegex: 'p.*' }), {
    kind: 'consumerGroupRegex',
    groupId,
    regex: 'o.*',
    value,
  });
  expect(topicsOfMember(group, both)).toEqual(['b', 'orders', 'over']);
  expect(topicsOfMember(group, { ...both, subscribedTopicRegex: '' })).toEqual(['orders', 'b']);
  expect(topicsOfMember(group, { ...both, subscribedTopicRegex: 'p.*' })).toEqual(['b', 'orders']);
  expect([countSubscribersOf(group, 'o.*'), countSubscribersOf(group, 'q.*')]).toEqual([1, 0]);
  expect(membersOf(whole(member('b'), member('a'))).map(({ memberId }) => memberId)).toEqual(['a', 'b']);
  expect(whole(member('a')).members.get('a')?.assigned).toBe(noPartitions);
});
