import type { Millis, Offset, PartitionIndex, TopicName } from '@drave/base';
import type { DecodedHeader } from '@drave/records';

export interface RecordHeaders {
  readonly [key: string]: Uint8Array | string | null;
}

/** Where a record was written. */
export interface RecordMetadata {
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
  /** The offset of the record; -1 with acks 0, and where the broker only knows that it was written before. */
  readonly offset: Offset;
  /** Wall-clock ms: the leader's when message.timestamp.type is LogAppendTime, else the record's own. */
  readonly timestamp: Millis;
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

export interface ConsumerRecord<Key, Value> {
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
  readonly offset: Offset;
  readonly timestamp: Millis;
  readonly key: Key;
  readonly value: Value;
  readonly headers: readonly DecodedHeader[];
}
