import { DraveError } from '@drave/base';
import { findMatches } from './match-finder.js';
import { tooLarge } from './codec-errors.js';

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

/** Blocks are independent, so that no copy reaches further back than two bytes can say. */
const BLOCK_BYTES = 65_536;
const COPY_BYTES_MAX = 64;

/** A raw block in the public snappy format. */
export function encodeSnappyBlock(input: Uint8Array): Uint8Array {
  const output = new Uint8Array(32 + input.length + Math.floor(input.length / 6));
  let filled = 0;
  for (let left = input.length; ; left = Math.floor(left / 128)) {
    output[filled++] = (left & 0x7f) | (left > 0x7f ? 0x80 : 0);
    if (left <= 0x7f) break;
  }
  const literal = (from: number, to: number): void => {
    const count = to - from - 1;
    if (count < 0) return;
    if (count < 60) output[filled++] = count << 2;
    else {
      const width = count < 0x100 ? 1 : 2;
      output[filled++] = (59 + width) << 2;
      for (let index = 0; index < width; index++) output[filled++] = (count >>> (8 * index)) & 0xff;
    }
    output.set(input.subarray(from, to), filled);
    filled += to - from;
  };
  for (let start = 0; start < input.length; start += BLOCK_BYTES) {
    const end = Math.min(input.length, start + BLOCK_BYTES);
    const last = findMatches(input, start, end, 0, (from, at, length, distance) => {
      literal(from, at);
      for (let left = length; left > 0; left -= COPY_BYTES_MAX) {
        output[filled++] = ((Math.min(left, COPY_BYTES_MAX) - 1) << 2) | 2;
        output[filled++] = distance & 0xff;
        output[filled++] = distance >>> 8;
      }
    });
    literal(last, end);
  }
  return output.slice(0, filled);
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
    // Source and target may overlap: a copy byte by byte repeats the pattern, as meant.
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
