import { DraveError } from '@drave/base';
import { Decompress } from 'fzstd';
import { tooLarge } from './codec-errors.js';

const MAGIC = 0xfd2fb528;
const BLOCK_BYTES_MAX = 128 * 1024;

/** A valid frame of raw blocks: no compression, but any zstd decoder reads it (RFC 8878, section 3.1.1). */
export function encodeZstdRaw(input: Uint8Array): Uint8Array {
  const blockCount = Math.max(1, Math.ceil(input.length / BLOCK_BYTES_MAX));
  const output = new Uint8Array(9 + blockCount * 3 + input.length);
  const view = new DataView(output.buffer);
  view.setUint32(0, MAGIC, true);
  // The descriptor says: a single segment, and its content size in four bytes.
  output[4] = 0xa0;
  view.setUint32(5, input.length, true);
  let position = 9;
  for (let index = 0; index < blockCount; index++) {
    const block = input.subarray(index * BLOCK_BYTES_MAX, (index + 1) * BLOCK_BYTES_MAX);
    const header = (block.length << 3) | (index === blockCount - 1 ? 1 : 0);
    output[position] = header & 0xff;
    output[position + 1] = (header >>> 8) & 0xff;
    output[position + 2] = header >>> 16;
    output.set(block, position + 3);
    position += 3 + block.length;
  }
  return output;
}

/** An upper bound of what the frames decode to, found by walking their blocks. @throws DraveError CORRUPT_MESSAGE. */
export function zstdBytesMax(input: Uint8Array): number {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  let sum = 0;
  let position = 0;
  const need = (count: number): void => {
    if (position + count > input.length) throw garbage('it ends early');
  };
  do {
    need(5);
    const magic = view.getUint32(position, true);
    if (magic >>> 4 === 0x184d2a5) {
      need(8);
      position += 8 + view.getUint32(position + 4, true);
      continue;
    }
    if (magic !== MAGIC) throw garbage('it is not a frame');
    const descriptor = input[position + 4] as number;
    position += 5 + frameHeaderBytes(descriptor);
    for (let last = false; !last; ) {
      need(3);
      const header = view.getUint16(position, true) | ((input[position + 2] as number) << 16);
      position += 3;
      last = (header & 1) === 1;
      const kind = (header >>> 1) & 3;
      const size = header >>> 3;
      if (kind === 3) throw garbage('a block kind is unknown');
      sum += kind === 2 ? BLOCK_BYTES_MAX : size;
      const stored = kind === 1 ? 1 : size;
      need(stored);
      position += stored;
    }
    position += (descriptor & 4) === 0 ? 0 : 4;
  } while (position < input.length);
  return sum;
}

/** Decodes frames with and without a content size; stops as soon as more than `outputBytesMax` come out. */
export function decodeZstd(input: Uint8Array, outputBytesMax: number): Uint8Array {
  // The blocks are walked first, because fzstd takes a cut frame for a pause.
  zstdBytesMax(input);
  const parts: Uint8Array[] = [];
  let length = 0;
  const decoder = new Decompress((part) => {
    length += part.length;
    if (length > outputBytesMax) throw tooLarge('zstd', outputBytesMax);
    parts.push(part);
  });
  decoder.push(input, true);
  const only = parts[0];
  return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
}

/** Bytes between the descriptor and the first block: window, dictionary id, content size. */
function frameHeaderBytes(descriptor: number): number {
  const singleSegment = (descriptor & 0x20) !== 0;
  const contentSize = [singleSegment ? 1 : 0, 2, 4, 8][descriptor >>> 6] as number;
  const dictionary = [0, 1, 2, 4][descriptor & 3] as number;
  return (singleSegment ? 0 : 1) + dictionary + contentSize;
}

function garbage(why: string): DraveError {
  return new DraveError('CORRUPT_MESSAGE', `cannot decompress zstd: ${why}`);
}
