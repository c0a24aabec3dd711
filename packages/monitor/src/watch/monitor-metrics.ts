import type { MetricLabels, Metrics } from '@drave/env';
import { statusNumbers } from '../evaluator/status.js';
import type { EvaluatedPartition, GroupEvaluation } from '../evaluator/evaluate-group.js';
import type { ClusterWatch } from './cluster-watch.js';

type Rows = Iterable<readonly [labels: MetricLabels, value: number]>;

/** Groups of one cluster, judged for one scrape. */
interface Judged {
  readonly watch: ClusterWatch;
  readonly groups: readonly GroupEvaluation[];
}

/**
 * Registers what dashboards for kafka_exporter and for Burrow query, under their names, with the label `cluster` beside
 * theirs. A metric with a row for each partition has at most `seriesMax` of them for a cluster.
 */
export function registerMetrics(metrics: Metrics, watches: readonly ClusterWatch[], seriesMax: number): void {
  const scrape = new Scrape(watches);
  const add = (name: string, help: string, rows: (judged: Judged) => Rows): void =>
    metrics.gauges(name, help, () => scrape.rows(rows));
  addClusterMetrics(add, seriesMax);
  addGroupMetrics(add);
  addGroupPartitionMetrics(add, seriesMax);
  addBurrowMetrics(add, seriesMax);
  addOwnMetrics(add);
}

type Add = (name: string, help: string, rows: (judged: Judged) => Rows) => void;

/** Judges every group once for all metrics of a scrape, and gives their rows the label of their cluster. */
class Scrape {
  private readonly watches: readonly ClusterWatch[];
  private judged: readonly Judged[] = [];
  private second = -1;

  constructor(watches: readonly ClusterWatch[]) {
    this.watches = watches;
  }

  *rows(of: (judged: Judged) => Rows): Rows {
    this.judge();
    for (const judged of this.judged)
      for (const [labels, value] of of(judged)) yield [{ cluster: judged.watch.settings.name, ...labels }, value];
  }

  /** Rules count in whole seconds, and so does this. */
  private judge(): void {
    const second = Math.floor((this.watches[0]?.wallMs() ?? 0) / 1_000);
    if (second === this.second) return;
    this.second = second;
    this.judged = this.watches.map((watch) => ({
      watch,
      groups: watch.groupNames().map((group) => watch.evaluate(group)),
    }));
  }
}

function addClusterMetrics(add: Add, seriesMax: number): void {
  add('kafka_brokers', 'Brokers of the cluster.', ({ watch }) => [[{}, watch.facts.brokers.length]]);
  add('kafka_broker_info', 'A broker and its address.', ({ watch }) =>
    watch.facts.brokers.map(({ id, address }) => [{ id: `${id}`, address }, 1]),
  );
  add('kafka_topic_partitions', 'Partitions of a topic.', ({ watch }) =>
    [...watch.facts.topics].map(([topic, partitions]) => [{ topic }, partitions.length]),
  );
  const addPartition = (name: string, help: string, valueOf: (facts: PartitionRow) => number | undefined): void =>
    add(name, help, ({ watch }) =>
      limited(seriesMax, partitionRows(watch), (row) => {
        const value = valueOf(row);
        return value === undefined ? undefined : [{ topic: row.topic, partition: `${row.partition}` }, value];
      }),
    );
  addPartition('kafka_topic_partition_current_offset', 'The end of a partition.', ({ end }) => end ?? undefined);
  addPartition('kafka_topic_partition_oldest_offset', 'The start of a partition.', ({ logStart }) => logStart);
  addPartition('kafka_topic_partition_leader', 'The leader; -1 for none.', ({ leader }) => leader);
  addPartition('kafka_topic_partition_replicas', 'Replicas of a partition.', ({ replicas }) => replicas.length);
  addPartition('kafka_topic_partition_in_sync_replica', 'Those that are in sync.', ({ inSync }) => inSync.length);
  addPartition(
    'kafka_topic_partition_leader_is_preferred',
    '1 when the first replica leads.',
    ({ leader, replicas }) => (replicas[0] === leader ? 1 : 0),
  );
  addPartition(
    'kafka_topic_partition_under_replicated_partition',
    '1 when a replica is not in sync.',
    ({ inSync, replicas }) => (inSync.length < replicas.length ? 1 : 0),
  );
}

interface PartitionRow {
  readonly topic: string;
  readonly partition: number;
  readonly end: number | null;
  readonly logStart?: number;
  readonly leader: number;
  readonly replicas: readonly number[];
  readonly inSync: readonly number[];
}

function* partitionRows({ facts, history }: ClusterWatch): Iterable<PartitionRow> {
  for (const [topic, partitions] of facts.topics) {
    const ends = history.topicEnds(topic);
    for (const [partition, one] of partitions.entries())
      yield { topic, partition, end: ends?.[partition] ?? null, ...one };
  }
}

