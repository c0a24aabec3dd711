import { assert } from '@drave/base';
import { describe, expect, it } from 'vitest';
import { raftTimerProfiles } from '../timers.js';
import type { SimMember } from './sim-member.js';
import { SimQuorum } from './sim-quorum.js';

const { electionTimeoutMs, fetchTimeoutMs, fetchMaxWaitMs, observerFetchMaxWaitMs } = raftTimerProfiles.local;
/** A question and its answer. */
const questionMsMax = 50;
/** An observer without a leader pauses at most for half an election timeout between its questions. */
const discoveryMsMax = electionTimeoutMs / 2 + questionMsMax;

describe('an observer that never votes', () => {
  it('asks around when it is told that its leader is late, and finds the next without waiting for the silent one', async () => {
    const { quorum, leader, broker } = await started();
    leader.host.pause();
    const other = await quorum.leader(leader);
    broker.node?.leaderLate(other.nodeId);
    await quorum.world.runFor(1);
    expect(quorum.marks).not.toContain('observer.leaderLate');
    broker.node?.leaderLate(leader.nodeId);
    await quorum.world.runFor(1);
    expect(quorum.marks).toContain('observer.leaderLate');
    await quorum.world.runFor(questionMsMax);
    expect(leaderOf(broker)).toBe(other.nodeId);
  });

  it('is there when the next leader comes, however early it was told', async () => {
    const { quorum, leader, broker } = await started();
    leader.host.pause();
    broker.node?.leaderLate(leader.nodeId);
    const other = await quorum.leader(leader);
    await quorum.world.runFor(electionTimeoutMs / 2 + questionMsMax);
    expect(leaderOf(broker)).toBe(other.nodeId);
  });

  it('keeps a leader that was there all the time, and asks nobody any more', async () => {
    const { quorum, leader, broker } = await started();
    broker.node?.leaderLate(leader.nodeId);
    for (let span = 0; span < questionMsMax; span++) {
      expect(leaderOf(broker)).toBe(leader.nodeId);
      await quorum.world.runFor(1);
    }
    const asked = broker.sent.get('fetch') ?? 0;
    await quorum.world.runFor(10 * observerFetchMaxWaitMs);
    expect((broker.sent.get('fetch') ?? 0) - asked).toBeLessThanOrEqual(11);
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
    for (const member of quorum.members) if (member.role === 'voter') member.node?.leaderLate(leader.nodeId);
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
