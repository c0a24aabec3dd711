import type { SeededRandom } from '@drave/env/sim';

/** The fault climate of one seed: what is drawn here differs from seed to seed, so that seeds visit different corners. */
export interface Climate {
  readonly controllers: number;
  readonly brokers: number;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly minInsyncReplicas: number;
  readonly producers: number;
  readonly recordsPerSecond: number;
  readonly linkDelayMs: number;
  readonly linkLossProbability: number;
  readonly diskLatencyMs: number;
  readonly diskStallProbability: number;
  /** Mean pause between two faults. */
  readonly faultIntervalMs: number;
  readonly chaosMs: number;
  /** Weights of the kinds of faults; a kind of weight 0 never happens in this seed. */
  readonly weights: Readonly<Record<FaultKind, number>>;
}

export type FaultKind =
  | 'killController'
  | 'killBroker'
  | 'powerLossController'
  | 'powerLossBroker'
  | 'pause'
  | 'isolate'
  | 'oneWay'
  | 'clog'
  | 'clockStep'
  | 'slowDisk'
  | 'stall'
  | 'quiet';

const kinds: readonly FaultKind[] = [
  'killController',
  'killBroker',
  'powerLossController',
  'powerLossBroker',
  'pause',
  'isolate',
  'oneWay',
  'clog',
  'clockStep',
  'slowDisk',
  'stall',
  'quiet',
];

export function drawClimate(random: SeededRandom): Climate {
  const pick = <T>(values: readonly T[]): T => values[random.integer(values.length)] as T;
  const brokers = pick([3, 3, 3, 4, 5]);
  const replicationFactor = pick([1, 3, 3, 3]);
  const weights = Object.fromEntries(kinds.map((kind) => [kind, random.next() < 0.35 ? 0 : random.next()]));
  return {
    controllers: pick([1, 3, 3, 3, 5]),
    brokers,
    partitions: pick([1, 2, 4, 6]),
    replicationFactor,
    minInsyncReplicas: replicationFactor === 1 ? 1 : 2,
    producers: pick([1, 2, 3]),
    recordsPerSecond: pick([20, 50, 100]),
    linkDelayMs: pick([0.1, 0.5, 2, 10]),
    linkLossProbability: random.next() < 0.7 ? 0 : random.next() * 0.002,
    diskLatencyMs: pick([0, 0.1, 1]),
    diskStallProbability: random.next() < 0.7 ? 0 : random.next() * 0.005,
    faultIntervalMs: pick([300, 600, 1_200]),
    chaosMs: pick([4_000, 6_000, 8_000]),
    weights: { ...(weights as Record<FaultKind, number>), quiet: 0.3 },
  };
}
