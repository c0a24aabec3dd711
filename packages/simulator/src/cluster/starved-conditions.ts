import type { SeededRandom } from '@drave/env/sim';
import type { Starvation } from '@drave/raft/testing';
import { calmConditions } from './calm-conditions.js';
import type { Conditions } from './conditions.js';

/** A cluster on a machine that is far too slow for it; nothing else goes wrong but what the run does at its end. */
interface StarvedClusterConditions {
  readonly cluster: Conditions;
  readonly starvation: Starvation;
}

export function drawStarvedClusterConditions(random: SeededRandom): StarvedClusterConditions {
  const pick = <T>(values: readonly T[]): T => values[random.integer(values.length)] as T;
  const stalls = random.next() < 0.5;
  const starvation: Starvation = {
    // A healthy machine, and its disk, take a twentieth of the largest.
    eventCostMs: pick([0.5, 1, 2]),
    syncLatencyMs: pick([3, 10, 40]),
    diskStallMsMax: 0,
    stallEveryMs: stalls ? pick([300, 800]) : 0,
    stallMsMax: stalls ? pick([400, 800]) : 0,
    together: random.next() < 0.5,
  };
  const cluster: Conditions = {
    ...calmConditions,
    partitions: pick([1, 2]),
    recordsPerSecond: pick([2, 5]),
    linkDelayMs: pick([0.1, 0.5, 2]),
    diskLatencyMs: starvation.syncLatencyMs / 10,
    eventCostMs: starvation.eventCostMs,
    setupMs: 60_000,
    groups: {
      ...calmConditions.groups,
      count: pick([0, 1]),
      consumerProtocol: random.next() < 0.5,
      cooperative: random.next() < 0.5,
    },
  };
  return { cluster, starvation };
}
