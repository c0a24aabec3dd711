import { describe, expect, it } from 'vitest';
import { ClassicHarness, GROUP } from './testing/classic-harness.js';

const sticky = { name: 'sticky', metadata: Buffer.from('orders') };
const range = { name: 'range', metadata: Buffer.from('orders') };

describe('joining', () => {
  it('makes a group of one: leader of generation 1, stable after its SyncGroup', () => {
    const harness = new ClassicHarness();
    const join = harness.join('');
    expect(join.response).toMatchObject({ failure: undefined, generationId: 1, protocolName: 'range' });
    const memberId = join.response?.memberId ?? '';
    expect(memberId).toMatch(/^client-/);
    expect(join.response?.leaderId).toBe(memberId);
    expect(join.response?.members).toEqual([{ memberId, groupInstanceId: undefined, metadata: Buffer.from('orders') }]);
    expect(harness.stateName).toBe('CompletingRebalance');
    const sync = harness.sync(memberId, 1, { [memberId]: 'everything' });
    expect(sync.response?.assignment.toString()).toBe('everything');
    expect(harness.stateName).toBe('Stable');
    expect(harness.state.classic.get(GROUP)?.members[0]?.assignment.toString()).toBe('everything');
  });

  it('holds the first rebalance for further members, and longer while they come (KIP-134)', () => {
    const harness = new ClassicHarness({ initialRebalanceDelayMs: 3_000 });
    const first = harness.join('');
    harness.advance(2_000);
    const second = harness.join('');
    harness.advance(1_500);
    expect(first.response).toBeUndefined();
    harness.advance(2_500);
    expect(first.response?.members).toHaveLength(2);
    expect(second.response?.members).toEqual([]);
    expect(second.response?.leaderId).toBe(first.response?.memberId);
    expect(harness.rebalances).toBe(1);
  });

  it('asks a new client to come back with its id (KIP-394)', () => {
    const harness = new ClassicHarness();
    const first = harness.join('', { memberIdRequired: true });
    expect(first.response?.failure).toBe('MEMBER_ID_REQUIRED');
    expect(harness.memberIds).toEqual([]);
    const second = harness.join(first.response?.memberId ?? '', { memberIdRequired: true });
    expect(second.response).toMatchObject({ failure: undefined, generationId: 1 });
  });

  it('knows nobody by an id that it did not give', () => {
    const harness = new ClassicHarness();
    expect(harness.join('stranger').response?.failure).toBe('UNKNOWN_MEMBER_ID');
    harness.stable(1);
    expect(harness.join('stranger').response?.failure).toBe('UNKNOWN_MEMBER_ID');
  });

  it('refuses session timeouts outside the bounds, and protocols that others do not have', () => {
    const harness = new ClassicHarness();
    expect(harness.join('', { sessionTimeoutMs: 999 }).response?.failure).toBe('INVALID_SESSION_TIMEOUT');
    expect(harness.join('', { protocols: [] }).response?.failure).toBe('INCONSISTENT_GROUP_PROTOCOL');
    harness.stable(1);
    expect(harness.join('', { protocols: [sticky] }).response?.failure).toBe('INCONSISTENT_GROUP_PROTOCOL');
    expect(harness.join('', { protocolType: 'connect' }).response?.failure).toBe('INCONSISTENT_GROUP_PROTOCOL');
  });

  it('takes the protocol that most members prefer among those that all have', () => {
    const harness = new ClassicHarness({ initialRebalanceDelayMs: 1_000 });
    const other = { name: 'other', metadata: Buffer.from('orders') };
    const joins = [
      harness.join('', { protocols: [range, sticky] }),
      harness.join('', { protocols: [other, sticky, range] }),
      harness.join('', { protocols: [sticky, range, other] }),
    ];
    harness.advance(60_000);
    expect(joins.map((join) => join.response?.protocolName)).toEqual(['sticky', 'sticky', 'sticky']);
  });

  it('keeps to group.max.size', () => {
    const harness = new ClassicHarness({ groupSizeMax: 2 });
    harness.stable(2);
    expect(harness.join('').response?.failure).toBe('GROUP_MAX_SIZE_REACHED');
    expect(harness.memberIds).toHaveLength(2);
    expect(harness.stateName).toBe('Stable');
  });

  it('a follower that repeats its JoinGroup gets the present generation; a leader starts a rebalance', () => {
    const harness = new ClassicHarness();
    const { ids, generationId } = harness.stable(2);
    const follower = harness.join(ids[1] ?? '');
    expect(follower.response).toMatchObject({ failure: undefined, generationId, members: [] });
    expect(harness.stateName).toBe('Stable');
    const leader = harness.join(ids[0] ?? '');
    expect(leader.response).toBeUndefined();
    expect(harness.stateName).toBe('PreparingRebalance');
    expect(harness.heartbeat(ids[1] ?? '', generationId)).toBe('REBALANCE_IN_PROGRESS');
  });
});

