import { allOf, type Focus } from './focus.js';
import { PurgingClient } from './purging-client.js';
import { TimeSearcher } from './time-searcher.js';

/**
 * Clients delete records at any offset, also inside a batch, while brokers come and go: logs that begin inside a batch
 * everywhere, followers that come back below the leader's start, or beyond its end with records of an epoch that no
 * replica knows any more (KIP-107, KIP-101, KAFKA-6975, KAFKA-9491). Damage is looked for all the time.
 */
export const deleteRecordsFocus: Focus = {
  weight: 1,
  adapt: (conditions, random) => ({
    ...conditions,
    replicationFactor: 3,
    minInsyncReplicas: 2,
    partitions: Math.min(conditions.partitions, 2),
    burst: 2 + random.integer(6),
    hastyProducers: 1,
    recordsPerSecond: 100,
    backdatedMsMax: random.integer(2) * 2_000,
    recordBytes: Math.min(conditions.recordBytes, 2_000),
    diskLatencyMs: random.next() < 0.5 ? conditions.diskLatencyMs : 1 + random.integer(4),
    scrubIntervalMs: 50 + random.integer(3) * 100,
    topicConfigs: {
      ...conditions.topicConfigs,
      'segment.bytes': String(8_000 + random.integer(4) * 20_000),
      'file.delete.delay.ms': String(random.integer(3) * 300),
    },
    // Clients search by time, and records are as old as their writers say.
    weights: {
      ...conditions.weights,
      clockStep: 0,
      clockDrift: 0,
      cutOff: 2,
      flipBit: random.next() < 0.4 ? 2 : conditions.weights.flipBit,
    },
    brokerConfigs: { ...conditions.brokerConfigs, 'log.retention.check.interval.ms': 10 + random.integer(3) * 100 },
  }),
  begin: (cluster, { partitionNames }) =>
    allOf([new PurgingClient(cluster, partitionNames), new TimeSearcher(cluster, 'searcher', partitionNames)]),
};
