import { assert } from '@drave/base';

const SLAB_BYTES = 64 * 1024;
/** From this much payload on a message gets a buffer of its own instead of a piece of the slab. */
const OWN_BUFFER_BYTES = 16 * 1024;
/** Room for everything beside the payload bytes in a buffer of its own; it grows when this is not enough. */
const OWN_BUFFER_SLACK_BYTES = 2 * 1024;
/** From this size on a `bytes` field is a piece of its own: less is copied faster than looked after. */
export const OWN_PIECE_BYTES = 4 * 1024;
const TWO_POW_32 = 0x1_0000_0000;

/**
 * Writes one protobuf message at a time, backwards: fields in descending number, each value before its tag, so that
 * every nested length is known when it is due and payload bytes are copied exactly once.
 *
 * Small messages are cut from a shared slab without waste. Wrong input is a broken promise of our own code and throws
 * AssertionFailure with the field's name.
 */
export class Writer {
  private slab: Buffer = Buffer.allocUnsafeSlow(SLAB_BYTES);
  private slabFree: number = SLAB_BYTES;
  private buffer: Buffer = this.slab;
  private end: number = SLAB_BYTES;
  private position: number = SLAB_BYTES;
  /** Finished pieces, last first; undefined while a message is written whole. */
  private pieces: Uint8Array[] | undefined;
  private piecesBytes = 0;

  /** `payloadBytes`: the sum of all `bytes` fields of the message, so that the buffer fits at once. */
  begin(payloadBytes: number): void {
    if (payloadBytes >= OWN_BUFFER_BYTES) {
      this.buffer = Buffer.allocUnsafeSlow(payloadBytes + OWN_BUFFER_SLACK_BYTES);
      this.end = this.buffer.length;
    } else {
      this.buffer = this.slab;
      this.end = this.slabFree;
    }
    this.position = this.end;
  }

  /** Begins as `begin` does, but large `bytes` fields become pieces instead of being copied; ends in `finishPieces`. */
  beginPieces(): void {
    this.begin(0);
    this.pieces = [];
    this.piecesBytes = 0;
  }

  /** The message in pieces, in order. What was passed in for large `bytes` fields stands in it as it is. */
  finishPieces(): readonly Uint8Array[] {
    const { pieces } = this;
    assert(pieces !== undefined, 'a message in pieces is finished once');
    this.cut(pieces);
    this.pieces = undefined;
    this.piecesBytes = 0;
    this.finish();
    return pieces.reverse();
  }

  finish(): Buffer {
    const message = this.buffer.subarray(this.position, this.end);
    if (this.buffer === this.slab) this.slabFree = this.position;
    else this.buffer = this.slab;
    return message;
  }

  /** Where we stand, counted from the end of the message; the difference of two is a nested length. */
  mark(): number {
    return this.piecesBytes + this.end - this.position;
  }

  /** Closes a nested message or packed field begun at `mark`. */
  nested(mark: number, tag: number): void {
    this.varint32(this.mark() - mark);
    this.varint32(tag);
  }

  tag(tag: number): void {
    this.varint32(tag);
  }

  bool(value: boolean, field: string): void {
    if (typeof value !== 'boolean') this.reject(field, 'a boolean', value);
    const at = this.reserve(1);
    this.buffer[at] = value ? 1 : 0;
  }

  int32(value: number, field: string): void {
    if ((value | 0) !== value) this.reject(field, 'a 32-bit integer', value);
    if (value >= 0) this.varint32(value);
    else this.varint64(value >>> 0, 0xffff_ffff);
  }

  uint32(value: number, field: string): void {
    if (value >>> 0 !== value) this.reject(field, 'an unsigned 32-bit integer', value);
    this.varint32(value);
  }

  sint32(value: number, field: string): void {
    if ((value | 0) !== value) this.reject(field, 'a 32-bit integer', value);
    this.varint32(((value << 1) ^ (value >> 31)) >>> 0);
  }

  int64(value: number, field: string): void {
    if (!Number.isSafeInteger(value)) this.reject(field, 'an integer within 2^53', value);
    if (value >= 0 && value < TWO_POW_32) this.varint32(value);
    else this.varint64(value >>> 0, Math.floor(value / TWO_POW_32) >>> 0);
  }

  uint64(value: number, field: string): void {
    if (value < 0) this.reject(field, 'an unsigned integer', value);
    this.int64(value, field);
  }

