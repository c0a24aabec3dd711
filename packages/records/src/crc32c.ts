import portable from 'crc-32/crc32c.js';
import { loadNativeCrc32c } from './native-crc32c.js';

/**
 * CRC-32C (Castagnoli) of `bytes[start, end)` as an unsigned 32-bit number. `seed` is the CRC of what came before, so
 * that `crc32c(b, 0, b.length, crc32c(a))` equals the CRC of `a` followed by `b`. The check value of "123456789" is
 * e3069283.
 */
export function crc32c(bytes: Uint8Array, start = 0, end: number = bytes.length, seed = 0): number {
  const part = start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end);
  if (native !== undefined && part.length >= NATIVE_BYTES_MIN) return native.crc32c(part, seed >>> 0) >>> 0;
  return crc32cPortable(part, seed);
}

/** The same without the prebuilt module, for platforms that have none; a test holds the two equal. */
export function crc32cPortable(bytes: Uint8Array, seed = 0): number {
  return portable.buf(bytes, seed | 0) >>> 0;
}

/** Below this size the call into native code (about 80 ns) costs more than the checksum itself. */
const NATIVE_BYTES_MIN = 300;

const native = loadNativeCrc32c();
