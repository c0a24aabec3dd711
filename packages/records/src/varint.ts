/** Zig-zag base-128 numbers as record bodies use them (Kafka's varint and varlong, the same as protobuf's sint). */

/**
 * Largest magnitude of a 64-bit varint that survives the round trip through a double with its zig-zag bit: 2^52 - 1.
 */
export const VARLONG_MAX = 0xf_ffff_ffff_ffff;

export function varintBytes(value: number): number {
  return unsignedBytes(((value << 1) ^ (value >> 31)) >>> 0);
}

/** Size of a length or count, which is never negative: `varintBytes` without the sign. */
export function lengthBytes(length: number): number {
  if (length < 0x40) return 1;
  if (length < 0x2000) return 2;
  if (length < 0x10_0000) return 3;
  return length < 0x800_0000 ? 4 : 5;
}

export function varlongBytes(value: number): number {
  if (value >= -0x4000_0000 && value < 0x4000_0000) return varintBytes(value);
  let rest = value >= 0 ? value * 2 : -value * 2 - 1;
  let bytes = 1;
  while (rest >= 0x80) {
    rest = Math.floor(rest / 0x80);
    bytes++;
  }
  return bytes;
}

/** Writes a 32-bit varint at `at`, returns the position behind it. The caller has made room. */
export function writeVarint(buffer: Buffer, at: number, value: number): number {
  let rest = ((value << 1) ^ (value >> 31)) >>> 0;
  while (rest >= 0x80) {
    buffer[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  buffer[at++] = rest;
  return at;
}

export function writeVarlong(buffer: Buffer, at: number, value: number): number {
  if (value >= -0x4000_0000 && value < 0x4000_0000) return writeVarint(buffer, at, value);
  let rest = value >= 0 ? value * 2 : -value * 2 - 1;
  while (rest >= 0x80) {
    buffer[at++] = (rest % 0x80) | 0x80;
    rest = Math.floor(rest / 0x80);
  }
  buffer[at++] = rest;
  return at;
}

function unsignedBytes(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  return value < 0x1000_0000 ? 4 : 5;
}
