import { type Bytes, DraveError, type Millis, type Offset } from '@drave/base';
import type { Compute } from '@drave/env';
import { codecById, decompressRecords } from './compression.js';
import { asBuffer, BATCH_HEADER_BYTES, type BatchInfo, readBatchInfo } from './header.js';
import { type DecodedHeader, type DecodedRecord, NO_HEADERS } from './record.js';

interface DecodeLimits {
  /** The decompressed records of one batch. Default 128 MiB. */
  readonly decompressedBytesMax?: Bytes;
}

const DECOMPRESSED_BYTES_MAX = 128 * 1024 * 1024;

/**
 * All records of the batch at `at`. The checksum is the caller's affair (`scanBatches`); every length inside is
 * checked.
 * Records are views: see `DecodedRecord`.
 * @throws DraveError CORRUPT_MESSAGE, UNSUPPORTED_COMPRESSION_TYPE.
 */
export async function decodeRecords(
  buffer: Buffer,
  at: number,
  compute: Compute,
  limits: DecodeLimits = {},
): Promise<DecodedRecord[]> {
  const cursor = await openRecords(buffer, at, compute, limits);
  return cursor.rest();
}

/** Decodes as `decodeRecords` does, but lazily: one record per `next`. */
export async function openRecords(
  buffer: Buffer,
  at: number,
  compute: Compute,
  limits: DecodeLimits = {},
): Promise<RecordCursor> {
  const info = checkedInfo(buffer, at);
  if (info.codecId === 0) return plainCursor(buffer, info);
  const records = await openSection(buffer, at, compute, limits);
  return new RecordCursor(info, records, 0, records.length);
}

/**
 * The records section of the batch at `at`, uncompressed: a view when it was so already. Says nothing about the
 * records.
 * @throws DraveError CORRUPT_MESSAGE, UNSUPPORTED_COMPRESSION_TYPE.
 */
export async function openSection(
  buffer: Buffer,
  at: number,
  compute: Compute,
  limits: DecodeLimits = {},
): Promise<Buffer> {
  const info = checkedInfo(buffer, at);
  const section = buffer.subarray(at + BATCH_HEADER_BYTES, at + info.sizeBytes);
  if (info.codecId === 0) return section;
  const codec = codecById(info.codecId);
  if (codec === undefined || codec === 'none') {
    throw new DraveError('UNSUPPORTED_COMPRESSION_TYPE', `compression type ${info.codecId} is not supported`);
  }
  const bytesMax = limits.decompressedBytesMax ?? DECOMPRESSED_BYTES_MAX;
  return asBuffer(await decompressRecords(codec, section, compute, bytesMax));
}

/** A cursor over an uncompressed batch, without waiting; undefined when the batch is compressed. */
export function openPlainRecords(buffer: Buffer, at: number): RecordCursor | undefined {
  const info = checkedInfo(buffer, at);
  return info.codecId === 0 ? plainCursor(buffer, info) : undefined;
}

/** Reads records one after the other from the (decompressed) records section of one batch. */
export class RecordCursor {
  readonly info: BatchInfo;
  private readonly bytes: Buffer;
  private at: number;
  private readonly end: number;
  private read = 0;
  private lastDelta = -1;

