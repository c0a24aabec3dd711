import type { Millis, TopicName } from '@drave/base';
import type { ProducerRecord, RecordMetadata } from './client-records.js';
import type { Producer } from './producer/typed-producer.js';
import type { Serde } from './serdes.js';

/** A topic, and what its keys and values are: see `Client.topicProducer` and `Client.topicConsumer`. */
export interface TypedTopic<Key, Value> {
  readonly name: TopicName;
  readonly key: Serde<Key>;
  readonly value: Serde<Value>;
}

/**
 * Says once what a topic holds, for those who write it and those who read it:
 * `typedTopic('orders', { key: stringSerde, value: jsonSerde<Order>() })`.
 */
export function typedTopic<Key, Value>(
  name: TopicName,
  serdes: { readonly key: Serde<Key>; readonly value: Serde<Value> },
): TypedTopic<Key, Value> {
  return { name, key: serdes.key, value: serdes.value };
}

/** A producer for one typed topic. */
export class TopicProducer<Key, Value> {
  readonly topic: TypedTopic<Key, Value>;
  private readonly producer: Producer<Key, Value>;

  constructor(topic: TypedTopic<Key, Value>, producer: Producer<Key, Value>) {
    this.topic = topic;
    this.producer = producer;
  }

  /** As `Producer.send`. */
  send(record: Omit<ProducerRecord<Key, Value>, 'topic'>): Promise<RecordMetadata> {
    return this.producer.send({ ...record, topic: this.topic.name });
  }

  flush(): Promise<void> {
    return this.producer.flush();
  }

  close(timeoutMs?: Millis): Promise<void> {
    return this.producer.close(timeoutMs);
  }

  /** Closes it: `await using producer = client.topicProducer(orders)`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
