import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordLedger } from '@drave/cluster/checkers';
import kafkajs, { type Kafka, type Producer } from 'kafkajs';
import { until } from './until.js';

const PAUSE_MS = 20;

/** An idempotent kafkajs producer: one record after the other to each partition, all noted in the ledger. */
export class KafkajsLoad {
  private readonly producer: Producer;
  private readonly ledger: RecordLedger;
  private readonly topic: string;
  private readonly values: string[] = [];
  private readonly acknowledgements: { readonly partition: number; readonly sentMs: number }[] = [];
  private readonly partitions: number;
  private sending: Promise<unknown> = Promise.resolve();
  private stopped = false;
  private count = 0;

  private constructor(kafka: Kafka, ledger: RecordLedger, topic: string, partitions: number) {
    this.producer = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    });
    this.ledger = ledger;
    this.topic = topic;
    this.partitions = partitions;
  }

  static async started(kafka: Kafka, ledger: RecordLedger, topic: string, partitions: number): Promise<KafkajsLoad> {
    const load = new KafkajsLoad(kafka, ledger, topic, partitions);
    await load.producer.connect();
    load.sending = Promise.all(Array.from({ length: partitions }, (_, partition) => load.fill(partition)));
    return load;
  }

  acknowledgedValues(): readonly string[] {
    return [...this.values];
  }

  /** Resolves when every partition has acknowledged something that was sent from now on. */
  async back(when: string, withinMs: number): Promise<void> {
    const sinceMs = performance.now();
    const missing = (): string | undefined => {
      const alive = new Set(
        this.acknowledgements.filter(({ sentMs }) => sentMs >= sinceMs).map((one) => one.partition),
      );
      const silent = Array.from({ length: this.partitions }, (_, partition) => partition).filter(
        (one) => !alive.has(one),
      );
      return silent.length === 0 ? undefined : `kafkajs: nothing acknowledged in partition ${silent.join(', ')}`;
    };
    await until(when, missing, withinMs);
  }

  /** Ends the sending; what is on its way is waited for. */
  async stop(): Promise<void> {
    if (this.stopped) return;
    this.stopped = true;
    await this.sending;
    await this.producer.disconnect();
  }

  private async fill(partition: number): Promise<void> {
    const place = `${this.topic}-${partition}`;
    while (!this.stopped) {
      const value = `kafkajs-${this.count++}`;
      const id = this.ledger.sent(`kafkajs-${partition}`, place, value);
      const sentMs = performance.now();
      const [answer] = await this.producer.send({ topic: this.topic, acks: -1, messages: [{ partition, value }] });
      this.ledger.acknowledged(id, Number(answer?.baseOffset ?? -1));
      this.values.push(value);
      this.acknowledgements.push({ partition, sentMs });
      await sleep(PAUSE_MS);
    }
  }
}
