import type { Millis, Offset, PartitionIndex, TopicName, TopicPartition } from '@drave/base';
import type { DecodedHeader, DecodedRecord } from '@drave/records';
import { bytesDeserializer, type Deserializer } from '../serializers.js';
import type { PollOptions } from './poll-loop.js';
import type { RawConsumer } from './raw-consumer.js';

export interface DeserializerOptions<Key, Value> {
  /** Turns bytes into keys. Default: a copy of the bytes. */
  readonly keyDeserializer?: Deserializer<Key>;
  readonly valueDeserializer?: Deserializer<Value>;
}

export interface ConsumerRecord<Key, Value> {
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
  readonly offset: Offset;
  readonly timestamp: Millis;
  readonly key: Key;
  readonly value: Value;
  readonly headers: readonly DecodedHeader[];
}

/** A consumer whose records are deserialized. `raw` is the `RawConsumer` below it, which has the rarer operations. */
export class Consumer<Key, Value> {
  readonly raw: RawConsumer;
  private readonly deserializeKey: Deserializer<Key>;
  private readonly deserializeValue: Deserializer<Value>;

  constructor(raw: RawConsumer, options: DeserializerOptions<Key, Value>) {
    this.raw = raw;
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

  close(): Promise<void> {
    return this.raw.close();
  }

  private recordOf(topic: TopicName, partition: PartitionIndex, record: DecodedRecord): ConsumerRecord<Key, Value> {
    const { offset, timestamp, headers } = record;
    const key = this.deserializeKey(record.key, topic);
    const value = this.deserializeValue(record.value, topic);
    return { topic, partition, offset, timestamp, key, value, headers };
  }
}