describe('a rebalance', () => {
  it('drops whoever does not join again in time, and goes on with the others', () => {
    const harness = new ClassicHarness();
    const { ids, generationId } = harness.stable(3, { rebalanceTimeoutMs: 5_000, sessionTimeoutMs: 30_000 });
    const newcomer = harness.join('', { rebalanceTimeoutMs: 5_000 });
    const again = harness.join(ids[1] ?? '', { rebalanceTimeoutMs: 5_000 });
    harness.advance(4_999);
    expect(newcomer.response).toBeUndefined();
    harness.advance(1);
    expect(again.response).toMatchObject({ failure: undefined, generationId: generationId + 1 });
    expect(harness.memberIds.sort()).toEqual([ids[1], newcomer.response?.memberId].sort());
    // The leader of before was not there: another member leads.
    expect(again.response?.leaderId).not.toBe(ids[0]);
  });

  it('KAFKA-8220 (E4): a static member is waited for through a rebalance, and as long again for its SyncGroup', () => {
    const harness = new ClassicHarness();
    const statics = ['a', 'b'].map((groupInstanceId) => ({ groupInstanceId, sessionTimeoutMs: 60_000 }));
    const change = { rebalanceTimeoutMs: 5_000 };
    const first = harness.join('', { ...change, ...statics[0] });
    const second = harness.join('', { ...change, ...statics[1] });
    const firstId = first.response?.memberId ?? '';
    harness.join(firstId, { ...change, ...statics[0] });
    const generationId = second.response?.generationId ?? -1;
    harness.sync(second.response?.memberId ?? '', generationId, {}, { groupInstanceId: 'b' });
    harness.sync(firstId, generationId, {}, { groupInstanceId: 'a' });
    expect(harness.stateName).toBe('Stable');
    // 'b' is away. A third member makes all join again.
    const third = harness.join('', { ...change, sessionTimeoutMs: 60_000 });
    harness.join(firstId, { ...change, ...statics[0] });
    harness.advance(5_000);
    expect(third.response).toMatchObject({ failure: undefined });
    expect(harness.memberIds).toHaveLength(3);
    const next = third.response?.generationId ?? -1;
    harness.sync(firstId, next, {}, { groupInstanceId: 'a' });
    harness.sync(third.response?.memberId ?? '', next);
    expect(harness.stateName).toBe('Stable');
    harness.advance(4_999);
    expect(harness.memberIds).toContain(second.response?.memberId);
    // A member that is still away then does not keep what it was assigned, however long its session, as in Kafka.
    harness.advance(1);
    expect(harness.memberIds).not.toContain(second.response?.memberId);
    expect(harness.stateName).toBe('PreparingRebalance');
  });

  it('a static member that comes back before its SyncGroup is due keeps its place', () => {
    const harness = new ClassicHarness();
    const change = { rebalanceTimeoutMs: 5_000, sessionTimeoutMs: 60_000 };
    const first = harness.join('', { ...change, groupInstanceId: 'a' });
    const second = harness.join('', { ...change, groupInstanceId: 'b' });
    const firstId = first.response?.memberId ?? '';
    harness.join(firstId, { ...change, groupInstanceId: 'a' });
    const generationId = second.response?.generationId ?? -1;
    harness.sync(second.response?.memberId ?? '', generationId, {}, { groupInstanceId: 'b' });
    harness.sync(firstId, generationId, {}, { groupInstanceId: 'a' });
    // A third member makes all join again; 'b' misses that and restarts afterwards.
    const third = harness.join('', change);
    harness.join(firstId, { ...change, groupInstanceId: 'a' });
    harness.advance(5_000);
    const next = third.response?.generationId ?? -1;
    harness.sync(firstId, next, {}, { groupInstanceId: 'a' });
    harness.sync(third.response?.memberId ?? '', next);
    const back = harness.join('', { ...change, groupInstanceId: 'b' });
    expect(back.response).toMatchObject({ failure: undefined, generationId: next });
    const synced = harness.sync(back.response?.memberId ?? '', next, {}, { groupInstanceId: 'b' });
    expect(synced.response).toMatchObject({ failure: undefined });
    harness.advance(10_000);
    expect(harness.memberIds).toContain(back.response?.memberId);
    expect(harness.stateName).toBe('Stable');
  });

  it('KAFKA-7909 (E7): an id that was handed out and never used does not block it for long', () => {
    const harness = new ClassicHarness();
    const { ids } = harness.stable(1, { sessionTimeoutMs: 60_000 });
    const asked = harness.join('', { memberIdRequired: true, sessionTimeoutMs: 6_000 });
    expect(asked.response?.failure).toBe('MEMBER_ID_REQUIRED');
    const again = harness.join(ids[0] ?? '', { sessionTimeoutMs: 60_000 });
    expect(again.response).toBeUndefined();
    harness.advance(6_000);
    expect(again.response).toMatchObject({ failure: undefined });
  });

  it('KAFKA-7610 (E6): joins that are repeated without an id do not pile up for ever', () => {
    const harness = new ClassicHarness();
    const { ids } = harness.stable(1, { rebalanceTimeoutMs: 3_600_000, sessionTimeoutMs: 1_800_000 });
    const lost = Array.from({ length: 20 }, () => harness.join('', { rebalanceTimeoutMs: 3_600_000 }));
    expect(harness.memberIds).toHaveLength(21);
    harness.advance(300_000);
    expect(harness.memberIds).toEqual(ids);
    expect(lost.every((join) => join.response?.failure === 'UNKNOWN_MEMBER_ID')).toBe(true);
  });

  it('KAFKA-8715 (E5): no id is given twice, also after the group was loaded anew', () => {
    const harness = new ClassicHarness();
    const { ids } = harness.stable(2);
    const after = new ClassicHarness({ state: harness.state, startMs: 1 });
    const joins = [after.join(''), after.join('')];
    for (const id of ids) after.join(id);
    const given = joins.map((join) => join.response?.memberId);
    expect(new Set([...ids, ...given]).size).toBe(4);
  });

  it('a member with a rebalance timeout of 0 is not removed before its SyncGroup', () => {
    const harness = new ClassicHarness();
    const join = harness.join('', { rebalanceTimeoutMs: 0, sessionTimeoutMs: 10_000 });
    harness.advance(1_000);
    const memberId = join.response?.memberId ?? '';
    expect(harness.sync(memberId, 1, { [memberId]: 'all' }).response).toMatchObject({ failure: undefined });
  });

  it('goes on without a member that joined and does not sync (KAFKA-13214)', () => {
    const harness = new ClassicHarness();
    const { ids } = harness.stable(2, { rebalanceTimeoutMs: 5_000, sessionTimeoutMs: 60_000 });
    const joins = ids.map((id) => harness.join(id, { rebalanceTimeoutMs: 5_000, sessionTimeoutMs: 60_000 }));
    const generationId = joins[1]?.response?.generationId ?? -1;
    const follower = harness.sync(ids[1] ?? '', generationId);
    harness.advance(5_000);
    expect(follower.response?.failure).toBe('REBALANCE_IN_PROGRESS');
    expect(harness.memberIds).toEqual([ids[1]]);
    expect(harness.stateName).toBe('PreparingRebalance');
  });
});

