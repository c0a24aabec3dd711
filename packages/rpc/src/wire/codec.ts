import { assert } from '@drave/base';
import { Reader } from './reader.js';
import { OWN_PIECE_BYTES, Writer } from './writer.js';

/** Bytes to message and back, usable alone; generated for every message of proto/. */
export interface MessageCodec<Message> {
  /** 'drave.raft.v1.VoteRequest' */
  readonly name: string;
  /**
   * Canonical: fields by number, map entries by key, defaults left out. @throws AssertionFailure on a value that the
   * field cannot hold.
   */
  readonly encode: (message: Message) => Uint8Array;
  /** The same bytes in pieces, without a copy of large `bytes` fields: those stand in it as they were passed in. */
  readonly encodePieces: (message: Message) => readonly Uint8Array[];
  /** Skips unknown fields. `bytes` fields are slices of the input. @throws DraveError INVALID_REQUEST. */
  readonly decode: (bytes: Uint8Array) => Message;
  /**
   * Decodes as `decode` does, but an unknown field is an error too: UNSUPPORTED_VERSION, as an unknown value is. It is
   * for what is stored.
   */
  readonly decodeStrict: (bytes: Uint8Array) => Message;

  /** For generated code only: the pieces that nest. */
  readonly write: (writer: Writer, message: Message) => void;
  readonly read: (reader: Reader, end: number) => Message;
  readonly payloadBytes: (message: Message) => number;
}

export interface EnumCodec<Name extends string> {
  readonly name: string;
  readonly names: readonly Name[];
  readonly write: (writer: Writer, value: Name, field: string) => void;
  readonly read: (reader: Reader) => Name;
}

const noPayload = (): number => 0;
const writer = new Writer();

export function messageCodec<Message>(
  name: string,
  write: (writer: Writer, message: Message) => void,
  read: (reader: Reader, end: number) => Message,
  payloadBytes: (message: Message) => number = noPayload,
): MessageCodec<Message> {
  const decodeWhole = (bytes: Uint8Array, strict: boolean): Message => {
    const reader = new Reader(bytes, name, strict);
    const message = read(reader, reader.end);
    if (reader.position !== reader.end) reader.fail('it passes its end');
    return message;
  };
  return {
    name,
    encode: (message) => {
      writer.begin(payloadBytes(message));
      write(writer, message);
      return writer.finish();
    },
    encodePieces: (message) => {
      const payload = payloadBytes(message);
      if (payload < OWN_PIECE_BYTES) {
        writer.begin(payload);
        write(writer, message);
        return [writer.finish()];
      }
      writer.beginPieces();
      write(writer, message);
      return writer.finishPieces();
    },
    decode: (bytes) => decodeWhole(bytes, false),
    decodeStrict: (bytes) => decodeWhole(bytes, true),
    write,
    read,
    payloadBytes,
  };
}

export function enumCodec<Name extends string>(name: string, numbers: Readonly<Record<Name, number>>): EnumCodec<Name> {
  const names = Object.keys(numbers) as Name[];
  const byNumber = new Map(names.map((key) => [numbers[key], key]));
  return {
    name,
    names,
    write: (writer, value, field) => {
      assert(Object.hasOwn(numbers, value), `${field} must be one of ${names.join(', ')}, got ${String(value)}`);
      writer.int32(numbers[value], field);
    },
    read: (reader) => {
      const number = reader.int32();
      const value = byNumber.get(number);
      return value ?? reader.newer(`unknown value ${number} of ${name}`);
    },
  };
}

/** Map entries in key order, largest first, because the writer goes backwards. */
export function mapEntriesDescending<Key extends string | number | boolean, Value>(
  map: ReadonlyMap<Key, Value>,
): [Key, Value][] {
  return [...map].sort((a, b) => (a[0] < b[0] ? 1 : a[0] > b[0] ? -1 : 0));
}

/** The default of every `bytes` field. */
export const EMPTY: Uint8Array = Buffer.alloc(0);
