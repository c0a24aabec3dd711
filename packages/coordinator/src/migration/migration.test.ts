import { assert } from '@drave/base';
import { consumerProtocolSubscription, encodeVersioned } from '@drave/kafka-protocol';
import { describe, expect, it } from 'vitest';
import { describeConsumerGroup } from '../consumer/describe.js';
import { type MixedClient, NewClient, OldClient } from '../consumer/testing/mixed-clients.js';
import { GROUP, MixedHarness } from '../consumer/testing/mixed-harness.js';
import type { MigrationPolicy } from './migration.js';

function start(options: { policy?: MigrationPolicy; groupSizeMax?: number } = {}): MixedHarness {
  const harness = new MixedHarness(options);
  harness.setTopic('t0', 4);
  return harness;
}

/** Every member takes its steps, with time in between, until nothing moves. */
function run(harness: MixedHarness, clients: readonly MixedClient[], rounds = 12): void {
  for (let round = 0; round < rounds; round++) {
    for (const client of clients) client.step(harness);
    harness.advance(500);
  }
}

const sizes = (clients: readonly MixedClient[]): number[] => clients.map(({ owned }) => owned.size);

function consumerGroup(harness: MixedHarness) {
  const group = harness.state.consumer.get(GROUP);
  assert(group !== undefined, 'the group is of type consumer');
  return group;
}

describe('a classic group', () => {
  for (const cooperative of [false, true])
    it(`becomes one of type consumer when a member of that kind joins, member by member (${cooperative ? 'cooperative' : 'eager'})`, () => {
      const harness = start();
      const old = [new OldClient(['t0'], cooperative), new OldClient(['t0'], cooperative)];
      run(harness, old);
      expect([harness.kind, ...sizes(old)]).toEqual(['classic', 2, 2]);
      const generationId = harness.model.classic.get(GROUP)?.generationId ?? 0;
      const first = new NewClient('new-0', ['t0']);
      first.step(harness);
      expect(harness.kind).toBe('consumer');
      expect(harness.state.classic.has(GROUP)).toBe(false);
      // What the others have they keep until they have let go of it.
      expect(first.owned.size).toBe(0);
      expect(consumerGroup(harness).epoch).toBe(generationId + 1);
      run(harness, [...old, first]);
      expect(sizes([...old, first]).sort()).toEqual([1, 1, 2]);
      const described = describeConsumerGroup(consumerGroup(harness), 'uniform', () => 't0');
      expect(described.members.map(({ classic }) => classic).sort()).toEqual([false, true, true]);
      for (const [at, client] of old.entries()) {
        client.leave(harness);
        const next = new NewClient(`new-${at + 1}`, ['t0']);
        run(harness, [...old.slice(at + 1), first, next]);
        if (at === 1) expect(harness.kind).toBe('consumer');
      }
      expect(consumerGroup(harness).members.every(({ classic }) => classic === null)).toBe(true);
    });

  it('stays one where the policy says so, or its members are no consumers', () => {
    for (const policy of ['disabled', 'downgrade'] as const) {
      const harness = start({ policy });
      run(harness, [new OldClient(['t0'], false)]);
      const request = { memberId: 'new', subscribedTopicNames: ['t0'], rebalanceTimeoutMs: 1_000, owned: [] };
      expect(harness.beat(request).failure).toBe('GROUP_ID_NOT_FOUND');
      expect(harness.kind).toBe('classic');
    }
    const harness = start();
    harness.join('', { protocolType: 'connect', protocols: [{ name: 'sessioned', metadata: Buffer.from('x') }] });
    const request = { memberId: 'new', subscribedTopicNames: ['t0'], rebalanceTimeoutMs: 1_000, owned: [] };
    expect(harness.beat(request).failure).toBe('GROUP_ID_NOT_FOUND');
    const malformed = start();
    const joined = malformed.join('', { protocols: [{ name: 'range', metadata: Buffer.from([0, 1, 0]) }] });
    malformed.sync(joined.response?.memberId ?? '', 1, []);
    expect(malformed.beat(request).failure).toBe('GROUP_ID_NOT_FOUND');
    expect(malformed.kind).toBe('classic');
  });

  it('in the middle of a rebalance tells whoever waits to join again', () => {
    const harness = start();
    const old = new OldClient(['t0'], false);
    run(harness, [old]);
    const metadata = encodeVersioned(consumerProtocolSubscription, { topics: ['t0'] }, 1);
    const waiting = harness.join('', { protocols: [{ name: 'balanced', metadata }] });
    expect(waiting.response).toBeUndefined();
    const fresh = new NewClient('new', ['t0']);
    fresh.step(harness);
    expect(waiting.response?.failure).toBe('REBALANCE_IN_PROGRESS');
    expect([...consumerGroup(harness).members.keys()].sort()).toEqual([old.memberId, 'new'].sort());
    run(harness, [old, fresh]);
    expect(sizes([old, fresh])).toEqual([2, 2]);
  });

  it('is one again when the change could not be written, and goes on', () => {
    const harness = start();
    const old = new OldClient(['t0'], false);
    run(harness, [old]);
    harness.holdWrites = true;
    const request = { memberId: 'new', subscribedTopicNames: ['t0'], rebalanceTimeoutMs: 1_000, owned: [] };
    const refused = harness.beat(request);
    harness.settleWrites('COORDINATOR_NOT_AVAILABLE');
    harness.holdWrites = false;
    expect(refused.failure).toBe('COORDINATOR_NOT_AVAILABLE');
    expect(harness.kind).toBe('classic');
    run(harness, [old]);
    expect(old.owned.size).toBe(4);
    old.dead = true;
    harness.advance(20_000);
    expect(harness.model.classic.get(GROUP)?.state).toBe('Empty');
  });
});