function addGroupMetrics(add: Add): void {
  add('kafka_consumergroup_members', 'Members of a group.', ({ watch, groups }) =>
    groups.map(({ group }) => [{ consumergroup: group }, watch.history.memberCount(group)]),
  );
  const addSum = (name: string, help: string, valueOf: (partition: EvaluatedPartition) => number): void =>
    add(name, help, ({ groups }) =>
      groups.flatMap(({ group: consumergroup, partitions }) => {
        const sums = new Map<string, number>();
        for (const one of partitions)
          if (one.end !== null) sums.set(one.topic, (sums.get(one.topic) ?? 0) + valueOf(one));
        return [...sums].map(([topic, sum]) => [{ consumergroup, topic }, sum] as const);
      }),
    );
  addSum(
    'kafka_consumergroup_current_offset_sum',
    'Committed offsets of a topic, added up.',
    ({ end }) => end?.offset ?? 0,
  );
  addSum('kafka_consumergroup_lag_sum', 'Unread records of a topic.', ({ currentLag }) => currentLag);
  add('kafka_consumergroup_group_max_lag_seconds', 'The age of the oldest unread record of a group.', ({ groups }) =>
    groups.flatMap(({ group, partitions }) => {
      const ages = partitions.flatMap(({ timeLag }) => timeLag.ageMs ?? []);
      return ages.length === 0 ? [] : [[{ group }, Math.max(...ages) / 1_000] as const];
    }),
  );
}

function addGroupPartitionMetrics(add: Add, seriesMax: number): void {
  const addEach = (name: string, help: string, valueOf: (partition: EvaluatedPartition) => number): void =>
    add(name, help, ({ groups }) =>
      limited(seriesMax, committed(groups), ({ group: consumergroup, one }) => [
        { consumergroup, topic: one.topic, partition: `${one.partition}` },
        valueOf(one),
      ]),
    );
  addEach('kafka_consumergroup_current_offset', 'The committed offset.', ({ end }) => end?.offset ?? 0);
  addEach('kafka_consumergroup_lag', 'Unread records.', ({ currentLag }) => currentLag);
  add('kafka_consumergroup_group_lag_seconds', 'The age of the oldest unread record.', ({ groups }) =>
    limited(seriesMax, committed(groups), ({ group, one: { topic, partition, timeLag } }) =>
      timeLag.ageMs === null ? undefined : [{ group, topic, partition: `${partition}` }, timeLag.ageMs / 1_000],
    ),
  );
}

function addBurrowMetrics(add: Add, seriesMax: number): void {
  add('burrow_kafka_consumer_lag_total', 'Unread records of a group.', ({ groups }) =>
    groups.map(({ group, totalLag }) => [{ consumer_group: group }, totalLag]),
  );
  add('burrow_kafka_consumer_status', 'The state of a group: 0 not found, 1 OK, 2 WARN, 3 ERR.', ({ groups }) =>
    groups.map(({ group, status }) => [{ consumer_group: group }, statusNumbers[status]]),
  );
  const addEach = (name: string, help: string, valueOf: (one: EvaluatedPartition) => number | undefined): void =>
    add(name, help, ({ groups }) =>
      limited(seriesMax, committed(groups), ({ group, one }) => {
        const value = valueOf(one);
        const labels = { consumer_group: group, topic: one.topic, partition: `${one.partition}` };
        return value === undefined ? undefined : [labels, value];
      }),
    );
  addEach('burrow_kafka_consumer_partition_lag', 'Unread records.', ({ currentLag }) => currentLag);
  addEach(
    'burrow_kafka_consumer_current_offset',
    'The committed offset, once the window is full.',
    ({ complete, end }) => (complete === 1 ? end?.offset : undefined),
  );
  addEach(
    'burrow_kafka_topic_partition_status',
    'The state of a partition, once the window is full: 1 OK, 2 WARN, 4 STOP, 5 STALL, 6 REWIND.',
    ({ complete, status }) => (complete === 1 ? statusNumbers[status] : undefined),
  );
  add('burrow_kafka_topic_partition_offset', 'The end of a partition.', ({ watch }) =>
    limited(seriesMax, partitionRows(watch), ({ topic, partition, end }) =>
      end === null ? undefined : [{ topic, partition: `${partition}` }, end],
    ),
  );
}

function addOwnMetrics(add: Add): void {
  add('drave_monitor_sample_seconds', 'How long the last sample took.', ({ watch: { lastSample } }) =>
    lastSample === undefined ? [] : [[{}, lastSample.tookMs / 1_000]],
  );
  add('drave_monitor_sample_failures', 'Kinds of failures in the last sample.', ({ watch: { lastSample } }) =>
    lastSample === undefined ? [] : [[{}, lastSample.failures.length]],
  );
  add('drave_monitor_group_partitions', 'Partitions of groups that are held.', ({ watch }) => [
    [{}, watch.history.groupPartitionCount],
  ]);
  add('drave_monitor_group_partitions_left_out', 'Commits that found no room, since the start.', ({ watch }) => [
    [{}, watch.history.leftOutCount],
  ]);
}

function* committed(
  groups: readonly GroupEvaluation[],
): Iterable<{ readonly group: string; readonly one: EvaluatedPartition }> {
  for (const { group, partitions } of groups) for (const one of partitions) if (one.end !== null) yield { group, one };
}

function* limited<T>(
  max: number,
  items: Iterable<T>,
  rowOf: (item: T) => readonly [MetricLabels, number] | undefined,
): Rows {
  let count = 0;
  for (const item of items) {
    const row = rowOf(item);
    if (row === undefined) continue;
    if (count === max) return;
    count += 1;
    yield row;
  }
}
