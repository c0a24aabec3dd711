import type { Millis } from '@drave/base';
import type { ProducerRecord, RecordHeaders, RecordMetadata } from '../client-records.js';
import type { InterceptorChain } from '../interceptors.js';
import type { RawRecord } from '../options.js';
import { type Serializer, textOrBytesSerializer } from '../serializers.js';
import type { RawProducer } from './producer.js';

export interface SerializerOptions<Key, Value> {
  /** Turns keys into bytes. Default: text as UTF-8, bytes as they are, null as null. */
  readonly keySerializer?: Serializer<Key>;
  readonly valueSerializer?: Serializer<Value>;
}

/** A producer with serializers; `raw` is the `RawProducer` below it. */
export class Producer<Key, Value> {
  readonly raw: RawProducer;
  private readonly serializeKey: Serializer<Key>;
  private readonly serializeValue: Serializer<Value>;
  private readonly interceptors: InterceptorChain;

  constructor(raw: RawProducer, options: SerializerOptions<Key, Value>, interceptors: InterceptorChain) {
    this.raw = raw;
    this.interceptors = interceptors;
    // Without a serializer the type parameters are their defaults, which are what `textOrBytesSerializer` takes.
    this.serializeKey = options.keySerializer ?? (textOrBytesSerializer as Serializer<never> as Serializer<Key>);
    this.serializeValue = options.valueSerializer ?? (textOrBytesSerializer as Serializer<never> as Serializer<Value>);
  }

  /**
   * Writes one record. Resolves when `acks` is fulfilled; rejects with the DraveError of its batch, or with what a
   * serializer or an interceptor threw.
   */
  async send(record: ProducerRecord<Key, Value>): Promise<RecordMetadata> {
    const sent = this.interceptors.outgoing(record);
    let metadata: RecordMetadata;
    try {
      metadata = await this.raw.send(this.serialize(sent));
    } catch (reason) {
      this.interceptors.sent(sent, { kind: 'failed', error: reason });
      throw reason;
    }
    this.interceptors.sent(sent, { kind: 'acked', metadata });
    return metadata;
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

  private serialize(record: ProducerRecord<Key, Value>): RawRecord {
    const { topic, partition, key, value, headers, timestamp } = record;
    return {
      topic,
      partition,
      key: key === undefined ? null : this.serializeKey(key, topic),
      value: this.serializeValue(value, topic),
      headers: headers === undefined ? undefined : headerList(headers),
      timestamp,
    };
  }
}

function headerList(headers: RecordHeaders) {
  return Object.entries(headers).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? Buffer.from(value, 'utf8') : value,
  }));
}
