import { assert } from '@drave/base';
import type { SimCluster } from '../sim-cluster.js';
import type { FocusWork } from './focus.js';

/** What retention may need beyond the age of the last record: to look, and to wait for the last flush. */
const slackMs = 5_000;

interface Place {
  readonly topic: string;
  readonly partition: number;
}

/** Records that grow old within the run, on disks that may be too small for all of them. */
export class ExpiringLoad implements FocusWork {
  readonly settled = true;
  private readonly cluster: SimCluster;
  private readonly partitions: readonly Place[];

  constructor(cluster: SimCluster, partitions: readonly Place[]) {
    this.cluster = cluster;
    this.partitions = partitions;
    for (const { topic, partition } of partitions) cluster.deletions.expires(`${topic}-${partition}`, this.retentionMs);
  }

  get state(): string {
    const disks = this.cluster.brokers.map(({ name, host: { diskState } }) => {
      return `${name} ${diskState.usedBytes} of ${diskState.faults.capacityBytes} bytes`;
    });
    return disks.join(', ');
  }

  prepare(): Promise<void> {
    return Promise.resolve();
  }

  start(): void {
    const { brokers, climate } = this.cluster;
    if (climate.diskBudgetBytes === undefined) return;
    for (const broker of brokers) broker.limitDisk(broker.host.diskState.usedBytes + climate.diskBudgetBytes);
  }

  stop(): void {}

  /** Nothing is written any more, so in the end every record is too old. */
  async check(): Promise<void> {
    const { world, brokers } = this.cluster;
    const left = (): string[] =>
      brokers.flatMap(({ name, node }) =>
        [...(node?.broker?.replicas.partitions() ?? [])].flatMap(({ topicPartition, log }) => {
          const isOurs = this.partitions.some(
            ({ topic, partition }) => topic === topicPartition.topic && partition === topicPartition.partition,
          );
          if (!isOurs || log.logStartOffset === log.logEndOffset) return [];
          return [
            `${topicPartition.topic}-${topicPartition.partition} on ${name}: ${log.logStartOffset} to ${log.logEndOffset}`,
          ];
        }),
      );
    const withinMs = this.retentionMs + slackMs;
    const expired = await world.runUntil(() => left().length === 0, withinMs);
    assert(expired, `not expired within ${withinMs} ms: ${left().join(', ')}`);
  }

  close(): void {}

  private get retentionMs(): number {
    return Number(this.cluster.climate.topicConfigs['retention.ms']);
  }
}
