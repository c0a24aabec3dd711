import { DraveError, type TopicName, isError } from '@drave/base';
import {
  bytesDeserializer,
  bytesSerializer,
  type Deserializer,
  jsonDeserializer,
  jsonSerializer,
  type Serializer,
  stringDeserializer,
  stringSerializer,
} from './serializers.js';

/** Both directions of one format. */
export interface Serde<T> {
  readonly serializer: Serializer<T>;
  readonly deserializer: Deserializer<T>;
}

/** Text in UTF-8; null is a tombstone. */
export const stringSerde: Serde<string | null> = { serializer: stringSerializer, deserializer: stringDeserializer };

/** Bytes as they are; null is a tombstone. */
export const bytesSerde: Serde<Uint8Array | null> = { serializer: bytesSerializer, deserializer: bytesDeserializer };

/**
 * JSON. A null is a tombstone and no text. `T` is what the application expects; nothing checks it when it is read.
 * @throws DraveError INVALID_RECORD from both directions, for what is not JSON.
 */
export function jsonSerde<T>(): Serde<T | null> {
  return {
    serializer: (value, topic) => (value === null ? null : jsonSerializer(value, topic)),
    deserializer: (bytes, topic) => jsonDeserializer(bytes, topic) as T | null,
  };
}

/** What `avroSerde` needs of a type of the package `avsc`, which `avsc.Type.forSchema(schema)` returns. */
export interface AvroType {
  toBuffer(value: unknown): Uint8Array;
  fromBuffer(bytes: Buffer, resolver?: unknown): unknown;
  /** What reads values that were written with `writer` as values of this type. */
  createResolver(writer: AvroType): unknown;
}

/**
 * Avro's binary encoding, without a header: `avroSerde<Order>(avsc.Type.forSchema(schema))`. The application brings
 * `avsc`, which is no dependency of this package. Values that were written with another version of the schema are read
 * with its `writer`. A null is a tombstone.
 * @throws DraveError INVALID_RECORD from both directions, for what does not fit the schema.
 */
export function avroSerde<T>(type: AvroType, options: { readonly writer?: AvroType } = {}): Serde<T | null> {
  const resolver = options.writer === undefined ? undefined : type.createResolver(options.writer);
  return {
    serializer: (value, topic) => (value === null ? null : fitting(topic, () => type.toBuffer(value))),
    deserializer: (bytes, topic) =>
      bytes === null ? null : (fitting(topic, () => type.fromBuffer(bytes, resolver)) as T),
  };
}

function fitting<Result>(topic: TopicName, convert: () => Result): Result {
  try {
    return convert();
  } catch (reason) {
    const what = isError(reason) ? reason.message : String(reason);
    throw new DraveError('INVALID_RECORD', `a record of ${topic} does not fit its Avro schema: ${what}`, {
      cause: reason,
    });
  }
}
