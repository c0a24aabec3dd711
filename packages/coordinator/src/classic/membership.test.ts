import { describe, expect, it } from 'vitest';
import { emptyGroups } from '../state/groups-state.js';
import { ClassicGroup, type ClassicState } from './classic-group.js';
import { NO_ASSIGNMENT } from './classic-member.js';
import { heartbeat, refuseCommit, refuseTransactionalCommit } from './membership.js';
import type { ClassicContext } from './rebalance.js';
import { Turn } from './turn.js';

const NOW = { monotonicMs: 5, wallMs: 1_000 };

/**
 * What a caller says of itself; the group is in generation 1, with member 'm' and static member 's' of instance 'i'.
 */
interface Caller {
  readonly memberId?: string;
  readonly groupInstanceId?: string;
  readonly generationId?: number;
}

const MEMBER: Caller = { memberId: 'm', generationId: 1 };
const STATIC: Caller = { memberId: 's', groupInstanceId: 'i', generationId: 1 };
const NOBODY: Caller = {};

const PATHS: Readonly<Record<ClassicState, readonly ClassicState[]>> = {
  Empty: [],
  PreparingRebalance: ['PreparingRebalance'],
  CompletingRebalance: ['PreparingRebalance', 'CompletingRebalance'],
  Stable: ['PreparingRebalance', 'CompletingRebalance', 'Stable'],
  Dead: ['Dead'],
};

function groupIn(state: ClassicState): ClassicGroup {
  const group = new ClassicGroup('g', NOW.wallMs);
  group.generationId = 1;
  if (state !== 'Empty' && state !== 'Dead') {
    const common = {
      clientId: 'client',
      clientHost: '/127.0.0.1',
      sessionTimeoutMs: 10_000,
      rebalanceTimeoutMs: 60_000,
      protocols: [],
      assignment: NO_ASSIGNMENT,
      isNew: false,
      awaitingJoin: undefined,
      awaitingSync: undefined,
    };
    group.add({ ...common, memberId: 'm', groupInstanceId: undefined });
    group.add({ ...common, memberId: 's', groupInstanceId: 'i' });
  }
  for (const next of PATHS[state]) group.enter(next, NOW.wallMs);
  return group;
}

const requestOf = ({ memberId = '', groupInstanceId, generationId = -1 }: Caller) => {
  return { groupId: 'g', memberId, groupInstanceId, generationId };
};

const context: ClassicContext = {
  settings: { initialRebalanceDelayMs: 0, sessionTimeoutMinMs: 1, sessionTimeoutMaxMs: 60_000, groupSizeMax: 9 },
  readTopics: () => undefined,
  uniqueId: () => 'id',
  rebalanced: () => undefined,
};

/** The answer, and whose session has started anew. */
function asked(ask: typeof heartbeat, state: ClassicState, caller: Caller) {
  const group = groupIn(state);
  const { response, timers } = Turn.of(emptyGroups, NOW, (turn) => ask(context, turn, group, requestOf(caller)));
  return [response ?? 'ok', ...(timers ?? []).map(({ key }) => key)];
}

const session = (memberId: string) => `session 1 g ${memberId}`;

/** These refuse in whatever state a group with members is. */
const STRANGERS: readonly [caller: Caller, code: string][] = [
  [{ memberId: 'x', generationId: 1 }, 'UNKNOWN_MEMBER_ID'],
  [{ ...MEMBER, generationId: 0 }, 'ILLEGAL_GENERATION'],
  [{ ...MEMBER, generationId: 2 }, 'ILLEGAL_GENERATION'],
  [{ ...MEMBER, groupInstanceId: 'i' }, 'FENCED_INSTANCE_ID'],
  [{ ...MEMBER, groupInstanceId: 'j' }, 'UNKNOWN_MEMBER_ID'],
];

describe('a heartbeat', () => {
  it.each<[state: ClassicState, caller: Caller, answer: string, session?: string]>([
    ['Stable', MEMBER, 'ok', session('m')],
    ['Stable', STATIC, 'ok', session('s')],
    ['CompletingRebalance', MEMBER, 'ok', session('m')],
    // It is known, and told to join again.
    ['PreparingRebalance', MEMBER, 'REBALANCE_IN_PROGRESS', session('m')],
    ['Empty', MEMBER, 'UNKNOWN_MEMBER_ID'],
    ['Dead', MEMBER, 'COORDINATOR_NOT_AVAILABLE'],
    ['Stable', NOBODY, 'UNKNOWN_MEMBER_ID'],
    ...STRANGERS.map(([caller, code]) => ['Stable', caller, code] as [ClassicState, Caller, string]),
  ])('in a group that is %s, of %j: %s', (state, caller, ...answer) => {
    expect(asked(heartbeat, state, caller)).toEqual(answer);
  });
});

describe('a commit', () => {
  it.each<[state: ClassicState, caller: Caller, answer: string, session?: string]>([
    ['Stable', MEMBER, 'ok', session('m')],
    ['PreparingRebalance', STATIC, 'ok', session('s')],
    // Its assignment is not there yet, so there is nothing to commit.
    ['CompletingRebalance', MEMBER, 'REBALANCE_IN_PROGRESS'],
    ['CompletingRebalance', { ...MEMBER, generationId: 0 }, 'ILLEGAL_GENERATION'],
    ['Empty', MEMBER, 'UNKNOWN_MEMBER_ID'],
    ['Dead', MEMBER, 'COORDINATOR_NOT_AVAILABLE'],
    // Without a member: from an admin tool, or a consumer that assigns partitions itself.
    ['Empty', NOBODY, 'ok'],
    ['Dead', NOBODY, 'COORDINATOR_NOT_AVAILABLE'],
    ['Stable', NOBODY, 'UNKNOWN_MEMBER_ID'],
    ['Empty', { generationId: 1 }, 'UNKNOWN_MEMBER_ID'],
    ['Empty', { groupInstanceId: 'i' }, 'UNKNOWN_MEMBER_ID'],
    ...STRANGERS.map(([caller, code]) => ['Stable', caller, code] as [ClassicState, Caller, string]),
  ])('to a group that is %s, of %j: %s', (state, caller, ...answer) => {
    expect(asked(refuseCommit, state, caller)).toEqual(answer);
  });
});

describe('a commit in a transaction', () => {
  it.each<[state: ClassicState, caller: Caller, answer: string]>([
    ['Stable', MEMBER, 'ok'],
    // What is committed belongs to the generation before.
    ['CompletingRebalance', MEMBER, 'ok'],
    ['PreparingRebalance', STATIC, 'ok'],
    ['Empty', { memberId: 'm' }, 'ok'],
    ['Empty', MEMBER, 'UNKNOWN_MEMBER_ID'],
    ['Dead', MEMBER, 'COORDINATOR_NOT_AVAILABLE'],
    // Who names no member is fenced by the transaction alone.
    ['Stable', NOBODY, 'ok'],
    ['Stable', { groupInstanceId: 'i' }, 'FENCED_INSTANCE_ID'],
    ['Stable', { memberId: 'm' }, 'ILLEGAL_GENERATION'],
    ...STRANGERS.map(([caller, code]) => ['Stable', caller, code] as [ClassicState, Caller, string]),
  ])('to a group that is %s, of %j: %s', (state, caller, answer) => {
    expect(refuseTransactionalCommit(groupIn(state), requestOf(caller)) ?? 'ok').toBe(answer);
  });
});
