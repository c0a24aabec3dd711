/**
 * The checksum that LevelDB stores with the bytes [from, until): CRC-32C, rotated and shifted, so that a checksum of
 * checksums is no problem.
 */
export function maskedChecksum(bytes: Buffer, from: number, until: number): number {
  const checksum = crc32c(bytes, from, until);
  return (((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0;
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

function crc32c(bytes: Buffer, from: number, until: number): number {
  let crc = 0xffffffff;
  for (let at = from; at < until; at++) crc = (table[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