  constructor(info: BatchInfo, bytes: Buffer, start: number, end: number) {
    // A count that cannot fit is refused before anything is allocated for it.
    if (info.recordCount > (end - start) / RECORD_BYTES_MIN) {
      throw corrupt(info, `${info.recordCount} records cannot fit into ${end - start} bytes`);
    }
    this.info = info;
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /** The next record; undefined after the last. @throws DraveError CORRUPT_MESSAGE. */
  next(): DecodedRecord | undefined {
    const { info } = this;
    if (this.read >= info.recordCount) {
      if (this.at !== this.end) throw corrupt(info, `${this.end - this.at} bytes follow the last record`);
      return undefined;
    }
    const bodyBytes = this.varint();
    const bodyEnd = this.at + bodyBytes;
    if (bodyBytes < RECORD_BYTES_MIN - 1 || bodyEnd > this.end) throw corrupt(info, `record length ${bodyBytes}`);
    this.at++; // Attributes: no bit is assigned.
    const timestampDelta = this.varlong();
    const offsetDelta = this.varint();
    if (offsetDelta <= this.lastDelta || offsetDelta > info.lastOffset - info.baseOffset) {
      throw corrupt(info, `offset delta ${offsetDelta} after ${this.lastDelta}`);
    }
    const key = this.nullableBytes(bodyEnd);
    const value = this.nullableBytes(bodyEnd);
    const headers = this.headers(bodyEnd);
    if (this.at !== bodyEnd) throw corrupt(info, `a record ends at ${this.at} instead of ${bodyEnd}`);
    this.read++;
    this.lastDelta = offsetDelta;
    return {
      offset: (info.baseOffset + offsetDelta) as Offset,
      timestamp: this.timestamp(timestampDelta),
      key,
      value,
      headers,
    };
  }

  rest(): DecodedRecord[] {
    const records: DecodedRecord[] = [];
    for (let record = this.next(); record !== undefined; record = this.next()) records.push(record);
    return records;
  }

  private timestamp(delta: number): Millis {
    if (this.info.timestampType === 'LogAppendTime') return this.info.maxTimestamp;
    return this.info.baseTimestamp + delta;
  }

  private headers(bodyEnd: number): readonly DecodedHeader[] {
    const count = this.varint();
    if (count === 0) return NO_HEADERS;
    if (count < 0 || count > (bodyEnd - this.at) / 2) throw corrupt(this.info, `header count ${count}`);
    const headers: DecodedHeader[] = [];
    for (let index = 0; index < count; index++) {
      const key = this.nullableBytes(bodyEnd);
      if (key === null) throw corrupt(this.info, 'a header has no key');
      headers.push({ key: key.toString('utf8'), value: this.nullableBytes(bodyEnd) });
    }
    return headers;
  }

  private nullableBytes(bodyEnd: number): Buffer | null {
    const length = this.varint();
    if (length === -1) return null;
    const start = this.at;
    if (length < 0 || length > bodyEnd - start) throw corrupt(this.info, `field length ${length}`);
    this.at = start + length;
    return this.bytes.subarray(start, this.at);
  }

  private varint(): number {
    const first = this.at < this.end ? (this.bytes[this.at] as number) : 0xff;
    if (first < 0x80) {
      this.at++;
      return (first >>> 1) ^ -(first & 1);
    }
    let raw = 0;
    for (let shift = 0; shift <= 28; shift += 7) {
      const byte = this.byte();
      raw |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (raw >>> 1) ^ -(raw & 1);
    }
    throw corrupt(this.info, 'a varint is longer than 5 bytes');
  }

  private varlong(): number {
    let raw = 0;
    let scale = 1;
    for (let length = 1; length <= 10; length++) {
      const byte = this.byte();
      raw += (byte & 0x7f) * scale;
      scale *= 0x80;
      if (byte >= 0x80) continue;
      if (!Number.isSafeInteger(raw)) break;
      return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2;
    }
    throw corrupt(this.info, 'a timestamp delta is out of range');
  }

  private byte(): number {
    if (this.at >= this.end) throw corrupt(this.info, 'the records end inside a number');
    return this.bytes[this.at++] as number;
  }
}

const RECORD_BYTES_MIN = 7;

function plainCursor(buffer: Buffer, info: BatchInfo): RecordCursor {
  return new RecordCursor(info, buffer, info.position + BATCH_HEADER_BYTES, info.position + info.sizeBytes);
}

function checkedInfo(buffer: Buffer, at: number): BatchInfo {
  if (buffer.length - at < BATCH_HEADER_BYTES) {
    throw new DraveError('CORRUPT_MESSAGE', `${buffer.length - at} bytes are too few for a batch header (61)`);
  }
  const info = readBatchInfo(buffer, at);
  if (info.sizeBytes < BATCH_HEADER_BYTES || info.sizeBytes > buffer.length - at || info.recordCount < 0) {
    throw corrupt(info, `it says ${info.sizeBytes} bytes and ${info.recordCount} records`);
  }
  return info;
}

function corrupt(info: BatchInfo, what: string): DraveError {
  return new DraveError('CORRUPT_MESSAGE', `the batch at offset ${info.baseOffset} is malformed: ${what}`);
}
