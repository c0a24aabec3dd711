import {
  assert,
  type Bytes,
  DraveError,
  type LeaderEpoch,
  type Millis,
  type Offset,
  type ProducerId,
} from '@drave/base';
import type { CodecName, Compute } from '@drave/env';
import { codecId, compressRecords } from './compression.js';
import {
  asBuffer,
  BATCH_HEADER_BYTES,
  type BatchHeaderFields,
  CONTROL_BIT,
  DELETE_HORIZON_BIT,
  NO_LEADER_EPOCH,
  NO_PRODUCER_EPOCH,
  NO_PRODUCER_ID,
  NO_SEQUENCE,
  NO_TIMESTAMP,
  TIMESTAMP_TYPE_BIT,
  TRANSACTIONAL_BIT,
  writeBatchHeader,
} from './header.js';
import type { RecordHeader } from './record.js';
import { lengthBytes, varintBytes, VARLONG_MAX, varlongBytes, writeVarint, writeVarlong } from './varint.js';

/** What stands in the header beside the records. All have the value of a plain, non-idempotent producer by default. */
export interface BatchOptions {
  readonly baseOffset?: Offset;
  readonly partitionLeaderEpoch?: LeaderEpoch;
  readonly producerId?: ProducerId;
  readonly producerEpoch?: number;
  readonly baseSequence?: number;
  readonly transactional?: boolean;
  readonly control?: boolean;
  /** Stamps the batch LogAppendTime with this as its maximum. */
  readonly logAppendTimeMs?: Millis;
  /**
   * For the cleaner: what the batch spanned before records were dropped from its end. Default: the last record's delta.
   */
  readonly lastOffsetDelta?: number;
  /** For the cleaner: the time of a batch that holds no record any more. */
  readonly emptyTimestamp?: Millis;
}

/**
 * Gathers records into one growing buffer and makes a batch of them. Keys and values are copied in by `append`; the
 * finished batch owns its memory (the builder starts afresh), so it may be kept and sent without a copy.
 */
export class BatchBuilder {
  private buffer: Buffer;
  private at = BATCH_HEADER_BYTES;
  private count = 0;
  private lastDelta = -1;
  private firstTimestamp = 0;
  private largestTimestamp: Millis = NO_TIMESTAMP;
  private readonly initialBytes: Bytes;
  private readonly deleteHorizonMs: Millis | undefined;
  private memory: Buffer | undefined;

  /**
   * `initialBytes`: memory taken for the first record on; grows by doubling. `deleteHorizonMs` is for the cleaner
   * (KIP-534).
   */
  constructor(
    options: {
      readonly initialBytes?: Bytes;
      readonly deleteHorizonMs?: Millis;
      readonly memory?: Buffer | undefined;
    } = {},
  ) {
    this.initialBytes = Math.max(options.initialBytes ?? 16 * 1024, 256);
    this.deleteHorizonMs = options.deleteHorizonMs;
    this.memory = options.memory;
    this.buffer = EMPTY;
  }

  get recordCount(): number {
    return this.count;
  }

  /** Size of the batch as it stands, header included, before compression. */
  get sizeBytes(): Bytes {
    return this.at;
  }

  get maxTimestamp(): Millis {
    return this.largestTimestamp;
  }

  /** Appends a record behind the last one. Timestamps are wall-clock milliseconds, -1 for none. */
  append(timestamp: Millis, key: Uint8Array | null, value: Uint8Array | null, headers?: readonly RecordHeader[]): void {
    this.appendAt(this.lastDelta + 1, timestamp, key, value, headers);
  }

  /** Like `append`, at an explicit distance from the base offset, which must grow (compaction leaves gaps). */
  appendAt(
    offsetDelta: number,
    timestamp: Millis,
    key: Uint8Array | null,
    value: Uint8Array | null,
    headers?: readonly RecordHeader[],
  ): void {
    assert(offsetDelta > this.lastDelta && offsetDelta <= 0x7fff_ffff, 'offset deltas grow');
    if (this.count === 0) this.begin(timestamp);
    const timestampDelta = timestamp - this.firstTimestamp;
    assert(timestampDelta <= VARLONG_MAX && timestampDelta >= -VARLONG_MAX, 'timestamp out of range');
    const keyBytes = key === null ? 1 : lengthBytes(key.length) + key.length;
    const valueBytes = value === null ? 1 : lengthBytes(value.length) + value.length;
    const headersBytes = headers === undefined || headers.length === 0 ? 1 : headerSectionBytes(headers);
    const body = 1 + varlongBytes(timestampDelta) + varintBytes(offsetDelta) + keyBytes + valueBytes + headersBytes;
    this.reserve(body + 5);
    const buffer = this.buffer;
    let at = writeVarint(buffer, this.at, body);
    buffer[at++] = 0;
    at = writeVarlong(buffer, at, timestampDelta);
    at = writeVarint(buffer, at, offsetDelta);
    at = writeNullableBytes(buffer, at, key);
    at = writeNullableBytes(buffer, at, value);
    if (headersBytes === 1) buffer[at++] = 0;
    else at = writeHeaders(buffer, at, headers as readonly RecordHeader[]);
    this.at = at;
    this.count++;
    this.lastDelta = offsetDelta;
    if (timestamp > this.largestTimestamp) this.largestTimestamp = timestamp;
  }

  /**
   * The uncompressed batch; the builder is empty again afterwards. Needs a record unless `lastOffsetDelta` is given.
   */
  finish(options: BatchOptions = {}): Buffer {
    if (this.count === 0) {
      this.begin(options.emptyTimestamp ?? NO_TIMESTAMP);
      this.largestTimestamp = options.emptyTimestamp ?? NO_TIMESTAMP;
    }
    const batch = this.buffer.subarray(0, this.at);
    writeBatchHeader(batch, 0, batch.length, this.headerFields(options, 0));
    this.reset();
    return batch;
  }

