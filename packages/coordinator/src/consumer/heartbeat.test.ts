import { describe, expect, it } from 'vitest';
import { stateOf } from './consumer-group.js';
import { describeConsumerGroup } from './describe.js';
import { loadedTimers } from './loaded-timers.js';
import { checkCommit, checkFetch } from './offset-access.js';
import { GroupUnderTest, reread, testConfig } from './testing/group-under-test.js';
import { tombstonesOf } from './tombstones.js';

const T = 'id-of-t';

function setUp(partitions = 4, config = {}) {
  const group = new GroupUnderTest(config);
  group.topics.set('t', partitions);
  return group;
}

function owning(...partitions: number[]) {
  return { owned: [{ topicId: T, partitions }] };
}

/** Two members with two partitions each. */
function pair() {
  const group = setUp();
  group.join('a', ['t']);
  group.join('b', ['t']);
  group.heartbeat({ memberId: 'a', memberEpoch: 1, ...owning(0, 1, 2, 3) });
  group.heartbeat({ memberId: 'a', memberEpoch: 1, ...owning(0, 1) });
  group.heartbeat({ memberId: 'b', memberEpoch: 2, owned: [] });
  return group;
}

describe('joining', () => {
  it('creates the group and gives the first member everything', () => {
    const group = setUp();
    const answer = group.join('a', ['t']);
    expect(answer).toEqual({
      memberId: 'a',
      memberEpoch: 1,
      heartbeatIntervalMs: 5000,
      assignment: new Map([[T, [0, 1, 2, 3]]]),
    });
    expect(group.lastRecords.map(({ kind }) => kind)).toEqual([
      'consumerGroupMember',
      'consumerGroupTopics',
      'consumerGroupEpoch',
      'consumerGroupTarget',
      'consumerGroupTargetEpoch',
      'consumerGroupCurrent',
    ]);
    expect(group.lastTimers).toContainEqual({ kind: 'session', memberId: 'a', delayMs: 45_000 });
    expect(stateOf(group.existing)).toBe('Stable');
  });

  it('is refused when the request is not whole, the assignor unknown or the group full', () => {
    const group = setUp(4, { maxSize: 1 });
    expect(() => group.heartbeat({ memberId: 'a', subscribedTopicNames: ['t'] })).toThrow(/rebalance timeout/);
    expect(() => group.join('a', ['t'], owning(1))).toThrow(/owns no partitions/);
    expect(() => group.heartbeat({ memberId: 'a', rebalanceTimeoutMs: 1, owned: [] })).toThrow(/subscription/);
    expect(() => group.join('a', ['t'], { memberEpoch: -3 })).toThrow(/no member epoch/);
    expect(() => group.join('', ['t'])).toThrow(/member id is empty/);
    expect(() => group.join('a', ['t'], { serverAssignor: 'best' })).toThrow(/uniform, range/);
    group.join('a', ['t']);
    expect(() => group.join('b', ['t'])).toThrow(expect.objectContaining({ code: 'GROUP_MAX_SIZE_REACHED' }));
    // A member that is there already may come back.
    expect(group.join('a', ['t']).memberEpoch).toBe(1);
  });

  it('of a member that is there already, as after a lost answer, tells it all it has', () => {
    const group = pair();
    expect(group.join('a', ['t']).assignment).toEqual(new Map([[T, [0, 1]]]));
    expect(group.lastRecords).toEqual([]);
  });

  it('of a static member that is there already, as after a deposed coordinator denied it, keeps its epoch', () => {
    const group = setUp();
    group.join('a', ['t'], { instanceId: 'i' });
    const back = group.join('a', ['t'], { instanceId: 'i' });
    expect(back).toMatchObject({ memberEpoch: 1, assignment: new Map([[T, [0, 1, 2, 3]]]) });
    expect(group.existing.epoch).toBe(1);
  });

  it('with a topic that does not exist waits for it', () => {
    const group = setUp();
    expect(group.join('a', ['later']).assignment?.size).toBe(0);
    group.topics.set('later', 1);
    const answer = group.heartbeat({ memberId: 'a', memberEpoch: 1, owned: [] });
    expect(answer).toMatchObject({ memberEpoch: 2, assignment: new Map([['id-of-later', [0]]]) });
  });
});