describe('sessions', () => {
  it('end after their time without a heartbeat; heartbeats hold them', () => {
    const harness = new ClassicHarness();
    const { ids, generationId } = harness.stable(2, { sessionTimeoutMs: 10_000 });
    for (let beat = 0; beat < 5; beat++) {
      harness.advance(6_000);
      const wanted = beat < 2 ? undefined : 'REBALANCE_IN_PROGRESS';
      expect(harness.heartbeat(ids[0] ?? '', generationId)).toBe(wanted);
      if (beat >= 2) break;
      if (beat === 0) expect(harness.heartbeat(ids[1] ?? '', generationId)).toBe(undefined);
    }
    expect(harness.memberIds).toEqual([ids[0]]);
    expect(harness.stateName).toBe('PreparingRebalance');
  });

  it('fence other generations and unknown members', () => {
    const harness = new ClassicHarness();
    expect(harness.heartbeat('anybody', 1)).toBe('UNKNOWN_MEMBER_ID');
    const { ids, generationId } = harness.stable(1);
    expect(harness.heartbeat(ids[0] ?? '', generationId - 1)).toBe('ILLEGAL_GENERATION');
    expect(harness.heartbeat('anybody', generationId)).toBe('UNKNOWN_MEMBER_ID');
    expect(harness.heartbeat(ids[0] ?? '', generationId, 'instance')).toBe('UNKNOWN_MEMBER_ID');
  });

  it('KIP-211 (E8): everybody has a whole session after a failover', () => {
    const harness = new ClassicHarness();
    const { ids, generationId } = harness.stable(2, { sessionTimeoutMs: 10_000 });
    const after = new ClassicHarness({ state: harness.state, startMs: 1_000_000 });
    expect(after.stateName).toBe('Stable');
    after.advance(9_999);
    expect(after.memberIds).toEqual(ids);
    expect(after.heartbeat(ids[0] ?? '', generationId)).toBeUndefined();
    after.advance(1);
    expect(after.memberIds).toEqual([ids[0]]);
  });
});

