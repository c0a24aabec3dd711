import { isDraveError, DraveError } from '@drave/base';
import { Client, type Producer } from '@drave/client';
import type { RecordLedger } from '@drave/cluster/checkers';
import type { SimHost } from '@drave/env/sim';
import { SimTransport } from '@drave/rpc/sim';
import type { SimCluster } from './sim-cluster.js';

/** One SDK producer that sends unique values at a steady rate and notes what it is told about each. */
export class ProducingClient {
  /** Sends without an outcome yet. */
  pending = 0;
  acknowledged = 0;
  private readonly cluster: SimCluster;
  private readonly host: SimHost;
  private readonly ledger: RecordLedger;
  private readonly topic: string;
  private readonly client: Client;
  private readonly producer: Producer<string | Uint8Array | null, string | Uint8Array | null>;
  private count = 0;
  private stopped = false;

  constructor(cluster: SimCluster, host: SimHost, ledger: RecordLedger, topic: string) {
    this.cluster = cluster;
    this.host = host;
    this.ledger = ledger;
    this.topic = topic;
    const { env } = host;
    this.client = new Client({ env, transport: new SimTransport(host), bootstrap: cluster.bootstrap });
    this.producer = this.client.producer({ deliveryTimeoutMs: 60_000, lingerMs: 2 });
  }

  start(): void {
    this.next();
  }

  stop(): void {
    this.stopped = true;
  }

  private next(): void {
    const { climate, world } = this.cluster;
    const pauseMs = (1_000 * climate.producers) / climate.recordsPerSecond;
    world.schedule(
      pauseMs,
      () => {
        if (this.stopped) return;
        this.send();
        this.next();
      },
      this.host,
      'produce',
    );
  }

  private send(): void {
    const value = `${this.host.name}-${this.count++}`;
    const partition = this.host.random.integer(this.cluster.climate.partitions);
    const id = this.ledger.sent(this.host.name, `${this.topic}-${partition}`, value);
    this.pending += 1;
    this.producer.send({ topic: this.topic, partition, key: null, value }).then(
      ({ offset }) => {
        this.pending -= 1;
        this.acknowledged += 1;
        this.ledger.acknowledged(id, offset);
      },
      (reason: unknown) => {
        this.pending -= 1;
        this.cluster.world.trace('send-failed', this.host.name, DraveError.from(reason).message);
        // The producer has already retried what may be retried; what it gave up on has an unknown outcome.
        if (!isDraveError(reason)) this.cluster.broken ??= reason;
      },
    );
  }
}