describe('a rebalance', () => {
  it('takes partitions from one member before it gives them to another', () => {
    const group = setUp();
    group.join('a', ['t']);
    const joined = group.join('b', ['t']);
    expect(joined).toMatchObject({ memberEpoch: 2, assignment: new Map() });
    expect(stateOf(group.existing)).toBe('Reconciling');

    const asked = group.heartbeat({ memberId: 'a', memberEpoch: 1, ...owning(0, 1, 2, 3) });
    expect(asked).toMatchObject({ memberEpoch: 1, assignment: new Map([[T, [0, 1]]]) });
    expect(group.lastTimers).toContainEqual({ kind: 'rebalance', memberId: 'a', memberEpoch: 1, delayMs: 60_000 });
    expect(group.heartbeat({ memberId: 'b', memberEpoch: 2, owned: [] }).assignment).toBeNull();
    // Silence about what it owns proves nothing.
    expect(group.heartbeat({ memberId: 'a', memberEpoch: 1 }).memberEpoch).toBe(1);

    const released = group.heartbeat({ memberId: 'a', memberEpoch: 1, ...owning(0, 1) });
    expect(released).toMatchObject({ memberEpoch: 2, assignment: null });
    expect(group.lastTimers).toContainEqual({ kind: 'clear', timer: 'rebalance', memberId: 'a' });
    const given = group.heartbeat({ memberId: 'b', memberEpoch: 2, owned: [] });
    expect(given).toMatchObject({ memberEpoch: 2, assignment: new Map([[T, [2, 3]]]) });
    expect(stateOf(group.existing)).toBe('Stable');
  });

  it('ends the membership of one that does not let go in time, and only at that epoch', () => {
    const group = setUp();
    group.join('a', ['t']);
    group.join('b', ['t']);
    group.heartbeat({ memberId: 'a', memberEpoch: 1, ...owning(0, 1, 2, 3) });
    group.rebalanceEnds('a', 0);
    expect(group.existing.members.has('a')).toBe(true);
    group.rebalanceEnds('a', 1);
    expect(group.existing.members.has('a')).toBe(false);
    const given = group.heartbeat({ memberId: 'b', memberEpoch: 2, owned: [] });
    expect(given).toMatchObject({ memberEpoch: 3, assignment: new Map([[T, [0, 1, 2, 3]]]) });
  });

  it('follows new partitions and the end of topics', () => {
    const group = pair();
    group.topics.set('t', 6);
    group.heartbeat({ memberId: 'a', memberEpoch: 2, ...owning(0, 1) });
    expect(group.heartbeat({ memberId: 'b', memberEpoch: 2, ...owning(2, 3) }).assignment).toEqual(
      new Map([[T, [2, 3, 5]]]),
    );
    group.topics.delete('t');
    expect(group.heartbeat({ memberId: 'b', memberEpoch: 3, ...owning(2, 3, 5) }).assignment?.size).toBe(0);
  });

  it('does nothing at all for a heartbeat that brings no news', () => {
    const group = pair();
    expect(group.heartbeat({ memberId: 'a', memberEpoch: 2 })).toMatchObject({ memberEpoch: 2, assignment: null });
    expect(group.lastRecords).toEqual([]);
  });
});

describe('epochs', () => {
  it('fence a member that is ahead, or behind by more than one answer', () => {
    const group = pair();
    const fenced = expect.objectContaining({ code: 'FENCED_MEMBER_EPOCH' });
    expect(() => group.heartbeat({ memberId: 'a', memberEpoch: 3 })).toThrow(fenced);
    group.join('c', ['t']);
    group.heartbeat({ memberId: 'b', memberEpoch: 2, ...owning(2, 3) });
    group.heartbeat({ memberId: 'b', memberEpoch: 2, ...owning(2) });
    expect(group.existing.members.get('b')?.memberEpoch).toBe(3);
    // The answer with epoch 3 was lost.
    expect(group.heartbeat({ memberId: 'b', memberEpoch: 2, ...owning(2) }).memberEpoch).toBe(3);
    expect(() => group.heartbeat({ memberId: 'b', memberEpoch: 2, ...owning(2, 3) })).toThrow(fenced);
    expect(() => group.heartbeat({ memberId: 'b', memberEpoch: 1, owned: [] })).toThrow(fenced);
    expect(() => group.heartbeat({ memberId: 'x', memberEpoch: 1 })).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_MEMBER_ID' }),
    );
  });

  it('guard commits and fetches of offsets', () => {
    const group = pair();
    const stale = expect.objectContaining({ code: 'STALE_MEMBER_EPOCH' });
    const unknown = expect.objectContaining({ code: 'UNKNOWN_MEMBER_ID' });
    checkCommit(group.existing, { memberId: 'a', memberEpoch: 2 }, true);
    expect(() => checkCommit(group.existing, { memberId: 'a', memberEpoch: 1 }, true)).toThrow(stale);
    expect(() => checkCommit(group.existing, { memberId: '', memberEpoch: -1 }, true)).toThrow(unknown);
    // OffsetCommit below version 9 speaks of generations.
    expect(() => checkCommit(group.existing, { memberId: 'a', memberEpoch: 2 }, false)).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_VERSION' }),
    );
    checkFetch(group.existing, { memberId: null, memberEpoch: -1 });
    expect(() => checkFetch(group.existing, { memberId: 'a', memberEpoch: 3 })).toThrow(stale);
    expect(() => checkFetch(group.existing, { memberId: 'x', memberEpoch: 3 })).toThrow(unknown);
    group.heartbeat({ memberId: 'a', memberEpoch: -1 });
    group.heartbeat({ memberId: 'b', memberEpoch: -1 });
    checkCommit(group.existing, { memberId: '', memberEpoch: -1 }, true);
  });
});

