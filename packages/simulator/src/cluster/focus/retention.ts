import { ExpiringLoad } from './expiring-load.js';
import type { Focus } from './focus.js';

/**
 * Records expire within a run, so followers that were away come back below their leader's log start (KAFKA-9491), and
 * in the end everything has expired everywhere.
 */
export const retentionFocus: Focus = {
  weight: 1,
  adapt: (conditions, random) => ({
    ...conditions,
    replicationFactor: 3,
    minInsyncReplicas: 2,
    partitions: Math.min(conditions.partitions, 2),
    burst: 1 + random.integer(6),
    recordsPerSecond: 100,
    recordBytes: Math.min(conditions.recordBytes, 2_000),
    topicConfigs: {
      ...conditions.topicConfigs,
      'segment.bytes': String(4_000 + random.integer(4) * 10_000),
      'segment.ms': String(500 + random.integer(2_000)),
      'retention.ms': String(500 + random.integer(4) * 500),
      'file.delete.delay.ms': String(random.integer(3) * 300),
    },
    brokerConfigs: { ...conditions.brokerConfigs, 'log.retention.check.interval.ms': 100 + random.integer(3) * 200 },
    // Records are as old as their clients say, and retention goes by that.
    weights: { ...conditions.weights, clockStep: 0, clockDrift: 0 },
  }),
  begin: (cluster, { partitionNames }) => new ExpiringLoad(cluster, partitionNames),
};
