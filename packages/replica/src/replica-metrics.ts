import type { Metrics } from '@drave/env';
import type { Partition } from './partition.js';

/** Plain numbers that hot paths count up. */
export interface ReplicaCounts {
  isrShrinks: number;
  isrExpands: number;
  corruptions: number;
}

/**
 * What an operator watches of a broker's replicas, under Kafka's notions. They are counted when the metrics are
 * scraped.
 */
export function registerReplicaMetrics(
  metrics: Metrics,
  partitions: () => Iterable<Partition>,
  counts: ReplicaCounts,
): void {
  const count = (matches: (partition: Partition) => boolean): number => {
    let total = 0;
    for (const partition of partitions()) if (matches(partition)) total++;
    return total;
  };
  metrics.gauge('drave_replica_partitions', 'Replicas on this broker.', () => count(() => true));
  metrics.gauge('drave_replica_leaders', 'Partitions that this broker leads.', () => count(({ isLeader }) => isLeader));
  metrics.gauge('drave_replica_offline', 'Replicas whose log is offline.', () =>
    count(({ core }) => core.roleKind === 'offline'),
  );
  metrics.gauge(
    'drave_replica_under_replicated',
    'Partitions led here with fewer in-sync replicas than replicas.',
    () =>
      count(
        ({ core }) => core.leader !== undefined && core.leader.isr.committed.length < core.leader.replicaIds.length,
      ),
  );
  metrics.gauge('drave_replica_under_min_isr', 'Partitions led here below min.insync.replicas.', () =>
    count(({ isUnderMinIsr }) => isUnderMinIsr),
  );
  metrics.counterFrom('drave_replica_isr_shrinks_total', 'In-sync replicas that were lost.', () => counts.isrShrinks);
  metrics.counterFrom('drave_replica_isr_expands_total', 'In-sync replicas that came back.', () => counts.isrExpands);
  metrics.counterFrom(
    'drave_replica_corruptions_total',
    'Replicas found with damaged data below their end.',
    () => counts.corruptions,
  );
}
