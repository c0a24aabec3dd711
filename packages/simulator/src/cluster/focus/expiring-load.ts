import { assert, type Millis } from '@drave/base';
import type { Replica } from '../log-audit.js';
import type { SimCluster } from '../sim-cluster.js';
import type { FocusWork } from './focus.js';

/** What retention may need beyond the age of the last record: to look, and to wait for the last flush. */
const SLACK_MS = 5_000;
const RESTART_MS = 20_000;

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
    const { brokers, conditions } = this.cluster;
    if (conditions.diskBudgetBytes === undefined) return;
    for (const broker of brokers) broker.limitDisk(broker.host.diskState.usedBytes + conditions.diskBudgetBytes);
  }

  stop(): void {}

  async check(): Promise<void> {
    await awaitExpired(this.cluster, this.partitions, this.retentionMs);
    // A broker with a full disk cannot write down which producers wrote what is gone.
    if (this.cluster.conditions.diskBudgetBytes === undefined) await this.restartAll();
  }

  /** After a restart a broker still knows a producer whose records have all expired: it may repeat a batch. */
  private async restartAll(): Promise<void> {
    const { world, brokers } = this.cluster;
    const before = this.producersKnown();
    for (const broker of brokers) broker.crash({});
    for (const broker of brokers) broker.start();
    const back = await world.runUntil(() => this.cluster.whole, RESTART_MS);
    assert(back, `not whole within ${RESTART_MS} ms of a restart: ${this.cluster.incompletePartitions().join(', ')}`);
    const after = this.producersKnown();
    for (const [where, known] of before) {
      const now = after.get(where);
      assert(now === known, `${where} knew producers ${known} before a restart, now ${String(now)}`);
    }
  }

  /** What the brokers know of producers, by broker and partition. */
  private producersKnown(): Map<string, string> {
    const known = new Map<string, string>();
    for (const { name, partition } of replicasOf(this.cluster, this.partitions)) {
      const { topicPartition, log } = partition;
      const producers = log.producers
        .describe()
        .map(({ producerId, producerEpoch, lastSequence }) => [producerId, producerEpoch, lastSequence].join());
      known.set(`${topicPartition.topic}-${topicPartition.partition} on ${name}`, producers.sort().join(' '));
    }
    return known;
  }

  close(): void {}

  private get retentionMs(): number {
    return Number(this.cluster.conditions.topicConfigs['retention.ms']);
  }
}

/** Nothing is written any more, so in the end every record is too old. */
export async function awaitExpired(cluster: SimCluster, places: readonly Place[], retentionMs: Millis): Promise<void> {
  const left = (): string[] =>
    replicasOf(cluster, places).flatMap(({ name, partition: { topicPartition, log } }) => {
      if (log.logStartOffset === log.logEndOffset) return [];
      const where = `${topicPartition.topic}-${topicPartition.partition} on ${name}`;
      return [`${where}: ${log.logStartOffset} to ${log.logEndOffset}`];
    });
  const withinMs = retentionMs + SLACK_MS;
  const expired = await cluster.world.runUntil(() => left().length === 0, withinMs);
  assert(expired, `not expired within ${withinMs} ms: ${left().join(', ')}`);
}

function replicasOf({ brokers }: SimCluster, places: readonly Place[]): Replica[] {
  return brokers.flatMap(({ name, node }) =>
    [...(node?.broker?.replicas.partitions() ?? [])]
      .filter(({ topicPartition }) =>
        places.some(({ topic, partition }) => topic === topicPartition.topic && partition === topicPartition.partition),
      )
      .map((partition) => ({ name, partition })),
  );
}
