import { RecordLedger } from '@drave/cluster/checkers';
import type { Partition } from '@drave/replica';
import { AdminClient } from './admin-client.js';
import { createTopic } from './create-topic.js';
import { ConsumingClient } from './consuming-client.js';
import { allOf, noWork, type FocusWork } from './focus/focus.js';
import { focuses } from './focus/table.js';
import { KafkaProducingClient } from './kafka-producing-client.js';
import { ProducingClient, type ProducingWorkload } from './producing-client.js';
import type { SimCluster } from './sim-cluster.js';
import { SimGroup, type LogRange } from './sim-group.js';
import { TransactionWork } from './transactions/transaction-work.js';

const HASTY_TOPIC = 'hasty';

/** All clients of the cluster of one run. */
export class Workload {
  /** The ledger of the topics whose acknowledgements are promises. */
  readonly ledger = new RecordLedger();
  /** The ledger of the topic with `acks=1`: whatever is read once must stay. */
  readonly hastyLedger = new RecordLedger();
  readonly ledgerOf: ReadonlyMap<string, RecordLedger>;
  readonly producers: readonly (ProducingClient | KafkaProducingClient)[];
  readonly groups: readonly SimGroup[];
  readonly consumers: readonly ConsumingClient[];
  readonly admins: readonly AdminClient[];
  readonly focus: FocusWork;
  private readonly cluster: SimCluster;

  constructor(cluster: SimCluster) {
    const { conditions } = cluster;
    this.cluster = cluster;
    const topics = many(conditions.ledgerTopics, (number) => `ledger${number}`);
    const hasty = conditions.hastyProducers > 0 ? [HASTY_TOPIC] : [];
    this.ledgerOf = new Map([
      ...topics.map((topic) => [topic, this.ledger] as const),
      ...hasty.map((topic) => [topic, this.hastyLedger] as const),
    ]);
    const producer = (name: string, workload: ProducingWorkload) =>
      new ProducingClient(cluster, cluster.clientHost(name), workload);
    const promised: ProducingWorkload = { topics, ledger: this.ledger, acks: 'all' };
    this.producers = [
      ...many(conditions.producers, (number) =>
        number > conditions.kafkaProducers
          ? producer(`p${number}`, promised)
          : new KafkaProducingClient(cluster, cluster.clientHost(`k${number}`), promised),
      ),
      ...many(conditions.hastyProducers, (number) =>
        producer(`h${number}`, { topics: hasty, ledger: this.hastyLedger, acks: 1 }),
      ),
    ];
    this.consumers = many(conditions.consumers, (number) => {
      return new ConsumingClient(cluster, cluster.clientHost(`r${number}`), this.ledgerOf);
    });
    this.groups = many(conditions.groups.count, (number) => new SimGroup(cluster, `g${number}`, this.ledgerOf));
    cluster.groups = this.groups;
    this.admins = many(conditions.admins, (number) => new AdminClient(cluster, cluster.clientHost(`a${number}`)));
    const focus = conditions.focus === undefined ? noWork : focuses[conditions.focus].begin(cluster, this);
    const { transactions } = conditions;
    this.focus = transactions === undefined ? focus : allOf([focus, new TransactionWork(cluster, transactions)]);
  }

  /** The partitions of the topics that producers write to. */
  get partitionNames(): { readonly topic: string; readonly partition: number }[] {
    const { partitions } = this.cluster.conditions;
    return [...this.ledgerOf.keys()].flatMap((topic) =>
      Array.from({ length: partitions }, (_, partition) => ({ topic, partition })),
    );
  }

  async createTopics(): Promise<void> {
    const { partitions, flushed, topicConfigs } = this.cluster.conditions;
    const configs = new Map([...(flushed ? [['flush.messages', '1'] as const] : []), ...Object.entries(topicConfigs)]);
    for (const name of this.ledgerOf.keys()) await createTopic(this.cluster, name, partitions, configs);
    await this.focus.prepare();
  }

  start(): void {
    for (const client of [...this.producers, ...this.consumers, ...this.admins, ...this.cluster.groupMembers])
      client.start();
    this.focus.start();
  }

  /** No new work; consumers read on. */
  stop(): void {
    for (const client of [...this.producers, ...this.admins, this.focus]) client.stop();
  }

  get pending(): number {
    return this.producers.reduce((sum, { pending }) => sum + pending, 0);
  }

  get acknowledged(): number {
    return this.producers.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
  }

  /** Every partition is led, and its replicas and consumers have all that it holds. */
  get drained(): boolean {
    return this.behind().next().done === true;
  }

  /** Who lacks something of which partition. */
  *behind(): Generator<string, void, undefined> {
    const { brokers, conditions } = this.cluster;
    let led = 0;
    for (const { node } of brokers) {
      for (const partition of node?.broker?.replicas.partitions() ?? []) {
        if (!partition.isLeader || !this.ledgerOf.has(partition.topicPartition.topic)) continue;
        led += 1;
        yield* this.behindOf(partition);
      }
    }
    const expected = this.ledgerOf.size * conditions.partitions;
    if (led !== expected) yield `${led} of ${expected} partitions are led`;
  }

  private *behindOf({ topicPartition, topicId, log, highWatermark }: Partition): Generator<string, void, undefined> {
    const { topic, partition } = topicPartition;
    const name = `${topic}-${partition}`;
    const end = log.writtenEndOffset;
    if (highWatermark < end) yield `${name} is committed up to ${highWatermark} of ${end}`;
    for (const consumer of this.consumers) {
      const position = consumer.position(topic, partition);
      if (position < end) yield `a consumer has read ${name} up to ${position} of ${end}`;
    }
    for (const group of this.groups) {
      if (!group.hasCaughtUp(name, { start: log.logStartOffset, end }))
        yield `${group.name} has committed ${group.ledger.committed(name)} of ${end} in ${name}`;
    }
    for (const broker of this.cluster.brokers) {
      const replica = broker.node?.broker?.replicas.partitionOf(topicId, partition);
      if (replica !== undefined && replica.log.writtenEndOffset !== end)
        yield `${broker.name} has ${name} up to ${replica.log.writtenEndOffset} of ${end}`;
    }
  }

  /** What the log of every partition holds, as its leader says, once everything is drained. */
  get ranges(): ReadonlyMap<string, LogRange> {
    const ranges = new Map<string, LogRange>();
    for (const { node } of this.cluster.brokers) {
      for (const { isLeader, topicPartition, log } of node?.broker?.replicas.partitions() ?? []) {
        const { topic, partition } = topicPartition;
        if (!isLeader || !this.ledgerOf.has(topic)) continue;
        ranges.set(`${topic}-${partition}`, { start: log.logStartOffset, end: log.writtenEndOffset });
      }
    }
    return ranges;
  }

  async close(): Promise<void> {
    for (const member of this.cluster.groupMembers) await member.leave();
    for (const client of [...this.producers, ...this.consumers]) await client.close();
    for (const admin of this.admins) admin.close();
    this.focus.close();
  }
}

function many<T>(count: number, make: (number: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index + 1));
}
