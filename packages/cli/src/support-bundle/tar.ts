import { assert, type Bytes, type Millis } from '@drave/base';

/** A file of an archive. */
export interface ArchivedFile {
  /** Relative, with slashes; at most 100 bytes. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

const BLOCK_BYTES: Bytes = 512;
const NAME_BYTES_MAX: Bytes = 100;

/** The files as a tar archive in the POSIX format of 1988 (ustar), which every tar reads. */
export function tarOf(files: readonly ArchivedFile[], modifiedMs: Millis): Buffer {
  const parts = files.flatMap(({ path, bytes }) => {
    const padding = (BLOCK_BYTES - (bytes.length % BLOCK_BYTES)) % BLOCK_BYTES;
    return [headerOf(path, bytes.length, modifiedMs), bytes, Buffer.alloc(padding)];
  });
  // Two blocks of zeros end it.
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK_BYTES)]);
}

function headerOf(path: string, size: Bytes, modifiedMs: Millis): Buffer {
  const header = Buffer.alloc(BLOCK_BYTES);
  assert(Buffer.byteLength(path) <= NAME_BYTES_MAX, `${path} fits the header of a tar archive`);
  header.write(path, 0);
  header.write(octal(0o600, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(size, 12), 124);
  header.write(octal(Math.floor(modifiedMs / 1_000), 12), 136);
  header.write('0', 156);
  header.write('ustar\0' + '00', 257);
  // The sum counts its own field as blanks.
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** A number in a field of so many bytes, the last of which is zero. */
function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`;
}
