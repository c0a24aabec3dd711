import { DraveError, type ErrorCode } from '@drave/base';
import type { dataV1 } from '@drave/rpc';
import { describe, expect, it } from 'vitest';
import { groupSettings } from './group-settings.js';
import { MemberState } from './member-state.js';
import { PartitionSet } from './owned-partitions.js';

const SUBSCRIPTION = { topics: ['t'], topicRegex: '' };
const EVERYTHING = ['rebalanceTimeoutMs', 'subscription'] as const;

function newMember(options: { readonly groupInstanceId?: string } = {}): MemberState {
  const settings = groupSettings({ groupId: 'g', maxPollIntervalMs: 7000, ...options });
  if (settings === undefined) throw new Error('there is a group');
  const member = new MemberState('m', settings);
  member.subscribe(SUBSCRIPTION);
  return member;
}

function partitions(...indexes: number[]): PartitionSet {
  return new PartitionSet(indexes.map((partition) => ({ topicId: 'x', topic: 't', partition })));
}

function answer(memberEpoch: number, indexes?: number[]): dataV1.GroupHeartbeatResponse {
  const assignment = { topics: [{ topicId: 'x', topic: 't', partitions: indexes ?? [] }] };
  return {
    header: { clusterId: 'c', nodeId: 1, controllerEpoch: 0, metadataOffset: 0 },
    memberId: 'm',
    memberEpoch,
    heartbeatIntervalMs: 100,
    assignment: indexes === undefined ? undefined : assignment,
  };
}

/** A member in epoch 5 that is assigned partitions 0 and 1, and owns 0. */
function joinedMember(): MemberState {
  const member = newMember();
  member.heartbeat();
  member.answered(answer(5, [0, 1]));
  member.setOwned(partitions(0));
  return member;
}

function sendsAllFields(request: dataV1.GroupHeartbeatRequest): boolean {
  return EVERYTHING.every((key) => request[key] !== undefined);
}

describe('a heartbeat', () => {
  it('says everything to join, and holds nothing', () => {
    expect(newMember().heartbeat()).toMatchObject({
      groupId: 'g',
      memberId: 'm',
      memberEpoch: 0,
      owned: { topics: [] },
      rebalanceTimeoutMs: 7000,
      subscription: SUBSCRIPTION,
    });
  });

  it('says afterwards only who and what it holds', () => {
    const member = joinedMember();
    const request = member.heartbeat();
    expect(request.memberEpoch).toBe(5);
    expect(sendsAllFields(request)).toBe(false);
  });

  it('claims what it was given and has not taken up, and what it works on and should let go of', () => {
    const member = joinedMember();
    expect(member.heartbeat().owned).toEqual({ topics: [{ topicId: 'x', partitions: [0, 1] }] });
    member.answered(answer(6, [1, 2]));
    expect(member.heartbeat().owned).toEqual({ topics: [{ topicId: 'x', partitions: [0, 1, 2] }] });
    member.setOwned(partitions(1));
    expect(member.heartbeat().owned).toEqual({ topics: [{ topicId: 'x', partitions: [1, 2] }] });
  });

  it('says everything again with another subscription, and after one that failed', () => {
    const member = joinedMember();
    member.heartbeat();
    member.subscribe({ topics: [], topicRegex: 'a.*' });
    expect(member.heartbeat().subscription).toEqual({ topics: [], topicRegex: 'a.*' });
    expect(sendsAllFields(member.heartbeat())).toBe(false);
    member.refused(new DraveError('COORDINATOR_NOT_AVAILABLE'));
    expect(sendsAllFields(member.heartbeat())).toBe(true);
  });

  it('says another subscription that came while one was under way', () => {
    const member = newMember();
    member.heartbeat();
    member.subscribe({ topics: ['u'], topicRegex: '' });
    member.answered(answer(1, []));
    expect(member.heartbeat().subscription?.topics).toEqual(['u']);
  });
});

describe('an answer', () => {
  it('is news when it has another target', () => {
    const member = newMember();
    member.heartbeat();
    expect(member.answered(answer(1, [0]))).toBe(true);
    expect(member.answered(answer(2))).toBe(false);
    expect(member.answered(answer(2, [0]))).toBe(false);
    expect(member.answered(answer(3, []))).toBe(true);
    expect(member.epoch).toBe(3);
    expect(member.target.size).toBe(0);
  });
});

describe('letting go', () => {
  it('is to be told, taking up is not', () => {
    const member = joinedMember();
    expect(member.setOwned(partitions(0, 1))).toBe(false);
    expect(member.setOwned(partitions(1))).toBe(true);
  });
});

