import type { SeededRandom } from '@drave/env/sim';
import type { Starvation } from '@drave/raft/testing';
import { faultKinds, type Conditions, type FaultKind } from './conditions.js';

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
  const none = faultKinds.map((kind) => [kind, 0] as const);
  const cluster: Conditions = {
    controllers: 3,
    brokers: 3,
    partitions: pick([1, 2]),
    replicationFactor: 3,
    minInsyncReplicas: 2,
    flushed: false,
    ledgerTopics: 1,
    producers: 2,
    hastyProducers: 0,
    consumers: 1,
    admins: 1,
    recordsPerSecond: pick([2, 5]),
    backdatedMsMax: 0,
    burst: 1,
    recordBytes: 200,
    compression: 'none',
    linkDelayMs: pick([0.1, 0.5, 2]),
    linkLossProbability: 0,
    diskLatencyMs: starvation.syncLatencyMs / 10,
    diskStallProbability: 0,
    eventCostMs: starvation.eventCostMs,
    setupMs: 60_000,
    faultIntervalMs: 0,
    chaosMs: 0,
    loseOneOfEach: false,
    stopInOrder: false,
    transactions: undefined,
    groups: {
      count: pick([0, 1]),
      members: 2,
      staticMembers: false,
      // Sessions of groups are as long as their members say, so these say what fits such a machine.
      sessionTimeoutMs: 15_000,
      rebalanceTimeoutMs: 30_000,
      initialRebalanceDelayMs: 500,
      consumerProtocol: random.next() < 0.5,
      mixedProtocols: false,
      sdkMembers: 1,
      cooperative: random.next() < 0.5,
      offsetsPartitions: 3,
    },
    focus: undefined,
    dataDirectories: 1,
    topicConfigs: {},
    soundDisks: true,
    diskBudgetBytes: undefined,
    diskReserveBytesMax: 0,
    scrubIntervalMs: undefined,
    snapshotChunkBytes: undefined,
    storeLatencyMs: undefined,
    tableConfigs: {},
    brokerConfigs: {},
    kafkaProducers: 1,
    weights: Object.fromEntries(none) as Record<FaultKind, number>,
  };
  return { cluster, starvation };
}
