import { DraveError, type Bytes, type Offset } from '@drave/base';
import type { TransactionLedger } from '@drave/cluster/checkers';
import type { SimHost } from '@drave/env/sim';
import { KafkaClient, RETRY_PAUSE_MS } from '../../kafka-client/kafka-client.js';
import { PartitionReader, type Isolation } from '../../kafka-client/partition-reader.js';
import { nameOfValue } from '../producing-client.js';
import type { SimCluster } from '../sim-cluster.js';

/** Where a reader begins, and how much it asks for at once. */
interface ReadingTerms {
  /** By partition. */
  readonly from: readonly Offset[];
  readonly fetchBytesMax: Bytes;
}

/**
 * A Kafka consumer that reads every partition of a topic once, from its start on or as told, at one isolation level.
 */
export class TransactionReader {
  readonly host: SimHost;
  private readonly cluster: SimCluster;
  private readonly ledger: TransactionLedger;
  readonly topic: string;
  private readonly indexes: readonly number[];
  private readonly client: KafkaClient;
  private readonly reader: PartitionReader;
  private readonly from: readonly Offset[];
  private noted: ReadonlyMap<string, Offset> = new Map();
  private stopped = false;

  constructor(
    cluster: SimCluster,
    name: string,
    isolation: Isolation,
    topic: { readonly name: string; readonly partitions: number },
    ledger: TransactionLedger,
    terms?: ReadingTerms,
  ) {
    this.cluster = cluster;
    this.ledger = ledger;
    this.topic = topic.name;
    this.indexes = Array.from({ length: topic.partitions }, (_, partition) => partition);
    this.host = cluster.clientHost(name);
    this.client = new KafkaClient(this.host.env, name, cluster.kafkaBootstrap, this.host.random.fork('kafka'));
    const outOfRange = ({
      topic: where,
      partition,
      next,
    }: {
      topic: string;
      partition: number;
      next: Offset;
    }): void => {
      cluster.checkOutOfRange(where, partition, next);
    };
    this.reader = new PartitionReader(this.client, outOfRange, isolation, terms?.fetchBytesMax);
    this.from = this.indexes.map((partition) => terms?.from[partition] ?? 0);
    ledger.reads(
      name,
      isolation,
      this.indexes.map((partition) => [`${topic.name}-${partition}`, this.from[partition] ?? 0] as const),
    );
  }

  start(): void {
    this.reader.assign(
      this.indexes.map((partition) => ({ topic: this.topic, partition, from: this.from[partition] ?? 0 })),
    );
    this.run().catch((reason: unknown) => {
      this.cluster.broken ??= reason;
    });
  }

  /** Everything below was given to it and noted. */
  position(partition: number): Offset {
    return this.noted.get(`${this.topic}-${partition}`) ?? -1;
  }

  close(): void {
    this.stopped = true;
    this.client.close();
  }

  private async run(): Promise<void> {
    const { host, ledger, cluster } = this;
    while (!this.stopped) {
      try {
        for (const { topic, partition, offset, value } of await this.reader.poll()) {
          cluster.checkRead(topic, partition, offset);
          ledger.read(host.name, `${topic}-${partition}`, offset, nameOfValue(value));
        }
        this.noted = this.reader.next;
      } catch (reason) {
        const { retriable, message } = DraveError.from(reason);
        if (!(reason instanceof DraveError) || !retriable) throw reason;
        cluster.world.trace('read-failed', host.name, message);
        await host.env.timers.sleep(RETRY_PAUSE_MS);
      }
    }
  }
}
