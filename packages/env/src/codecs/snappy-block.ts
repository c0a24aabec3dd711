import { DraveError } from '@drave/base';
import { tooLarge } from './pure-codecs.js';

/** The uncompressed length that a raw snappy block begins with, and where the block goes on. */
export function snappyLength(input: Uint8Array): { readonly length: number; readonly position: number } {
  let length = 0;
  for (let index = 0; index < 5; index++) {
    const byte = input[index];
    if (byte === undefined) break;
    length += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { length, position: index + 1 };
  }
  throw garbage('its length is malformed');
}

/** Decodes a raw block, every read and copy checked. Format: the public snappy format description. */
export function decodeSnappyBlock(input: Uint8Array, outputBytesMax: number): Uint8Array {
  const { length, position: start } = snappyLength(input);
  if (length > outputBytesMax) throw tooLarge('snappy', outputBytesMax);
  const output = new Uint8Array(length);
  let position = start;
  let filled = 0;
  while (position < input.length) {
    const tag = input[position++] as number;
    const kind = tag & 3;
    if (kind === 0) {
      let count = (tag >>> 2) + 1;
      if (count > 60) {
        const width = count - 60;
        count = littleEndian(input, position, width) + 1;
        position += width;
      }
      if (position + count > input.length || filled + count > length) throw garbage('a literal runs past the end');
      output.set(input.subarray(position, position + count), filled);
      position += count;
      filled += count;
      continue;
    }
    const width = kind === 1 ? 1 : kind === 2 ? 2 : 4;
    const low = littleEndian(input, position, width);
    position += width;
    const offset = kind === 1 ? ((tag >>> 5) << 8) | low : low;
    const count = kind === 1 ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1;
    if (offset === 0 || offset > filled || filled + count > length) throw garbage('a copy points outside');
    // Source and target may overlap: byte by byte repeats the pattern, as meant.
    for (const end = filled + count; filled < end; filled++) output[filled] = output[filled - offset] as number;
  }
  if (filled !== length) throw garbage('it ends early');
  return output;
}

function littleEndian(input: Uint8Array, position: number, width: number): number {
  if (position + width > input.length) throw garbage('it ends early');
  let value = 0;
  for (let index = width - 1; index >= 0; index--) value = value * 256 + (input[position + index] as number);
  return value;
}

function garbage(why: string): DraveError {
  return new DraveError('CORRUPT_MESSAGE', `cannot decompress snappy: ${why}`);
}
