import { describe, expect, it } from 'vitest';
import { SeededRandom } from '@drave/env/sim';
import { raftTimerProfiles } from '../timers.js';
import { SimQuorum } from './sim-quorum.js';
import type { SimMember } from './sim-member.js';
import { starveHosts } from './starve-hosts.js';

const { fetchTimeoutMs } = raftTimerProfiles.local;
const learningMs = 20_000;
const startMsMax = 20_000;
/** The event loops of such a machine stand still again and again; `together` says whether all at the same time. */
const starvation = {
  eventCostMs: 2,
  syncLatencyMs: 3,
  diskStallMsMax: 0,
  stallEveryMs: 400,
  stallMsMax: 800,
  together: true,
};

const isServed = ({ node }: SimMember): boolean => {
  const role = node?.inspect().state.role;
  return role?.kind === 'follower' && role.hasFetched;
};

describe('a quorum on a machine that is far too slow', () => {
  it('makes a member patient with the first answer of its leader, before it has seen anything itself', async () => {
    const quorum = await SimQuorum.start({ voters: 3, brokers: 1 });
    const { world, members } = quorum;
    const hosts = members.map(({ host }) => host);
    starveHosts(world, hosts, starvation, new SeededRandom(1));
    await world.runFor(learningMs);
    const leader = await quorum.leader();
    const restarted = members.find((member) => member !== leader) as SimMember;
    restarted.crash({ loseUnsynced: false });
    await world.finish(restarted.restart());
    expect(await world.runUntil(() => isServed(restarted), startMsMax)).toBe(true);
    expect(restarted.node?.patienceExtraMs()).toBeGreaterThan(fetchTimeoutMs);
  });

  it('is not made patient by one member that stands still again and again', async () => {
    const quorum = await SimQuorum.start({ voters: 3, brokers: 1 });
    const { world, members } = quorum;
    const leader = await quorum.leader();
    const slow = members.find((member) => member !== leader) as SimMember;
    starveHosts(world, [slow.host], starvation, new SeededRandom(1));
    await world.runFor(learningMs);
    expect(slow.node?.patienceExtraMs()).toBeGreaterThan(fetchTimeoutMs);
    for (const member of members) if (member !== slow) expect(member.node?.patienceExtraMs()).toBe(0);
  });

  it('takes an answer that waits behind the timer for what it is, where a standstill is too short to be noticed', async () => {
    const quorum = await SimQuorum.start({ voters: 3 });
    const { world, members } = quorum;
    const leader = await quorum.leader();
    const follower = members.find((member) => member !== leader) as SimMember;
    await world.runFor(1_000);
    const servedMs = (): number | undefined => {
      const role = follower.node?.inspect().state.role;
      return role?.kind === 'follower' ? role.servedMs : undefined;
    };
    const servedBeforeMs = servedMs();
    await world.runUntil(() => servedMs() !== servedBeforeMs, 1_000);
    const role = follower.node?.inspect().state.role;
    // The leader goes on a little after the follower's time for it is up, and its answer comes while that stands still.
    leader.host.stall(fetchTimeoutMs + 10);
    await world.runFor(fetchTimeoutMs - 20);
    follower.host.stall(60);
    await world.runFor(fetchTimeoutMs / 2);
    // A verdict would have begun another role, even where the leader was found again at once.
    expect(follower.node?.inspect().state.role).toBe(role);
  });
});
