import type { DraveError } from '@drave/base';
import { describe, expect, it } from 'vitest';
import { coordinatorBench } from '../testing/coordinator-bench.js';
import { groupSettings } from './group-settings.js';
import { GroupMembership } from './membership.js';
import { PartitionSet } from './owned-partitions.js';

/** The heartbeat interval of the fake coordinator. */
const HEARTBEAT_MS = 100;
const LEAVE_MS = 1000;

async function setUp(options: { readonly groupInstanceId?: string } = {}) {
  const bench = await coordinatorBench();
  const { world, cluster } = bench;
  const told: string[] = [];
  const beatsMs: number[] = [];
  cluster.onGroupCall = (method) => {
    if (method === 'heartbeat') beatsMs.push(world.nowMs());
    return undefined;
  };
  const settings = groupSettings({ groupId: 'g', ...options });
  if (settings === undefined) throw new Error('there is a group');
  const member = new GroupMembership(bench.link, settings, {
    changed: () => void told.push('changed'),
    lost: (reason: DraveError) => void told.push(`lost ${reason.code}`),
    failed: (error: DraveError) => void told.push(`failed ${error.code}`),
  });
  const runUntil = async (met: () => boolean) => {
    for (let ms = 0; ms < 5000 && !met(); ms++) await world.runFor(1);
    expect(met()).toBe(true);
  };
  const join = async () => {
    member.subscribe({ topics: ['t'], topicRegex: '' });
    await runUntil(() => member.joined);
  };
  return { ...bench, member, told, beatsMs, join, runUntil };
}

describe('a membership', () => {
  it('begins with a subscription, and is told what to work on', async () => {
    const { member, told, beatsMs, world, join } = await setUp();
    await world.runFor(10 * HEARTBEAT_MS);
    expect(beatsMs).toEqual([]);
    await join();
    expect(told).toEqual(['changed']);
    expect(member.target.size).toBe(4);
    expect(member.owned.size).toBe(0);
  });

  it('beats at the pace that the coordinator asks for', async () => {
    const { beatsMs, world, join } = await setUp();
    await join();
    const before = beatsMs.length;
    await world.runFor(10 * HEARTBEAT_MS);
    expect(beatsMs.length - before).toBeGreaterThanOrEqual(8);
    expect(beatsMs.length - before).toBeLessThanOrEqual(10);
  });

  it('tells at once that it let go of something, and not that it took something up', async () => {
    const { member, beatsMs, world, join } = await setUp();
    await join();
    const before = beatsMs.length;
    member.setOwned(member.target);
    await world.runFor(HEARTBEAT_MS / 4);
    expect(beatsMs.length).toBe(before);
    member.setOwned(new PartitionSet(member.owned.list().slice(1)));
    await world.runFor(HEARTBEAT_MS / 4);
    expect(beatsMs.length).toBe(before + 1);
  });

  it('is lost with the word of the coordinator, and another one follows at once', async () => {
    const { member, told, group, join, runUntil } = await setUp();
    await join();
    member.setOwned(member.target);
    const { membershipNumber } = member;
    group.remove(member.memberId);
    await runUntil(() => member.membershipNumber !== membershipNumber && member.joined);
    expect(told).toEqual(['changed', 'lost UNKNOWN_MEMBER_ID', 'changed']);
    expect(member.owned.size).toBe(0);
  });

  it('outlives a coordinator that is away', async () => {
    const { member, told, cluster, beatsMs, world, join } = await setUp();
    await join();
    const { membershipNumber } = member;
    let refusals = 5;
    cluster.onGroupCall = (method) => {
      if (method === 'heartbeat' && refusals-- > 0) return 'COORDINATOR_NOT_AVAILABLE';
      if (method === 'heartbeat') beatsMs.push(world.nowMs());
      return undefined;
    };
    const before = beatsMs.length;
    await world.runFor(30 * HEARTBEAT_MS);
    expect(beatsMs.length).toBeGreaterThan(before);
    expect(member.membershipNumber).toBe(membershipNumber);
    expect(told).toEqual(['changed']);
  });

  it('is over when only the application can help', async () => {
    const { member, told, cluster, world, join, beatsMs } = await setUp();
    await join();
    cluster.onGroupCall = (method) => {
      if (method !== 'heartbeat') return undefined;
      beatsMs.push(world.nowMs());
      return 'GROUP_AUTHORIZATION_FAILED';
    };
    await world.runFor(2 * HEARTBEAT_MS);
    const after = beatsMs.length;
    await world.runFor(10 * HEARTBEAT_MS);
    expect(beatsMs.length).toBe(after);
    expect(told.slice(1)).toEqual(['lost GROUP_AUTHORIZATION_FAILED', 'failed GROUP_AUTHORIZATION_FAILED']);
    expect(member.joined).toBe(false);
  });

  it('ends with a word to the group, after the heartbeat that is under way', async () => {
    const { member, group, beatsMs, world, join } = await setUp();
    await join();
    member.setOwned(new PartitionSet(member.target.list().slice(1)));
    await world.finish(member.leave(LEAVE_MS));
    expect(group.members.size).toBe(0);
    const after = beatsMs.length;
    await world.runFor(10 * HEARTBEAT_MS);
    expect(beatsMs.length).toBe(after);
    await world.finish(member.stop());
  });

  it('is not begun again by the answer to a heartbeat that was under way when it ended', async () => {
    const { member, told, group, cluster, world, join, runUntil } = await setUp();
    await join();
    member.setOwned(member.target);
    let asked = 0;
    let leaving: Promise<void> | undefined;
    cluster.onGroupCall = (method) => {
      if (method !== 'heartbeat' || asked++ > 0) return undefined;
      leaving = member.leave(LEAVE_MS);
      // Of a member that stays it would make one that joins again.
      return 'FENCED_MEMBER_EPOCH';
    };
    await runUntil(() => leaving !== undefined);
    await world.finish(leaving ?? expect.unreachable());
    expect(asked).toBe(2);
    expect(group.members.size).toBe(0);
    await world.runFor(10 * HEARTBEAT_MS);
    expect(asked).toBe(2);
    expect(member.joined).toBe(false);
    expect(told).toEqual(['changed']);
  });

  it('tells what it let go of while a heartbeat was under way with the next one, at once', async () => {
    const { member, beatsMs, world, join, runUntil } = await setUp();
    await join();
    member.setOwned(member.target);
    const before = beatsMs.length;
    await runUntil(() => beatsMs.length > before);
    // The answer is on its way.
    member.setOwned(new PartitionSet([]));
    await world.runFor(HEARTBEAT_MS / 4);
    expect(beatsMs.length).toBe(before + 2);
  });

  it('that is static keeps its place when it ends', async () => {
    const { member, group, world, join } = await setUp({ groupInstanceId: 'i' });
    await join();
    await world.finish(member.leave(LEAVE_MS));
    expect(group.members.size).toBe(1);
  });

  it('ends in time also when nobody hears it', async () => {
    const { member, cluster, world, join } = await setUp();
    await join();
    cluster.onGroupCall = () => 'silence';
    const startedMs = world.nowMs();
    await world.finish(member.leave(LEAVE_MS));
    // `leave` first waits for the heartbeat under way, which takes one attempt at most.
    expect(world.nowMs() - startedMs).toBeLessThanOrEqual(2 * LEAVE_MS);
  });
});
