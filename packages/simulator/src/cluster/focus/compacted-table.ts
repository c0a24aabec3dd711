import { assert, type Offset } from '@drave/base';
import { KeyLedger, type KeyedRecord } from '@drave/cluster/checkers';
import { batchSizeBytes, decodeRecords } from '@drave/records';
import { createTopic } from '../create-topic.js';
import { levelReplicas, readAll, type Replica } from '../log-audit.js';
import type { SimCluster } from '../sim-cluster.js';
import type { FocusWork } from './focus.js';
import { KeyedProducer } from './keyed-producer.js';
import { TableReader, textOf } from './table-reader.js';

const topic = 'table';
const partitions = 2;

/** A compacted topic, those who write and read it, and what must be left of it on every replica. */
export class CompactedTable implements FocusWork {
  private readonly cluster: SimCluster;
  private readonly ledger = new KeyLedger();
  private readonly producers: readonly KeyedProducer[];
  private readonly reader: TableReader;

  constructor(cluster: SimCluster) {
    this.cluster = cluster;
    this.producers = ['t1', 't2'].map((name) => new KeyedProducer(cluster, name, topic, partitions, this.ledger));
    this.reader = new TableReader(cluster, 'table-reader', this.ledger);
  }

  get state(): string {
    return `${this.ledger.count} keyed sends, pending ${this.producers.map(({ pending }) => pending).join('+')}`;
  }

  get settled(): boolean {
    return this.producers.every(({ pending }) => pending === 0);
  }

  async prepare(): Promise<void> {
    const { tableConfigs } = this.cluster.climate;
    const retentionMs = tableConfigs['retention.ms'];
    if (retentionMs !== undefined)
      for (let partition = 0; partition < partitions; partition += 1)
        this.cluster.deletions.expires(`${topic}-${partition}`, Number(retentionMs));
    await createTopic(this.cluster, topic, partitions, new Map(Object.entries(tableConfigs)));
  }

  start(): void {
    for (const producer of this.producers) producer.start();
    this.reader.start(topic, partitions);
  }

  stop(): void {
    for (const producer of this.producers) producer.stop();
  }

  /** Replicas are cleaned each on its own, so they need not be equal; what whoever reads them learns must be. */
  async check(): Promise<void> {
    for (let partition = 0; partition < partitions; partition += 1) {
      const { replicas, leader } = await levelReplicas(this.cluster, topic, partition);
      for (const replica of replicas) await this.judge(replica, partition, leader.highWatermark);
    }
    const { findings } = this.ledger;
    assert(findings.length === 0, `what was read of the table: ${findings.slice(0, 5).join('; ')}`);
  }

  close(): void {
    const ending = [...this.producers.map((producer) => producer.close()), this.reader.close()];
    Promise.all(ending).catch((reason: unknown) => {
      this.cluster.broken ??= reason;
    });
  }

  private async judge(replica: Replica, partition: number, end: Offset): Promise<void> {
    const start = replica.partition.log.logStartOffset;
    const bytes = await readAll(this.cluster, replica, start, end);
    if (bytes === undefined) return this.judge(replica, partition, end);
    const { compute } = this.cluster.clientHost(`table-audit-${replica.name}-${partition}`).env;
    const records: KeyedRecord[] = [];
    for (let at = 0; at < bytes.length; at += batchSizeBytes(bytes, at)) {
      for (const { offset, key, value } of await this.cluster.world.finish(decodeRecords(bytes, at, compute)))
        if (offset >= start) records.push({ offset, key: textOf(key) ?? '', value: textOf(value) });
    }
    const wrong = this.ledger.judge(`${topic}-${partition}`, start, records);
    assert(wrong.length === 0, `${replica.name}: ${wrong.slice(0, 5).join('; ')}`);
  }
}
