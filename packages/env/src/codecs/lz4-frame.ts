import { DraveError } from '@drave/base';
import { findMatches } from './match-finder.js';
import { tooLarge } from './codec-errors.js';

const MAGIC = 0x184d2204;
const UNCOMPRESSED = 0x8000_0000;

/**
 * The header of every frame: version 1, independent blocks of 64 KiB, no checksums of content. Its own checksum is a
 * constant.
 */
const HEADER = [0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82];
const BLOCK_BYTES = 65_536;
/** The format wants the last bytes of a block to be literals. */
const TAIL_BYTES = 12;

interface Frame {
  readonly blockBytesMax: number;
  readonly blockChecksums: boolean;
  readonly contentBytes: number | undefined;
  /** Where the first block begins. */
  readonly position: number;
}

/** One frame in the public LZ4 frame format, version 1.6. */
export function encodeLz4Frame(input: Uint8Array): Uint8Array {
  const blockCount = Math.ceil(input.length / BLOCK_BYTES);
  const output = new Uint8Array(HEADER.length + 4 + blockCount * (4 + BLOCK_BYTES + 512));
  const view = new DataView(output.buffer);
  output.set(HEADER);
  let filled = HEADER.length;
  for (let start = 0; start < input.length; start += BLOCK_BYTES) {
    const end = Math.min(input.length, start + BLOCK_BYTES);
    const size = encodeBlock(input, start, end, output, filled + 4);
    if (size < end - start) {
      view.setUint32(filled, size, true);
      filled += 4 + size;
    } else {
      view.setUint32(filled, ((end - start) | UNCOMPRESSED) >>> 0, true);
      output.set(input.subarray(start, end), filled + 4);
      filled += 4 + end - start;
    }
  }
  // A block that did not shrink may have left bytes where the end mark stands.
  view.setUint32(filled, 0, true);
  return output.slice(0, filled + 4);
}

/** Writes one block at `position` and returns its size. */
function encodeBlock(input: Uint8Array, start: number, end: number, output: Uint8Array, position: number): number {
  let filled = position;
  const extra = (left: number): void => {
    for (; left >= 255; left -= 255) output[filled++] = 255;
    output[filled++] = left;
  };
  const sequence = (from: number, to: number, match: number): void => {
    const literals = to - from;
    output[filled++] = (Math.min(literals, 15) << 4) | Math.min(match, 15);
    if (literals >= 15) extra(literals - 15);
    output.set(input.subarray(from, to), filled);
    filled += literals;
  };
  const last = findMatches(input, start, end, TAIL_BYTES, (from, at, length, distance) => {
    sequence(from, at, length - 4);
    output[filled++] = distance & 0xff;
    output[filled++] = distance >>> 8;
    if (length - 4 >= 15) extra(length - 4 - 15);
  });
  sequence(last, end, 0);
  return filled - position;
}

/** An upper bound of what the frame decodes to, found without decoding. @throws DraveError CORRUPT_MESSAGE. */
export function lz4BytesMax(input: Uint8Array): number {
  const frame = readHeader(input);
  let sum = 0;
  forEachBlock(input, frame, (start, size, compressed) => {
    void start;
    sum += compressed ? Math.min(frame.blockBytesMax, size * 255) : size;
  });
  return sum;
}

/**
 * Decodes one frame, linked blocks included, every read and copy checked. The batch's own CRC covers what checksums
 * here would.
 */
export function decodeLz4Frame(input: Uint8Array, outputBytesMax: number): Uint8Array {
  const frame = readHeader(input);
  if (frame.contentBytes !== undefined && frame.contentBytes > outputBytesMax) throw tooLarge('lz4', outputBytesMax);
  const output = new Output(
    Math.min(outputBytesMax, frame.contentBytes ?? Math.max(1024, input.length * 4)),
    outputBytesMax,
  );
  forEachBlock(input, frame, (start, size, compressed) => {
    if (compressed) decodeBlock(input, start, start + size, output);
    else output.literal(input, start, size);
  });
  if (frame.contentBytes !== undefined && frame.contentBytes !== output.filled) throw garbage('its length is wrong');
  return output.bytes.subarray(0, output.filled);
}