describe('leaving', () => {
  it('gives the partitions to those who stay', () => {
    const group = pair();
    group.heartbeat({ memberId: 'a', memberEpoch: -1 });
    expect(group.lastTimers).toContainEqual({ kind: 'clear', timer: 'session', memberId: 'a' });
    expect(stateOf(group.existing)).toBe('Assigning');
    const answer = group.heartbeat({ memberId: 'b', memberEpoch: 2, ...owning(2, 3) });
    expect(answer).toMatchObject({ memberEpoch: 3, assignment: new Map([[T, [0, 1, 2, 3]]]) });
    group.sessionEnds('b');
    expect(stateOf(group.existing)).toBe('Empty');
    expect(() => new GroupUnderTest().heartbeat({ memberId: 'a', memberEpoch: -1 })).toThrow(
      expect.objectContaining({ code: 'GROUP_ID_NOT_FOUND' }),
    );
  });

  it('of a static member keeps its place for whoever comes with its instance id', () => {
    const group = setUp();
    group.join('a1', ['t'], { instanceId: 'i' });
    expect(() => group.join('a2', ['t'], { instanceId: 'i' })).toThrow(
      expect.objectContaining({ code: 'UNRELEASED_INSTANCE_ID' }),
    );
    group.heartbeat({ memberId: 'a1', memberEpoch: -2, instanceId: 'i' });
    expect(group.existing.epoch).toBe(1);
    const back = group.join('a2', ['t'], { instanceId: 'i' });
    expect(back).toMatchObject({ memberEpoch: 1, assignment: new Map([[T, [0, 1, 2, 3]]]) });
    expect(group.existing.epoch).toBe(1);
    expect(group.existing.members.has('a1')).toBe(false);
    expect(() => group.heartbeat({ memberId: 'a1', memberEpoch: 1, instanceId: 'i' })).toThrow(
      expect.objectContaining({ code: 'FENCED_INSTANCE_ID' }),
    );
    group.heartbeat({ memberId: 'a2', memberEpoch: -2, instanceId: 'i' });
    expect(group.join('a2', ['t'], { instanceId: 'i' }).memberEpoch).toBe(1);
  });

  it('of a static member for good, or its silence, gives its place away', () => {
    const group = setUp();
    group.join('a', ['t'], { instanceId: 'i' });
    group.heartbeat({ memberId: 'a', memberEpoch: -2, instanceId: 'i' });
    group.sessionEnds('a');
    expect(group.existing.members.size).toBe(0);
    expect(group.existing.staticMembers.size).toBe(0);
    expect(group.existing.holders.size).toBe(0);
  });
});

