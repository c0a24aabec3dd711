import { DraveError } from '@drave/base';
import type { WireReader } from './wire-reader.js';
import type { WireWriter } from './wire-writer.js';

/**
 * Reads and writes one message, in the versions from `minVersion` to `maxVersion`; the caller has checked the version.
 * `Input` is what encoding takes: fields with a stated default may be left out.
 */
export interface Codec<Decoded, Input = Decoded> {
  readonly name: string;
  readonly minVersion: number;
  readonly maxVersion: number;
  /** First version with compact lengths and tagged fields; infinity for none. */
  readonly flexibleFrom: number;
  decode(reader: WireReader, version: number): Decoded;
  encode(writer: WireWriter, value: Input, version: number): void;
}

/** One API of the protocol with its two messages. */
export interface Api<Request = unknown, RequestInput = Request, Response = unknown, ResponseInput = Response> {
  readonly name: string;
  readonly key: number;
  /** What Drave implements byte for byte, hence the most that it may advertise. */
  readonly minVersion: number;
  readonly maxVersion: number;
  readonly flexibleFrom: number;
  readonly request: Codec<Request, RequestInput>;
  readonly response: Codec<Response, ResponseInput>;
}

/** What a field of bytes holds when it is not on the wire. */
export const EMPTY_BYTES: Buffer = Buffer.alloc(0);

/** A value that the chosen version has no place for. */
export function absentField(field: string, version: number): never {
  throw new DraveError('UNSUPPORTED_VERSION', `${field} is set, and version ${version} has no place for it`);
}

export function notNull<T>(value: T | null, field: string, version: number): T {
  if (value === null) throw new DraveError('UNSUPPORTED_VERSION', `${field} is null, which version ${version} forbids`);
  return value;
}
