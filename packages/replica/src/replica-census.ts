import type { Bytes, Steps } from '@drave/base';
import type { MetricLabels } from '@drave/env';
import type { Partition } from './partition.js';
import { OTHERS } from './topic-traffic.js';

/** What one look at all partitions found. */
interface Counts {
  partitions: number;
  leaders: number;
  offline: number;
  underReplicated: number;
  underMinIsr: number;
  atMinIsr: number;
}

interface PartitionRow {
  readonly labels: MetricLabels;
  readonly sizeBytes: Bytes;
  readonly underReplicated: number;
  readonly underMinIsr: number;
  readonly atMinIsr: number;
}

export type PartitionFigure = Exclude<keyof PartitionRow, 'labels'>;

/** Counts a broker's partitions for a scrape: in one look for all metrics, a partition a step. */
export class ReplicaCensus {
  private readonly partitions: () => Iterable<Partition>;
  private readonly rowsMax: number;
  private countsNow: Readonly<Counts> = noCounts();
  private rows: readonly PartitionRow[] = [];

  constructor(partitions: () => Iterable<Partition>, rowsMax: number) {
    this.partitions = partitions;
    this.rowsMax = rowsMax;
  }

  get counts(): Readonly<Counts> {
    return this.countsNow;
  }

  /** Partitions that have no series of their own. */
  get leftOut(): number {
    return Math.max(0, this.countsNow.partitions - this.rowsMax);
  }

  *take(): Steps<void> {
    const counts = noCounts();
    const rows: PartitionRow[] = [];
    let others: PartitionRow | undefined;
    for (const partition of this.partitions()) {
      const row = rowOf(partition);
      counts.partitions++;
      if (partition.isLeader) counts.leaders++;
      if (partition.core.roleKind === 'offline') counts.offline++;
      counts.underReplicated += row.underReplicated;
      counts.underMinIsr += row.underMinIsr;
      counts.atMinIsr += row.atMinIsr;
      if (rows.length < this.rowsMax) rows.push(row);
      else others = others === undefined ? { ...row, labels: { topic: OTHERS, partition: '' } } : sumOf(others, row);
      yield;
    }
    if (others !== undefined) rows.push(others);
    this.countsNow = counts;
    this.rows = rows;
  }

  *series(figure: PartitionFigure): Iterable<readonly [MetricLabels, number]> {
    for (const row of this.rows) yield [row.labels, row[figure]];
  }
}

function rowOf(partition: Partition): PartitionRow {
  const { topic, partition: index } = partition.topicPartition;
  const { leader } = partition.core;
  const missing = leader === undefined ? 0 : leader.replicaIds.length - leader.isr.committed.length;
  const spare = leader === undefined ? 1 : leader.isr.committed.length - partition.minimumIsrSize;
  return {
    labels: { topic, partition: String(index) },
    sizeBytes: partition.log.size,
    underReplicated: missing > 0 ? 1 : 0,
    underMinIsr: spare < 0 ? 1 : 0,
    atMinIsr: spare === 0 ? 1 : 0,
  };
}

function sumOf(sum: PartitionRow, row: PartitionRow): PartitionRow {
  return {
    labels: sum.labels,
    sizeBytes: sum.sizeBytes + row.sizeBytes,
    underReplicated: sum.underReplicated + row.underReplicated,
    underMinIsr: sum.underMinIsr + row.underMinIsr,
    atMinIsr: sum.atMinIsr + row.atMinIsr,
  };
}

function noCounts(): Counts {
  return { partitions: 0, leaders: 0, offline: 0, underReplicated: 0, underMinIsr: 0, atMinIsr: 0 };
}
