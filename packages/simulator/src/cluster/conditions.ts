import type { SeededRandom } from '@drave/env/sim';
import type { CompressionType } from '@drave/records';
import type { FocusName } from './focus/focus-names.js';
import type { TransactionConditions } from './transactions/transaction-conditions.js';

/**
 * The conditions of one seed: what is drawn here differs from seed to seed, so that seeds visit different corners.
 */
export interface Conditions {
  readonly controllers: number;
  readonly brokers: number;
  /** How many partitions each topic has that producers write to. */
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly minInsyncReplicas: number;
  /** Every record is synced before it is acknowledged: then no power loss may lose any. */
  readonly flushed: boolean;
  /** Topics with idempotent producers and `acks=all`. */
  readonly ledgerTopics: number;
  readonly producers: number;
  /** Producers with `acks=1` on a topic of their own. */
  readonly hastyProducers: number;
  readonly consumers: number;
  readonly admins: number;
  /** The rate of all producers of a topic together. */
  readonly recordsPerSecond: number;
  /** Clients set the time of their records, up to so much earlier than it is. */
  readonly backdatedMsMax: number;
  /** How many records a producer sends at once, to one partition. */
  readonly burst: number;
  readonly recordBytes: number;
  readonly compression: CompressionType;
  readonly linkDelayMs: number;
  readonly linkLossProbability: number;
  readonly diskLatencyMs: number;
  readonly diskStallProbability: number;
  /** What every event costs a node's CPU. */
  readonly eventCostMs: number;
  /** How long it may take to create a topic before the chaos. */
  readonly setupMs: number;
  /** Mean pause between two faults. */
  readonly faultIntervalMs: number;
  readonly chaosMs: number;
  /** After everything has healed, one node of each role dies for good, and clients must go on. */
  readonly loseOneOfEach: boolean;
  /** At the very end every node is stopped in order, and nothing may be left running. */
  readonly stopInOrder: boolean;
  readonly groups: GroupConditions;
  /** Undefined: no client opens a transaction. */
  readonly transactions: TransactionConditions | undefined;
  /** What the seed is about beside its faults. */
  readonly focus: FocusName | undefined;
  /** Log directories of each broker. */
  readonly dataDirectories: number;
  /** The configuration of the topics that producers write to. */
  readonly topicConfigs: Readonly<Record<string, string>>;
  /** No disk of a broker does anything wrong: none of their processes has a reason to end by itself. */
  readonly soundDisks: boolean;
  /** What each broker's disk takes once all topics are there, until the very end. */
  readonly diskBudgetBytes: number | undefined;
  /** What each node keeps free for its metadata. */
  readonly diskReserveBytesMax: number;
  /** How often brokers look for damage in logs that no client reads; undefined: as in production. */
  readonly scrubIntervalMs: number | undefined;
  /**
   * Every other process of a broker stores snapshots of the metadata in pieces of so many bytes, as if they were large;
   * the next one loads a newer one sooner than it has read what it finds. Undefined: as in production.
   */
  readonly snapshotChunkBytes: number | undefined;
  /** The latency of the store that holds a node's metadata log. */
  readonly storeLatencyMs: number | undefined;
  /** The configuration of the compacted topic, where there is one. */
  readonly tableConfigs: Readonly<Record<string, string>>;
  /** The configuration of every node. */
  readonly brokerConfigs: Readonly<Record<string, string | number | boolean>>;
  /** How many of the producers speak Kafka's protocol; the others are the SDK's. */
  readonly kafkaProducers: number;
  /** Weights of the kinds of faults; a kind of weight 0 never happens in this seed. */
  readonly weights: Readonly<Record<FaultKind, number>>;
}

/** Consumer groups, all on all topics. */
export interface GroupConditions {
  readonly count: number;
  readonly members: number;
  readonly staticMembers: boolean;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  /** `group.initial.rebalance.delay.ms` */
  readonly initialRebalanceDelayMs: number;
  /** Whether members speak the protocol of KIP-848 instead of the classic one. */
  readonly consumerProtocol: boolean;
  /** Members of both protocols in every group, which changes its type as they come and go (online migration). */
  readonly mixedProtocols: boolean;
  /** How many of the members of a KIP-848 group are consumers of the SDK, over gRPC. */
  readonly sdkMembers: number;
  /** Members of a classic group keep what they have through a rebalance (KIP-429). */
  readonly cooperative: boolean;
  /** How many partitions `__consumer_offsets` has: few, so that every coordinator matters. */
  readonly offsetsPartitions: number;
}

const commonKinds = [
  'killController',
  'killBroker',
  'killAllControllers',
  'killAllBrokers',
  'vanish',
  'powerLossController',
  'powerLossAllControllers',
  'powerLossBroker',
  'powerLossAllBrokers',
  'stopAndPowerLoss',
  'stop',
  'rollBrokers',
  'wipeBroker',
  'pause',
  'stall',
  'slowNode',
  'isolate',
  'oneWay',
  'split',
  'clog',
  'blackHole',
  'slowLink',
  'loseMessages',
  'clockStep',
  'clockDrift',
  'slowDisk',
  'fullDisk',
  'failRead',
  'failWrite',
  'failSync',
  'failController',
  'flipBit',
  'changeVoters',
  'quickReboot',
  'lossyFirst',
  'cutOff',
  'resetConnections',
  'killCoordinator',
  'memberCrash',
  'memberLeave',
  'memberPause',
  'memberCutOff',
] as const;

