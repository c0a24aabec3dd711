import type { Millis, PartitionIndex, TopicName } from '@drave/base';
import type { RecordHeaders, RecordMetadata } from '../options.js';
import { type Serializer, textOrBytesSerializer } from '../serializers.js';
import type { RawProducer } from './producer.js';

export interface SerializerOptions<Key, Value> {
  /** Turns keys into bytes. Default: text as UTF-8, bytes as they are, null as null. */
  readonly keySerializer?: Serializer<Key>;
  readonly valueSerializer?: Serializer<Value>;
}

export interface ProducerRecord<Key, Value> {
  readonly topic: TopicName;
  /** The partition index; the partitioner chooses one when it is absent. */
  readonly partition?: PartitionIndex;
  readonly key?: Key;
  readonly value: Value;
  readonly headers?: RecordHeaders;
  /** Wall-clock ms since 1970. Default: now. */
  readonly timestamp?: Millis;
}

/** A producer with serializers; `raw` is the `RawProducer` below it. */
export class Producer<Key, Value> {
  readonly raw: RawProducer;
  private readonly serializeKey: Serializer<Key>;
  private readonly serializeValue: Serializer<Value>;

  constructor(raw: RawProducer, options: SerializerOptions<Key, Value>) {
    this.raw = raw;
    // Without a serializer the type parameters are their defaults, which are what `textOrBytesSerializer` takes.
    this.serializeKey = options.keySerializer ?? (textOrBytesSerializer as Serializer<never> as Serializer<Key>);
    this.serializeValue = options.valueSerializer ?? (textOrBytesSerializer as Serializer<never> as Serializer<Value>);
  }

  /**
   * Writes one record. Resolves when `acks` is fulfilled; rejects with the DraveError of its batch, or with what a
   * serializer threw.
   */
  async send(record: ProducerRecord<Key, Value>): Promise<RecordMetadata> {
    const { topic, key, value } = record;
    return this.raw.send({
      topic,
      partition: record.partition,
      key: key === undefined ? null : this.serializeKey(key, topic),
      value: this.serializeValue(value, topic),
      headers: record.headers === undefined ? undefined : headerList(record.headers),
      timestamp: record.timestamp,
    });
  }

  flush(): Promise<void> {
    return this.raw.flush();
  }

  close(timeoutMs?: Millis): Promise<void> {
    return this.raw.close(timeoutMs);
  }

  /** Closes it: `await using producer = client.producer()`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function headerList(headers: RecordHeaders) {
  return Object.entries(headers).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? Buffer.from(value, 'utf8') : value,
  }));
}
