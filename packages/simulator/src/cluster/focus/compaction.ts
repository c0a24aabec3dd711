import { CompactedTable } from './compacted-table.js';
import type { Focus } from './focus.js';

/**
 * Keys are written and deleted again and again in a compacted topic whose segments roll and are cleaned all the time,
 * while brokers come and go: the last value of every key survives on every replica, and who wrote what was superseded
 * is known everywhere (KAFKA-1374, KAFKA-8335). What is to expire besides does so.
 */
export const compactionFocus: Focus = {
  weight: 1,
  adapt: (conditions, random) => ({
    ...conditions,
    replicationFactor: 3,
    minInsyncReplicas: 2,
    partitions: 1,
    recordsPerSecond: 20,
    recordBytes: Math.min(conditions.recordBytes, 200),
    brokerConfigs: {
      ...conditions.brokerConfigs,
      'log.cleaner.backoff.ms': 50 + random.integer(4) * 100,
      'producer.id.expiration.check.interval.ms': 1_000,
      'log.retention.check.interval.ms': 100 + random.integer(3) * 200,
    },
    tableConfigs: {
      ...(random.next() < 0.5
        ? { 'cleanup.policy': 'compact' }
        : { 'cleanup.policy': 'compact,delete', 'retention.ms': String(1_500 + random.integer(3_000)) }),
      'segment.bytes': String(1_000 + random.integer(4) * 2_000),
      'segment.ms': String(300 + random.integer(1_500)),
      'min.cleanable.dirty.ratio': String(random.integer(3) * 0.2),
      'delete.retention.ms': String(random.integer(3) * 400),
      'file.delete.delay.ms': String(random.integer(3) * 300),
    },
    // Records are as old as their clients say, and retention goes by that.
    weights: {
      ...conditions.weights,
      clockStep: 0,
      clockDrift: 0,
      wipeBroker: Math.max(conditions.weights.wipeBroker, random.next() * 0.8),
    },
  }),
  begin: (cluster) => new CompactedTable(cluster),
};