  sint64(value: number, field: string): void {
    if (!Number.isSafeInteger(value)) this.reject(field, 'an integer within 2^53', value);
    const low = value >>> 0;
    const high = Math.floor(value / TWO_POW_32) | 0;
    const sign = high >> 31;
    this.varint64(((low << 1) ^ sign) >>> 0, (((high << 1) | (low >>> 31)) ^ sign) >>> 0);
  }

  fixed32(value: number, field: string): void {
    if (value >>> 0 !== value) this.reject(field, 'an unsigned 32-bit integer', value);
    const at = this.reserve(4);
    this.buffer.writeUInt32LE(value, at);
  }

  sfixed32(value: number, field: string): void {
    if ((value | 0) !== value) this.reject(field, 'a 32-bit integer', value);
    const at = this.reserve(4);
    this.buffer.writeInt32LE(value, at);
  }

  fixed64(value: number, field: string): void {
    if (value < 0) this.reject(field, 'an unsigned integer', value);
    this.sfixed64(value, field);
  }

  sfixed64(value: number, field: string): void {
    if (!Number.isSafeInteger(value)) this.reject(field, 'an integer within 2^53', value);
    const at = this.reserve(8);
    this.buffer.writeUInt32LE(value >>> 0, at);
    this.buffer.writeUInt32LE(Math.floor(value / TWO_POW_32) >>> 0, at + 4);
  }

  float(value: number, field: string): void {
    if (typeof value !== 'number') this.reject(field, 'a number', value);
    const at = this.reserve(4);
    this.buffer.writeFloatLE(value, at);
  }

  double(value: number, field: string): void {
    if (typeof value !== 'number') this.reject(field, 'a number', value);
    const at = this.reserve(8);
    this.buffer.writeDoubleLE(value, at);
  }

  string(value: string, field: string): void {
    if (typeof value !== 'string') this.reject(field, 'a string', value);
    const length = Buffer.byteLength(value);
    const at = this.reserve(length);
    this.buffer.write(value, at, length, 'utf8');
    this.varint32(length);
  }

  bytes(value: Uint8Array, field: string): void {
    if (!(value instanceof Uint8Array)) this.reject(field, 'bytes', value);
    if (this.pieces !== undefined && value.length >= OWN_PIECE_BYTES) {
      this.cut(this.pieces);
      this.pieces.push(value);
      this.piecesBytes += value.length;
    } else {
      const at = this.reserve(value.length);
      this.buffer.set(value, at);
    }
    this.varint32(value.length);
  }

  /** What is written so far becomes a piece; writing goes on before it. */
  private cut(pieces: Uint8Array[]): void {
    if (this.position === this.end) return;
    pieces.push(this.buffer.subarray(this.position, this.end));
    this.piecesBytes += this.end - this.position;
    this.end = this.position;
  }

  private varint32(value: number): void {
    if (value < 0x80) {
      const at = this.reserve(1);
      this.buffer[at] = value;
      return;
    }
    const length = value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : value < 0x1000_0000 ? 4 : 5;
    let at = this.reserve(length);
    let rest = value;
    while (rest > 0x7f) {
      this.buffer[at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.buffer[at] = rest;
  }

  private varint64(lowHalf: number, highHalf: number): void {
    let low = lowHalf;
    let high = highHalf;
    let length = 1;
    for (let l = low, h = high; h > 0 || l > 0x7f; length++) {
      l = ((l >>> 7) | (h << 25)) >>> 0;
      h >>>= 7;
    }
    let at = this.reserve(length);
    while (high > 0 || low > 0x7f) {
      this.buffer[at++] = (low & 0x7f) | 0x80;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    this.buffer[at] = low;
  }

  /** May replace `this.buffer`: take its result before naming the buffer, or the bytes go into the old one. */
  private reserve(length: number): number {
    this.position -= length;
    if (this.position < 0) this.grow(length);
    return this.position;
  }

  /** Moves what is written so far to the end of a larger buffer. */
  private grow(length: number): void {
    const from = this.position + length;
    const used = this.end - from;
    const needed = used + length;
    const large = needed >= OWN_BUFFER_BYTES;
    const target = Buffer.allocUnsafeSlow(large ? needed * 2 + OWN_BUFFER_SLACK_BYTES : SLAB_BYTES);
    this.buffer.copy(target, target.length - used, from, this.end);
    if (!large) this.slab = target;
    this.buffer = target;
    this.end = target.length;
    this.position = target.length - needed;
    assert(this.position >= 0, 'a grown buffer holds what it was grown for');
  }

  private reject(field: string, expected: string, value: unknown): never {
    assert(false, `${field} must be ${expected}, got ${JSON.stringify(value) ?? typeof value}`);
  }
}
