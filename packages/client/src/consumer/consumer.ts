import type { Millis, Offset, PartitionIndex, TopicName, TopicPartition } from '@drave/base';
import type { Clock } from '@drave/env';
import type { DecodedRecord } from '@drave/records';
import type { ConsumerRecord } from '../client-records.js';
import type { ClientMetrics } from '../client-metrics.js';
import type { InterceptorChain } from '../interceptors.js';
import type { RawProducer } from '../producer/producer.js';
import { deadLetterOf } from '../run/dead-letters.js';
import { type HandlerContext, type RecordHandler, type RunOptions, runSettings } from '../run/run-settings.js';
import { bytesDeserializer, type Deserializer } from '../serializers.js';
import type { PollOptions } from './poll-loop.js';
import type { RawConsumer } from './raw-consumer.js';

export interface DeserializerOptions<Key, Value> {
  /** Turns bytes into keys. Default: a copy of the bytes. */
  readonly keyDeserializer?: Deserializer<Key>;
  readonly valueDeserializer?: Deserializer<Value>;
}

/** What a consumer needs of its client. */
interface ConsumerPorts {
  readonly clock: Clock;
  readonly interceptors: InterceptorChain;
  readonly metrics: ClientMetrics;
  /** The producer of dead letters, when one is needed. */
  readonly deadLetters: () => RawProducer;
}

/** A consumer whose records are deserialized. `raw` is the `RawConsumer` below it, which has the rarer operations. */
export class Consumer<Key, Value> {
  readonly raw: RawConsumer;
  private readonly deserializeKey: Deserializer<Key>;
  private readonly deserializeValue: Deserializer<Value>;
  private readonly ports: ConsumerPorts;

  constructor(raw: RawConsumer, options: DeserializerOptions<Key, Value>, ports: ConsumerPorts) {
    this.raw = raw;
    this.ports = ports;
    // Without a deserializer the type parameters are their defaults, which are what `bytesDeserializer` returns.
    this.deserializeKey = options.keyDeserializer ?? (bytesDeserializer as Deserializer<unknown> as Deserializer<Key>);
    this.deserializeValue =
      options.valueDeserializer ?? (bytesDeserializer as Deserializer<unknown> as Deserializer<Value>);
  }

  /** As `RawConsumer.poll`: resolves with the deserialized records of all partitions in one list. */
  async poll(options?: PollOptions): Promise<ConsumerRecord<Key, Value>[]> {
    const groups = await this.raw.poll(options);
    return groups.flatMap(({ topic, partition, records }) =>
      records.map((record) => this.recordOf(topic, partition, record)),
    );
  }

  /** As `RawConsumer.records`: yields one deserialized record after another. */
  async *records(options?: PollOptions): AsyncGenerator<ConsumerRecord<Key, Value>, void, undefined> {
    for await (const { topic, partition, record } of this.raw.records(options)) {
      yield this.recordOf(topic, partition, record);
    }
  }

  /** Yields every record, until the consumer is closed. */
  [Symbol.asyncIterator](): AsyncGenerator<ConsumerRecord<Key, Value>, void, undefined> {
    return this.records();
  }

  /**
   * Gives every record to `handler`, until the run is ended by its signal or by `close`, which both let handlers finish
   * first. Offsets are committed after the work only: commits, automatic ones too, cover what is handled, up to the
   * first record of a partition that is not. At most `maxPollRecords` records wait for their handlers.
   *
   * An attempt that fails is repeated after a pause, while what must come after its record waits. A record that no
   * attempt could handle goes to `deadLetterTopic`; without one the run ends, and the group goes on at that record.
   * @throws DraveError INVALID_CONFIG; INVALID_REQUEST while another run or poll is under way; INVALID_RECORD when a
   * record could not be handled and there is no dead-letter topic, with its place in `details.metadata` and the error
   * in `cause`; what the producer of dead letters throws; or what `poll` throws.
   */
  async run(handler: RecordHandler<ConsumerRecord<Key, Value>>, options: RunOptions = {}): Promise<void> {
    const settings = runSettings(options);
    const { deadLetterTopic } = settings;
    await this.raw.run(settings, {
      prepare: ({ cursor: { topic, partition }, record }) => {
        const prepared = this.recordOf(topic, partition, record);
        return (context) => this.handle(prepared, context, handler);
      },
      deadLetter:
        deadLetterTopic === undefined
          ? undefined
          : async (taken, failure) => {
              const letter = deadLetterOf(deadLetterTopic, this.raw.groupId, taken, failure);
              await this.ports.deadLetters().send(letter);
              this.ports.metrics.count('deadLetters');
            },
    });
  }

