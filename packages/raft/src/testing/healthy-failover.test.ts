import { describe, expect, it } from 'vitest';
import { SimQuorum } from './sim-quorum.js';

/** The fetch timeout of the local profile, an election, another one where two stood at once, and what messages take. */
const failoverMsMax = 1_000;
const rounds = 20;
/** Longer than a quorum on a healthy machine settles. */
const settlingMs = 2_000;

describe('a healthy quorum', () => {
  it.each([500, 1_000])(
    'fails over as fast the twentieth time as the first when its leader falls silent, comes back, and %i ms later the next one does',
    async (pauseMs) => {
      const quorum = await SimQuorum.start({ voters: 3, observers: 2 });
      const { world } = quorum;
      await world.runFor(settlingMs);
      for (let round = 0; round < rounds; round++) {
        const old = await quorum.leader();
        const startedMs = world.nowMs();
        old.host.pause();
        const other = () => quorum.members.find((member) => member !== old && member.node?.status().role === 'leader');
        await world.runUntil(() => other() !== undefined, failoverMsMax * 10);
        expect(world.nowMs() - startedMs, `round ${round}`).toBeLessThan(failoverMsMax);
        old.host.resume();
        await world.runFor(pauseMs);
        expect(quorum.members.map((member) => member.node?.patienceExtraMs())).toEqual([0, 0, 0, 0, 0]);
      }
    },
  );
});
