import { assert, type Bytes, type LeaderEpoch, type Millis, type Offset, type ProducerId } from '@drave/base';
import { crc32c } from './crc32c.js';

/**
 * The header of a record batch, version 2 (magic 2), all big-endian:
 *
 *   0 baseOffset i64 · 8 batchLength i32 · 12 partitionLeaderEpoch i32 · 16 magic i8 · 17 crc u32 · 21 attributes i16 ·
 *   23 lastOffsetDelta i32 · 27 baseTimestamp i64 · 35 maxTimestamp i64 · 43 producerId i64 · 51 producerEpoch i16 ·
 *   53 baseSequence i32 · 57 recordCount i32 · 61 records
 *
 * The CRC covers everything from `attributes` on; base offset, length, leader epoch and magic stand outside it.
 * Every reader here takes the buffer and the position of the batch in it, copies nothing and makes no BigInt.
 */
export const BATCH_HEADER_BYTES = 61;
/** baseOffset and batchLength: what comes before the bytes that `batchLength` counts. */
export const BATCH_OVERHEAD_BYTES = 12;
/** The smallest legal value of the length field: the rest of the header, no records. */
export const BATCH_LENGTH_MIN = BATCH_HEADER_BYTES - BATCH_OVERHEAD_BYTES;
export const BATCH_MAGIC = 2;
/** Where the bytes that the CRC covers begin. */
export const BATCH_CRC_START = 21;

export const NO_PRODUCER_ID: ProducerId = -1;
export const NO_PRODUCER_EPOCH = -1;
export const NO_SEQUENCE = -1;
export const NO_TIMESTAMP: Millis = -1;
export const NO_LEADER_EPOCH: LeaderEpoch = -1;

const AT_LENGTH = 8;
const AT_LEADER_EPOCH = 12;
const AT_MAGIC = 16;
const AT_CRC = 17;
const AT_ATTRIBUTES = 21;
const AT_LAST_OFFSET_DELTA = 23;
const AT_BASE_TIMESTAMP = 27;
const AT_MAX_TIMESTAMP = 35;
const AT_PRODUCER_ID = 43;
const AT_PRODUCER_EPOCH = 51;
const AT_BASE_SEQUENCE = 53;
const AT_RECORD_COUNT = 57;

export const CODEC_MASK = 0b111;
export const TIMESTAMP_TYPE_BIT = 0b1000;
export const TRANSACTIONAL_BIT = 0b1_0000;
export const CONTROL_BIT = 0b10_0000;
/** Set by the cleaner: `baseTimestamp` then holds the time after which tombstones may go (KIP-534). */
export const DELETE_HORIZON_BIT = 0b100_0000;
export const KNOWN_ATTRIBUTE_BITS = 0b111_1111;

const TWO_32 = 0x1_0000_0000;

/** A signed 64-bit number as a double: exact up to 2^53; callers at a boundary check `Number.isSafeInteger`. */
export function readInt64(buffer: Buffer, at: number): number {
  return buffer.readInt32BE(at) * TWO_32 + buffer.readUInt32BE(at + 4);
}

export function writeInt64(buffer: Buffer, at: number, value: number): void {
  const high = Math.floor(value / TWO_32);
  buffer.writeInt32BE(high, at);
  buffer.writeUInt32BE(value - high * TWO_32, at + 4);
}

/** The whole batch, header included, as its length field says; needs the first 12 bytes. Not checked: may be absurd. */
export function batchSizeBytes(buffer: Buffer, at: number): Bytes {
  return buffer.readInt32BE(at + AT_LENGTH) + BATCH_OVERHEAD_BYTES;
}

export function batchBaseOffset(buffer: Buffer, at: number): Offset {
  return readInt64(buffer, at);
}

export function batchLastOffsetDelta(buffer: Buffer, at: number): number {
  return buffer.readInt32BE(at + AT_LAST_OFFSET_DELTA);
}

export function batchLastOffset(buffer: Buffer, at: number): Offset {
  return readInt64(buffer, at) + buffer.readInt32BE(at + AT_LAST_OFFSET_DELTA);
}

export function batchLeaderEpoch(buffer: Buffer, at: number): LeaderEpoch {
  return buffer.readInt32BE(at + AT_LEADER_EPOCH);
}

export function batchMagic(buffer: Buffer, at: number): number {
  return buffer.readInt8(at + AT_MAGIC);
}