describe('a regular expression', () => {
  const byRegex = (regex: string) => ({ subscribedTopicRegex: regex, subscribedTopicNames: null });

  const armed = (group: GroupUnderTest) => group.lastTimers.filter(({ kind }) => kind === 'regex').length;

  it('subscribes to the topics that match it now and later, each time by a later heartbeat', () => {
    const group = setUp(1);
    group.topics.set('other', 1);
    expect(group.join('a', [], byRegex('t.*')).assignment?.size).toBe(0);
    expect(armed(group)).toBe(1);
    expect(group.heartbeat({ memberId: 'a', memberEpoch: 1, owned: [] }).assignment).toBeNull();
    group.resolveRegexes();
    expect(group.heartbeat({ memberId: 'a', memberEpoch: 1, owned: [] })).toMatchObject({
      memberEpoch: 2,
      assignment: new Map([[T, [0]]]),
    });
    group.topics.set('t2', 1);
    expect(group.heartbeat({ memberId: 'a', memberEpoch: 2, ...owning(0) }).assignment).toBeNull();
    expect(armed(group)).toBe(1);
    group.resolveRegexes();
    const answer = group.heartbeat({ memberId: 'a', memberEpoch: 2, ...owning(0) });
    expect(answer.assignment).toEqual(
      new Map([
        [T, [0]],
        ['id-of-t2', [0]],
      ]),
    );
    group.heartbeat({ memberId: 'a', memberEpoch: 3, subscribedTopicRegex: '' });
    expect(group.existing.regexes.size).toBe(0);
    expect(armed(group)).toBe(0);
  });

  it('leaves a member what it subscribes to by name until it is resolved, and is resolved once', () => {
    const group = setUp(1);
    group.topics.set('u', 1);
    const first = group.join('a', ['u'], { subscribedTopicRegex: 't.*' });
    expect(first.assignment).toEqual(new Map([['id-of-u', [0]]]));
    group.resolveRegexes();
    group.resolveRegexes();
    expect(group.lastRecords).toEqual([]);
    const owned = [{ topicId: 'id-of-u', partitions: [0] }];
    const second = group.heartbeat({ memberId: 'a', memberEpoch: 1, owned });
    expect(second.assignment?.size).toBe(2);
    expect(armed(group)).toBe(0);
    // Another member with an expression that the group has resolved already need not wait.
    expect(group.join('b', [], byRegex('t.*')).memberEpoch).toBe(3);
    expect(group.existing.topics).toHaveLength(2);
    expect(armed(group)).toBe(0);
  });

  it('shares a topic that somebody else subscribes to by name', () => {
    const group = setUp();
    group.join('a', ['t']);
    expect(group.join('b', [], byRegex('t.*')).assignment?.size).toBe(0);
    group.resolveRegexes();
    group.heartbeat({ memberId: 'a', memberEpoch: 1, ...owning(0, 1, 2, 3) });
    expect(group.heartbeat({ memberId: 'a', memberEpoch: 1, ...owning(0, 1) }).memberEpoch).toBe(3);
    expect(group.heartbeat({ memberId: 'b', memberEpoch: 2, owned: [] }).assignment).toEqual(new Map([[T, [2, 3]]]));
  });

  it('must be one of RE2, whatever it looks like elsewhere', () => {
    const group = setUp(1);
    for (const regex of ['(', 'a(?=b)', '(a)\\1', 'x'.repeat(5000)]) {
      const invalid = expect.objectContaining({ code: 'INVALID_REGULAR_EXPRESSION' });
      expect(() => group.join('a', [], byRegex(regex))).toThrow(invalid);
    }
    expect(group.group).toBeUndefined();
  });

  it('that would take exponential time elsewhere takes none here', () => {
    const group = setUp(1);
    group.topics.set('a'.repeat(200), 1);
    group.join('a', [], byRegex('(a+)+b'));
    group.resolveRegexes();
    expect(group.existing.regexes.get('(a+)+b')?.topics).toEqual([]);
  });
});

describe('the log of a group', () => {
  it('gives the same group to the next leader, with a whole session for everybody', () => {
    const group = pair();
    group.join('c', ['t']);
    group.heartbeat({ memberId: 'a', memberEpoch: 2, ...owning(0, 1) });
    const loaded = reread(group.records);
    expect(loaded).toEqual(group.existing);
    if (loaded === undefined) return;
    const timers = loadedTimers(loaded, testConfig);
    expect(timers.filter(({ kind }) => kind === 'session')).toHaveLength(3);
    const unrevoked = loaded.members.filter(({ state }) => state === 'unrevokedPartitions').size;
    expect(timers.filter(({ kind }) => kind === 'rebalance')).toHaveLength(unrevoked);
  });

  it('holds nothing of a group after its tombstones', () => {
    const group = pair();
    expect(reread([...group.records, ...tombstonesOf(group.existing)])).toBeUndefined();
  });

  it('is described as Kafka describes it', () => {
    const group = pair();
    const description = describeConsumerGroup(group.existing, 'uniform', () => 't');
    expect(description).toMatchObject({ state: 'Stable', epoch: 2, assignmentEpoch: 2, assignor: 'uniform' });
    expect(description.members[0]).toMatchObject({
      memberId: 'a',
      memberEpoch: 2,
      subscribedTopicRegex: null,
      assigned: [{ topicId: T, topicName: 't', partitions: [0, 1] }],
      target: [{ topicId: T, topicName: 't', partitions: [0, 1] }],
    });
  });
});