  /**
   * Finishes as `finish` does, with the records compressed. The result is never bigger: there is no compression when
   * the codec gains nothing.
   */
  async finishCompressed(codec: CodecName, compute: Compute, options: BatchOptions = {}): Promise<Buffer> {
    if (this.count === 0) return this.finish(options);
    const fields = this.headerFields(options, codecId(codec));
    const plain = this.buffer.subarray(0, this.at);
    // Reset first: while the codec works, its owner may already gather the next batch.
    this.reset();
    const records = await compressRecords(codec, plain.subarray(BATCH_HEADER_BYTES), compute);
    if (records.length >= plain.length - BATCH_HEADER_BYTES) {
      writeBatchHeader(plain, 0, plain.length, { ...fields, attributes: fields.attributes & ~0b111 });
      return plain;
    }
    const batch = Buffer.allocUnsafeSlow(BATCH_HEADER_BYTES + records.length);
    asBuffer(records).copy(batch, BATCH_HEADER_BYTES);
    writeBatchHeader(batch, 0, batch.length, fields);
    return batch;
  }

  /** Drops what was gathered. */
  reset(): void {
    this.buffer = EMPTY;
    this.at = BATCH_HEADER_BYTES;
    this.count = 0;
    this.lastDelta = -1;
    this.largestTimestamp = NO_TIMESTAMP;
  }

  private begin(timestamp: Millis): void {
    this.firstTimestamp = this.deleteHorizonMs ?? timestamp;
    if (this.buffer !== EMPTY) return;
    this.buffer = this.memory ?? Buffer.allocUnsafeSlow(this.initialBytes);
    this.memory = undefined;
  }

  private reserve(bytes: number): void {
    const needed = this.at + bytes;
    if (needed <= this.buffer.length) return;
    if (needed > 0x7fff_ffff)
      throw new DraveError('MESSAGE_TOO_LARGE', `a batch of ${needed} bytes is beyond the format`);
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.buffer.length * 2));
    this.buffer.copy(grown, 0, 0, this.at);
    this.buffer = grown;
  }

  private headerFields(options: BatchOptions, codecBits: number): BatchHeaderFields {
    let attributes = codecBits;
    if (options.logAppendTimeMs !== undefined) attributes |= TIMESTAMP_TYPE_BIT;
    if (options.transactional === true) attributes |= TRANSACTIONAL_BIT;
    if (options.control === true) attributes |= CONTROL_BIT;
    if (this.deleteHorizonMs !== undefined) attributes |= DELETE_HORIZON_BIT;
    const lastOffsetDelta = options.lastOffsetDelta ?? this.lastDelta;
    assert(lastOffsetDelta >= this.lastDelta && lastOffsetDelta >= 0, 'a batch spans its records');
    return {
      baseOffset: options.baseOffset ?? 0,
      partitionLeaderEpoch: options.partitionLeaderEpoch ?? NO_LEADER_EPOCH,
      attributes,
      lastOffsetDelta,
      baseTimestamp: this.firstTimestamp,
      maxTimestamp: options.logAppendTimeMs ?? this.largestTimestamp,
      producerId: options.producerId ?? NO_PRODUCER_ID,
      producerEpoch: options.producerEpoch ?? NO_PRODUCER_EPOCH,
      baseSequence: options.baseSequence ?? NO_SEQUENCE,
      recordCount: this.count,
    };
  }
}

/** What a record adds to a batch at most, before compression. For a decision taken before the record is written. */
export function recordBytesMax(
  key: Uint8Array | null,
  value: Uint8Array | null,
  headers?: readonly RecordHeader[],
): Bytes {
  // Record length 5, attributes 1, timestamp delta 10, offset delta 5, key and value lengths 5 each, header count 5.
  let bytes = 36 + (key === null ? 0 : key.length) + (value === null ? 0 : value.length);
  if (headers !== undefined && headers.length > 0) bytes += headerSectionBytes(headers);
  return bytes;
}

const EMPTY = Buffer.alloc(0);
/** Below this size a byte loop beats the call into native code. */
const SMALL_COPY_BYTES = 24;

function writeNullableBytes(buffer: Buffer, at: number, bytes: Uint8Array | null): number {
  if (bytes === null) {
    buffer[at] = 1;
    return at + 1;
  }
  const length = bytes.length;
  at = writeVarint(buffer, at, length);
  if (length <= SMALL_COPY_BYTES) {
    for (let index = 0; index < length; index++) buffer[at + index] = bytes[index] as number;
  } else {
    buffer.set(bytes, at);
  }
  return at + length;
}

function headerSectionBytes(headers: readonly RecordHeader[]): number {
  let bytes = lengthBytes(headers.length);
  for (const header of headers) {
    const keyBytes = Buffer.byteLength(header.key);
    bytes += lengthBytes(keyBytes) + keyBytes;
    bytes += header.value === null ? 1 : lengthBytes(header.value.length) + header.value.length;
  }
  return bytes;
}

function writeHeaders(buffer: Buffer, at: number, headers: readonly RecordHeader[]): number {
  at = writeVarint(buffer, at, headers.length);
  for (const header of headers) {
    at = writeVarint(buffer, at, Buffer.byteLength(header.key));
    at += buffer.write(header.key, at, 'utf8');
    at = writeNullableBytes(buffer, at, header.value);
  }
  return at;
}