describe('a group of type consumer with classic members', () => {
  function mixed(options: Parameters<typeof start>[0] = {}) {
    const harness = start(options);
    const fresh = new NewClient('new', ['t0']);
    run(harness, [fresh]);
    const old = new OldClient(['t0'], true);
    run(harness, [fresh, old]);
    expect(sizes([fresh, old])).toEqual([2, 2]);
    return { harness, fresh, old };
  }

  it('becomes a classic one when the last member of the newer protocol leaves, or its session ends', () => {
    for (const how of ['leave', 'die'] as const) {
      const { harness, fresh, old } = mixed();
      if (how === 'leave') fresh.leave(harness);
      else fresh.dead = true;
      run(harness, [old], 120);
      expect(harness.kind).toBe('classic');
      expect(harness.state.consumer.has(GROUP)).toBe(false);
      expect(harness.model.classic.get(GROUP)?.state).toBe('Stable');
      expect(old.owned.size).toBe(4);
    }
  });

  it('takes back a member of the newer protocol that was removed meanwhile', () => {
    const { harness, fresh, old } = mixed();
    // It is cut off for longer than its session.
    run(harness, [old], 120);
    expect(harness.kind).toBe('classic');
    expect(harness.beat({ memberId: 'new', memberEpoch: 7 }).failure).toBe('UNKNOWN_MEMBER_ID');
    expect(harness.beat({ memberId: 'new', memberEpoch: -1 }).failure).toBe('GROUP_ID_NOT_FOUND');
    run(harness, [fresh, old]);
    expect(harness.kind).toBe('consumer');
    expect(sizes([fresh, old])).toEqual([2, 2]);
  });

  it('stays of its type where the policy says so, and shares out what is free', () => {
    for (const policy of ['disabled', 'upgrade'] as const) {
      const { harness, fresh, old } = mixed({ policy });
      fresh.leave(harness);
      run(harness, [old]);
      expect(harness.kind).toBe('consumer');
      expect(old.owned.size).toBe(4);
      // No member leads: that a topic has grown is for the coordinator to see.
      harness.setTopic('t0', 6);
      run(harness, [old]);
      expect(old.owned.size).toBe(6);
    }
    const { harness, fresh } = mixed({ groupSizeMax: 0 });
    fresh.leave(harness);
    expect(harness.kind).toBe('consumer');
  });

  it('is one again when the change could not be written; no session is lost from sight', () => {
    const { harness, fresh, old } = mixed();
    harness.holdWrites = true;
    fresh.leave(harness);
    expect(harness.kind).toBe('classic');
    harness.settleWrites('COORDINATOR_NOT_AVAILABLE');
    harness.holdWrites = false;
    expect(harness.kind).toBe('consumer');
    expect(consumerGroup(harness).members.size).toBe(2);
    // Both are gone, and no request says so again.
    old.dead = true;
    harness.advance(60_000);
    expect(consumerGroup(harness).members.size).toBe(0);
  });

  it('puts out a classic member that does not join again, or does not fetch what it got, in its rebalance timeout', () => {
    const { harness, fresh, old } = mixed();
    const third = new NewClient('new-2', ['t0']);
    // The member answers heartbeats and nothing else.
    for (let round = 0; round < 31; round++) {
      third.step(harness);
      fresh.step(harness);
      const wanted = round < 30 ? 'REBALANCE_IN_PROGRESS' : 'UNKNOWN_MEMBER_ID';
      expect(harness.heartbeat(old.memberId, old.generationId)).toBe(wanted);
      harness.advance(1_000);
    }
    const metadata = encodeVersioned(consumerProtocolSubscription, { topics: ['t0'] }, 1);
    const protocols = [{ name: 'balanced', metadata }];
    const joined = harness.join('', { protocols, rebalanceTimeoutMs: 3_000 }).response;
    expect(joined).toMatchObject({ failure: undefined, leaderId: '', members: [], protocolName: 'balanced' });
    const memberId = joined?.memberId ?? '';
    harness.advance(2_999);
    expect(consumerGroup(harness).members.has(memberId)).toBe(true);
    harness.advance(1);
    expect(consumerGroup(harness).members.has(memberId)).toBe(false);
  });

  it('refuses what does not fit', () => {
    const { harness, fresh, old } = mixed();
    const metadata = encodeVersioned(consumerProtocolSubscription, { topics: ['t0'] }, 1);
    const failureOf = (change: Parameters<MixedHarness['join']>[1]) => harness.join('', change).response?.failure;
    expect(failureOf({ protocols: [{ name: 'other', metadata }] })).toBe('INCONSISTENT_GROUP_PROTOCOL');
    const protocols = [{ name: 'balanced', metadata }];
    expect(failureOf({ protocols, protocolType: 'connect' })).toBe('INCONSISTENT_GROUP_PROTOCOL');
    expect(failureOf({ protocols: [] })).toBe('INCONSISTENT_GROUP_PROTOCOL');
    expect(failureOf({ protocols: [{ name: 'balanced', metadata: Buffer.from('?') }] })).toBe(
      'INCONSISTENT_GROUP_PROTOCOL',
    );
    expect(failureOf({ protocols, sessionTimeoutMs: 1 })).toBe('INVALID_SESSION_TIMEOUT');
    expect(failureOf({ protocols, memberIdRequired: true })).toBe('MEMBER_ID_REQUIRED');
    expect(harness.heartbeat(old.memberId, old.generationId - 1)).toBe('ILLEGAL_GENERATION');
    expect(harness.heartbeat('new', consumerGroup(harness).epoch)).toBe('UNKNOWN_MEMBER_ID');
    expect(harness.sync('nobody', 1).response?.failure).toBe('UNKNOWN_MEMBER_ID');
    run(harness, [fresh, old]);
    expect(sizes([fresh, old])).toEqual([2, 2]);
    // An administrator removes members of either protocol.
    const { memberId } = old;
    expect(harness.leave({ memberId }, { memberId: 'nobody' }, { memberId }, { memberId: 'new' })).toEqual([
      undefined,
      'UNKNOWN_MEMBER_ID',
      'UNKNOWN_MEMBER_ID',
      undefined,
    ]);
    expect(consumerGroup(harness).members.size).toBe(0);
  });

  it('a static member changes its protocol and keeps its place, both ways', () => {
    const harness = start();
    const others = [new NewClient('new', ['t0'])];
    const old = new OldClient(['t0'], false, 'static');
    run(harness, [...others, old]);
    const assigned = old.owned;
    const upgraded = new NewClient('static-new', ['t0'], 'static');
    old.dead = true;
    upgraded.step(harness);
    expect([...upgraded.owned]).toEqual([...assigned]);
    expect(harness.heartbeat(old.memberId, old.generationId, 'static')).toBe('FENCED_INSTANCE_ID');
    upgraded.dead = true;
    const back = new OldClient(['t0'], false, 'static');
    run(harness, [...others, back], 3);
    expect([...back.owned]).toEqual([...assigned]);
    expect(consumerGroup(harness).members.size).toBe(2);
    expect(harness.leave({ groupInstanceId: 'static' })).toEqual([undefined]);
    expect([...consumerGroup(harness).members.keys()]).toEqual(['new']);
  });
});

it('a member whose leaving could not be written is still removed when its session ends', () => {
  const harness = start();
  const member = new NewClient('new', ['t0']);
  run(harness, [member]);
  harness.holdWrites = true;
  member.leave(harness);
  harness.settleWrites('COORDINATOR_NOT_AVAILABLE');
  harness.holdWrites = false;
  expect(consumerGroup(harness).members.size).toBe(1);
  harness.advance(46_000);
  expect(consumerGroup(harness).members.size).toBe(0);
});
