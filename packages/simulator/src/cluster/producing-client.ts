import { isDraveError, DraveError, type Millis, type Offset } from '@drave/base';
import { Client, type Producer } from '@drave/client';
import type { RecordLedger } from '@drave/cluster/checkers';
import type { SimHost } from '@drave/env/sim';
import { SimTransport } from '@drave/rpc/sim';
import type { SimCluster } from './sim-cluster.js';

const DELIVERY_TIMEOUT_MS = 60_000;

/** One SDK producer that sends unique values at a steady rate and notes what it is told about each. */
export class ProducingClient {
  /** Sends without an outcome yet. */
  pending = 0;
  acknowledged = 0;
  readonly host: SimHost;
  private readonly cluster: SimCluster;
  private readonly workload: ProducingWorkload;
  private readonly client: Client;
  private readonly producer: Producer<string | Uint8Array | null, string | Uint8Array | null>;
  private count = 0;
  private stopped = false;

  constructor(cluster: SimCluster, host: SimHost, workload: ProducingWorkload) {
    this.cluster = cluster;
    this.host = host;
    this.workload = workload;
    const { env } = host;
    this.client = new Client({ env, transport: new SimTransport(host), bootstrap: cluster.bootstrap });
    const { compression } = cluster.conditions;
    this.producer = this.client.producer({
      deliveryTimeoutMs: DELIVERY_TIMEOUT_MS,
      lingerMs: 2,
      compressionType: compression,
      acks: workload.acks,
    });
  }

  start(): void {
    this.stopped = false;
    this.next();
  }

  stop(): void {
    this.stopped = true;
  }

  close(): Promise<void> {
    return this.client.close();
  }

  private next(): void {
    const { conditions, world } = this.cluster;
    const pauseMs = (1_000 * conditions.producers * conditions.burst) / conditions.recordsPerSecond;
    world.schedule(
      pauseMs,
      () => {
        if (this.stopped) return;
        this.sendBurst();
        this.next();
      },
      this.host,
      'produce',
    );
  }

  private sendBurst(): void {
    const { topics } = this.workload;
    const { conditions } = this.cluster;
    const topic = topics[this.host.random.integer(topics.length)] ?? '';
    const partition = this.host.random.integer(conditions.partitions);
    for (let count = 0; count < conditions.burst; count += 1) this.send(topic, partition);
  }

  private send(topic: string, partition: number): void {
    const { ledger, acks } = this.workload;
    const { conditions, world } = this.cluster;
    const name = `${this.host.name}-${this.count++}`;
    const timestamp = backdated(this.host, conditions.backdatedMsMax) ?? this.host.wallMs();
    const id = ledger.sent(this.host.name, `${topic}-${partition}`, name);
    this.pending += 1;
    const value = paddedValue(name, conditions.recordBytes);
    this.producer.send({ topic, partition, key: null, value, timestamp }).then(
      ({ offset }) => {
        this.pending -= 1;
        this.acknowledged += 1;
        if (acks === 'all') this.noteWritten(`${topic}-${partition}`, offset, timestamp);
        // A leader's word alone promises nothing beyond that leader.
        if (acks === 'all') ledger.acknowledged(id, offset);
      },
      (reason: unknown) => {
        this.pending -= 1;
        world.trace('send-failed', this.host.name, DraveError.from(reason).message);
        // The producer has already retried what may be retried; what it gave up on has an unknown outcome.
        if (!isDraveError(reason)) this.cluster.broken ??= reason;
      },
    );
  }

  private noteWritten(name: string, offset: Offset, sentWallMs: number): void {
    this.cluster.deletions.written(name, offset, sentWallMs);
    this.cluster.timestamps.acknowledged(name, offset, sentWallMs);
  }
}

export interface ProducingWorkload {
  readonly topics: readonly string[];
  readonly ledger: RecordLedger;
  readonly acks: 1 | 'all';
}

/** The time that a client gives a record, if it gives any. */
export function backdated(host: SimHost, msMax: Millis): Millis | undefined {
  return msMax === 0 ? undefined : host.wallMs() - host.random.integer(msMax);
}

export function paddedValue(name: string, bytes: number): string {
  return `${name}|`.padEnd(bytes, '.');
}

/** What the ledger knows a value by. */
export function nameOfValue(value: Uint8Array | null): string {
  if (value === null) return '';
  const text = Buffer.from(value).toString('latin1');
  return text.slice(0, text.indexOf('|'));
}
