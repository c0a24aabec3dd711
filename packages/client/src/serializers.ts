import { DraveError, type TopicName } from '@drave/base';

/** From an application's value to bytes; null stays null (a tombstone). */
export type Serializer<T> = (value: T, topic: TopicName) => Uint8Array | null;
/** The inverse. */
export type Deserializer<T> = (bytes: Buffer | null, topic: TopicName) => T;

export const bytesSerializer: Serializer<Uint8Array | null> = (value) => value;

export const stringSerializer: Serializer<string | null> = (value) =>
  value === null ? null : Buffer.from(value, 'utf8');

/** `undefined` is not JSON, so it is refused rather than written as something else. */
export const jsonSerializer: Serializer<unknown> = (value, topic) => {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new DraveError('INVALID_RECORD', `a record for ${topic} cannot be written as JSON`);
  return Buffer.from(text, 'utf8');
};

/** What `send` takes unless told otherwise: text or bytes. */
export const textOrBytesSerializer: Serializer<string | Uint8Array | null> = (value) =>
  typeof value === 'string' ? Buffer.from(value, 'utf8') : value;

/** A copy, so that a kept record pins no fetched memory. */
export const bytesDeserializer: Deserializer<Buffer | null> = (bytes) => (bytes === null ? null : Buffer.from(bytes));

export const stringDeserializer: Deserializer<string | null> = (bytes) =>
  bytes === null ? null : bytes.toString('utf8');

/** @throws DraveError INVALID_RECORD on anything but JSON. Null for a tombstone. */
export const jsonDeserializer: Deserializer<unknown> = (bytes, topic) => {
  if (bytes === null) return null;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (reason) {
    throw new DraveError('INVALID_RECORD', `a record of ${topic} is not JSON`, { cause: reason });
  }
};
