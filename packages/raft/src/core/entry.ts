import type { Epoch, Millis, Offset } from '@drave/base';
import { crc32c } from '@drave/records';
import type { LogEntry } from '../messages.js';

const HEADER_BYTES = 8 + 4 + 1 + 8;

/** Makes an entry with its checksum; only the leader that appends does this. */
export function sealEntry(
  offset: Offset,
  epoch: Epoch,
  kind: LogEntry['kind'],
  appendTimestampMs: Millis,
  payload: Uint8Array,
): LogEntry {
  return {
    offset,
    epoch,
    kind,
    appendTimestampMs,
    payload,
    crc: entryCrc(offset, epoch, kind, appendTimestampMs, payload),
  };
}

export function isIntact(entry: LogEntry): boolean {
  return entry.crc === entryCrc(entry.offset, entry.epoch, entry.kind, entry.appendTimestampMs, entry.payload);
}

/** What an entry weighs against byte limits. */
export function entryBytes(entry: LogEntry): number {
  return entry.payload.length + 48;
}

function entryCrc(
  offset: Offset,
  epoch: Epoch,
  kind: LogEntry['kind'],
  timestampMs: Millis,
  payload: Uint8Array,
): number {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeDoubleBE(offset, 0);
  header.writeInt32BE(epoch, 8);
  header.writeUInt8(kind === 'data' ? 0 : 1, 12);
  header.writeDoubleBE(timestampMs, 13);
  return crc32c(payload, 0, payload.length, crc32c(header));
}
