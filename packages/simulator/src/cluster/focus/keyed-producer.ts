import { DraveError, isDraveError } from '@drave/base';
import { Client, type Producer } from '@drave/client';
import type { KeyLedger } from '@drave/cluster/checkers';
import type { SimHost } from '@drave/env/sim';
import { SimTransport } from '@drave/rpc/sim';
import type { SimCluster } from '../sim-cluster.js';

const PAUSE_MS = 20;
const KEY_COUNT = 8;
const BURST_MAX = 6;
const TOMBSTONE_SHARE = 0.2;
const VALUE_BYTES = 60;

/** One SDK producer that writes the same few keys again and again, and deletes them now and then. */
export class KeyedProducer {
  /** Sends without an outcome yet. */
  pending = 0;
  private readonly cluster: SimCluster;
  private readonly host: SimHost;
  private readonly client: Client;
  private readonly producer: Producer<string | Uint8Array | null, string | Uint8Array | null>;
  private readonly topic: string;
  private readonly partitions: number;
  private readonly ledger: KeyLedger;
  private count = 0;
  private stopped = false;

  constructor(cluster: SimCluster, name: string, topic: string, partitions: number, ledger: KeyLedger) {
    this.cluster = cluster;
    this.host = cluster.clientHost(name);
    this.topic = topic;
    this.partitions = partitions;
    this.ledger = ledger;
    const transport = new SimTransport(this.host);
    this.client = new Client({ env: this.host.env, transport, bootstrap: cluster.bootstrap });
    const { compression } = cluster.conditions;
    this.producer = this.client.producer({ deliveryTimeoutMs: 60_000, lingerMs: 2, compressionType: compression });
  }

  start(): void {
    this.cluster.world.schedule(PAUSE_MS, () => this.work(), this.host, 'produce');
  }

  stop(): void {
    this.stopped = true;
  }

  close(): Promise<void> {
    return this.client.close();
  }

  private work(): void {
    if (this.stopped) return;
    const { random } = this.host;
    const partition = random.integer(this.partitions);
    for (let left = 1 + random.integer(BURST_MAX); left > 0; left -= 1) this.send(partition);
    this.start();
  }

  private send(partition: number): void {
    const { random } = this.host;
    const name = `${this.topic}-${partition}`;
    const key = `k${random.integer(KEY_COUNT)}`;
    const value =
      random.next() < TOMBSTONE_SHARE ? null : `${this.host.name}-${this.count++}|`.padEnd(VALUE_BYTES, '.');
    const sentWallMs = this.host.wallMs();
    const id = this.ledger.sent(name, key, value);
    const write = this.cluster.deletions.rewritten(name, key);
    this.pending += 1;
    this.producer.send({ topic: this.topic, partition, key, value }).then(
      ({ offset }) => {
        this.pending -= 1;
        this.ledger.acknowledged(id, offset);
        // A tombstone goes with time, however young it is.
        const isTombstone = value === null;
        this.cluster.deletions.written(name, offset, isTombstone ? Number.NEGATIVE_INFINITY : sentWallMs, write);
      },
      (reason: unknown) => {
        this.pending -= 1;
        this.cluster.world.trace('send-failed', this.host.name, DraveError.from(reason).message);
        if (!isDraveError(reason)) this.cluster.broken ??= reason;
      },
    );
  }
}
