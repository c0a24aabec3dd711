import { type Focus, scaled } from './focus.js';
import { RereadingClient } from './rereading-client.js';

/**
 * Bits flip in the logs of one broker, all of whose records are synced, and a client reads what is old, also from
 * brokers that have just started and hold nothing in memory (docs/faults.md F2, F3).
 */
export const bitRotFocus: Focus = {
  // Not drawn yet; hunts ask for it by name.
  weight: 0,
  adapt: (conditions, random) => ({
    ...conditions,
    replicationFactor: 3,
    minInsyncReplicas: 2,
    partitions: Math.min(conditions.partitions, 2),
    flushed: true,
    recordsPerSecond: 50,
    recordBytes: 200 + random.integer(1_000),
    // A bit flips only where all replicas are in sync, so faults come often and most of them are that one.
    faultIntervalMs: 200,
    chaosMs: 7_000,
    weights: { ...scaled(conditions.weights, 0.05), flipBit: 3, killBroker: 0.3, stop: 0.3 },
  }),
  begin: (cluster, { ledgerOf }) => new RereadingClient(cluster, ledgerOf),
};