function readHeader(input: Uint8Array): Frame {
  if (input.length < 11 || uint32(input, 0) !== MAGIC) throw garbage('it is not a frame');
  const flags = input[4] as number;
  if (flags >>> 6 !== 1) throw garbage('its version is unknown');
  if ((flags & 1) !== 0) throw garbage('it needs a dictionary');
  const blockCode = ((input[5] as number) >>> 4) & 7;
  if (blockCode < 4) throw garbage('its block size is malformed');
  const hasContentBytes = (flags & 8) !== 0;
  if (hasContentBytes && input.length < 19) throw garbage('it ends early');
  return {
    blockBytesMax: 2 ** (8 + 2 * blockCode),
    blockChecksums: (flags & 16) !== 0,
    contentBytes: hasContentBytes ? uint32(input, 6) + uint32(input, 10) * 0x1_0000_0000 : undefined,
    position: hasContentBytes ? 15 : 7,
  };
}

function forEachBlock(
  input: Uint8Array,
  frame: Frame,
  visit: (start: number, size: number, compressed: boolean) => void,
): void {
  let { position } = frame;
  for (;;) {
    if (position + 4 > input.length) throw garbage('it ends early');
    const word = uint32(input, position);
    position += 4;
    if (word === 0) return;
    const size = word & 0x7fff_ffff;
    if (position + size > input.length) throw garbage('a block runs past the end');
    visit(position, size, word < UNCOMPRESSED);
    position += size + (frame.blockChecksums ? 4 : 0);
  }
}

function decodeBlock(input: Uint8Array, start: number, end: number, output: Output): void {
  let position = start;
  const length = (nibble: number): number => {
    if (nibble < 15) return nibble;
    let sum = nibble;
    for (;;) {
      if (position >= end) throw garbage('a block ends early');
      const byte = input[position++] as number;
      sum += byte;
      if (byte !== 255) return sum;
    }
  };
  while (position < end) {
    const token = input[position++] as number;
    const literals = length(token >>> 4);
    if (position + literals > end) throw garbage('a literal runs past the end');
    output.literal(input, position, literals);
    position += literals;
    if (position === end) return;
    if (position + 2 > end) throw garbage('a block ends early');
    const offset = (input[position] as number) | ((input[position + 1] as number) << 8);
    position += 2;
    output.copy(offset, length(token & 15) + 4);
  }
}

class Output {
  bytes: Uint8Array;
  filled = 0;
  private readonly bytesMax: number;

  constructor(capacity: number, bytesMax: number) {
    this.bytes = new Uint8Array(capacity);
    this.bytesMax = bytesMax;
  }

  literal(input: Uint8Array, start: number, count: number): void {
    this.reserve(count);
    this.bytes.set(input.subarray(start, start + count), this.filled);
    this.filled += count;
  }

  copy(offset: number, count: number): void {
    if (offset === 0 || offset > this.filled) throw garbage('a match points outside');
    this.reserve(count);
    const { bytes } = this;
    if (offset >= count) {
      bytes.copyWithin(this.filled, this.filled - offset, this.filled - offset + count);
      this.filled += count;
      return;
    }
    // Source and target may overlap: a copy byte by byte repeats the pattern, as meant.
    for (const end = this.filled + count; this.filled < end; this.filled++)
      bytes[this.filled] = bytes[this.filled - offset] as number;
  }

  private reserve(count: number): void {
    const wanted = this.filled + count;
    if (wanted > this.bytesMax) throw tooLarge('lz4', this.bytesMax);
    if (wanted <= this.bytes.length) return;
    const grown = new Uint8Array(Math.min(this.bytesMax, Math.max(wanted, this.bytes.length * 2)));
    grown.set(this.bytes.subarray(0, this.filled));
    this.bytes = grown;
  }
}

function uint32(input: Uint8Array, position: number): number {
  return (
    ((input[position] as number) |
      ((input[position + 1] as number) << 8) |
      ((input[position + 2] as number) << 16) |
      ((input[position + 3] as number) << 24)) >>>
    0
  );
}

function garbage(why: string): DraveError {
  return new DraveError('CORRUPT_MESSAGE', `cannot decompress lz4: ${why}`);
}