describe('a refused heartbeat', () => {
  it.each<[ErrorCode, string, string]>([
    ['FENCED_MEMBER_EPOCH', 'rejoin', 'rejoin'],
    ['UNKNOWN_MEMBER_ID', 'rejoin', 'rejoin'],
    ['GROUP_ID_NOT_FOUND', 'rejoin', 'rejoin'],
    ['NOT_COORDINATOR', 'retry', 'retry'],
    ['COORDINATOR_LOAD_IN_PROGRESS', 'retry', 'retry'],
    ['NETWORK_EXCEPTION', 'retry', 'retry'],
    ['REQUEST_TIMED_OUT', 'retry', 'retry'],
    ['UNRELEASED_INSTANCE_ID', 'retry', 'retry'],
    ['GROUP_AUTHORIZATION_FAILED', 'over', 'over'],
    ['FENCED_INSTANCE_ID', 'over', 'over'],
    ['GROUP_MAX_SIZE_REACHED', 'over', 'over'],
  ])('%s of a member: %s, of one that joins: %s', (code, ofMember, ofJoining) => {
    const member = joinedMember();
    const before = member.membershipNumber;
    const outcome = member.refused(new DraveError(code));
    expect(outcome.kind).toBe(ofMember);
    // A member that may still be one keeps its place; one that is not has lost it, and its partitions.
    const kept = outcome.kind === 'retry';
    expect(member.membershipNumber === before).toBe(kept);
    expect(member.joined).toBe(kept);
    expect(member.owned.size).toBe(kept ? 1 : 0);
    if (outcome.kind !== 'retry') expect(outcome.lost).toBe(true);

    const joining = newMember().refused(new DraveError(code));
    expect(joining.kind).toBe(ofJoining);
    if (joining.kind !== 'retry') expect(joining.lost).toBe(false);
  });

  it('makes a member join again at once, and one that cannot join wait longer each time', () => {
    const member = joinedMember();
    const fenced = new DraveError('FENCED_MEMBER_EPOCH');
    expect(member.refused(fenced)).toEqual({ kind: 'rejoin', lost: true, failures: undefined });
    expect(member.heartbeat()).toMatchObject({ memberEpoch: 0, owned: { topics: [] } });
    expect(member.refused(fenced)).toEqual({ kind: 'rejoin', lost: false, failures: 0 });
    expect(member.refused(fenced)).toEqual({ kind: 'rejoin', lost: false, failures: 1 });
    expect(member.refused(new DraveError('NOT_COORDINATOR'))).toEqual({ kind: 'retry', failures: 2 });
    member.answered(answer(9, []));
    expect(member.refused(new DraveError('NOT_COORDINATOR'))).toEqual({ kind: 'retry', failures: 0 });
  });
});

/** What may happen to a member while its heartbeat is under way. */
const MEANWHILE: Readonly<Record<string, (member: MemberState) => void>> = {
  nothing: () => {},
  'another subscription': (member) => member.subscribe({ topics: ['u'], topicRegex: '' }),
  'something let go': (member) => void member.setOwned(partitions()),
  'something taken up': (member) => void member.setOwned(partitions(0, 1)),
};
/** What that heartbeat may come to. */
const OUTCOMES: Readonly<Record<string, (member: MemberState) => void>> = {
  'an answer without news': (member) => void member.answered(answer(5)),
  'another epoch': (member) => void member.answered(answer(6)),
  'another target': (member) => void member.answered(answer(6, [1, 2])),
  'no answer': (member) => void member.refused(new DraveError('REQUEST_TIMED_OUT')),
  'a fenced epoch': (member) => void member.refused(new DraveError('FENCED_MEMBER_EPOCH')),
  'an end': (member) => void member.refused(new DraveError('GROUP_AUTHORIZATION_FAILED')),
};

describe('a heartbeat under way', () => {
  const cases = Object.keys(MEANWHILE).flatMap((meanwhile) =>
    Object.keys(OUTCOMES).map((outcome) => [meanwhile, outcome] as const),
  );
  it.each(cases)('meanwhile %s, then %s: the next one leaves nothing out', (meanwhile, outcome) => {
    const member = joinedMember();
    member.heartbeat();
    MEANWHILE[meanwhile]?.(member);
    OUTCOMES[outcome]?.(member);
    const { owned, target, epoch, joined } = member;
    const request = member.heartbeat();
    expect(request.memberEpoch).toBe(epoch);
    // Nothing that the application works on, or may take up at any moment, is given to others.
    expect(request.owned).toEqual(owned.plus(target).toMessage());
    const mayBeUnheard = meanwhile === 'another subscription' || outcome === 'no answer' || !joined;
    expect(sendsAllFields(request)).toBe(mayBeUnheard);
    if (mayBeUnheard) {
      expect(request.subscription?.topics).toEqual([meanwhile === 'another subscription' ? 'u' : 't']);
    }
    expect(joined).toBe(outcome !== 'a fenced epoch' && outcome !== 'an end');
    if (!joined) expect(request.owned).toEqual({ topics: [] });
  });
});

describe('leaving', () => {
  it.each([
    [{}, -1],
    [{ groupInstanceId: 'i' }, -2],
  ])('with %j is said with epoch %i', (options, memberEpoch) => {
    const member = newMember(options);
    member.heartbeat();
    member.answered(answer(4, [0]));
    const { membershipNumber } = member;
    expect(member.leave()).toMatchObject({ memberId: 'm', memberEpoch });
    expect(member.joined).toBe(false);
    expect(member.membershipNumber).not.toBe(membershipNumber);
    expect(member.leave()).toBeUndefined();
  });

  it('is said also by one that has no answer to its first heartbeat yet, and by nobody else', () => {
    const silent = newMember();
    expect(silent.leave()).toBeUndefined();
    const joining = newMember();
    joining.heartbeat();
    expect(joining.leave()).toMatchObject({ memberEpoch: -1 });
  });
});