describe('leaving', () => {
  it('tells each member apart, and writes the group down when the last one goes', () => {
    const harness = new ClassicHarness();
    const { ids, generationId } = harness.stable(2);
    expect(harness.leave({ memberId: 'stranger' }, { memberId: ids[0] ?? '' }, { memberId: ids[1] ?? '' })).toEqual([
      'UNKNOWN_MEMBER_ID',
      undefined,
      undefined,
    ]);
    expect(harness.stateName).toBe('Empty');
    expect(harness.state.classic.get(GROUP)).toMatchObject({ members: [], protocolType: 'consumer' });
    expect(harness.state.classic.get(GROUP)?.generationId).toBeGreaterThan(generationId);
  });

  it('an administrator removes a static member by its instance id alone', () => {
    const harness = new ClassicHarness();
    harness.stable(1, { groupInstanceId: 'a' });
    expect(harness.leave({ groupInstanceId: 'b' }, { groupInstanceId: 'a' })).toEqual(['UNKNOWN_MEMBER_ID', undefined]);
    expect(harness.stateName).toBe('Empty');
  });

  it('answers what the leaving member waited for', () => {
    const harness = new ClassicHarness();
    const { ids } = harness.stable(2);
    const waiting = harness.join(ids[0] ?? '');
    harness.leave({ memberId: ids[0] ?? '' });
    expect(waiting.response?.failure).toBe('UNKNOWN_MEMBER_ID');
  });
});

describe('static members (KIP-345)', () => {
  const a = { groupInstanceId: 'a', sessionTimeoutMs: 30_000 };

  it('take their place and their assignment again without a rebalance', () => {
    const harness = new ClassicHarness();
    const { ids, generationId } = harness.stable(1, a);
    const back = harness.join('', { ...a, skipAssignmentSupported: true });
    expect(back.response).toMatchObject({ failure: undefined, generationId, skipAssignment: true });
    const newId = back.response?.memberId ?? '';
    expect(newId).not.toBe(ids[0]);
    expect(back.response?.leaderId).toBe(newId);
    const sync = harness.sync(newId, generationId, {}, { groupInstanceId: 'a' });
    expect(sync.response?.assignment.toString()).toBe('p0');
    expect(harness.heartbeat(ids[0] ?? '', generationId, 'a')).toBe('FENCED_INSTANCE_ID');
    expect(harness.commit(ids[0] ?? '', generationId, 'a')).toBe('FENCED_INSTANCE_ID');
    expect(harness.join(ids[0] ?? '', a).response?.failure).toBe('FENCED_INSTANCE_ID');
    expect(harness.leave({ memberId: ids[0] ?? '', groupInstanceId: 'a' })).toEqual(['FENCED_INSTANCE_ID']);
  });

  it('tell an old client the old leader, so that it assigns nothing (before KIP-814)', () => {
    const harness = new ClassicHarness();
    const { ids } = harness.stable(1, a);
    const back = harness.join('', a);
    expect(back.response).toMatchObject({ leaderId: ids[0], skipAssignment: false, members: [] });
  });

  it('rebalance when the choice of the protocol changes', () => {
    const harness = new ClassicHarness();
    const { generationId } = harness.stable(1, { ...a, protocols: [range, sticky] });
    const back = harness.join('', { ...a, protocols: [sticky, range] });
    expect(back.response).toMatchObject({ generationId: generationId + 1, protocolName: 'sticky' });
  });

  it('KAFKA-10284 (E3): the new id is told only once it is in the log; a failed write brings the old one back', () => {
    const harness = new ClassicHarness();
    const { ids, generationId } = harness.stable(1, a);
    harness.holdWrites = true;
    const back = harness.join('', a);
    expect(back.response).toBeUndefined();
    harness.settleWrites('COORDINATOR_NOT_AVAILABLE');
    expect(back.response?.failure).toBe('COORDINATOR_NOT_AVAILABLE');
    expect(harness.memberIds).toEqual(ids);
    expect(harness.heartbeat(ids[0] ?? '', generationId, 'a')).toBeUndefined();
    const again = harness.join('', a);
    harness.settleWrites();
    expect(again.response).toMatchObject({ failure: undefined });
    expect(harness.state.classic.get(GROUP)?.members[0]?.memberId).toBe(again.response?.memberId);
  });

  it('fence the duplicate that waits in a JoinGroup', () => {
    const harness = new ClassicHarness({ initialRebalanceDelayMs: 3_000 });
    const first = harness.join('', a);
    const second = harness.join('', a);
    expect(first.response?.failure).toBe('FENCED_INSTANCE_ID');
    harness.advance(3_000);
    expect(second.response).toMatchObject({ failure: undefined, generationId: 1 });
  });
});

