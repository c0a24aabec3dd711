import { DraveError, UUID_BYTES, type Uuid } from '@drave/base';

const TWO_POW_32 = 0x1_0000_0000;
const STRING_BYTES_MAX = 0x7fff;
const SHORT_STRING_BYTES = 24;
/**
 * Structs that one message may hold in all its lists. A struct takes some hundred bytes of memory and as few as three
 * on the wire, so the frame's length alone would not bound the memory.
 */
export const STRUCTS_MAX = 250_000;

/**
 * Reads one message of Kafka's protocol out of a frame. `bytes` and `records` are slices of the frame, never copies;
 * a caller that keeps one keeps the frame.
 *
 * The frame comes from outside: every length is checked against what is left before anything is allocated, and whatever
 * is wrong is a DraveError INVALID_REQUEST that names the message, the field and the byte. `flexible` chooses the
 * compact encodings of KIP-482.
 */
export class WireReader {
  position: number;
  /** Where the message, or the tagged field being read, ends. */
  private end: number;
  private readonly buffer: Buffer;
  private readonly view: DataView;
  private readonly message: string;
  private structsLeft: number;

  constructor(buffer: Buffer, message: string, position = 0, structsMax: number = STRUCTS_MAX) {
    this.buffer = buffer;
    this.view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
    this.message = message;
    this.position = position;
    this.end = buffer.length;
    this.structsLeft = structsMax;
  }

  get remaining(): number {
    return this.end - this.position;
  }

  bool(field: string): boolean {
    return this.view.getInt8(this.take(1, field)) !== 0;
  }

  int8(field: string): number {
    return this.view.getInt8(this.take(1, field));
  }

  int16(field: string): number {
    return this.view.getInt16(this.take(2, field));
  }

  uint16(field: string): number {
    return this.view.getUint16(this.take(2, field));
  }

  int32(field: string): number {
    return this.view.getInt32(this.take(4, field));
  }

  uint32(field: string): number {
    return this.view.getUint32(this.take(4, field));
  }

  int64(field: string): number {
    const at = this.take(8, field);
    const value = this.view.getInt32(at) * TWO_POW_32 + this.view.getUint32(at + 4);
    if (!Number.isSafeInteger(value)) this.fail(field, 'an integer beyond 2^53');
    return value;
  }

  /** An int64 that a caller may set to "as large as can be", such as a timestamp. */
  int64Clamped(field: string): number {
    const at = this.take(8, field);
    const value = this.view.getInt32(at) * TWO_POW_32 + this.view.getUint32(at + 4);
    return Math.min(Math.max(value, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
  }

  float64(field: string): number {
    return this.view.getFloat64(this.take(8, field));
  }

  uuid(field: string): Uuid {
    const at = this.take(UUID_BYTES, field);
    return this.buffer.toString('base64url', at, at + UUID_BYTES);
  }

  /** An unsigned varint of at most 32 bits. */
  uvarint(field: string): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.view.getUint8(this.take(1, field));
      if (shift === 28 && byte > 0x0f) break;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return this.fail(field, 'a varint of more than 32 bits');
  }

  string(flexible: boolean, field: string): string {
    return this.nullableString(flexible, field) ?? this.fail(field, 'null where a string is required');
  }

  nullableString(flexible: boolean, field: string): string | null {
    const length = flexible ? this.uvarint(field) - 1 : this.int16(field);
    if (length < 0) return this.nullOf(length, field);
    if (length > STRING_BYTES_MAX) this.fail(field, `a string of ${length} bytes`);
    return this.text(this.take(length, field), length);
  }

  bytes(flexible: boolean, field: string): Buffer {
    return this.nullableBytes(flexible, field) ?? this.fail(field, 'null where bytes are required');
  }

  nullableBytes(flexible: boolean, field: string): Buffer | null {
    const length = flexible ? this.uvarint(field) - 1 : this.int32(field);
    if (length < 0) return this.nullOf(length, field);
    const at = this.take(length, field);
    return this.buffer.subarray(at, at + length);
  }

  /** Length of a list, each of whose elements takes at least `elementBytesMin` bytes. */
  listLength(flexible: boolean, elementBytesMin: number, field: string): number {
    const length = this.nullableListLength(flexible, elementBytesMin, field);
    return length < 0 ? this.fail(field, 'null where a list is required') : length;
  }

  /** -1 for null. */
  nullableListLength(flexible: boolean, elementBytesMin: number, field: string): number {
    const length = flexible ? this.uvarint(field) - 1 : this.int32(field);
    if (length < 0) {
      this.nullOf(length, field);
      return -1;
    }
    if (length * elementBytesMin > this.remaining)
      this.fail(field, `${length} elements in the ${this.remaining} bytes that are left`);
    return length;
  }

  structListLength(flexible: boolean, elementBytesMin: number, field: string): number {
    return this.admitStructs(this.listLength(flexible, elementBytesMin, field), field);
  }

  nullableStructListLength(flexible: boolean, elementBytesMin: number, field: string): number {
    return this.admitStructs(this.nullableListLength(flexible, elementBytesMin, field), field);
  }

  /** The byte before a nullable struct: true when the struct follows. */
  structPresent(field: string): boolean {
    return this.int8(field) >= 0;
  }

  /** Enters the value of a tagged field; the result goes to `leaveTag`. */
  enterTag(field: string): number {
    const length = this.uvarint(field);
    if (length > this.remaining) this.fail(field, `a tagged field of ${length} bytes, ${this.remaining} are left`);
    const outer = this.end;
    this.end = this.position + length;
    return outer;
  }

  leaveTag(outer: number, field: string): void {
    if (this.position !== this.end) this.fail(field, `${this.remaining} bytes too many in a tagged field`);
    this.end = outer;
  }

  skipTag(outer: number): void {
    this.position = this.end;
    this.end = outer;
  }

  /** A whole section of tagged fields none of which we know. */
  skipTags(field: string): void {
    for (let left = this.uvarint(field); left > 0; left--) {
      this.uvarint(field);
      this.take(this.uvarint(field), field);
    }
  }

  fail(field: string, what: string): never {
    throw new DraveError(
      'INVALID_REQUEST',
      `malformed ${this.message}: ${field}: ${what} (byte ${this.position} of ${this.buffer.length})`,
    );
  }

  private take(length: number, field: string): number {
    const at = this.position;
    if (length > this.end - at) this.fail(field, `${length} bytes are wanted and ${this.end - at} are left`);
    this.position = at + length;
    return at;
  }

  private nullOf(length: number, field: string): null {
    if (length !== -1) this.fail(field, `a length of ${length}`);
    return null;
  }

  private admitStructs(count: number, field: string): number {
    if (count > this.structsLeft) this.fail(field, 'more structures than one message may hold');
    if (count > 0) this.structsLeft -= count;
    return count;
  }

  /** Invalid UTF-8 is read as replacement characters, as Java does. */
  private text(at: number, length: number): string {
    if (length > SHORT_STRING_BYTES) return this.buffer.toString('utf8', at, at + length);
    let text = '';
    for (let i = at; i < at + length; i++) {
      const byte = this.view.getUint8(i);
      if (byte >= 0x80) return this.buffer.toString('utf8', at, at + length);
      text += String.fromCharCode(byte);
    }
    return text;
  }
}
