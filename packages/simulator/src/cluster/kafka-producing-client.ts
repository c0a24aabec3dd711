import type { SimHost } from '@drave/env/sim';
import { KafkaClient } from '../kafka-client/kafka-client.js';
import { KafkaProducer } from '../kafka-client/kafka-producer.js';
import { backdated, paddedValue, type ProducingWorkload } from './producing-client.js';
import type { SimCluster } from './sim-cluster.js';

/** Like `ProducingClient`, through the Kafka listeners: always idempotent, always `acks=all`. */
export class KafkaProducingClient {
  pending = 0;
  acknowledged = 0;
  readonly host: SimHost;
  private readonly cluster: SimCluster;
  private readonly workload: ProducingWorkload;
  private readonly producer: KafkaProducer;
  private count = 0;
  private stopped = false;

  constructor(cluster: SimCluster, host: SimHost, workload: ProducingWorkload) {
    this.cluster = cluster;
    this.host = host;
    this.workload = workload;
    const client = new KafkaClient(host.env, host.name, cluster.kafkaBootstrap, host.random.fork('kafka'));
    this.producer = new KafkaProducer(client, cluster.conditions.compression);
  }

  start(): void {
    this.stopped = false;
    this.next();
  }

  stop(): void {
    this.stopped = true;
  }

  close(): Promise<void> {
    this.producer.close();
    return Promise.resolve();
  }

  private next(): void {
    const { conditions, world } = this.cluster;
    const pauseMs = (1_000 * conditions.producers * conditions.burst) / conditions.recordsPerSecond;
    const produce = (): void => {
      if (this.stopped) return;
      this.sendBurst();
      this.next();
    };
    world.schedule(pauseMs, produce, this.host, 'produce');
  }

  private sendBurst(): void {
    const { topics } = this.workload;
    const { conditions } = this.cluster;
    const topic = topics[this.host.random.integer(topics.length)] ?? '';
    const partition = this.host.random.integer(conditions.partitions);
    for (let count = 0; count < conditions.burst; count += 1) this.send(topic, partition);
  }

  private send(topic: string, partition: number): void {
    const { ledger } = this.workload;
    const { conditions } = this.cluster;
    const name = `${this.host.name}-${this.count++}`;
    const timestamp = backdated(this.host, conditions.backdatedMsMax);
    const sentWallMs = timestamp ?? this.host.wallMs();
    const id = ledger.sent(this.host.name, `${topic}-${partition}`, name);
    this.pending += 1;
    this.producer.send(topic, partition, Buffer.from(paddedValue(name, conditions.recordBytes)), timestamp).then(
      (offset) => {
        this.pending -= 1;
        this.acknowledged += 1;
        this.cluster.deletions.written(`${topic}-${partition}`, offset, sentWallMs);
        this.cluster.timestamps.acknowledged(`${topic}-${partition}`, offset, sentWallMs);
        ledger.acknowledged(id, offset);
      },
      (reason: unknown) => {
        this.cluster.broken ??= reason;
      },
    );
  }
}
