import { allOf, type Focus } from './focus.js';
import { PurgingClient } from './purging-client.js';
import { TimeSearcher } from './time-searcher.js';

/**
 * Clients delete records at any offset, also inside a batch, while brokers come and go: logs that begin inside a batch
 * everywhere, followers that come back below the leader's start (KIP-107, KAFKA-6975, KAFKA-9491).
 */
export const deleteRecordsFocus: Focus = {
  weight: 1,
  adapt: (climate, random) => ({
    ...climate,
    replicationFactor: 3,
    minInsyncReplicas: 2,
    partitions: Math.min(climate.partitions, 2),
    burst: 2 + random.integer(6),
    recordsPerSecond: 100,
    recordBytes: Math.min(climate.recordBytes, 2_000),
    topicConfigs: {
      ...climate.topicConfigs,
      'segment.bytes': String(8_000 + random.integer(4) * 20_000),
      'file.delete.delay.ms': String(random.integer(3) * 300),
    },
    // Clients search by time, and records are as old as their writers say.
    weights: { ...climate.weights, clockStep: 0, clockDrift: 0 },
    brokerConfigs: { ...climate.brokerConfigs, 'log.retention.check.interval.ms': 100 + random.integer(3) * 200 },
  }),
  begin: (cluster, { partitionNames }) =>
    allOf([new PurgingClient(cluster, partitionNames), new TimeSearcher(cluster, 'searcher', partitionNames)]),
};
