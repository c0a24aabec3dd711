import { DirectoryMovingOperator } from './directory-moving-operator.js';
import { type Focus, scaled } from './focus.js';

/**
 * Brokers with several log directories lose one of them and get it back, or an empty one: only the replicas in it are
 * gone meanwhile (KIP-112, KIP-858). An operator moves replicas between the others, and into the one that is about to
 * go (KIP-113).
 */
export const directoriesFocus: Focus = {
  weight: 1,
  adapt: (conditions, random) => ({
    ...conditions,
    // With three, what is made anew may lie behind what was left behind.
    dataDirectories: random.next() < 0.2 ? 2 : 3,
    linkDelayMs: 2 + random.integer(10),
    replicationFactor: 3,
    minInsyncReplicas: 2,
    partitions: 4,
    faultIntervalMs: 600,
    weights: {
      // A volume is lost only when all replicas are in sync, so the rest must leave room for that.
      ...scaled(conditions.weights, 0.3),
      loseDirectory: 2,
      // A second disk fault on the same broker leaves it without a directory, and then it may end.
      failRead: 0,
      failWrite: 0,
      failSync: 0,
      flipBit: 0,
    },
  }),
  begin: (cluster, { partitionNames }) => new DirectoryMovingOperator(cluster, partitionNames),
};
