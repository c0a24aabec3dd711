import type { Metrics } from '@drave/env';
import type { PartitionFigure, ReplicaCensus } from './replica-census.js';
import type { TopicTraffic } from './topic-traffic.js';

/** Plain numbers that hot paths count up. */
export interface ReplicaCounts {
  isrShrinks: number;
  isrExpands: number;
  corruptions: number;
}

interface ReplicaFigures {
  readonly census: ReplicaCensus;
  readonly traffic: TopicTraffic;
  readonly counts: ReplicaCounts;
  readonly offlineDirectories: () => number;
}

const OF_PARTITIONS = {
  kafka_log_log_size: ['sizeBytes', 'Bytes of the log of a partition, on this broker.'],
  kafka_cluster_partition_underreplicated: ['underReplicated', '1 where the leader here lacks a replica in sync.'],
  kafka_cluster_partition_underminisr: ['underMinIsr', '1 where the leader here is below min.insync.replicas.'],
  kafka_cluster_partition_atminisr: ['atMinIsr', '1 where one replica less would be below min.insync.replicas.'],
} as const satisfies Record<string, readonly [PartitionFigure, string]>;

/** What an operator watches of a broker's replicas. They are counted when the metrics are scraped. */
export function registerReplicaMetrics(metrics: Metrics, figures: ReplicaFigures): void {
  const { census, traffic, counts } = figures;
  metrics.beforeScrape(() => census.take());
  traffic.register(metrics);
  registerCounts(metrics, figures);
  registerKafkaCounts(metrics, figures);
  for (const [name, [figure, help]] of Object.entries(OF_PARTITIONS))
    metrics.gauges(name, help, () => census.series(figure));
  metrics.gauges(
    'drave_metrics_series_left_out',
    'What has no series of its own (drave.metrics.series.max), and is in the sum with the topic "(other)".',
    () => [
      [{ of: 'partitions' }, census.leftOut],
      [{ of: 'topics' }, traffic.leftOut],
    ],
  );
  metrics.counterFrom(
    'drave_replica_corruptions_total',
    'Replicas found with damaged data below their end.',
    () => counts.corruptions,
  );
}

function registerCounts(metrics: Metrics, { census, counts }: ReplicaFigures): void {
  metrics.gauge('drave_replica_partitions', 'Replicas on this broker.', () => census.counts.partitions);
  metrics.gauge('drave_replica_leaders', 'Partitions that this broker leads.', () => census.counts.leaders);
  metrics.gauge('drave_replica_offline', 'Replicas whose log is offline.', () => census.counts.offline);
  metrics.gauge(
    'drave_replica_under_replicated',
    'Partitions led here with fewer in-sync replicas than replicas.',
    () => census.counts.underReplicated,
  );
  metrics.gauge(
    'drave_replica_under_min_isr',
    'Partitions led here below min.insync.replicas.',
    () => census.counts.underMinIsr,
  );
  metrics.counterFrom('drave_replica_isr_shrinks_total', 'In-sync replicas that were lost.', () => counts.isrShrinks);
  metrics.counterFrom('drave_replica_isr_expands_total', 'In-sync replicas that came back.', () => counts.isrExpands);
}

function registerKafkaCounts(metrics: Metrics, { census, counts, offlineDirectories }: ReplicaFigures): void {
  const gauge = (what: string, help: string, read: () => number): void =>
    metrics.gauge(`kafka_server_replicamanager_${what}`, help, read);
  gauge('partitioncount', 'Replicas on this broker.', () => census.counts.partitions);
  gauge('leadercount', 'Partitions that this broker leads.', () => census.counts.leaders);
  gauge('offlinereplicacount', 'Replicas whose log is offline.', () => census.counts.offline);
  gauge(
    'underreplicatedpartitions',
    'Partitions led here with fewer in-sync replicas than replicas.',
    () => census.counts.underReplicated,
  );
  gauge('underminisrpartitioncount', 'Partitions led here below min.insync.replicas.', () => census.counts.underMinIsr);
  gauge(
    'atminisrpartitioncount',
    'Partitions led here with no replica in sync to spare.',
    () => census.counts.atMinIsr,
  );
  const counter = (what: string, help: string, read: () => number): void =>
    metrics.counterFrom(`kafka_server_replicamanager_${what}_total`, help, read);
  counter('isrshrinks', 'In-sync replicas that were lost.', () => counts.isrShrinks);
  counter('isrexpands', 'In-sync replicas that came back.', () => counts.isrExpands);
  metrics.gauge('kafka_log_logmanager_offlinelogdirectorycount', 'Data directories that failed.', offlineDirectories);
}