describe('assignments', () => {
  it('are told only once they are in the log; a failed write makes everybody join again', () => {
    const harness = new ClassicHarness();
    const join = harness.join('');
    const memberId = join.response?.memberId ?? '';
    harness.holdWrites = true;
    const sync = harness.sync(memberId, 1, { [memberId]: 'all' });
    expect(sync.response).toBeUndefined();
    harness.settleWrites('NOT_COORDINATOR');
    expect(sync.response?.failure).toBe('NOT_COORDINATOR');
    expect(harness.stateName).toBe('PreparingRebalance');
  });

  it('of a generation that is over meanwhile are dropped', () => {
    const harness = new ClassicHarness();
    const first = harness.join('');
    const memberId = first.response?.memberId ?? '';
    harness.holdWrites = true;
    const sync = harness.sync(memberId, 1, { [memberId]: 'all' });
    const second = harness.join('');
    expect(sync.response?.failure).toBe('REBALANCE_IN_PROGRESS');
    harness.settleWrites();
    expect(harness.stateName).toBe('PreparingRebalance');
    harness.holdWrites = false;
    harness.join(memberId);
    expect(second.response).toMatchObject({ failure: undefined, generationId: 2 });
  });

  it('of an old generation do not become those of the next one, however late they are written', () => {
    const harness = new ClassicHarness();
    const first = harness.join('').response?.memberId ?? '';
    harness.holdWrites = true;
    harness.sync(first, 1, { [first]: 'all' });
    const second = harness.join('');
    harness.join(first);
    expect(harness.stateName).toBe('CompletingRebalance');
    const follower = harness.sync(second.response?.memberId ?? '', 2);
    harness.settleWrites();
    expect(follower.response).toBeUndefined();
    expect(harness.stateName).toBe('CompletingRebalance');
  });

  it('need the right generation and protocol', () => {
    const harness = new ClassicHarness();
    expect(harness.sync('anybody', 1).response?.failure).toBe('UNKNOWN_MEMBER_ID');
    const { ids, generationId } = harness.stable(1);
    const [id = ''] = ids;
    expect(harness.sync(id, generationId + 1).response?.failure).toBe('ILLEGAL_GENERATION');
    expect(harness.sync(id, generationId, {}, { protocolName: 'sticky' }).response?.failure).toBe(
      'INCONSISTENT_GROUP_PROTOCOL',
    );
    expect(harness.sync(id, generationId, {}, { protocolType: 'connect' }).response?.failure).toBe(
      'INCONSISTENT_GROUP_PROTOCOL',
    );
    expect(harness.sync(id, generationId).response?.assignment.toString()).toBe('p0');
  });
});

describe('commits (E15)', () => {
  it('need the present generation', () => {
    const harness = new ClassicHarness();
    expect(harness.commit('', -1)).toBeUndefined();
    expect(harness.commit('member', 1)).toBe('ILLEGAL_GENERATION');
    const { ids, generationId } = harness.stable(2);
    const [id = ''] = ids;
    expect(harness.commit(id, generationId)).toBeUndefined();
    expect(harness.commit(id, generationId - 1)).toBe('ILLEGAL_GENERATION');
    expect(harness.commit('stranger', generationId)).toBe('UNKNOWN_MEMBER_ID');
    // No client outside the group commits while it has members.
    expect(harness.commit('', -1)).toBe('UNKNOWN_MEMBER_ID');
  });

  it('are taken while members are called to join again, and refused until they have their assignments', () => {
    const harness = new ClassicHarness();
    const { ids, generationId } = harness.stable(2);
    const [leader = '', follower = ''] = ids;
    harness.join(leader);
    expect(harness.commit(follower, generationId)).toBeUndefined();
    harness.join(follower);
    expect(harness.stateName).toBe('CompletingRebalance');
    expect(harness.commit(follower, generationId + 1)).toBe('REBALANCE_IN_PROGRESS');
    expect(harness.commit(follower, generationId)).toBe('ILLEGAL_GENERATION');
  });
});
