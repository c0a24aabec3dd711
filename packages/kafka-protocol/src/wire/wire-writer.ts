import { assert, DraveError, UUID_BYTES, type Uuid } from '@drave/base';

const TWO_POW_32 = 0x1_0000_0000;
const STRING_BYTES_MAX = 0x7fff;
/** UTF-8 takes at most three bytes for one UTF-16 unit. */
const UTF8_BYTES_PER_UNIT = 3;
const SHORT_STRING_UNITS = 32;
const CHUNK_BYTES_MIN = 512;
const CHUNK_BYTES_MAX = 64 * 1024;
/** Payloads below this are copied, since one more piece in a gathered write costs more than that. */
const REFERENCE_BYTES_MIN = 1024;

/** Bytes that may come in pieces, which are written one after the other and never copied when they are large. */
export type RecordsInput = Uint8Array | readonly Uint8Array[];

/**
 * Writes one message of Kafka's protocol as a list of buffers for a gathered write: small fields go into chunks that
 * grow, large `bytes` and `records` are referenced where they lie. They must not change until the write is done.
 *
 * A value that the wire cannot hold is a DraveError that names the field; it never ends the process, because the value
 * may stem from what a client sent.
 */
export class WireWriter {
  private chunk: Buffer;
  private view: DataView;
  private position = 0;
  private segmentStart = 0;
  private parts: Buffer[] = [];
  private partsBytes = 0;
  private nested: WireWriter | undefined;

  constructor(chunkBytes: number = CHUNK_BYTES_MIN) {
    this.chunk = Buffer.allocUnsafe(chunkBytes);
    this.view = new DataView(this.chunk.buffer, this.chunk.byteOffset, chunkBytes);
  }

  /** Bytes written so far. */
  get length(): number {
    return this.partsBytes + this.position - this.segmentStart;
  }

  /** Everything written, in order; the writer must not be used afterwards. */
  finish(): Buffer[] {
    this.endSegment();
    return this.parts;
  }

  /** Everything written in one buffer. */
  finishContiguous(): Buffer {
    const parts = this.finish();
    return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
  }

  bool(value: boolean): void {
    const at = this.advance(1);
    this.view.setInt8(at, value ? 1 : 0);
  }

  int8(value: number, field: string): void {
    this.check(value >= -0x80 && value <= 0x7f, value, field);
    const at = this.advance(1);
    this.view.setInt8(at, value);
  }

  int16(value: number, field: string): void {
    this.check(value >= -0x8000 && value <= 0x7fff, value, field);
    const at = this.advance(2);
    this.view.setInt16(at, value);
  }

  uint16(value: number, field: string): void {
    this.check(value >= 0 && value <= 0xffff, value, field);
    const at = this.advance(2);
    this.view.setUint16(at, value);
  }

  int32(value: number, field: string): void {
    if ((value | 0) !== value) this.refuse(value, field);
    const at = this.advance(4);
    this.view.setInt32(at, value);
  }

  uint32(value: number, field: string): void {
    if (value >>> 0 !== value) this.refuse(value, field);
    const at = this.advance(4);
    this.view.setUint32(at, value);
  }

  int64(value: number, field: string): void {
    if (!Number.isSafeInteger(value)) this.refuse(value, field);
    const at = this.advance(8);
    this.view.setInt32(at, Math.floor(value / TWO_POW_32));
    this.view.setUint32(at + 4, value >>> 0);
  }

  float64(value: number): void {
    const at = this.advance(8);
    this.view.setFloat64(at, value);
  }

  uuid(value: Uuid, field: string): void {
    const at = this.advance(UUID_BYTES);
    const written = value.length === 22 ? this.chunk.write(value, at, UUID_BYTES, 'base64url') : 0;
    if (written !== UUID_BYTES) this.refuse(value, field);
  }

  /** An unsigned varint of at most 32 bits. */
  uvarint(value: number): void {
    assert(value >= 0 && value < TWO_POW_32, `a varint of ${value}`);
    let at = this.reserve(5);
    let left = value;
    while (left >= 0x80) {
      this.view.setUint8(at++, (left & 0x7f) | 0x80);
      left = left >>> 7;
    }
    this.view.setUint8(at++, left);
    this.position = at;
  }

  string(flexible: boolean, value: string, field: string): void {
    if (value.length <= SHORT_STRING_UNITS) this.shortString(flexible, value);
    else this.longString(flexible, value, field);
  }

  nullableString(flexible: boolean, value: string | null, field: string): void {
    if (value !== null) this.string(flexible, value, field);
    else if (flexible) this.uvarint(0);
    else this.int16(-1, field);
  }

