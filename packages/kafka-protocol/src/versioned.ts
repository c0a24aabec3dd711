import { DraveError } from '@drave/base';
import type { Codec } from './wire/codec.js';
import { WireReader } from './wire/wire-reader.js';
import { WireWriter } from './wire/wire-writer.js';

/** A structure with its version in two bytes in front: record keys and values of coordinators, consumer metadata. */
export function encodeVersioned<Decoded, Input>(codec: Codec<Decoded, Input>, value: Input, version: number): Buffer {
  const writer = new WireWriter();
  writer.int16(version, 'version');
  codec.encode(writer, value, version);
  return writer.finishContiguous();
}

/** The version in front of a structure. @throws DraveError INVALID_REQUEST when there is none. */
export function versionOf(bytes: Buffer): number {
  if (bytes.length < 2) throw new DraveError('INVALID_REQUEST', `a structure of ${bytes.length} bytes has no version`);
  return bytes.readInt16BE(0);
}

/**
 * @throws DraveError INVALID_REQUEST when the bytes are malformed, UNSUPPORTED_VERSION when the version is not known.
 */
export function decodeVersioned<Decoded, Input>(codec: Codec<Decoded, Input>, bytes: Buffer): Decoded {
  const version = versionOf(bytes);
  if (version < codec.minVersion || version > codec.maxVersion)
    throw new DraveError('UNSUPPORTED_VERSION', `${codec.name} has no version ${version}`);
  return codec.decode(new WireReader(bytes, `${codec.name} v${version}`, 2), version);
}

/**
 * The same for a format whose newer versions only add fields at the end, as the consumer protocol promises: a version
 * from the future is read as the newest that we know.
 */
export function decodeForwardCompatible<Decoded, Input>(codec: Codec<Decoded, Input>, bytes: Buffer): Decoded {
  const version = Math.min(versionOf(bytes), codec.maxVersion);
  if (version < codec.minVersion)
    throw new DraveError('UNSUPPORTED_VERSION', `${codec.name} has no version ${version}`);
  return codec.decode(new WireReader(bytes, `${codec.name} v${version}`, 2), version);
}

/**
 * Decodes only what every version of such a format begins with, whatever version the bytes say: as Kafka's coordinator
 * reads subscriptions, and clients rely on it that claim a version whose later fields they leave out.
 */
export function decodeBase<Decoded, Input>(codec: Codec<Decoded, Input>, bytes: Buffer): Decoded {
  const version = versionOf(bytes);
  if (version < codec.minVersion)
    throw new DraveError('UNSUPPORTED_VERSION', `${codec.name} has no version ${version}`);
  return codec.decode(new WireReader(bytes, `${codec.name} v${codec.minVersion}`, 2), codec.minVersion);
}
