import { isDraveError } from '@drave/base';
import { describe, expect, it } from 'vitest';
import { type ConsumerGroup, emptyGroup, replayConsumerGroup } from './consumer-group.js';
import { newMember } from './member.js';
import { checkCommit, checkFetch, checkTransactionalCommit } from './offset-access.js';
import { memberAssignmentOf, memberMetadataOf } from './records.js';

const NOBODY = emptyGroup('g');

/** 'new' is in epoch 5 of the newer protocol, and 'classic' in generation 5 of the older one. */
const GROUP = [
  newMember('new'),
  { ...newMember('classic'), classic: { sessionTimeoutMs: 45_000, protocols: [] } },
].reduce<ConsumerGroup>((group, member) => {
  const { memberId } = member;
  const metadata = { kind: 'consumerGroupMember', groupId: 'g', memberId, value: memberMetadataOf(member) } as const;
  const current = memberAssignmentOf({ ...member, memberEpoch: 5 });
  const assignment = { kind: 'consumerGroupCurrent', groupId: 'g', memberId, value: current } as const;
  return [metadata, assignment].reduce((next, record) => replayConsumerGroup(next, record) ?? next, group);
}, NOBODY);

/** The code of what is thrown, or 'ok'. */
function outcome(check: () => void): string {
  try {
    check();
    return 'ok';
  } catch (reason) {
    if (!isDraveError(reason)) throw reason;
    return reason.code;
  }
}

const GROUPS = { empty: NOBODY, peopled: GROUP };

type Row = [group: keyof typeof GROUPS, memberId: string | null, memberEpoch: number, outcome: string];

describe('a commit', () => {
  it.each<Row>([
    ['empty', '', -1, 'ok'],
    ['empty', null, -1, 'ok'],
    ['empty', '', 0, 'UNKNOWN_MEMBER_ID'],
    ['empty', 'gone', 5, 'UNKNOWN_MEMBER_ID'],
    ['peopled', '', -1, 'UNKNOWN_MEMBER_ID'],
    ['peopled', null, -1, 'UNKNOWN_MEMBER_ID'],
    ['peopled', 'stranger', 5, 'UNKNOWN_MEMBER_ID'],
    ['peopled', 'new', 5, 'ok'],
    ['peopled', 'new', 4, 'STALE_MEMBER_EPOCH'],
    ['peopled', 'new', 6, 'STALE_MEMBER_EPOCH'],
    ['peopled', 'classic', 5, 'ok'],
    ['peopled', 'classic', 4, 'ILLEGAL_GENERATION'],
  ])('to a group that is %s, by %j in epoch %d: %s', (group, memberId, memberEpoch, expected) => {
    expect(outcome(() => checkCommit(GROUPS[group], { memberId, memberEpoch }, true))).toBe(expected);
  });

  it('that speaks of generations only is for members of the older protocol', () => {
    const commit = (memberId: string) => outcome(() => checkCommit(GROUP, { memberId, memberEpoch: 5 }, false));
    expect(['new', 'classic', 'stranger'].map(commit)).toEqual(['UNSUPPORTED_VERSION', 'ok', 'UNKNOWN_MEMBER_ID']);
  });
});

describe('a commit in a transaction', () => {
  it.each<[...Row, groupInstanceId?: string]>([
    ['empty', '', -1, 'ok'],
    ['empty', 'gone', -1, 'ok'],
    ['empty', 'gone', 5, 'UNKNOWN_MEMBER_ID'],
    // Who names no member is fenced by the transaction alone.
    ['peopled', '', -1, 'ok'],
    ['peopled', '', -1, 'UNKNOWN_MEMBER_ID', 'instance'],
    ['peopled', 'stranger', -1, 'UNKNOWN_MEMBER_ID'],
    ['peopled', '', 5, 'UNKNOWN_MEMBER_ID'],
    ['peopled', '', -2, 'UNKNOWN_MEMBER_ID'],
    ['peopled', 'new', 5, 'ok'],
    // Older clients know of generations only.
    ['peopled', 'new', 4, 'ILLEGAL_GENERATION'],
    ['peopled', 'classic', 5, 'ok'],
    ['peopled', 'classic', 4, 'ILLEGAL_GENERATION'],
  ])('to a group that is %s, by %j in epoch %d: %s', (group, memberId, memberEpoch, expected, groupInstanceId) => {
    const identity = { memberId, memberEpoch, groupInstanceId };
    expect(outcome(() => checkTransactionalCommit(GROUPS[group], identity))).toBe(expected);
  });
});

describe('a fetch of offsets', () => {
  it.each<Row>([
    ['peopled', null, -1, 'ok'],
    ['peopled', '', -1, 'ok'],
    ['empty', null, -1, 'ok'],
    ['peopled', '', 5, 'UNKNOWN_MEMBER_ID'],
    ['peopled', null, 0, 'UNKNOWN_MEMBER_ID'],
    ['peopled', 'stranger', -1, 'UNKNOWN_MEMBER_ID'],
    ['peopled', 'new', 5, 'ok'],
    ['peopled', 'new', -1, 'STALE_MEMBER_EPOCH'],
    ['peopled', 'new', 4, 'STALE_MEMBER_EPOCH'],
    ['peopled', 'classic', 6, 'ILLEGAL_GENERATION'],
  ])('from a group that is %s, by %j in epoch %d: %s', (group, memberId, memberEpoch, expected) => {
    expect(outcome(() => checkFetch(GROUPS[group], { memberId, memberEpoch }))).toBe(expected);
  });
});
