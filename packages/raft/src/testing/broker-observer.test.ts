import { assert } from '@drave/base';
import { describe, expect, it } from 'vitest';
import { raftTimerProfiles } from '../timers.js';
import type { SimMember } from './sim-member.js';
import { SimQuorum } from './sim-quorum.js';

const { fetchTimeoutMs, fetchMaxWaitMs, observerFetchMaxWaitMs, requestTimeoutMs } = raftTimerProfiles.local;
/** A call to the silent leader, and what other messages take. */
const discoveryMsMax = requestTimeoutMs + 100;

describe('an observer that never votes', () => {
  it('leaves a leader of which it is told that it is silent, and no other', async () => {
    const { quorum, leader, broker } = await started();
    leader.host.pause();
    const other = await quorum.leader(leader);
    broker.node?.leaderSilent(other.nodeId);
    await quorum.world.runFor(1);
    expect(quorum.marks).not.toContain('observer.leaderSilent');
    broker.node?.leaderSilent(leader.nodeId);
    await quorum.world.runFor(1);
    expect(quorum.marks).toContain('observer.leaderSilent');
    await quorum.world.runFor(discoveryMsMax);
    expect(leaderOf(broker)).toBe(other.nodeId);
  });

  it('comes back to a leader that was there all the time', async () => {
    const { quorum, leader, broker } = await started();
    broker.node?.leaderSilent(leader.nodeId);
    await quorum.world.runFor(discoveryMsMax);
    expect(leaderOf(broker)).toBe(leader.nodeId);
    const end = await quorum.write(leader, 'a');
    await quorum.world.runFor(50);
    expect(broker.machine?.applied).toBe(end);
  });

  it('comes to that by itself when its fetch stays parked for longer than it may', async () => {
    const { quorum, leader, broker } = await started();
    leader.host.pause();
    const other = await quorum.leader(leader);
    const silenceMsMax = fetchTimeoutMs + observerFetchMaxWaitMs - fetchMaxWaitMs;
    await quorum.world.runFor(silenceMsMax + discoveryMsMax);
    expect(leaderOf(broker)).toBe(other.nodeId);
  });

  it('asks an idle leader as seldom as it may wait, and a voter does not', async () => {
    const { quorum, leader, broker } = await started();
    const voter = quorum.members.find((member) => member.role === 'voter' && member !== leader);
    assert(voter !== undefined, 'there are other voters');
    const fetches = (member: SimMember): number => member.sent.get('fetch') ?? 0;
    const [askedBefore, votedBefore] = [fetches(broker), fetches(voter)];
    await quorum.world.runFor(10 * observerFetchMaxWaitMs);
    expect(fetches(broker) - askedBefore).toBeGreaterThanOrEqual(9);
    expect(fetches(broker) - askedBefore).toBeLessThanOrEqual(11);
    expect(fetches(voter) - votedBefore).toBeGreaterThan(40);
  });

  it('is told of a commit at once all the same', async () => {
    const { quorum, leader, broker } = await started();
    await quorum.world.runFor(1_000);
    const end = await quorum.write(leader, 'a');
    await quorum.world.runFor(50);
    expect(broker.machine?.applied).toBe(end);
  });
});

describe('a follower', () => {
  it('concludes nothing from what another part of its node is not answered', async () => {
    const { quorum, leader } = await started();
    const epoch = leader.node?.status().epoch;
    for (const member of quorum.members) if (member.role === 'voter') member.node?.leaderSilent(leader.nodeId);
    await quorum.world.runFor(2_000);
    expect(leader.node?.status()).toMatchObject({ role: 'leader', epoch });
  });
});

async function started(): Promise<{ quorum: SimQuorum; leader: SimMember; broker: SimMember }> {
  const quorum = await SimQuorum.start({ voters: 3, brokers: 1 });
  const leader = await quorum.leader();
  const broker = quorum.member(4);
  await quorum.settled(await quorum.write(leader, 'first'));
  return { quorum, leader, broker };
}

function leaderOf(member: SimMember): number | undefined {
  return member.node?.status().leaderId;
}