/** The stored checksum, unsigned. */
function batchCrc(buffer: Buffer, at: number): number {
  return buffer.readUInt32BE(at + AT_CRC);
}

export function batchAttributes(buffer: Buffer, at: number): number {
  return buffer.readInt16BE(at + AT_ATTRIBUTES);
}

function batchBaseTimestamp(buffer: Buffer, at: number): Millis {
  return readInt64(buffer, at + AT_BASE_TIMESTAMP);
}

export function batchMaxTimestamp(buffer: Buffer, at: number): Millis {
  return readInt64(buffer, at + AT_MAX_TIMESTAMP);
}

export function batchProducerId(buffer: Buffer, at: number): ProducerId {
  return readInt64(buffer, at + AT_PRODUCER_ID);
}

export function batchProducerEpoch(buffer: Buffer, at: number): number {
  return buffer.readInt16BE(at + AT_PRODUCER_EPOCH);
}

export function batchBaseSequence(buffer: Buffer, at: number): number {
  return buffer.readInt32BE(at + AT_BASE_SEQUENCE);
}

export function batchRecordCount(buffer: Buffer, at: number): number {
  return buffer.readInt32BE(at + AT_RECORD_COUNT);
}

export type TimestampType = 'CreateTime' | 'LogAppendTime';

/** A batch's header as plain numbers. Holds no reference to the buffer, so it may be kept for ever. */
export interface BatchInfo {
  /** Where the batch starts in the buffer it was read from. */
  readonly position: number;
  readonly sizeBytes: Bytes;
  readonly baseOffset: Offset;
  readonly lastOffset: Offset;
  readonly recordCount: number;
  readonly partitionLeaderEpoch: LeaderEpoch;
  /** The raw bits; the fields below spell them out. */
  readonly attributes: number;
  /** 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd; 5-7 are unassigned. `codecById` names it. */
  readonly codecId: number;
  readonly timestampType: TimestampType;
  readonly transactional: boolean;
  readonly control: boolean;
  readonly baseTimestamp: Millis;
  readonly maxTimestamp: Millis;
  /** -1 when the producer is not idempotent. */
  readonly producerId: ProducerId;
  readonly producerEpoch: number;
  readonly baseSequence: number;
}

/** Reads a whole header; needs 61 bytes at `at`. Checks nothing. */
export function readBatchInfo(buffer: Buffer, at: number): BatchInfo {
  const attributes = batchAttributes(buffer, at);
  const baseOffset = batchBaseOffset(buffer, at);
  return {
    position: at,
    sizeBytes: batchSizeBytes(buffer, at),
    baseOffset,
    lastOffset: baseOffset + batchLastOffsetDelta(buffer, at),
    recordCount: batchRecordCount(buffer, at),
    partitionLeaderEpoch: batchLeaderEpoch(buffer, at),
    attributes,
    codecId: attributes & CODEC_MASK,
    timestampType: (attributes & TIMESTAMP_TYPE_BIT) === 0 ? 'CreateTime' : 'LogAppendTime',
    transactional: (attributes & TRANSACTIONAL_BIT) !== 0,
    control: (attributes & CONTROL_BIT) !== 0,
    baseTimestamp: batchBaseTimestamp(buffer, at),
    maxTimestamp: batchMaxTimestamp(buffer, at),
    producerId: batchProducerId(buffer, at),
    producerEpoch: batchProducerEpoch(buffer, at),
    baseSequence: batchBaseSequence(buffer, at),
  };
}

/**
 * Sequence number `increment` places after `sequence`: they run from 0 to 2^31 - 1 and wrap to 0 (never negative).
 */
export function sequenceAfter(sequence: number, increment: number): number {
  assert(sequence >= 0 && increment >= 0, 'sequences count up from 0');
  const next = sequence + increment;
  return next > 0x7fff_ffff ? next - 0x8000_0000 : next;
}

export function batchCrcIsValid(buffer: Buffer, at: number): boolean {
  return crc32c(buffer, at + BATCH_CRC_START, at + batchSizeBytes(buffer, at)) === batchCrc(buffer, at);
}

/**
 * Gives the batch at `at` its place in the log, in place. Offset and leader epoch stand outside the CRC; with
 * `logAppendTimeMs` the timestamp type, the maximum and so the CRC are rewritten (one pass over the batch).
 *
 * Only for a buffer that the caller owns: never one that another partition, reader or writer can still see.
 */
