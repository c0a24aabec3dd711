import type { SeededRandom } from '@drave/env/sim';
import { pick } from './sim-climate.js';
import type { FaultKind, SimClimate } from './sim-climate.js';

/** A machine that is far too slow for its quorum: what one seed of it is like. Nothing else goes wrong. */
export interface StarvedClimate {
  readonly quorum: SimClimate;
  /** Every event occupies its node for this long; a healthy machine takes a twentieth of the largest. */
  readonly eventCostMs: number;
  /** What one synced write takes, on average; a healthy disk takes a twentieth of the largest. */
  readonly syncLatencyMs: number;
  /**
   * A write to the disk takes so much longer now and then; 0 for never. A leader whose disk stalls gives way to another
   * voter where there is one.
   */
  readonly diskStallMsMax: number;
  /** Of each node: the mean pause between two stalls of its event loop, and their longest; 0 for none. */
  readonly stallEveryMs: number;
  readonly stallMsMax: number;
  /** All nodes stall at once, as where one quota holds them together. */
  readonly together: boolean;
}

export function drawStarvedClimate(random: SeededRandom): StarvedClimate {
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
    eventCostMs: pick(random, [0.5, 2, 5]),
    syncLatencyMs: pick(random, [3, 10, 40]),
    diskStallMsMax: voters === 1 ? 2_000 : 0,
    stallEveryMs: stalls ? pick(random, [100, 300, 800]) : 0,
    stallMsMax: stalls ? pick(random, [400, 800, 1_500]) : 0,
    together: random.next() < 0.3,
  };
}
