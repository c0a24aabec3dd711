import { DraveError } from '@drave/base';
import type { RecordLedger } from '@drave/cluster/checkers';
import { KafkaClient, RETRY_PAUSE_MS } from '../../kafka-client/kafka-client.js';
import { PartitionReader } from '../../kafka-client/partition-reader.js';
import { nameOfValue } from '../producing-client.js';
import type { SimCluster } from '../sim-cluster.js';
import { WorkUntilStopped } from './work-until-stopped.js';

/** A Kafka client that reads every partition from its first record to its last one, over and over. */
export class RereadingClient extends WorkUntilStopped {
  private readonly client: KafkaClient;
  private readonly ledgerOf: ReadonlyMap<string, RecordLedger>;
  private rounds = 0;
  private records = 0;

  constructor(cluster: SimCluster, ledgerOf: ReadonlyMap<string, RecordLedger>) {
    super(cluster, 'rereader');
    this.ledgerOf = ledgerOf;
    this.client = new KafkaClient(this.host.env, 'rereader', cluster.kafkaBootstrap, this.host.random.fork('kafka'));
  }

  override get state(): string {
    return `${this.records} records read in ${this.rounds} rounds`;
  }

  override close(): void {
    this.client.close();
  }

  protected override async run(): Promise<void> {
    while (!this.stopped) {
      try {
        await this.client.refresh([...this.ledgerOf.keys()]);
        await this.readAll();
      } catch (reason) {
        const { retriable, message } = DraveError.from(reason);
        if (!(reason instanceof DraveError) || !retriable) throw reason;
        this.cluster.world.trace('reread-failed', this.host.name, message);
        await this.host.env.timers.sleep(RETRY_PAUSE_MS);
      }
    }
  }

  /** Reads until nothing comes any more. */
  private async readAll(): Promise<void> {
    const { cluster, ledgerOf } = this;
    const process = `rereader.${this.rounds++}`;
    const reader = new PartitionReader(this.client, ({ topic, partition, next }) => {
      cluster.checkOutOfRange(topic, partition, next);
    });
    const topics = [...ledgerOf.keys()];
    const { partitions } = cluster.conditions;
    reader.assign(
      topics.flatMap((topic) => Array.from({ length: partitions }, (_, partition) => ({ topic, partition, from: 0 }))),
    );
    while (!this.stopped) {
      const records = await reader.poll();
      if (records.length === 0) return;
      this.records += records.length;
      for (const { topic, partition, offset, value } of records) {
        cluster.checkRead(topic, partition, offset);
        ledgerOf.get(topic)?.polled(process, `${topic}-${partition}`, offset, nameOfValue(value));
      }
    }
  }
}
