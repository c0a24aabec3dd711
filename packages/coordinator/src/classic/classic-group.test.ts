import { describe, expect, it } from 'vitest';
import { ClassicGroup, type ClassicState } from './classic-group.js';
import { type ClassicMember, NO_ASSIGNMENT } from './classic-member.js';

const WALL_MS = 1_000;

function memberOf(memberId: string, protocols: readonly string[], change: Partial<ClassicMember> = {}): ClassicMember {
  return {
    memberId,
    groupInstanceId: undefined,
    clientId: 'client',
    clientHost: '/127.0.0.1',
    sessionTimeoutMs: 10_000,
    rebalanceTimeoutMs: 60_000,
    protocols: protocols.map((name) => ({ name, metadata: Buffer.from(`${memberId}:${name}`) })),
    assignment: NO_ASSIGNMENT,
    isNew: false,
    awaitingJoin: undefined,
    awaitingSync: undefined,
    ...change,
  };
}

/** A group of consumers, who join in this order with the protocols that they name. */
function groupOf(...members: readonly ClassicMember[]): ClassicGroup {
  const group = new ClassicGroup('g', WALL_MS);
  group.protocolType = 'consumer';
  for (const member of members) group.add(member);
  group.enter('PreparingRebalance', WALL_MS);
  return group;
}

const names = (protocols: readonly string[]) => protocols.map((name) => ({ name, metadata: Buffer.alloc(0) }));

describe('the protocol of a generation', () => {
  it.each<[preferences: readonly (readonly string[])[], winner: string]>([
    [[['range']], 'range'],
    [[['sticky', 'range'], ['range']], 'range'],
    // Everyone supports both: the votes count.
    [
      [
        ['a', 'b'],
        ['b', 'a'],
        ['b', 'a'],
      ],
      'b',
    ],
    [
      [
        ['a', 'b'],
        ['b', 'a'],
      ],
      'a',
    ],
    [
      [
        ['b', 'a'],
        ['a', 'b'],
      ],
      'b',
    ],
    // A vote goes to the first that all support, not to the first.
    [
      [
        ['x', 'b', 'a'],
        ['a', 'b'],
        ['y', 'b', 'a'],
      ],
      'b',
    ],
    // One that names a protocol twice supports it once.
    [
      [
        ['a', 'a'],
        ['b', 'a'],
      ],
      'a',
    ],
  ])('of members that prefer %j is %s', (preferences, winner) => {
    const members = preferences.map((protocols, at) => memberOf(`m${at}`, protocols));
    expect(groupOf(...members).selectProtocol()).toBe(winner);
  });

  it('is chosen from what the members support by now', () => {
    const first = memberOf('m1', ['a', 'b']);
    const group = groupOf(first, memberOf('m2', ['a', 'b']), memberOf('m3', ['c', 'a']));
    expect(group.selectProtocol()).toBe('a');
    group.updateProtocols(first, names(['b']));
    group.remove('m3');
    expect(group.selectProtocol()).toBe('b');
  });
});

describe('a member that would join', () => {
  const stable = () => groupOf(memberOf('m1', ['a', 'b']), memberOf('m2', ['b', 'c']));

  it.each<[type: string, protocols: readonly string[], supported: boolean]>([
    ['consumer', ['b'], true],
    ['consumer', ['x', 'b'], true],
    // Not all have these.
    ['consumer', ['a', 'c'], false],
    ['consumer', [], false],
    ['connect', ['b'], false],
  ])('as %s with %j: %s', (type, protocols, supported) => {
    expect(stable().supports(type, names(protocols))).toBe(supported);
  });

  it('makes of an empty group what it likes, with a type and a protocol', () => {
    const group = new ClassicGroup('g', WALL_MS);
    group.protocolType = 'consumer';
    expect(group.supports('connect', names(['x']))).toBe(true);
    expect(group.supports('', names(['x']))).toBe(false);
    expect(group.supports('connect', [])).toBe(false);
  });
});

describe('the leader', () => {
  const joined = { awaitingJoin: () => undefined };

  it('is the first to come, and then the one that has been there longest', () => {
    const group = groupOf(memberOf('m1', ['a']), memberOf('m2', ['a']), memberOf('m3', ['a']));
    expect(group.leaderId).toBe('m1');
    group.remove('m2');
    expect(group.leaderId).toBe('m1');
    group.remove('m1');
    expect(group.leaderId).toBe('m3');
    group.remove('m3');
    expect(group.leaderId).toBeUndefined();
  });

  it('hands over to the first that has joined again, when it has not', () => {
    const group = groupOf(memberOf('m1', ['a']), memberOf('m2', ['a'], joined), memberOf('m3', ['a'], joined));
    expect(group.electLeaderThatJoined()).toBe(true);
    expect(group.leaderId).toBe('m2');
    const both = groupOf(memberOf('m1', ['a'], joined), memberOf('m2', ['a'], joined));
    expect(both.electLeaderThatJoined()).toBe(true);
    expect(both.leaderId).toBe('m1');
    expect(groupOf(memberOf('m1', ['a'])).electLeaderThatJoined()).toBe(false);
  });

  it('that is static leads on under its new id, and has yet to sync if it had', () => {
    const group = groupOf(memberOf('m1', ['a'], { groupInstanceId: 'i' }), memberOf('m2', ['a']));
    group.pendingSync.add('m1');
    expect(group.replaceStatic('i', 'm1', 'm9').memberId).toBe('m9');
    expect([group.leaderId, group.staticMemberId('i'), group.has('m1')]).toEqual(['m9', 'm9', false]);
    expect([...group.pendingSync]).toEqual(['m9']);
    group.invariants();
  });
});

