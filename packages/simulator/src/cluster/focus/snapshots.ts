import { scaled, type Focus } from './focus.js';
import { LaggingBrokers } from './lagging-brokers.js';

/**
 * Controllers cut a snapshot every few records and drop the log behind it, while nodes lag: they begin with a snapshot,
 * in many pieces as in a large cluster, and the one that they read is replaced meanwhile.
 */
export const snapshotsFocus: Focus = {
  weight: 1,
  adapt: (conditions, random) => ({
    ...conditions,
    controllers: 3,
    admins: 2,
    recordsPerSecond: 20,
    soundDisks: true,
    linkDelayMs: 0.5 + random.integer(4),
    snapshotChunkBytes: 100 + random.integer(4) * 100,
    storeLatencyMs: 1 + random.integer(8),
    brokerConfigs: {
      ...conditions.brokerConfigs,
      'metadata.log.max.record.bytes.between.snapshots': 200 + random.integer(4) * 600,
    },
    weights: {
      ...scaled(conditions.weights, 0.5),
      pause: 1.5,
      isolate: 1,
      slowLink: 1.5,
      slowDisk: 1,
      vanish: 1,
      failRead: 0,
      failWrite: 0,
      failSync: 0,
      flipBit: 0,
      fullDisk: 0,
    },
  }),
  begin: (cluster) => new LaggingBrokers(cluster),
};
