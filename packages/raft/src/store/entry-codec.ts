import type { Offset } from '@drave/base';
import { isIntact } from '../core/entry.js';
import type { LogEntry } from '../messages.js';

const VERSION = 1;
const HEADER_BYTES = 1 + 1 + 4 + 8 + 4 + 4;

/**
 * Encodes an entry as it is stored: with the checksum of the one before it, so that none can go missing or change
 * places unseen.
 */
export function encodeEntry(entry: LogEntry, previousCrc: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + entry.payload.length);
  bytes.writeUInt8(VERSION, 0);
  bytes.writeUInt8(entry.kind === 'data' ? 0 : 1, 1);
  bytes.writeUInt32BE(entry.epoch, 2);
  bytes.writeDoubleBE(entry.appendTimestampMs, 6);
  bytes.writeUInt32BE(previousCrc, 14);
  bytes.writeUInt32BE(entry.crc, 18);
  bytes.set(entry.payload, HEADER_BYTES);
  return bytes;
}

export type DecodedEntry =
  | { readonly kind: 'entry'; readonly entry: LogEntry; readonly previousCrc: number }
  | { readonly kind: 'damaged'; readonly reason: string }
  /** The entry has a format that this version does not know: nothing is damaged, a newer version has written it. */
  | { readonly kind: 'newer'; readonly version: number };

export function decodeEntry(offset: Offset, value: Uint8Array): DecodedEntry {
  if (value.length < HEADER_BYTES) return { kind: 'damaged', reason: 'too short' };
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.length);
  const version = bytes.readUInt8(0);
  const kind = bytes.readUInt8(1);
  // An entry that is whole in our own format was written in it: then only the byte that says so is damaged.
  if (version > VERSION && (kind > 1 || !isIntact(readEntry(offset, value, bytes)))) return { kind: 'newer', version };
  if (version !== VERSION) return { kind: 'damaged', reason: `unknown version ${version}` };
  if (kind > 1) return { kind: 'damaged', reason: `unknown kind ${kind}` };
  const entry = readEntry(offset, value, bytes);
  if (!isIntact(entry)) return { kind: 'damaged', reason: 'its checksum does not match' };
  return { kind: 'entry', entry, previousCrc: bytes.readUInt32BE(14) };
}

function readEntry(offset: Offset, value: Uint8Array, bytes: Buffer): LogEntry {
  return {
    offset,
    epoch: bytes.readUInt32BE(2),
    kind: bytes.readUInt8(1) === 0 ? 'data' : 'control',
    appendTimestampMs: bytes.readDoubleBE(6),
    payload: value.subarray(HEADER_BYTES),
    crc: bytes.readUInt32BE(18),
  };
}
