import type { Millis, Offset, PartitionIndex, TopicName } from '@drave/base';
import type { DecodedHeader, DecodedRecord } from '@drave/records';
import { bytesDeserializer, type Deserializer } from '../serializers.js';
import type { PollOptions } from './poll-loop.js';
import type { RawConsumer } from './raw-consumer.js';

export interface DeserializerOptions<Key, Value> {
  /** Default: a copy of the bytes. */
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

/** `RawConsumer` with deserializers behind, and iteration by record. */
export class Consumer<Key, Value> {
  readonly raw: RawConsumer;
  private readonly deserializeKey: Deserializer<Key>;
  private readonly deserializeValue: Deserializer<Value>;

  constructor(raw: RawConsumer, options: DeserializerOptions<Key, Value>) {
    this.raw = raw;
    // Without a deserializer the type parameters are the defaults, which this one gives.
    this.deserializeKey = options.keyDeserializer ?? (bytesDeserializer as Deserializer<unknown> as Deserializer<Key>);
    this.deserializeValue =
      options.valueDeserializer ?? (bytesDeserializer as Deserializer<unknown> as Deserializer<Value>);
  }

  /** As `RawConsumer.poll`, flat and deserialized. */
  async poll(options?: PollOptions): Promise<ConsumerRecord<Key, Value>[]> {
    const groups = await this.raw.poll(options);
    return groups.flatMap(({ topic, partition, records }) =>
      records.map((record) => this.recordOf(topic, partition, record)),
    );
  }

  /** As `RawConsumer.records`, deserialized. */
  async *records(options?: PollOptions): AsyncGenerator<ConsumerRecord<Key, Value>, void, undefined> {
    for await (const { topic, partition, record } of this.raw.records(options)) {
      yield this.recordOf(topic, partition, record);
    }
  }

  /** Every record, for ever; ends when the consumer is closed. */
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

  assign(...args: Parameters<RawConsumer['assign']>): void {
    this.raw.assign(...args);
  }

  seek(...args: Parameters<RawConsumer['seek']>): void {
    this.raw.seek(...args);
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
