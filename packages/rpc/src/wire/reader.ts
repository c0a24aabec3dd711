import { DraveError } from '@drave/base';

const DEPTH_MAX = 100;
const TWO_POW_32 = 0x1_0000_0000;
const HIGH_SAFE_MAX = 0x1f_ffff;
const SHORT_STRING_BYTES = 24;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads one protobuf message. `bytes` fields are slices of the input, never copies.
 *
 * Input comes from outside: whatever is wrong with it is a DraveError INVALID_REQUEST that names the message and the
 * byte.
 */
export class Reader {
  position = 0;
  readonly end: number;
  private readonly buffer: Buffer;
  private readonly message: string;
  private readonly strict: boolean;
  private depth = 0;

  /** `strict` refuses unknown fields, which mean that a newer version wrote the message. */
  constructor(bytes: Uint8Array, message: string, strict: boolean) {
    this.buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.end = bytes.length;
    this.message = message;
    this.strict = strict;
  }

  tag(): number {
    const tag = this.varint32();
    if (tag >>> 3 === 0) this.fail('field number 0');
    return tag;
  }

  /** Begins a nested message or packed field; the result is where it ends. */
  enter(): number {
    const length = this.varint32();
    const end = this.position + length;
    if (end > this.end) this.fail(`a nested length of ${length} passes the end`);
    if (++this.depth > DEPTH_MAX) this.fail(`nested deeper than ${DEPTH_MAX}`);
    return end;
  }

  leave(end: number): void {
    this.depth--;
    if (this.position !== end) this.fail('a nested field passes the end of its message');
  }

  bool(): boolean {
    const low = this.varint64Low();
    return low !== 0 || this.high !== 0;
  }

  int32(): number {
    return this.varint64Low() | 0;
  }

  uint32(): number {
    return this.varint64Low() >>> 0;
  }

  sint32(): number {
    const value = this.varint64Low() >>> 0;
    return (value >>> 1) ^ -(value & 1);
  }

  int64(): number {
    const low = this.varint64Low() >>> 0;
    return this.signed(low, this.high);
  }

  uint64(): number {
    const low = this.varint64Low() >>> 0;
    return this.unsigned(low, this.high);
  }

  sint64(): number {
    const low = this.varint64Low() >>> 0;
    const high = this.high;
    const mask = -(low & 1);
    return this.signed((((low >>> 1) | (high << 31)) ^ mask) >>> 0, ((high >>> 1) ^ mask) >>> 0);
  }

  fixed32(): number {
    return this.buffer.readUInt32LE(this.take(4));
  }

  sfixed32(): number {
    return this.buffer.readInt32LE(this.take(4));
  }

  fixed64(): number {
    const at = this.take(8);
    return this.unsigned(this.buffer.readUInt32LE(at), this.buffer.readUInt32LE(at + 4));
  }

  sfixed64(): number {
    const at = this.take(8);
    return this.signed(this.buffer.readUInt32LE(at), this.buffer.readUInt32LE(at + 4));
  }

  float(): number {
    return this.buffer.readFloatLE(this.take(4));
  }

  double(): number {
    return this.buffer.readDoubleLE(this.take(8));
  }

  bytes(): Uint8Array {
    const length = this.varint32();
    const at = this.take(length);
    return this.buffer.subarray(at, at + length);
  }

  string(): string {
    const length = this.varint32();
    const at = this.take(length);
    if (length <= SHORT_STRING_BYTES) {
      let text = '';
      let i = at;
      for (; i < at + length; i++) {
        const byte = this.buffer[i] as number;
        if (byte >= 0x80) break;
        text += String.fromCharCode(byte);
      }
      if (i === at + length) return text;
    }
    try {
      return utf8.decode(this.buffer.subarray(at, at + length));
    } catch {
      return this.fail('a string is not UTF-8');
    }
  }

  skip(tag: number, message: string): void {
    const fieldNumber = tag >>> 3;
    if (this.strict) this.newer(`unknown field ${fieldNumber} of ${message}`);
    switch (tag & 7) {
      case 0:
        this.varint64Low();
        return;
      case 1:
        this.take(8);
        return;
      case 2:
        this.take(this.varint32());
        return;
      case 5:
        this.take(4);
        return;
      default:
        this.fail(`wire type ${tag & 7} of field ${fieldNumber}`);
    }
  }

  /** What is stored and names something that we never heard of. @throws DraveError UNSUPPORTED_VERSION when strict. */
  newer(what: string): never {
    if (!this.strict) this.fail(what);
    throw new DraveError('UNSUPPORTED_VERSION', `${what}; it was written by a newer version`);
  }

  fail(what: string): never {
    throw new DraveError(
      'INVALID_REQUEST',
      `malformed ${this.message}: ${what} (byte ${this.position} of ${this.end})`,
    );
  }

  /** The upper half of the varint read last. */
  private high = 0;

  private varint32(): number {
    const byte = this.position < this.end ? (this.buffer[this.position] as number) : 0x80;
    if (byte < 0x80) {
      this.position++;
      return byte;
    }
    const low = this.varint64Low() >>> 0;
    if (this.high !== 0) this.fail('a length or tag above 2^32');
    return low;
  }

  private varint64Low(): number {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.position >= this.end) this.fail('it ends inside a number');
      const byte = this.buffer[this.position++] as number;
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high |= bits >>> 4;
      } else if (shift < 63) high |= bits << (shift - 32);
      else if (bits > 1) this.fail('a number above 64 bits');
      else high |= bits << 31;
      if (byte < 0x80) {
        this.high = high >>> 0;
        return low;
      }
    }
    return this.fail('a number longer than 10 bytes');
  }

  private unsigned(low: number, high: number): number {
    if (high > HIGH_SAFE_MAX) this.fail('an integer beyond 2^53');
    return high * TWO_POW_32 + low;
  }

  private signed(low: number, high: number): number {
    if (high < 0x8000_0000) return this.unsigned(low, high);
    const value = (high - TWO_POW_32) * TWO_POW_32 + low;
    if (!Number.isSafeInteger(value)) this.fail('an integer beyond -2^53');
    return value;
  }

  private take(length: number): number {
    const at = this.position;
    if (at + length > this.end) this.fail(`${length} bytes are wanted and ${this.end - at} are left`);
    this.position = at + length;
    return at;
  }
}