describe('a generation', () => {
  const readTopics = (metadata: Buffer) => (metadata.length === 0 ? undefined : [metadata.toString()]);

  it('tells the leader what each member said under the chosen protocol', () => {
    const group = groupOf(memberOf('m1', ['a', 'b']), memberOf('m2', ['b'], { groupInstanceId: 'i' }));
    group.initNextGeneration(readTopics, WALL_MS + 1);
    expect(group).toMatchObject({ generationId: 1, protocolName: 'b', state: 'CompletingRebalance' });
    expect(group.currentMembers()).toEqual([
      { memberId: 'm1', groupInstanceId: undefined, metadata: Buffer.from('m1:b') },
      { memberId: 'm2', groupInstanceId: 'i', metadata: Buffer.from('m2:b') },
    ]);
    expect([...(group.subscribedTopics ?? [])]).toEqual(['m1:b', 'm2:b']);
  });

  it('knows no topics when one of them cannot be read, or the group is of another type', () => {
    const unreadable = groupOf(memberOf('m1', ['a']), memberOf('m2', [], { protocols: names(['a']) }));
    unreadable.initNextGeneration(readTopics, WALL_MS);
    expect(unreadable.subscribedTopics).toBeUndefined();
    const connect = groupOf(memberOf('m1', ['a']));
    connect.protocolType = 'connect';
    connect.initNextGeneration(readTopics, WALL_MS);
    expect(connect.subscribedTopics).toBeUndefined();
  });

  it('of nobody is that of an empty group', () => {
    const group = groupOf(memberOf('m1', ['a']));
    group.remove('m1');
    group.initNextGeneration(readTopics, WALL_MS);
    expect(group).toMatchObject({ generationId: 1, protocolName: undefined, state: 'Empty' });
    group.invariants();
  });

  it('comes back from its record as it was, without what only a rebalance is about', () => {
    const group = groupOf(memberOf('m1', ['a', 'b']), memberOf('m2', ['b'], { groupInstanceId: 'i' }));
    group.initNextGeneration(readTopics, WALL_MS);
    const value = group.value(WALL_MS + 5, ({ memberId }) => Buffer.from(`for ${memberId}`));
    const read = ClassicGroup.fromValue('g', value, readTopics);
    read.invariants();
    expect(read).toMatchObject({ state: 'Stable', stateSinceMs: WALL_MS + 5, generationId: 1, leaderId: 'm1' });
    expect(read.value(WALL_MS + 5, ({ assignment }) => assignment)).toEqual(value);
    expect(read.subscribedTopics).toEqual(group.subscribedTopics);
    // What else it supported was not kept.
    expect(read.supports('consumer', names(['b']))).toBe(true);
    expect(read.supports('consumer', names(['a']))).toBe(false);
    const empty = ClassicGroup.fromValue('g', { ...value, protocolType: '', members: [] }, readTopics);
    expect(empty).toMatchObject({ state: 'Empty', protocolType: undefined });
  });
});

describe('the states', () => {
  const states: readonly ClassicState[] = ['Empty', 'PreparingRebalance', 'CompletingRebalance', 'Stable', 'Dead'];
  const paths: Readonly<Record<ClassicState, readonly ClassicState[]>> = {
    Empty: [],
    PreparingRebalance: ['PreparingRebalance'],
    CompletingRebalance: ['PreparingRebalance', 'CompletingRebalance'],
    Stable: ['PreparingRebalance', 'CompletingRebalance', 'Stable'],
    Dead: ['Dead'],
  };

  it.each<[from: ClassicState, to: readonly ClassicState[]]>([
    ['Empty', ['PreparingRebalance', 'Dead']],
    ['PreparingRebalance', ['Empty', 'CompletingRebalance', 'Dead']],
    ['CompletingRebalance', ['PreparingRebalance', 'Stable', 'Dead']],
    ['Stable', ['PreparingRebalance', 'Dead']],
    ['Dead', ['Dead']],
  ])('from %s lead to %j only', (from, to) => {
    const reached = states.filter((next) => {
      const group = new ClassicGroup('g', WALL_MS);
      for (const state of paths[from]) group.enter(state, WALL_MS);
      try {
        group.enter(next, WALL_MS + 1);
      } catch {
        expect(group).toMatchObject({ state: from, stateSinceMs: WALL_MS });
        return false;
      }
      return true;
    });
    expect(reached.sort()).toEqual([...to].sort());
  });
});
