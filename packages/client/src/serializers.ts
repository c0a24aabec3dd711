import { DraveError, type TopicName } from '@drave/base';

/** Turns a value of the application into bytes; null is a tombstone. */
export type Serializer<T> = (value: T, topic: TopicName) => Uint8Array | null;
/** Turns bytes into a value of the application; null is a tombstone. */
export type Deserializer<T> = (bytes: Buffer | null, topic: TopicName) => T;

export const bytesSerializer: Serializer<Uint8Array | null> = (value) => value;

export const stringSerializer: Serializer<string | null> = (value) =>
  value === null ? null : Buffer.from(value, 'utf8');

/** Writes JSON. @throws DraveError INVALID_RECORD for `undefined` and other values that JSON does not have. */
export const jsonSerializer: Serializer<unknown> = (value, topic) => {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new DraveError('INVALID_RECORD', `a record for ${topic} cannot be written as JSON`);
  return Buffer.from(text, 'utf8');
};

/** The default serializer: text as UTF-8, bytes and null as they are. */
export const textOrBytesSerializer: Serializer<string | Uint8Array | null> = (value) =>
  typeof value === 'string' ? Buffer.from(value, 'utf8') : value;

/** The default deserializer. It copies, so that a record that is kept does not retain a whole fetched message. */
export const bytesDeserializer: Deserializer<Buffer | null> = (bytes) => (bytes === null ? null : Buffer.from(bytes));

export const stringDeserializer: Deserializer<string | null> = (bytes) =>
  bytes === null ? null : bytes.toString('utf8');

/** Parses JSON; null for a tombstone. @throws DraveError INVALID_RECORD for anything but JSON. */
export const jsonDeserializer: Deserializer<unknown> = (bytes, topic) => {
  if (bytes === null) return null;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (reason) {
    throw new DraveError('INVALID_RECORD', `a record of ${topic} is not JSON`, { cause: reason });
  }
};
