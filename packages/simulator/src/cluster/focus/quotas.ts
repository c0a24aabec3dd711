import { type Focus, scaled } from './focus.js';
import { LimitingOperator } from './limiting-operator.js';

/**
 * An operator limits all clients, and takes the limits away again, while brokers and controllers come and go. Whoever
 * is told to hold back goes on when its time is over or the limit is gone: nobody waits for ever, and no record is
 * lost.
 */
export const quotasFocus: Focus = {
  // Drawn for some of the seeds that have no focus.
  weight: 0,
  adapt: (conditions) => ({
    ...conditions,
    replicationFactor: 3,
    minInsyncReplicas: 2,
    groups: { ...conditions.groups, count: Math.max(1, conditions.groups.count) },
    weights: scaled(conditions.weights, 0.5),
  }),
  begin: (cluster) => new LimitingOperator(cluster),
};