  bytes(flexible: boolean, value: Uint8Array, field: string): void {
    this.bytesLength(flexible, value.length, field);
    this.raw(value);
  }

  nullableBytes(flexible: boolean, value: Uint8Array | null, field: string): void {
    if (value !== null) this.bytes(flexible, value, field);
    else this.bytesLength(flexible, -1, field);
  }

  records(flexible: boolean, value: RecordsInput, field: string): void {
    if (value instanceof Uint8Array) return this.bytes(flexible, value, field);
    let length = 0;
    for (const part of value) length += part.length;
    this.bytesLength(flexible, length, field);
    for (const part of value) this.raw(part);
  }

  nullableRecords(flexible: boolean, value: RecordsInput | null, field: string): void {
    if (value !== null) this.records(flexible, value, field);
    else this.bytesLength(flexible, -1, field);
  }

  /** -1 for null. */
  listLength(flexible: boolean, length: number, field: string): void {
    this.bytesLength(flexible, length, field);
  }

  structPresent(present: boolean): void {
    const at = this.advance(1);
    this.view.setInt8(at, present ? 1 : -1);
  }

  /** A writer for the value of one tagged field, whose length comes before it. */
  openTag(tag: number): WireWriter {
    this.uvarint(tag);
    this.nested ??= new WireWriter();
    const nested = this.nested;
    assert(nested.length === 0, 'one tagged field at a time');
    return nested;
  }

  closeTag(): void {
    const value = this.nested?.finishContiguous();
    assert(value !== undefined, 'a tagged field is open');
    this.nested = undefined;
    this.uvarint(value.length);
    this.raw(value);
  }

  /** Appends bytes as they are. */
  raw(value: Uint8Array): void {
    if (value.length >= REFERENCE_BYTES_MIN) {
      this.endSegment();
      this.parts.push(Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.length));
      this.partsBytes += value.length;
      return;
    }
    const at = this.advance(value.length);
    this.chunk.set(value, at);
  }

  /** Sets an int32 written before in the first chunk: the length in front of a frame. */
  patchInt32(at: number, value: number): void {
    const first = this.parts[0] ?? this.chunk;
    first.writeInt32BE(value, at);
  }

  private bytesLength(flexible: boolean, length: number, field: string): void {
    if (flexible) this.uvarint(length + 1);
    else this.int32(length, field);
  }

  private shortString(flexible: boolean, value: string): void {
    const start = this.reserve(2 + value.length * UTF8_BYTES_PER_UNIT);
    const textAt = start + (flexible ? 1 : 2);
    let at = textAt;
    for (let i = 0; i < value.length; i++) {
      const unit = value.charCodeAt(i);
      if (unit >= 0x80) {
        at = textAt + this.chunk.write(value, textAt, 'utf8');
        break;
      }
      this.view.setUint8(at++, unit);
    }
    const length = at - textAt;
    if (flexible) this.view.setUint8(start, length + 1);
    else this.view.setInt16(start, length);
    this.position = at;
  }

  private longString(flexible: boolean, value: string, field: string): void {
    const length = Buffer.byteLength(value, 'utf8');
    if (length > STRING_BYTES_MAX) this.refuse(`a string of ${length} bytes`, field);
    if (flexible) this.uvarint(length + 1);
    else this.int16(length, field);
    const at = this.advance(length);
    this.chunk.write(value, at, length, 'utf8');
  }

  /** Room for `length` bytes. It may bring another chunk: look at `this.view` and `this.chunk` after it, not before. */
  private advance(length: number): number {
    const at = this.reserve(length);
    this.position = at + length;
    return at;
  }

  /** Makes room for `length` bytes in one piece, in a new chunk if need be. */
  private reserve(length: number): number {
    if (this.position + length > this.chunk.length) {
      this.endSegment();
      const doubled = Math.min(this.chunk.length * 2, CHUNK_BYTES_MAX);
      this.chunk = Buffer.allocUnsafe(Math.max(doubled, length, CHUNK_BYTES_MIN));
      this.view = new DataView(this.chunk.buffer, this.chunk.byteOffset, this.chunk.length);
      this.position = 0;
      this.segmentStart = 0;
    }
    return this.position;
  }

  private endSegment(): void {
    if (this.position === this.segmentStart) return;
    this.parts.push(this.chunk.subarray(this.segmentStart, this.position));
    this.partsBytes += this.position - this.segmentStart;
    this.segmentStart = this.position;
  }

  private check(fits: boolean, value: number, field: string): void {
    if (!fits || !Number.isInteger(value)) this.refuse(value, field);
  }

  private refuse(value: unknown, field: string): never {
    throw new DraveError('UNKNOWN_SERVER_ERROR', `${field}: the wire cannot hold ${String(value)}`);
  }
}
