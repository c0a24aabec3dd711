import { DraveError, errors, errorCodeFromKafka } from '@drave/base';
import type { SimHost } from '@drave/env/sim';
import { apis } from '@drave/kafka-protocol';
import { BatchBuilder, crc32c, type CompressionType } from '@drave/records';
import { KafkaClient, retryPauseMs } from '../../kafka-client/kafka-client.js';
import type { SimCluster } from '../sim-cluster.js';
import { createTopic } from '../create-topic.js';
import type { FocusWork } from './focus.js';

export const poisonTopic = 'poison';
const pauseMsMax = 80;
const produceMs = 2_000;
const codecs: readonly CompressionType[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];
/** Offsets within a batch of format 2. */
const at = { crc: 17, attributes: 21, lastOffsetDelta: 23, count: 57, records: 61 } as const;
const transactionalBit = 0x10;
const codecBits = 0x07;

/**
 * A Kafka client that writes batches whose checksums are right and whose content is not. The broker may refuse them or
 * keep them; it answers, and nobody dies of what it did (KAFKA-5431, KAFKA-15653).
 */
export class Poisoner implements FocusWork {
  readonly settled = true;
  private readonly cluster: SimCluster;
  private readonly host: SimHost;
  private readonly client: KafkaClient;
  private stopped = false;
  private taken = 0;
  private refused = 0;

  constructor(cluster: SimCluster) {
    this.cluster = cluster;
    this.host = cluster.clientHost('poisoner');
    this.client = new KafkaClient(this.host.env, 'poisoner', cluster.kafkaBootstrap, this.host.random.fork('kafka'));
  }

  get state(): string {
    return `poisoned batches: ${this.taken} taken, ${this.refused} refused`;
  }

  prepare(): Promise<void> {
    return createTopic(this.cluster, poisonTopic, 1, new Map(Object.entries(this.cluster.climate.tableConfigs)));
  }

  start(): void {
    this.run().catch((reason: unknown) => {
      this.cluster.broken ??= reason;
    });
  }

  stop(): void {
    this.stopped = true;
  }

  check(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    this.client.close();
  }

  private async run(): Promise<void> {
    const { random, env } = this.host;
    while (!this.stopped) {
      await env.timers.sleep(random.integer(pauseMsMax));
      try {
        await this.send(await this.drawBatch());
      } catch (reason) {
        if (!(reason instanceof DraveError) || !reason.retriable) throw reason;
        await env.timers.sleep(retryPauseMs);
        await this.refresh();
      }
    }
  }

  private async refresh(): Promise<void> {
    try {
      await this.client.refresh([poisonTopic]);
    } catch (reason) {
      if (!DraveError.from(reason).retriable) throw reason;
    }
  }

  private async send(records: Buffer): Promise<void> {
    const leader = this.client.leaderOf(poisonTopic, 0);
    if (leader === undefined) throw new DraveError('LEADER_NOT_AVAILABLE', poisonTopic);
    const topicData = [{ name: poisonTopic, partitionData: [{ index: 0, records }] }];
    const { response } = await this.client.request(leader, apis.Produce, { acks: -1, timeoutMs: produceMs, topicData });
    const errorCode = response.responses[0]?.partitionResponses[0]?.errorCode ?? 0;
    const code = errorCode === 0 ? undefined : errorCodeFromKafka(errorCode);
    if (code === undefined) this.taken += 1;
    else if (code !== 'CORRUPT_MESSAGE' && errors[code].retriable) throw new DraveError(code, poisonTopic);
    else this.refused += 1;
  }

  private async drawBatch(): Promise<Buffer> {
    const { random, env } = this.host;
    const builder = new BatchBuilder();
    const recordCount = 1 + random.integer(4);
    for (let left = recordCount; left > 0; left -= 1) {
      builder.append(
        env.clock.wallMs(),
        Buffer.from(`k${random.integer(4)}`),
        Buffer.from('x'.repeat(random.integer(80))),
      );
    }
    const codec = codecs[random.integer(codecs.length)] ?? 'none';
    const batch = codec === 'none' ? builder.finish({}) : await builder.finishCompressed(codec, env.compute, {});
    return this.poison(Buffer.from(batch));
  }

  private poison(batch: Buffer): Buffer {
    const { random } = this.host;
    switch (random.integer(7)) {
      case 0:
        // Another codec than the one that was used.
        batch.writeInt16BE((batch.readInt16BE(at.attributes) & ~codecBits) | random.integer(5), at.attributes);
        break;
      case 1:
        batch.fill(random.integer(256), at.records);
        break;
      case 2:
        for (let index = at.records; index < batch.length; index += 1 + random.integer(8))
          batch[index] = random.integer(256);
        break;
      case 3:
        batch.writeInt32BE(batch.readInt32BE(at.count) + 1 + random.integer(3), at.count);
        break;
      case 4:
        batch.writeInt32BE(batch.readInt32BE(at.lastOffsetDelta) + 1 + random.integer(3), at.lastOffsetDelta);
        break;
      case 5:
        batch.writeInt16BE(batch.readInt16BE(at.attributes) | transactionalBit, at.attributes);
        break;
      default:
        // A sound one, so that there is something to find and to clean.
        return batch;
    }
    batch.writeUInt32BE(crc32c(batch, at.attributes) >>> 0, at.crc);
    return batch;
  }
}
