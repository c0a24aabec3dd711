import { describe, expect, it } from 'vitest';
import { raftTimerProfiles } from '../timers.js';
import { SimQuorum } from './sim-quorum.js';

describe('an idle leader', () => {
  it('announces itself to nobody who fetches, however long it parks fetches', async () => {
    const { fetchTimeoutMs } = raftTimerProfiles.local;
    // As a node has it: then a fetch comes a little later than half a fetch timeout after the one before.
    const timers = { ...raftTimerProfiles.local, fetchMaxWaitMs: fetchTimeoutMs / 2 };
    const quorum = await SimQuorum.start({ voters: 3, timers });
    const leader = await quorum.leader();
    await quorum.settled(await quorum.write(leader, 'first'));
    await quorum.world.runFor(1_000);
    const announced = leader.sent.get('beginQuorumEpoch');
    await quorum.world.runFor(20_000);
    expect(leader.sent.get('beginQuorumEpoch')).toBe(announced);
  });

  it('announces itself to a voter that does not fetch', async () => {
    const quorum = await SimQuorum.start({ voters: 3 });
    const leader = await quorum.leader();
    const other = quorum.members.find((member) => member !== leader);
    other?.crash({ loseUnsynced: false });
    await quorum.world.runFor(1_000);
    const before = leader.sent.get('beginQuorumEpoch') ?? 0;
    await quorum.world.runFor(1_000);
    expect(leader.sent.get('beginQuorumEpoch') ?? 0).toBeGreaterThan(before);
  });
});
