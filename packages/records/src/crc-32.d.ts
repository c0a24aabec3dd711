declare module 'crc-32/crc32c.js' {
  /** Takes and gives signed 32-bit numbers. */
  const crc32c: { buf(data: Uint8Array, seed: number): number };
  export default crc32c;
}
