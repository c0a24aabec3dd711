import { KeyLedger } from '@drave/cluster/checkers';
import { createTopic } from '../create-topic.js';
import { auditProducers, levelReplicas } from '../log-audit.js';
import type { SimCluster } from '../sim-cluster.js';
import type { FocusWork } from './focus.js';
import { awaitExpired } from './expiring-load.js';
import { KeyedProducer } from './keyed-producer.js';
import { auditTable } from './table-audit.js';
import { TableReader } from './table-reader.js';

const TOPIC = 'table';
const PARTITIONS = 2;
/** Guests write for so long, and never again. */
const GUEST_MS = 700;
/** Producers whose time has come are looked for every five seconds. */
const EXPIRY_MS = 6_000;

/** A compacted topic, those who write and read it, and what must be left of it on every replica. */
export class CompactedTable implements FocusWork {
  private readonly cluster: SimCluster;
  private readonly ledger = new KeyLedger();
  private readonly producers: readonly KeyedProducer[];
  /** What they wrote last is superseded by others, and the cleaner must not forget them with it. */
  private readonly guests: readonly KeyedProducer[];
  private readonly reader: TableReader;

  constructor(cluster: SimCluster) {
    this.cluster = cluster;
    const producer = (name: string): KeyedProducer => new KeyedProducer(cluster, name, TOPIC, PARTITIONS, this.ledger);
    this.guests = ['g1', 'g2'].map(producer);
    this.producers = [...this.guests, ...['t1', 't2'].map(producer)];
    this.reader = new TableReader(cluster, 'table-reader', this.ledger);
  }

  get state(): string {
    return `${this.ledger.count} keyed sends, pending ${this.producers.map(({ pending }) => pending).join('+')}`;
  }

  get settled(): boolean {
    return this.producers.every(({ pending }) => pending === 0);
  }

  async prepare(): Promise<void> {
    const { tableConfigs } = this.cluster.conditions;
    const retentionMs = tableConfigs['retention.ms'];
    if (retentionMs !== undefined)
      for (let partition = 0; partition < PARTITIONS; partition += 1)
        this.cluster.deletions.expires(`${TOPIC}-${partition}`, Number(retentionMs));
    await createTopic(this.cluster, TOPIC, PARTITIONS, new Map(Object.entries(tableConfigs)));
  }

  start(): void {
    for (const producer of this.producers) producer.start();
    this.cluster.world.schedule(GUEST_MS, () => {
      for (const guest of this.guests) guest.stop();
    });
    this.reader.start(TOPIC, PARTITIONS);
  }

  stop(): void {
    for (const producer of this.producers) producer.stop();
  }

  async check(): Promise<void> {
    const { cluster } = this;
    await cluster.world.runFor(EXPIRY_MS);
    for (let partition = 0; partition < PARTITIONS; partition += 1) {
      await auditTable(cluster, TOPIC, partition, this.ledger);
      const { replicas } = await levelReplicas(cluster, TOPIC, partition);
      const from = Math.max(...replicas.map((replica) => replica.partition.log.logStartOffset));
      auditProducers(replicas, `${TOPIC}-${partition}`, from);
    }
    const retentionMs = cluster.conditions.tableConfigs['retention.ms'];
    const all = Array.from({ length: PARTITIONS }, (_, partition) => ({ topic: TOPIC, partition }));
    if (retentionMs !== undefined) await awaitExpired(cluster, all, Number(retentionMs));
  }

  close(): void {
    const ending = [...this.producers.map((producer) => producer.close()), this.reader.close()];
    Promise.all(ending).catch((reason: unknown) => {
      this.cluster.broken ??= reason;
    });
  }
}