export function restamp(
  buffer: Buffer,
  at: number,
  baseOffset: Offset,
  leaderEpoch: LeaderEpoch,
  logAppendTimeMs?: Millis,
): void {
  assert(Number.isSafeInteger(baseOffset) && baseOffset >= 0, `offset out of range: ${baseOffset}`);
  writeInt64(buffer, at, baseOffset);
  buffer.writeInt32BE(leaderEpoch, at + AT_LEADER_EPOCH);
  if (logAppendTimeMs === undefined) return;
  buffer.writeInt16BE(batchAttributes(buffer, at) | TIMESTAMP_TYPE_BIT, at + AT_ATTRIBUTES);
  writeInt64(buffer, at + AT_MAX_TIMESTAMP, logAppendTimeMs);
  rewriteCrc(buffer, at);
}

/** What a builder knows at the end; `writeBatchHeader` puts it in front of the records and computes the CRC. */
export interface BatchHeaderFields {
  readonly baseOffset: Offset;
  readonly partitionLeaderEpoch: LeaderEpoch;
  readonly attributes: number;
  readonly lastOffsetDelta: number;
  readonly baseTimestamp: Millis;
  readonly maxTimestamp: Millis;
  readonly producerId: ProducerId;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly recordCount: number;
}

/** Writes the 61 bytes at `at` for a batch whose records already stand behind them, and its CRC. */
export function writeBatchHeader(buffer: Buffer, at: number, sizeBytes: Bytes, fields: BatchHeaderFields): void {
  writeInt64(buffer, at, fields.baseOffset);
  buffer.writeInt32BE(sizeBytes - BATCH_OVERHEAD_BYTES, at + AT_LENGTH);
  buffer.writeInt32BE(fields.partitionLeaderEpoch, at + AT_LEADER_EPOCH);
  buffer.writeInt8(BATCH_MAGIC, at + AT_MAGIC);
  buffer.writeInt16BE(fields.attributes, at + AT_ATTRIBUTES);
  buffer.writeInt32BE(fields.lastOffsetDelta, at + AT_LAST_OFFSET_DELTA);
  writeInt64(buffer, at + AT_BASE_TIMESTAMP, fields.baseTimestamp);
  writeInt64(buffer, at + AT_MAX_TIMESTAMP, fields.maxTimestamp);
  writeInt64(buffer, at + AT_PRODUCER_ID, fields.producerId);
  buffer.writeInt16BE(fields.producerEpoch, at + AT_PRODUCER_EPOCH);
  buffer.writeInt32BE(fields.baseSequence, at + AT_BASE_SEQUENCE);
  buffer.writeInt32BE(fields.recordCount, at + AT_RECORD_COUNT);
  rewriteCrc(buffer, at);
}

/** Changes the producer's identity of a finished batch in place (a retry under a new epoch, KIP-360) and its CRC. */
export function restampProducer(
  buffer: Buffer,
  at: number,
  producerId: ProducerId,
  producerEpoch: number,
  baseSequence: number,
): void {
  writeInt64(buffer, at + AT_PRODUCER_ID, producerId);
  buffer.writeInt16BE(producerEpoch, at + AT_PRODUCER_EPOCH);
  buffer.writeInt32BE(baseSequence, at + AT_BASE_SEQUENCE);
  rewriteCrc(buffer, at);
}

/** Gives a batch whose records section was exchanged its new size and attributes in place, and its CRC. */
export function rewriteBatch(buffer: Buffer, at: number, sizeBytes: Bytes, attributes: number): void {
  buffer.writeInt32BE(sizeBytes - BATCH_OVERHEAD_BYTES, at + AT_LENGTH);
  buffer.writeInt16BE(attributes, at + AT_ATTRIBUTES);
  rewriteCrc(buffer, at);
}

/** Says the truth about the largest timestamp of the records, in place, and rewrites the CRC. */
export function rewriteMaxTimestamp(buffer: Buffer, at: number, maxTimestamp: Millis): void {
  writeInt64(buffer, at + AT_MAX_TIMESTAMP, maxTimestamp);
  rewriteCrc(buffer, at);
}

function rewriteCrc(buffer: Buffer, at: number): void {
  const end = at + batchSizeBytes(buffer, at);
  buffer.writeUInt32BE(crc32c(buffer, at + BATCH_CRC_START, end), at + AT_CRC);
}

/** A Buffer over the same memory; free when it is one already. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
