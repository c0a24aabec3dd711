import type { Bytes, Millis, Offset } from '@drave/base';
import { crc32c, readInt64, writeInt64 } from '@drave/records';

/**
 * What a finished segment was when it was finished: our own file beside Kafka's (`<base offset>.seal`).
 *
 * A batch's CRC does not cover its base offset, length, leader epoch and magic. The seal's `headersCrc` runs over the
 * first 21 bytes of every batch in order, so the scrubber sees a flip in those, too. The rest saves a scan when a log
 * is opened.
 */
export interface SegmentSeal {
  readonly size: Bytes;
  readonly nextOffset: Offset;
  /** -1 when no batch carries a timestamp. */
  readonly largestTimestamp: Millis;
  readonly largestTimestampOffset: Offset;
  readonly firstTimestamp: Millis;
  readonly headersCrc: number;
  readonly offsetIndexCrc: number;
  readonly timeIndexCrc: number;
  readonly transactionIndexCrc: number;
}

/** Length of the part of a batch that goes into `headersCrc`: the uncovered fields and the CRC of the rest. */
export const SEALED_HEADER_BYTES = 21;

export function encodeSeal(seal: SegmentSeal): Buffer {
  const buffer = Buffer.alloc(SEAL_BYTES);
  MAGIC.copy(buffer);
  writeInt64(buffer, 4, seal.size);
  writeInt64(buffer, 12, seal.nextOffset);
  writeInt64(buffer, 20, seal.largestTimestamp);
  writeInt64(buffer, 28, seal.largestTimestampOffset);
  writeInt64(buffer, 36, seal.firstTimestamp);
  buffer.writeUInt32BE(seal.headersCrc, 44);
  buffer.writeUInt32BE(seal.offsetIndexCrc, 48);
  buffer.writeUInt32BE(seal.timeIndexCrc, 52);
  buffer.writeUInt32BE(seal.transactionIndexCrc, 56);
  buffer.writeUInt32BE(crc32c(buffer, 0, AT_CRC), AT_CRC);
  return buffer;
}

export function decodeSeal(buffer: Buffer): SegmentSeal | undefined {
  if (buffer.length !== SEAL_BYTES || buffer.compare(MAGIC, 0, 4, 0, 4) !== 0) return undefined;
  if (crc32c(buffer, 0, AT_CRC) !== buffer.readUInt32BE(AT_CRC)) return undefined;
  return {
    size: readInt64(buffer, 4),
    nextOffset: readInt64(buffer, 12),
    largestTimestamp: readInt64(buffer, 20),
    largestTimestampOffset: readInt64(buffer, 28),
    firstTimestamp: readInt64(buffer, 36),
    headersCrc: buffer.readUInt32BE(44),
    offsetIndexCrc: buffer.readUInt32BE(48),
    timeIndexCrc: buffer.readUInt32BE(52),
    transactionIndexCrc: buffer.readUInt32BE(56),
  };
}

const MAGIC = Buffer.from('DRS1', 'latin1');
const AT_CRC = 60;
const SEAL_BYTES = 64;
