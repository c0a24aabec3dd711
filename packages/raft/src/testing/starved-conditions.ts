import type { SeededRandom } from '@drave/env/sim';
import { pick, type FaultKind, type SimConditions } from './sim-conditions.js';
import type { Starvation } from './starve-hosts.js';

/** What one starved seed is like. Nothing else goes wrong. */
export interface StarvedConditions {
  readonly quorum: SimConditions;
  readonly starvation: Starvation;
}

export function drawStarvedConditions(random: SeededRandom): StarvedConditions {
  const stalls = random.next() < 0.7;
  const voters = pick(random, [1, 3, 3, 3, 5]);
  return {
    quorum: {
      voters,
      observers: pick(random, [0, 1, 3]),
      network: 'stream',
      links: { delayMsMin: 0.1, delayMsJitter: pick(random, [0.1, 1, 10]) },
      clients: pick(random, [1, 2]),
      clientPauseMs: pick(random, [500, 2_000]),
      writePatienceMs: 30_000,
      readers: 0,
      snapshotEveryMs: 0,
      busy: false,
      chaosMs: 0,
      faultEveryMs: 0,
      weights: {} as Readonly<Record<FaultKind, number>>,
    },
    starvation: {
      // A healthy machine, and its disk, take a twentieth of the largest.
      eventCostMs: pick(random, [0.5, 2, 5]),
      syncLatencyMs: pick(random, [3, 10, 40]),
      // A leader whose disk stalls gives way to another voter where there is one.
      diskStallMsMax: voters === 1 ? 2_000 : 0,
      stallEveryMs: stalls ? pick(random, [100, 300, 800]) : 0,
      stallMsMax: stalls ? pick(random, [400, 800, 1_500]) : 0,
      together: random.next() < 0.3,
    },
  };
}
