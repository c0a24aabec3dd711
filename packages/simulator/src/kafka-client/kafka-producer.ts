import { DraveError, errorCodeFromKafka, errors, type ErrorCode, type Millis, type Offset } from '@drave/base';
import { apis } from '@drave/kafka-protocol';
import { BatchBuilder, type CompressionType } from '@drave/records';
import { kafkaError, RETRY_PAUSE_MS, type KafkaClient } from './kafka-client.js';

const PRODUCE_MS = 4_000;
const BATCH_RECORDS_MAX = 50;

interface Sending {
  readonly value: Uint8Array;
  /** When the batch is made, where the client says nothing. */
  readonly timestamp: Millis | undefined;
  readonly resolve: (offset: Offset) => void;
  readonly reject: (reason: unknown) => void;
}

interface Queue {
  readonly topic: string;
  readonly partition: number;
  readonly records: Sending[];
  sequence: number;
  draining: boolean;
}

/**
 * An idempotent producer, one batch per partition at a time: a batch is repeated, with the same sequence, until a
 * broker has said where it is. It never gives up; its owner closes it to end that.
 */
export class KafkaProducer {
  private readonly client: KafkaClient;
  private readonly compression: CompressionType;
  private readonly queues = new Map<string, Queue>();
  private identity: Promise<{ readonly producerId: number; readonly producerEpoch: number }> | undefined;
  private closed = false;

  constructor(client: KafkaClient, compression: CompressionType) {
    this.client = client;
    this.compression = compression;
  }

  /** Rejects only for what no fault excuses. */
  send(topic: string, partition: number, value: Uint8Array, timestamp?: Millis): Promise<Offset> {
    const name = `${topic}-${partition}`;
    const known = this.queues.get(name);
    const queue = known ?? { topic, partition, records: [], sequence: 0, draining: false };
    this.queues.set(name, queue);
    return new Promise((resolve, reject) => {
      queue.records.push({ value, timestamp, resolve, reject });
      if (!queue.draining) void this.drain(queue);
    });
  }

  close(): void {
    this.closed = true;
    this.client.close();
  }

  private async drain(queue: Queue): Promise<void> {
    queue.draining = true;
    while (queue.records.length > 0 && !this.closed) {
      const records = queue.records.splice(0, BATCH_RECORDS_MAX);
      try {
        const base = await this.sendBatch(queue, records);
        records.forEach(({ resolve }, index) => resolve(base + index));
      } catch (reason) {
        for (const { reject } of records) reject(reason);
      }
    }
    queue.draining = false;
  }

  private async sendBatch(queue: Queue, records: readonly Sending[]): Promise<Offset> {
    const { producerId, producerEpoch } = await this.identify(queue.topic);
    const builder = new BatchBuilder();
    for (const { value, timestamp } of records)
      builder.append(timestamp ?? this.client.env.clock.wallMs(), null, value);
    const options = { producerId, producerEpoch, baseSequence: queue.sequence };
    queue.sequence += records.length;
    const batch =
      this.compression === 'none'
        ? builder.finish(options)
        : await builder.finishCompressed(this.compression, this.client.env.compute, options);
    for (;;) {
      const code = await this.attempt(queue, batch);
      if (typeof code === 'number') return code;
      if (code !== undefined && !errors[code].retriable)
        throw new Error(`producing to ${queue.topic}-${queue.partition} at sequence ${options.baseSequence}: ${code}`);
      if (this.closed) throw new DraveError('NETWORK_EXCEPTION', 'the producer is closed');
      await this.pause(queue.topic);
    }
  }

  /** The base offset, or what went wrong; undefined when no broker answered. */
  private async attempt({ topic, partition }: Queue, batch: Buffer): Promise<Offset | ErrorCode | undefined> {
    const leader = this.client.leaderOf(topic, partition);
    if (leader === undefined) return undefined;
    try {
      const topicData = [{ ...this.client.topicRef(topic), partitionData: [{ index: partition, records: batch }] }];
      const body = { acks: -1, timeoutMs: PRODUCE_MS / 2, topicData };
      const { response } = await this.client.request(leader, apis.Produce, body, PRODUCE_MS);
      const answer = response.responses[0]?.partitionResponses[0];
      if (answer === undefined) throw new Error('Produce has answered for nobody');
      return answer.errorCode === 0 ? answer.baseOffset : errorCodeFromKafka(answer.errorCode);
    } catch (reason) {
      if (!(reason instanceof DraveError) || !reason.retriable) throw reason;
      return undefined;
    }
  }

  private async pause(topic: string): Promise<void> {
    await this.client.env.timers.sleep(RETRY_PAUSE_MS);
    try {
      await this.client.refresh([topic]);
    } catch (reason) {
      if (!(reason instanceof DraveError) || !reason.retriable) throw reason;
    }
  }

  private identify(topic: string): Promise<{ readonly producerId: number; readonly producerEpoch: number }> {
    this.identity ??= this.askForIdentity(topic);
    return this.identity;
  }

  private async askForIdentity(topic: string) {
    for (;;) {
      await this.pause(topic);
      const node = this.client.leaderOf(topic, 0);
      if (node === undefined) continue;
      try {
        const body = { transactionalId: null, transactionTimeoutMs: 60_000 };
        const { response } = await this.client.request(node, apis.InitProducerId, body);
        const { errorCode, producerId, producerEpoch } = response;
        if (errorCode !== 0) throw kafkaError(errorCode, 'InitProducerId');
        return { producerId, producerEpoch };
      } catch (reason) {
        if (!(reason instanceof DraveError) || !reason.retriable) throw reason;
      }
    }
  }
}