/** Faults of several steps; only under conditions that are about them. */
export const storyKinds = [
  'lastReplica',
  'lateAdmission',
  'lateRequest',
  'staleWatermark',
  'shortOfSpace',
  'fullCoordinator',
] as const;

/** These kinds happen only under conditions that are about them. */
const focusKinds = ['loseDirectory', 'killTransactionCoordinator'] as const;

export const faultKinds = [...commonKinds, ...storyKinds, ...focusKinds] as const;

export type FaultKind = (typeof faultKinds)[number];

/** Heavy or rare in life, and they hide the others when they come all the time. */
const rare: ReadonlySet<FaultKind> = new Set([
  'killAllControllers',
  'killAllBrokers',
  'powerLossAllControllers',
  'powerLossAllBrokers',
  'rollBrokers',
  'wipeBroker',
  'lossyFirst',
]);

export function drawCommonConditions(random: SeededRandom): Conditions {
  const pick = picker(random);
  const mostly = (probability: number, usual: number, otherwise: () => number): number =>
    random.next() < probability ? usual : otherwise();
  const replicationFactor = pick([1, 3, 3, 3, 3]);
  return {
    controllers: pick([1, 3, 3, 3, 5]),
    brokers: pick([3, 3, 3, 4, 5]),
    partitions: pick([1, 2, 4]),
    replicationFactor,
    minInsyncReplicas: replicationFactor === 1 ? 1 : 2,
    flushed: random.next() < 0.2,
    ledgerTopics: pick([1, 1, 2]),
    producers: pick([1, 2, 3]),
    hastyProducers: pick([0, 0, 1]),
    consumers: pick([0, 1, 1, 2]),
    admins: pick([1, 2]),
    recordsPerSecond: pick([20, 50, 100]),
    burst: 1,
    backdatedMsMax: 0,
    recordBytes: pick([16, 16, 200, 2_000, 15_000]),
    compression: pick<CompressionType>(['none', 'none', 'none', 'gzip', 'snappy', 'lz4', 'zstd']),
    linkDelayMs: pick([0.1, 0.5, 2, 10]),
    linkLossProbability: mostly(0.7, 0, () => random.next() * 0.002),
    diskLatencyMs: pick([0, 0.1, 1]),
    diskStallProbability: mostly(0.7, 0, () => random.next() * 0.005),
    eventCostMs: mostly(0.8, 0, () => random.next() * 0.1),
    setupMs: 10_000,
    faultIntervalMs: pick([200, 400, 800]),
    chaosMs: pick([3_000, 5_000, 7_000]),
    loseOneOfEach: random.next() < 0.4,
    stopInOrder: random.next() < 0.4,
    weights: drawWeights(random),
    groups: drawGroups(random.fork('groups')),
    kafkaProducers: random.fork('kafka').integer(3),
    transactions: undefined,
    focus: undefined,
    dataDirectories: 1,
    soundDisks: false,
    diskBudgetBytes: undefined,
    diskReserveBytesMax: 0,
    scrubIntervalMs: undefined,
    snapshotChunkBytes: undefined,
    storeLatencyMs: undefined,
    topicConfigs: {},
    tableConfigs: {},
    brokerConfigs: {},
  };
}

function drawGroups(random: SeededRandom): GroupConditions {
  const pick = picker(random);
  const protocols = random.fork('protocols');
  return {
    sdkMembers: picker(protocols)([0, 1, 1, 3]),
    cooperative: protocols.next() < 0.5,
    mixedProtocols: protocols.next() < 0.2,
    count: pick([0, 1, 1, 2]),
    members: pick([1, 2, 2, 3]),
    staticMembers: random.next() < 0.3,
    sessionTimeoutMs: pick([800, 1_500, 3_000]),
    rebalanceTimeoutMs: pick([1_500, 3_000]),
    initialRebalanceDelayMs: pick([0, 100, 500]),
    offsetsPartitions: pick([3, 4, 5]),
    consumerProtocol: random.next() < 0.35,
  };
}

export function picker(random: SeededRandom): <T>(values: readonly T[]) => T {
  return <T>(values: readonly T[]): T => values[random.integer(values.length)] as T;
}

/** Most kinds are absent from most seeds, so that the present ones meet each other undisturbed. */
function drawWeights(random: SeededRandom): Record<FaultKind, number> {
  const entries = commonKinds.map((kind) => {
    const present = random.next() < 0.45;
    const weight = random.next() * (rare.has(kind) ? 0.3 : 1);
    return [kind, present ? weight : 0] as const;
  });
  const stories = [...storyKinds, ...focusKinds].map((kind) => [kind, 0] as const);
  return Object.fromEntries([...entries, ...stories]) as Record<FaultKind, number>;
}