  subscribe(...args: Parameters<RawConsumer['subscribe']>): void {
    this.raw.subscribe(...args);
  }

  unsubscribe(): Promise<void> {
    return this.raw.unsubscribe();
  }

  commit(...args: Parameters<RawConsumer['commit']>): Promise<void> {
    return this.raw.commit(...args);
  }

  committed(...args: Parameters<RawConsumer['committed']>): ReturnType<RawConsumer['committed']> {
    return this.raw.committed(...args);
  }

  /**
   * Seeks to what the group has committed, as is needed after an aborted transaction: the records since are handed out
   * again.
   */
  seekToCommitted(): Promise<void> {
    return this.raw.seekToCommitted();
  }

  assign(...args: Parameters<RawConsumer['assign']>): void {
    this.raw.assign(...args);
  }

  /** The partitions that are read now, assigned by the application or by the group. */
  assignment(): TopicPartition[] {
    return this.raw.assignment();
  }

  seek(...args: Parameters<RawConsumer['seek']>): void {
    this.raw.seek(...args);
  }

  /**
   * Stops fetching these partitions; the other partitions and the membership in a group are not affected. The position
   * stays, and what was fetched ahead is dropped. A loop over records still yields those that it has taken already.
   * @throws DraveError INVALID_REQUEST when one is not assigned.
   */
  pause(partitions: readonly TopicPartition[]): void {
    this.raw.pause(partitions);
  }

  /**
   * Fetches paused partitions again, from their positions. @throws DraveError INVALID_REQUEST when one is not assigned.
   */
  resume(partitions: readonly TopicPartition[]): void {
    this.raw.resume(partitions);
  }

  /** The partitions that are paused. */
  paused(): TopicPartition[] {
    return this.raw.paused();
  }

  /**
   * The offset of the next record that a poll takes; undefined while it is being looked up. A loop over records may
   * still have to yield records before it.
   * @throws DraveError INVALID_REQUEST when not assigned.
   */
  position(where: TopicPartition): Offset | undefined {
    return this.raw.position(where);
  }

  /**
   * How many offsets lie between the position and the end that is visible to this consumer (the high watermark, or the
   * last stable offset under read_committed), as of the last fetch response; undefined before the first.
   * @throws DraveError INVALID_REQUEST when not assigned.
   */
  lag(where: TopicPartition): number | undefined {
    return this.raw.lag(where);
  }

  /** As `RawConsumer.close`: lets running handlers finish for up to `timeoutMs` ms, default 30,000, and commits. */
  close(timeoutMs?: Millis): Promise<void> {
    return this.raw.close(timeoutMs);
  }

  /** Closes it: `await using consumer = client.consumer({ groupId: 'billing' })`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async handle(
    record: ConsumerRecord<Key, Value>,
    context: HandlerContext,
    handler: RecordHandler<ConsumerRecord<Key, Value>>,
  ): Promise<void> {
    const { interceptors, metrics, clock } = this.ports;
    const startMs = clock.monotonicMs();
    let outcome: 'recordsHandled' | 'handlerFailures' = 'handlerFailures';
    try {
      await interceptors.handle(record, context, async () => handler(record, context));
      outcome = 'recordsHandled';
    } finally {
      metrics.count(outcome);
      metrics.observe('handlerMs', clock.monotonicMs() - startMs);
    }
  }

  private recordOf(topic: TopicName, partition: PartitionIndex, record: DecodedRecord): ConsumerRecord<Key, Value> {
    const { offset, timestamp, headers } = record;
    const key = this.deserializeKey(record.key, topic);
    const value = this.deserializeValue(record.value, topic);
    return { topic, partition, offset, timestamp, key, value, headers };
  }
}
