import { assertTransactions, TransactionLedger } from '@drave/cluster/checkers';
import type { Partition } from '@drave/replica';
import { createTopic } from '../create-topic.js';
import type { FocusWork } from '../focus/focus.js';
import { auditPartition } from '../log-audit.js';
import type { SimCluster } from '../sim-cluster.js';
import { noteFates } from './transaction-audit.js';
import { transactionalIds, type TransactionConditions } from './transaction-conditions.js';
import { TransactionReader } from './transaction-reader.js';
import { TransactionalClient } from './transactional-client.js';

const TOPIC = 'transacted';

/** All clients of a run that write in transactions or read what was written so, and what is demanded of it. */
export class TransactionWork implements FocusWork {
  private readonly cluster: SimCluster;
  private readonly conditions: TransactionConditions;
  private readonly ledger: TransactionLedger;
  private readonly clients: readonly TransactionalClient[];
  private readonly readers: readonly TransactionReader[];

  constructor(cluster: SimCluster, conditions: TransactionConditions) {
    this.cluster = cluster;
    this.conditions = conditions;
    const ledger = new TransactionLedger(() => cluster.world.nowMs());
    this.ledger = ledger;
    this.clients = transactionalIds(conditions).map((transactionalId, index) => {
      const protocol = index < conditions.firstProtocol ? 1 : 2;
      return new TransactionalClient(cluster, { transactionalId, topic: TOPIC, protocol, conditions, ledger });
    });
    const topic = { name: TOPIC, partitions: conditions.partitions };
    this.readers = (['read_committed', 'read_uncommitted'] as const).map(
      (isolation) => new TransactionReader(cluster, `reader-${isolation}`, isolation, topic, ledger),
    );
  }

  prepare(): Promise<void> {
    return createTopic(this.cluster, TOPIC, this.conditions.partitions, new Map());
  }

  start(): void {
    for (const client of [...this.clients, ...this.readers]) client.start();
  }

  stop(): void {
    for (const client of this.clients) client.stop();
  }

  get settled(): boolean {
    return this.unsettled().next().done === true;
  }

  get state(): string {
    const { committed, aborted, unknown, excused } = this.ledger.check();
    const counts = `${committed} committed, ${aborted} aborted, ${unknown} other transactions, ${excused} excused`;
    return [counts, ...this.unsettled()].join(', ');
  }

  /** Every replica holds the same, and what is in the logs agrees with all that clients sent, were told and read. */
  async check(): Promise<void> {
    const { cluster, conditions, ledger } = this;
    for (let partition = 0; partition < conditions.partitions; partition += 1) {
      await auditPartition(cluster, TOPIC, partition, undefined, { watermark: cluster.committedEnd });
      await noteFates(cluster, TOPIC, partition, ledger);
    }
    const { committed, aborted, excused } = assertTransactions(ledger);
    cluster.world.trace('transactions', 'check', `${committed} committed, ${aborted} aborted, ${excused} excused`);
  }

  close(): void {
    for (const reader of this.readers) reader.close();
  }

  /** What is still to come: every transaction has to end, also those of the dead, and readers come to the end. */
  private *unsettled(): Generator<string, void, undefined> {
    for (const client of this.clients) if (!client.settled) yield client.state;
    let led = 0;
    for (const { node } of this.cluster.brokers) {
      for (const partition of node?.broker?.replicas.partitions() ?? []) {
        if (!partition.isLeader || partition.topicPartition.topic !== TOPIC) continue;
        led += 1;
        yield* this.unsettledOf(partition);
      }
    }
    if (led !== this.conditions.partitions) yield `${led} of ${this.conditions.partitions} partitions are led`;
  }

  private *unsettledOf(led: Partition): Generator<string, void, undefined> {
    const { partition } = led.topicPartition;
    const end = led.log.writtenEndOffset;
    const { lastStableOffset } = led;
    if (lastStableOffset < end) yield `${TOPIC}-${partition} is stable up to ${lastStableOffset} of ${end}`;
    for (const reader of this.readers) {
      const position = reader.position(partition);
      if (position < end) yield `${reader.host.name} has read ${TOPIC}-${partition} up to ${position} of ${end}`;
    }
  }
}
