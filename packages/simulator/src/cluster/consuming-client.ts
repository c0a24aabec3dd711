import { assert, DraveError } from '@drave/base';
import { Client, type RawConsumer } from '@drave/client';
import type { RecordLedger } from '@drave/cluster/checkers';
import type { SimHost } from '@drave/env/sim';
import { SimTransport } from '@drave/rpc/sim';
import { nameOfValue } from './producing-client.js';
import type { SimCluster } from './sim-cluster.js';

const POLL_MS = 200;
/** Without unclean elections nothing that a consumer once saw may go away, so there is never a reason to start over. */
const AUTO_OFFSET_RESET = 'none';
/** How the SDK begins what it says of a partition. */
const partitionName = /^(.+)-(\d+): /;

/** One SDK consumer that reads every partition of its topics from the start and notes what it is handed. */
export class ConsumingClient {
  readonly host: SimHost;
  private readonly cluster: SimCluster;
  private readonly ledgerOf: ReadonlyMap<string, RecordLedger>;
  private readonly client: Client;
  private readonly consumer: RawConsumer;
  private stopped = false;
  private ended: Promise<void> = Promise.resolve();

  constructor(cluster: SimCluster, host: SimHost, ledgerOf: ReadonlyMap<string, RecordLedger>) {
    this.cluster = cluster;
    this.host = host;
    this.ledgerOf = ledgerOf;
    this.client = new Client({ env: host.env, transport: new SimTransport(host), bootstrap: cluster.bootstrap });
    this.consumer = this.client.rawConsumer({ autoOffsetReset: AUTO_OFFSET_RESET });
  }

  start(): void {
    const indexes = Array.from({ length: this.cluster.conditions.partitions }, (_, index) => index);
    const topics = [...this.ledgerOf.keys()];
    this.consumer.assign(topics.flatMap((topic) => indexes.map((partition) => ({ topic, partition, from: 0 }))));
    this.ended = this.run().catch((reason: unknown) => {
      this.cluster.broken ??= reason;
    });
  }

  /** How far it has read. */
  position(topic: string, partition: number): number {
    return this.consumer.position({ topic, partition }) ?? -1;
  }

  async close(): Promise<void> {
    this.stopped = true;
    await this.ended;
    await this.client.close();
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      for (const { topic, partition, records } of await this.poll()) {
        for (const { offset, value } of records) {
          this.cluster.checkRead(topic, partition, offset);
          this.ledgerOf.get(topic)?.polled(this.host.name, `${topic}-${partition}`, offset, nameOfValue(value));
        }
      }
    }
  }

  private async poll(): ReturnType<RawConsumer['poll']> {
    try {
      return await this.consumer.poll({ timeoutMs: POLL_MS });
    } catch (reason) {
      const error = DraveError.from(reason);
      this.cluster.world.trace('poll-failed', this.host.name, `${error.code} ${error.message}`);
      if (error.code === 'OFFSET_OUT_OF_RANGE') this.startOver(error);
      else if (!error.retriable) throw error;
      await this.host.env.timers.sleep(POLL_MS);
      return [];
    }
  }

  /** Records that were deleted are gone for a consumer that had not read them: it goes on where the log starts now. */
  private startOver(error: DraveError): void {
    const [, topic = '', index = ''] = partitionName.exec(error.message) ?? [];
    const where = { topic, partition: Number(index) };
    assert(topic !== '', `an error of range that names no partition: ${error.message}`);
    const position = this.position(topic, where.partition);
    const isGone = this.cluster.checkOutOfRange(topic, where.partition, position);
    this.consumer.seek(where, isGone ? 'earliest' : position);
  }
}
